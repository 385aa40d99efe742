"""Words of risk: causes, factors, scores, places of the confidence map.   风险词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label

BOOKMARK = "risk"
SEALS_MAX = 2_000
"""So many seals are followed in one transaction."""
OUTCOME_DAYS = 730
"""Counts of so many days teach the model."""
SCORES_MAX = 1_000
PLACES_MAX = 2_000

CAUSES: dict[str, Label] = {
    "touches": Label("出入库与移动次数", "touches"),
    "receipts": Label("收货", "receipts"),
    "lots": Label("多批号并存时拣货", "picks among several lots"),
    "days": Label("距上次盘点的天数", "days since the last count"),
    "attractive": Label("贵重易失，随时间累积", "attractive goods, over time"),
    "fragile": Label("易损，随时间累积", "fragile goods, over time"),
}
"""In the order of the columns of exposures."""

FACTORS: dict[str, Label] = {
    "item": Label("该物料过去的差异多于一般", "this item was wrong more often than others"),
    "site": Label("该站点过去的差异多于一般", "this site was wrong more often than others"),
    "zone": Label("该库区过去的差异多于一般", "this zone was wrong more often than others"),
}
URGENT: dict[str, Label] = {
    "short": Label("账面不够发：实物与账面已对不上",
                   "the book was too small for a fact of the floor"),
}
LEVELS = ("item", "site", "zone", "operator")


class Reason(NamedTuple):
    """One reason: a cause with its share of the hazard, or a factor, both in percent."""

    code: str
    percent: int


class RiskRow(NamedTuple):
    """How likely one holding is wrong; `expected_value` and the money in `score` in minor units.

    `urgent`: a fact of the floor has already contradicted the book; it goes before all others.
    """

    holding: int
    place: str
    item: str
    item_name: str
    lot: str
    probability: float
    expected_value: int
    score: float
    urgent: bool
    counted_at: datetime | None
    scored_at: datetime
    reasons: tuple[Reason, ...]


class PlaceRow(NamedTuple):
    """A place of the confidence map: holdings, mean and lowest chance to be right (0 to 1)."""

    zone: str
    place: str
    holdings: int
    right: float
    lowest: float
    urgent: int
    counted_at: datetime | None


class Scored(NamedTuple):
    """What a night's run did."""

    holdings: int
    expected_wrong: float
    scored_at: datetime


class Fitted(NamedTuple):
    """What a refit learned from, and the rates per cause that it found."""

    counts: int
    wrong: int
    theta: tuple[float, ...]

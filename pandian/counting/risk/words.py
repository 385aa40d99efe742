"""Words of risk: causes, factors, scores, places of the confidence map.   风险词汇"""

from __future__ import annotations

from datetime import date, datetime
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
RANDOM_STRATEGIES = ("sampling", "cycle")
"""Strategies that do not look at how likely a book is wrong: the accuracy figure rests on them."""
ACCURACY_DAYS = 90
LATEST_LINES_MIN = 149
"""So many lines, all exact, state 98 % right with 95 % confidence: 0.98 ** 149 < 0.05."""
SCORE_AGE_HOURS_MAX = 26
"""Scores are made every night."""
FIT_AGE_HOURS_MAX = 8 * 24
"""The model learns once a week."""
BANDS: dict[str, Label] = {
    "proven": Label("可信", "proven"),
    "good": Label("良好", "good"),
    "soon": Label("该盘了", "count soon"),
    "doubtful": Label("不可信", "doubtful"),
}
"""What a chance to be right means, from .98, .95, .85, 0."""
BAND_STARTS = (.98, .95, .85, 0.0)


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


class Ages(NamedTuple):
    """How old scores and model are, in hours; 0 where there is nothing to score or learn yet.

    `late`: codes of sites whose scores are older than a night, the oldest first; the instants are
    None before the first time.
    """

    scored_at: datetime | None
    score_hours: float
    late: tuple[str, ...]
    fitted_at: datetime | None
    fit_hours: float


class Fitted(NamedTuple):
    """What a refit learned from, and the rates per cause that it found."""

    counts: int
    wrong: int
    theta: tuple[float, ...]


class Share(NamedTuple):
    """A share that is right, with the exact 95 % interval; None of all when nothing was counted."""

    right: int
    counted: int
    share: float | None
    low: float
    high: float

    @property
    def percent(self) -> float:
        """The share in percent, with one decimal; 0 when nothing was counted."""
        return round(100 * (self.share or 0), 1)

    @property
    def low_percent(self) -> float:
        """The lower end of the interval in percent, with one decimal."""
        return round(100 * self.low, 1)

    @property
    def high_percent(self) -> float:
        """The upper end of the interval in percent, with one decimal."""
        return round(100 * self.high, 1)


class DayShare(NamedTuple):
    """How many lines of one day's random part were exact, and of all days up to it."""

    day: date
    exact: Share
    so_far: Share


class Latest(NamedTuple):
    """How many lines of the random part were exact from one day to the last that had any."""

    first: date
    last: date
    exact: Share


class Accuracy(NamedTuple):
    """Count accuracy of a span, from counts that were not chosen by risk.

    `exact` lines without any variance, `tolerated` those inside tolerance too, `places` where every
    line was exact; `quantity` and `value`: 1 - sum of absolute variances / sum of books, None
    without any book (value also for whom values are hidden); never below 0.  The ranges are their
    95 % intervals, None where too few places differed to say; `days` is the way there, `latest`
    its end: the fewest last days with lines enough, None while there are not.
    """

    site: str
    since: datetime
    until: datetime
    exact: Share
    tolerated: Share
    places: Share
    quantity: float | None
    value: float | None
    quantity_range: tuple[float, float] | None = None
    value_range: tuple[float, float] | None = None
    days: tuple[DayShare, ...] = ()
    latest: Latest | None = None

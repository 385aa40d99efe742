"""Reorder levels of items at a site, and what they propose to buy.   缺货词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label, Refused

LEVELS_MAX = 10_000


class LevelDraft(NamedTuple):
    """When to buy an item again; `point` None takes the level away.  Smallest units.

    `price`: 10^-4 minor units for one of them, as it will stand on the draft of the order.
    """

    item: str
    point: int | None
    up_to: int = 0
    multiple: int = 1
    supplier: str = ""
    price: int = 0


class Position(NamedTuple):
    """What there is of an item: usable and unclaimed, waiting for inspection, still to come."""

    available: int
    pending: int
    on_order: int


class Shortage(NamedTuple):
    """An item at or below its level, and how much to buy; `proved_at`: the last count of it."""

    item: str
    supplier: str
    price: int
    point: int
    up_to: int
    multiple: int
    available: int
    pending: int
    on_order: int
    quantity: int
    proved_at: datetime | None


class ShortageRefused(Refused):
    """Levels or orders cannot be like this; nothing was written."""


FAULTS: dict[str, Label] = {
    "level_range": Label("补到的数量应大于订货点", "It must be filled above its reorder point"),
    "level_supplier": Label("没有供应商 {0}", "Supplier {0} is not known"),
    "nothing_short": Label("没有缺货", "Nothing is short"),
}

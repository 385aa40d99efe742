"""Words of code bindings.   条码绑定词汇"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from pandian.catalog.words import ItemRow
from pandian.kernel.words import Label

LOCAL = "local"
"""The scheme of a text that no issuer's rule explains and that a person bound by hand."""
PATTERN_CHARACTERS_MAX = 64
READABLE_CHARACTERS_MIN = 3
"""Fewer readable characters than this would fit half of the catalogue."""
FITS_MAX = 200


class BoundRow(NamedTuple):
    """A binding as it is read; an item's own code is one of scheme `item`."""

    scheme: str
    key: str
    value: str
    item: ItemRow
    unit: str
    factor: int
    valid_from: datetime | None
    valid_to: datetime | None


class LotAsk(NamedTuple):
    """A lot to look up; `measured` asks for the longest lot of the item too."""

    item: int
    code: str
    measured: bool = False


class NamedLot(NamedTuple):
    """A lot as asked for: `id` 0 where it is unknown, `longest` 0 where it was not asked."""

    item: int
    code: str
    id: int
    expires_on: date | None
    longest: int


class BindingDraft(NamedTuple):
    """A code about to be bound; `unit` '' is the smallest unit."""

    scheme: str
    value: str
    item: str
    unit: str = ""
    valid_from: datetime | None = None


FAULTS: dict[str, Label] = {
    "unit_unknown": Label("物料 {1} 没有包装 {0}", "Item {1} has no pack {0}"),
    "bound_already": Label(
        "条码 {0} 已绑定到 {1}", "Code {0} is bound to {1} already"),
    "not_bound": Label("没有这条绑定", "There is no such binding"),
    "not_bindable": Label(
        "此条码含控制字符或过长，不能绑定；请改用“仅此一条”",
        "This code holds control characters or is too long to be bound; use “this row only”"),
    "pattern_short": Label(
        "至少要能读出 {0} 个字符", "At least {0} characters must be readable"),
}

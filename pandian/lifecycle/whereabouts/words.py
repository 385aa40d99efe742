"""What was where at an instant: on the shelf, on the way, in process, in trays, at hospitals.

Quantities are in the items' smallest unit.   时点去处词汇
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label

IN_TRANSIT = "in_transit"
ROWS_MAX = 200_000
PAGE_ROWS_MAX = 50_000
"""Rows read at a time: each page asks the ledger for the whole instant again."""

COLUMNS: dict[str, Label] = {
    "site": Label("站点", "site"),
    "place": Label("位置", "place"),
    "kind": Label("位置种类", "kind of place"),
    "item": Label("物料", "item"),
    "item_name": Label("物料名称", "name"),
    "lot": Label("批号", "lot"),
    "expires_on": Label("有效期至", "expires on"),
    "serial": Label("序列号", "serial"),
    "status": Label("状态", "status"),
    "owner": Label("货主", "owner"),
    "quantity": Label("数量", "quantity"),
    "unit": Label("单位", "unit"),
}
"""Columns of an export, in order."""


class Asked(NamedTuple):
    """Which stock is asked for; None is all of it.  `kind` is a kind of place."""

    site: str | None = None
    place: str | None = None
    kind: str | None = None
    item: str | None = None
    lot: str | None = None
    serial: str | None = None
    status: str | None = None
    owner: str | None = None


class KindRow(NamedTuple):
    """How much stood in one kind of place, by status."""

    kind: str
    status: str
    quantity: int


class WayRow(NamedTuple):
    """Goods on the way at an instant, from or to the sites seen.

    `left` is what the open shipments sent, `arrived` what of them was taken in; on the way is
    the difference, below zero where more arrived than was sent.
    """

    item: str
    lot: str
    serial: str
    status: str
    owner: str
    left: int
    arrived: int
    on_the_way: int


class Whereabouts(NamedTuple):
    """What was where at an instant, in sums, and what was on the way, line by line."""

    as_of: datetime
    kinds: list[KindRow]
    on_the_way: list[WayRow]

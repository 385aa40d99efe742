"""Words of handling units: places that move with all that stands in them.   容器词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, Refused

UNIT = "unit"
"""The kind of place that a handling unit is."""

UNITS_MAX = 200
ROWS_MAX = 1_000

BEARS = frozenset({"dock", "pending_area", "bin", "piece_bin", "zone", "warehouse",
                   "dispatch_area", "return_area", "quarantine", "consignment_site", UNIT})
"""Kinds of places on which a unit may stand."""


class UnitDraft(NamedTuple):
    """New units as they come in; `code` '' mints a number (an SSCC where the site has a prefix)."""

    id: UUID
    site: str
    place: str
    code: str = ""


class Made(NamedTuple):
    """What became of it: `created` or `exists`, and the unit's number."""

    id: UUID
    result: str
    code: str


class StoodRow(NamedTuple):
    """Where a unit stood at an instant.

    `path` are the places above it, nearest first; `units` the units of goods in it and in what
    stands on it, None for whoever may not see the book; `seal` is its unbroken seal or ''.
    """

    site: str
    code: str
    path: list[str]
    since: datetime
    seal: str
    quantity: int | None
    items: int | None


class UnitsRefused(Refused):
    """The unit cannot be; the faults name every field."""


class UnitConflict(Conflict):
    """The id is known with another content."""


FAULTS: dict[str, Label] = {
    "unit_known": Label("编号 {0} 已有位置或容器", "There is a place or unit {0} already"),
    "unit_place_wrong": Label("容器不能放在 {0}（{1}）", "A unit cannot stand at {0} ({1})"),
    "unit_not_here": Label("容器 {0} 已在 {1}", "Unit {0} stands at {1} already"),
    "unit_zone": Label("容器里有状态为 {0} 的货，不能放到 {1}",
                       "The unit holds goods of status {0}: it cannot go to {1}"),
    "unit_in_itself": Label("容器 {0} 不能放进自己或自己里面的容器 {1}",
                            "Unit {0} cannot stand on itself or on {1}, which stands in it"),
    "unit_too_deep": Label("容器套得太深：最多 {0} 层", "Units are nested too deep: {0} at most"),
    "unit_sealed": Label("容器 {0} 有封签（{1}），先拆封才能动里面的货",
                         "Unit {0} is sealed ({1}): break the seal before its goods move"),
}

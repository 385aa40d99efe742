"""Words of replaying what stages asked for.   作业触发回放词汇"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from pandian.counting.planning.words import Ints
from pandian.counting.triggering.words import Standing, Wanted

_NONE: Mapping[Any, Any] = MappingProxyType({})


class Spot(NamedTuple):
    """What a request has counted, by codes: a whole place ('' item), or an item or lot there."""

    place: str
    item: str
    lot: str


class Asking(NamedTuple):
    """What stages asked for in a span, oldest first, each with the spot that it means.

    `standings`: places as rules know them; `reached`: the ids of the places that a code stands
    for; `rows`: of the stock that a spot means.
    """

    wanted: tuple[Wanted, ...] = ()
    spots: tuple[Spot, ...] = ()
    standings: Mapping[str, Standing] = _NONE
    reached: Mapping[str, tuple[int, ...]] = _NONE
    rows: Mapping[Spot, Ints] = _NONE


class AskedDay(NamedTuple):
    """What requests make of a day: how many, how many a rule kept back, the places that are
    counted for the others (a task each), and the rows of the stock that are looked at there.
    """

    requests: int
    silenced: int
    places: tuple[int, ...]
    rows: Ints

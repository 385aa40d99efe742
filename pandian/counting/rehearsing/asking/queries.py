"""Reading what stages asked to be counted in a span.   作业触发回放查询"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import numpy as np

from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.counting.planning.words import Ints
from pandian.counting.rehearsing.asking.words import Asking, Spot
from pandian.counting.requesting.rules import grouped
from pandian.counting.requesting.words import Asked
from pandian.counting.triggering.queries import standings
from pandian.counting.triggering.words import Standing, Wanted
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.rehearsing.asking"
NOBODY = UUID(int=0)


def asking_of(
    *, scope: Scope, site: SiteRow, since: datetime, until: datetime, columns: Mapping[str, Ints]
) -> Asking:
    """Return what stages of a site asked for in a span, and which rows of the stock each means.

    `columns` of the stock: place, item, lot; each place and each item and lot there is looked up
    once, whatever the number of requests.
    """
    rows = run(ROOM, "requests", {"site": site.id, "since": since, "until": until})
    wanted = tuple(Wanted(*row) for row in rows)
    if not wanted:
        return Asking()
    codes = sorted({each.place for each in wanted})
    reached = {row.code: tuple(row.places) for row in run(
        ROOM, "reached", {"site": site.id, "places": codes})}
    spots = [_spot(each) for each in wanted]
    items = {code: row.id for code, row in items_by_code(
        scope=scope, codes={spot.item for spot in spots if spot.item}).items()}
    lots = {(row.item, row.code): row.id for row in lots_by_code(scope=scope, pairs={
        (items[spot.item], spot.lot) for spot in spots if spot.lot and spot.item in items}
        ).values()}
    known = {code: Standing("", frozenset({code})) for code in codes} | standings(
        scope=scope, site=site, places=codes)
    return Asking(wanted, tuple(spots), known, reached,
                  {spot: _rows(spot, reached, items, lots, columns) for spot in set(spots)})


def _spot(wanted: Wanted) -> Spot:
    """Return what is counted for a request: the whole place, or one lot there by its reason."""
    asked = Asked(NOBODY, wanted.reason, wanted.place, wanted.item, wanted.lot)
    ((_reason, item, lot),) = grouped([asked])
    return Spot(wanted.place, item, lot)


def _rows(
    spot: Spot, reached: Mapping[str, tuple[int, ...]], items: Mapping[str, int],
    lots: Mapping[tuple[int, str], int], columns: Mapping[str, Ints],
) -> Ints:
    """Return the rows of the stock that a count of the spot looks at; it stands by place."""
    places = np.array(reached.get(spot.place, ()), dtype=np.int64)
    begin, end = (np.searchsorted(columns["place"], places, side=side).tolist()
                  for side in ("left", "right"))
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(
        np.arange(first, last) for first, last in zip(begin, end, strict=True))])
    if spot.item:
        rows = rows[columns["item"][rows] == items.get(spot.item, -1)]
    if spot.lot:
        rows = rows[columns["lot"][rows] == lots.get((items.get(spot.item, -1), spot.lot), -1)]
    return rows

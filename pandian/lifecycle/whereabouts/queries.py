"""What was where, in what status, at any instant, over the whole scope.   时点去处查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, Scope
from pandian.ledger.queries import stock, transit
from pandian.ledger.words import StockRow
from pandian.lifecycle.transfer.words import transit_code
from pandian.lifecycle.whereabouts.words import (
    IN_TRANSIT,
    PAGE_ROWS_MAX,
    Asked,
    KindRow,
    WayRow,
    Whereabouts,
)

WAY = ("place", "item", "lot", "serial", "status", "owner")


def whereabouts(
    *, scope: Scope, asked: Asked, as_of: datetime | None = None
) -> Whereabouts:
    """Return the sums by kind of place and status, and all that was on the way, at an instant.

    On the way is told by shipment, for both of its ends; in the sums it stands at the sender.
    Places in transit that are no end of a road between two sites are netted over all of them.
    Raises `Forbidden`, `NotFound` for a foreign site.
    """
    at = as_of or datetime.now(UTC)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(scope=scope, asked=asked, as_of=at, group_by=("kind", "status")):
        sums[row.kind, row.status] += row.quantity
    sides: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    if asked.kind in (None, IN_TRANSIT):
        narrowed = asked._asdict()
        del narrowed["kind"]
        for way in transit(scope=scope, **narrowed, as_of=at):
            side = sides[way.item, way.lot, way.serial, way.status, way.owner]
            side[0] += way.sent
            side[1] += way.taken
        roads = {transit_code(code) for code in site_ids(scope=SYSTEM)}
        moving = asked._replace(kind=IN_TRANSIT)
        for row in rows(scope=scope, asked=moving, as_of=at, group_by=WAY):
            if row.place not in roads:
                side = sides[row.item, row.lot, row.serial, row.status, row.owner]
                side[0 if row.quantity > 0 else 1] += abs(row.quantity)
    return Whereabouts(
        at, [KindRow(*key, quantity) for key, quantity in sorted(sums.items()) if quantity],
        [WayRow(key[0], key[1], key[2], key[3], key[4], left, arrived, left - arrived)
         for key, (left, arrived) in sorted(sides.items()) if left != arrived])


def rows(
    *, scope: Scope, asked: Asked, as_of: datetime | None, group_by: tuple[str, ...],
    limit: int | None = None,
) -> Iterator[StockRow]:
    """Yield all stock rows of a question, page by page, at one instant.

    Raises `Forbidden`, `NotFound` for a foreign site.
    """
    after, given, at = None, 0, as_of
    while True:
        page = stock(scope=scope, **asked._asdict(), as_of=at, group_by=group_by,
                     limit=PAGE_ROWS_MAX, after=after, most=PAGE_ROWS_MAX)
        for row in page.rows:
            yield row
            given += 1
            if limit is not None and given >= limit:
                return
        if page.next is None:
            return
        after = page.next

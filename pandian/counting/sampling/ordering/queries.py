"""Reading the sampling stocktakes that are ordered ahead.   预约抽样查询"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pandian.counting.rules import plain
from pandian.counting.sampling.ordering.words import ORDERS_MAX, OrderNotFound, OrderRow
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "counting.sampling.ordering"


def orders(*, scope: Scope, site: str | None = None) -> list[OrderRow]:
    """Return the orders of the scope's sites, the next to begin first.  Needs counting.read."""
    scope.need("counting.read")
    return _rows(scope, site, None)


def order(*, scope: Scope, id: UUID) -> OrderRow:
    """Return one order.  Raises `Forbidden`, `OrderNotFound`."""
    scope.need("counting.read")
    rows = _rows(scope, None, id)
    if not rows:
        raise OrderNotFound([Fault("/id", "order_unknown")])
    return rows[0]


def _rows(scope: Scope, site: str | None, id: UUID | None) -> list[OrderRow]:
    known = site_ids(scope=scope, capability="counting.read")
    chosen = {code: key for code, key in known.items() if site in (None, code)}
    return [_order(row) for row in run(ROOM, "orders", {
        "sites": list(chosen.values()), "codes": list(chosen), "id": id, "limit": ORDERS_MAX})]


def _order(row: Any) -> OrderRow:
    request = plain(row.request)
    return OrderRow(row.id, row.site, request["name"], request["kind"], row.state, request,
                    row.starts_at, row.every_months, row.draws, row.study,
                    tuple(plain(row.said)), row.made_by, row.made_at)

"""What is still to come on orders, what is short, and what labels at the dock say.   采购接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.purchases import (
    LevelsChangedOut,
    LevelsIn,
    OpenFilter,
    OpenOut,
    OrdersIn,
    OrdersOut,
    ScannedOut,
    ScansIn,
    ShortageQuery,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.interfaces.words import described
from pandian.lifecycle.purchase.queries import open_lines, positions
from pandian.lifecycle.scanning.queries import facts_of_scans
from pandian.lifecycle.scanning.words import ScanDraft
from pandian.lifecycle.shortage import operations, queries
from pandian.lifecycle.shortage.words import LevelDraft

router = Router(tags=["documents 单据"])
READ, BUY = "lifecycle.read", "lifecycle.buy"


@router.get("/orders/open", response=OpenOut)
@policy(READ)
def list_open_lines(request: HttpRequest, filter: Query[OpenFilter]) -> HttpResponse:
    """List what is still to come on orders that were sent, the oldest first."""
    return answer({"rows": open_lines(scope=scope(request), site=filter.site, item=filter.item,
                                      limit=filter.limit)})


@router.put("/reorder-levels", response=LevelsChangedOut)
@policy(BUY)
def put_levels(request: HttpRequest, body: LevelsIn) -> HttpResponse:
    """Set when to buy items again; a level without a point is taken away."""
    return answer({"changed": operations.put_levels(
        scope=scope(request), site=body.site, drafts=[
            LevelDraft(each.item, each.point, each.up_to or 0, each.multiple,
                       each.supplier or "", each.price) for each in body.levels])})


@router.get("/reorder-levels", response=OpenOut)
@policy(READ)
def list_levels(request: HttpRequest, filter: Query[ShortageQuery]) -> HttpResponse:
    """List the reorder levels of a site."""
    return answer({"rows": queries.levels(scope=scope(request), site=filter.site)})


@router.get("/shortages", response=OpenOut)
@policy(READ)
def list_shortages(request: HttpRequest, filter: Query[ShortageQuery]) -> HttpResponse:
    """List what is at or below its reorder point, and how much to buy."""
    return answer({"rows": queries.shortages(scope=scope(request), site=filter.site)})


@router.post("/shortages", response=OrdersOut)
@policy(BUY)
def open_orders(request: HttpRequest, body: OrdersIn) -> HttpResponse:
    """Open what is short now as drafts of orders, one for each supplier."""
    return answer({"rows": operations.open_orders(
        scope=scope(request), site=body.site, id=body.id)})


@router.post("/documents/{id}/scans", response=ScannedOut)
@policy("lifecycle.receive")
def read_scans(request: HttpRequest, id: Path[Uuid], body: ScansIn) -> HttpResponse:
    """Say which facts scanned labels state of a document; writes nothing."""
    found = facts_of_scans(scope=scope(request), document=id, scans=[
        ScanDraft(each.code, each.symbology, each.times) for each in body.scans])
    return answer({"amounts": plain(found.amounts), "faults": [
        described(fault, language=language_of(request)) for fault in found.faults]})


@router.get("/documents/{id}/positions", response=OpenOut)
@policy(READ)
def list_positions(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show the book and the last count of each item of an order, before it is bought."""
    return answer({"rows": positions(scope=scope(request), document=id)})

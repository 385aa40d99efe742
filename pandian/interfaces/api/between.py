"""What is between places: goods on the way, in process, lent, consigned.   之间的货"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.between import (
    MadeOut,
    PullFilter,
    RowsOut,
    SiteFilter,
    UnitFilter,
    UnitIn,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.lifecycle.consignment.queries import pulls
from pandian.lifecycle.hold.queries import old_holds
from pandian.lifecycle.loan.queries import loans, missed
from pandian.lifecycle.production.queries import yields
from pandian.lifecycle.transfer.queries import on_the_way
from pandian.lifecycle.units.operations import make_unit
from pandian.lifecycle.units.queries import units
from pandian.lifecycle.units.words import UnitDraft

router = Router(tags=["documents 单据"])


@router.get("/transfers/on-the-way", response=RowsOut)
@policy("lifecycle.read")
def list_on_the_way(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """List what is on the way from or to the sites seen, the longest on its way first."""
    return answer({"rows": on_the_way(scope=scope(request), site=filter.site)})


@router.get("/productions/{id}/yield", response=RowsOut)
@policy("lifecycle.read")
def show_yield(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show what became of every line of a production order."""
    return answer({"rows": yields(scope=scope(request), id=id)})


@router.get("/loans", response=RowsOut)
@policy("lifecycle.read")
def list_loans(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """List the trays that are lent or not settled, the first due first."""
    return answer({"rows": loans(scope=scope(request), site=filter.site)})


@router.get("/holds/old", response=RowsOut)
@policy("lifecycle.read")
def list_old_holds(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """List holds on which nobody decided for more days than policy says, the oldest first."""
    return answer({"rows": old_holds(scope=scope(request), site=filter.site)})


@router.get("/units", response=RowsOut)
@policy("lifecycle.read")
def list_units(request: HttpRequest, filter: Query[UnitFilter]) -> HttpResponse:
    """List units as they stood one in another at an instant."""
    return answer({"rows": units(scope=scope(request), site=filter.site, as_of=filter.as_of,
                                 code=filter.code, place=filter.place)})


@router.post("/units", response={200: MadeOut, 201: MadeOut})
@policy("lifecycle.move")
def post_unit(request: HttpRequest, body: UnitIn) -> HttpResponse:
    """Make an empty unit at a place."""
    made = make_unit(scope=scope(request), draft=UnitDraft(
        body.id, body.site, body.place, body.code))
    return answer(made, status=201 if made.result == "created" else 200)


@router.get("/loans/missed", response=RowsOut)
@policy("lifecycle.read")
def list_missed(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """List items that were missing at least twice with one borrower."""
    return answer({"rows": missed(scope=scope(request), site=filter.site)})


@router.get("/consignments/pulls", response=RowsOut)
@policy("lifecycle.read")
def list_pulls(request: HttpRequest, filter: Query[PullFilter]) -> HttpResponse:
    """List consigned goods near their end, and where they would be used sooner."""
    return answer({"rows": pulls(scope=scope(request), site=filter.site, days=filter.days)})

"""Stock checks and climate: limits, readings, what is missing, the record.   在库检查接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.climate import (
    CheckRecordOut,
    ClimatesIn,
    DayQuery,
    ReadingsIn,
)
from pandian.interfaces.api.shapes.shelves import ChangedOut, ShelfQuery, ShelfRowsOut
from pandian.interfaces.api.shapes.types import Uuid
from pandian.lifecycle.climate import operations, queries
from pandian.lifecycle.climate.words import Climate, ReadingDraft
from pandian.lifecycle.stock_check.queries import due, record

router = Router(tags=["documents 单据"])
READ = "lifecycle.read"


@router.put("/climates", response=ChangedOut)
@policy("lifecycle.inspect")
def put_climates(request: HttpRequest, body: ClimatesIn) -> HttpResponse:
    """Set the limits of temperature and humidity of places; quality decides them."""
    return answer({"changed": operations.put_climates(
        scope=scope(request), site=body.site, drafts=[
            Climate(each.place, each.coldest, each.warmest, each.driest, each.wettest,
                    each.monitored) for each in body.climates])})


@router.get("/climates", response=ShelfRowsOut)
@policy(READ)
def list_climates(request: HttpRequest, filter: Query[ShelfQuery]) -> HttpResponse:
    """List the limits of temperature and humidity of a site's places."""
    return answer({"rows": queries.climates(scope=scope(request), site=filter.site)})


@router.post("/readings", response=ShelfRowsOut)
@policy("lifecycle.move")
def put_readings(request: HttpRequest, body: ReadingsIn) -> HttpResponse:
    """Keep readings as facts: all of them, or none and every fault."""
    return answer({"rows": operations.put_readings(
        scope=scope(request), site=body.site, drafts=[
            ReadingDraft(each.id, each.place, each.temperature, each.humidity, each.read_at,
                         each.note) for each in body.readings])})


@router.get("/readings", response=ShelfRowsOut)
@policy(READ)
def list_readings(request: HttpRequest, filter: Query[DayQuery]) -> HttpResponse:
    """List the readings of some days at a site, oldest first."""
    return answer({"rows": queries.readings(
        scope=scope(request), site=filter.site, day=filter.day, days=filter.days,
        place=filter.place)})


@router.get("/readings/missing", response=ShelfRowsOut)
@policy(READ)
def list_missing(request: HttpRequest, filter: Query[DayQuery]) -> HttpResponse:
    """List the halves of a day of which a zone without instruments has no reading."""
    return answer({"rows": queries.missing_readings(
        scope=scope(request), site=filter.site, day=filter.day)})


@router.get("/stock-checks/due", response=ShelfRowsOut)
@policy(READ)
def list_due(request: HttpRequest, filter: Query[ShelfQuery]) -> HttpResponse:
    """List the zones that want a round by policy, the longest waiting first."""
    return answer({"rows": due(scope=scope(request), site=filter.site)})


@router.get("/documents/{id}/check-record", response=CheckRecordOut)
@policy(READ)
def read_record(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show the record of a round: conditions, lines, holds, readings (article 74)."""
    return answer(record(scope=scope(request), id=id))

"""Legal holds, and purges of photos and logs by two people.   记录保全与清除接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.exchange.purging import operations as purging
from pandian.exchange.purging.queries import offered
from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.retention import (
    ApproveIn,
    DoneOut,
    HoldFilter,
    HoldIn,
    OfferFilter,
    PurgedOut,
    PurgeIn,
    ReleaseIn,
    RowsOut,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.lifecycle.records.rules import FOREVER
from pandian.lifecycle.retention import operations, queries
from pandian.lifecycle.retention.words import HoldDraft, PurgeDraft

router = Router(tags=["retention 保存"])


@router.get("/legal-holds", response=RowsOut)
@policy("lifecycle.read")
def list_holds(request: HttpRequest, filter: Query[HoldFilter]) -> HttpResponse:
    """List legal holds, those that still hold first."""
    return answer({"rows": queries.holds(scope=scope(request), site=filter.site)})


@router.post("/legal-holds", response={200: DoneOut, 201: DoneOut})
@policy("lifecycle.decide")
def place_hold(request: HttpRequest, body: Body[HoldIn]) -> HttpResponse:
    """Keep goods, a lot, a document or a whole site from every purge, signed."""
    made = operations.place_hold(scope=scope(request), password=body.password, draft=HoldDraft(
        body.id, body.site, body.cause, body.reason, body.item or "", body.lot or "",
        body.document))
    return answer({"id": made.key, "result": made.result},
                  status=201 if made.result == "created" else 200)


@router.post("/legal-holds/{id}/release", response=DoneOut)
@policy("lifecycle.decide")
def release_hold(request: HttpRequest, id: Path[Uuid], body: Body[ReleaseIn]) -> HttpResponse:
    """Release a legal hold, signed, with a reason."""
    made = operations.release_hold(scope=scope(request), id=id, reason=body.reason,
                                   password=body.password)
    return answer({"id": made.key, "result": made.result})


@router.get("/purges/offered", response=RowsOut)
@policy("lifecycle.read")
def list_offered(request: HttpRequest, filter: Query[OfferFilter]) -> HttpResponse:
    """List records of a class (`kind`) of before a day: their terms, and all against each."""
    rows = offered(scope=scope(request), site=filter.site, before=filter.before,
                   kind=filter.kind)
    return answer({"rows": [{
        **row._asdict(), "keep_until": None if row.keep_until == FOREVER else row.keep_until,
        "for_ever": row.keep_until == FOREVER,
        "reasons": [{"code": code, "params": params} for code, params in row.reasons],
        "may_go": not row.reasons} for row in rows]})


@router.get("/purges", response=RowsOut)
@policy("lifecycle.read")
def list_purges(request: HttpRequest, filter: Query[HoldFilter]) -> HttpResponse:
    """List purges, newest first: who proposed, who approved, how much went."""
    return answer({"rows": queries.purges(scope=scope(request), site=filter.site)})


@router.post("/purges", response={200: DoneOut, 201: DoneOut})
@policy("lifecycle.decide")
def propose_purge(request: HttpRequest, body: Body[PurgeIn]) -> HttpResponse:
    """Propose to take records away for good; refused with every reason at every record."""
    made = purging.propose_purge(scope=scope(request), draft=PurgeDraft(
        body.id, body.site, body.before, tuple(body.digests), body.reason, body.kind))
    return answer({"id": made.key, "result": made.result},
                  status=201 if made.result == "created" else 200)


@router.post("/purges/{id}/approve", response=PurgedOut)
@policy("lifecycle.decide")
def approve_purge(request: HttpRequest, id: Path[Uuid], body: Body[ApproveIn]) -> HttpResponse:
    """Do a purge as another person than who proposed it, signed."""
    gone, size = purging.approve_purge(scope=scope(request), id=id, password=body.password)
    return answer({"photos": gone, "bytes": size})

"""Pausing one bin for a while: begin, end early, list.   货位暂停接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.pauses import (
    PauseEndIn,
    PauseIn,
    PauseOut,
    PauseQuery,
    PausesOut,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.lifecycle.pausing import operations, queries
from pandian.lifecycle.pausing.words import CAPABILITY, PauseDraft

router = Router(tags=["counting 盘点"])


@router.post("/pauses", response=PauseOut)
@policy(CAPABILITY)
def begin_pause(request: HttpRequest, body: PauseIn) -> HttpResponse:
    """Pause one bin: new work leaves it alone until the pause is over, by itself."""
    return answer(operations.begin(scope=scope(request), draft=PauseDraft(
        body.id, body.site, body.place, body.minutes, body.reason)))


@router.post("/pauses/{id}/end", response=PauseOut)
@policy(CAPABILITY)
def end_pause(request: HttpRequest, id: Path[Uuid], body: PauseEndIn) -> HttpResponse:
    """End a pause before its instant."""
    return answer(operations.end(scope=scope(request), site=body.site, id=id))


@router.get("/pauses", response=PausesOut)
@policy("ledger.read")
def list_pauses(request: HttpRequest, filter: Query[PauseQuery]) -> HttpResponse:
    """List the pauses of a site that stand now; with `over` also past ones."""
    return answer({"rows": queries.pauses(
        scope=scope(request), site=filter.site, place=filter.place or "", over=filter.over)})

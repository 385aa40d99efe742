"""Rehearsals: the real ledger under a changed rule, beside the rules in force.   规则预演接口"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.rehearsing.operations import rehearse
from pandian.counting.rehearsing.queries import (
    found_lines,
    rehearsal,
    rehearsals,
    rehearsed_day,
)
from pandian.counting.rehearsing.reporting.rules import standing
from pandian.counting.rehearsing.words import RehearsalDraft
from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.rehearsals import (
    FoundOut,
    FoundQuery,
    RehearsalIn,
    RehearsalOut,
    RehearsalsOut,
    RehearsalsQuery,
    RehearsedDayOut,
)
from pandian.interfaces.api.shapes.types import Code, Uuid
from pandian.interfaces.jobs.tasks import defer_rehearsal

router = Router(tags=["rules 规则"])


@router.post("/rehearsals", response=RehearsalOut)
@policy("governance.rule")
def ask_rehearsal(request: HttpRequest, body: Body[RehearsalIn]) -> HttpResponse:
    """Replay the ledger under a version; by a worker unless `wait` is set."""
    draft = RehearsalDraft(body.policy, body.site or "", body.months, body.against, body.seed,
                           body.rate, body.until)
    if body.wait:
        rows = rehearse(scope=scope(request), draft=draft)
        return answer({"id": rows[0].id, "state": standing(rows), "rows": rows})
    id = defer_rehearsal(scope=scope(request), draft=draft)
    return answer({"id": id, "state": "waiting", "rows": []}, status=202)


@router.get("/rehearsals", response=RehearsalsOut)
@policy("counting.read")
def list_rehearsals(request: HttpRequest, filter: Query[RehearsalsQuery]) -> HttpResponse:
    """List rehearsals, the newest first, without their reports."""
    return answer({"rows": rehearsals(scope=scope(request), policy=filter.policy)})


@router.get("/rehearsals/{id}", response=RehearsalOut)
@policy("counting.read")
def show_rehearsal(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one: how far it is, and once done both sides with their sums and every day."""
    rows = rehearsal(scope=scope(request), id=id)
    return answer({"id": id, "state": standing(rows), "rows": rows})


@router.get("/rehearsals/{id}/sites/{site}/lines", response=FoundOut)
@policy("counting.read")
def rehearsal_lines(
    request: HttpRequest, id: Path[Uuid], site: Path[Code], filter: Query[FoundQuery]
) -> HttpResponse:
    """List the lines behind one figure of the comparison: day, side, words, verdict."""
    found = found_lines(scope=scope(request), id=id, site=site, of=filter.of, side=filter.side,
                        after=filter.after)
    return answer({"rows": found.rows, "next": found.next})


@router.get("/rehearsals/{id}/sites/{site}/days/{day}", response=RehearsedDayOut)
@policy("counting.read")
def rehearsal_day(
    request: HttpRequest, id: Path[Uuid], site: Path[Code], day: Path[date]
) -> HttpResponse:
    """Show one day of a rehearsal: tasks of both sides with their places, and lines found."""
    return answer(rehearsed_day(scope=scope(request), id=id, site=site, day=day))

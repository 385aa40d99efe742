"""Sampling plans of inspections, and where suppliers stand.   验收抽样接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.inspections import (
    ResumedOut,
    ResumeIn,
    RowsOut,
    StandingQuery,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.lifecycle.inspection.queries import samples
from pandian.lifecycle.inspection.switching.operations import resume_supplier
from pandian.lifecycle.inspection.switching.queries import list_standings
from pandian.lifecycle.inspection.switching.words import ResumeDraft
from pandian.lifecycle.revising.queries import revisions

router = Router(tags=["documents 单据"])


@router.get("/documents/{id}/samples", response=RowsOut)
@policy("lifecycle.read")
def list_samples(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show how each lot of an inspection is looked at, and which units its seed draws."""
    return answer({"rows": samples(scope=scope(request), document=id)})


@router.get("/documents/{id}/revisions", response=RowsOut)
@policy("lifecycle.read")
def list_revisions(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """List what an order said before and after each revision, with the hash of both."""
    return answer({"rows": revisions(scope=scope(request), document=id)})


@router.get("/suppliers/standings", response=RowsOut)
@policy("lifecycle.read")
def list_supplier_standings(
    request: HttpRequest, filter: Query[StandingQuery]
) -> HttpResponse:
    """List how strictly the next lot of each item of each supplier is looked at, and why."""
    return answer({"rows": list_standings(scope=scope(request), site=filter.site)})


@router.post("/suppliers/resume", response=ResumedOut)
@policy("lifecycle.decide")
def resume(request: HttpRequest, body: ResumeIn) -> HttpResponse:
    """Let a stopped supplier back for one item."""
    resume_supplier(scope=scope(request), draft=ResumeDraft(
        body.site, body.supplier, body.item, body.reason))
    return answer({"resumed": True})

"""Why lines differ, and repairing it.   差异溯因接口"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.detective import operations, queries
from pandian.counting.detective.rules import told
from pandian.counting.detective.words import REPAIR_OF, REPAIRS, FindingRow
from pandian.counting.reasons.queries import reasons_page, review
from pandian.counting.reasons.words import ReasonFilter
from pandian.counting.repairing.operations import confirm, repair, undo
from pandian.counting.repairing.queries import previews
from pandian.counting.repairing.words import Wanted
from pandian.counting.requesting.queries import silenced_before
from pandian.counting.requesting.rules import kept_said
from pandian.counting.requesting.words import KeptBack
from pandian.interfaces.api.answers import answer, errors, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.counts import Empty, JobOut
from pandian.interfaces.api.shapes.explanations import (
    DoneOut,
    ReasonsFilter,
    ReasonsOut,
    SharesFilter,
    SharesOut,
    UndoIn,
    WhyFilter,
    WhyOut,
    WishesIn,
    WishIn,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.interfaces.jobs import tasks as jobs

router = Router(tags=["counting 盘点"])
NOTHING: Any = Body(Empty())  # type: ignore[type-arg]


@router.get("/counts/{id}/explanations", response=WhyOut)
@policy("counting.read")
def read_explanations(
    request: HttpRequest, id: Path[Uuid], filter: Query[WhyFilter]
) -> HttpResponse:
    """Show why lines differ: causes with shares, sentences, and the evidence by its ids."""
    page = queries.findings(
        scope=scope(request), plan=id, lines=[filter.line] if filter.line else None,
        limit=filter.limit, after=filter.next)
    kept = silenced_before(scope=scope(request), plan=id, lines=[row.line for row in page.rows])
    language = language_of(request)
    rows = [{**_row(row, language), "silenced": [_kept(each, language) for each in kept.get(
        row.line, ())]} for row in page.rows]
    return answer({"rows": rows, "next": page.next, "masked": page.masked})


def _kept(kept: KeptBack, language: str) -> dict[str, Any]:
    return {**plain(kept), "text": kept_said(
        kept, person=kept.request.asked_by, language=language, zone="UTC")}


def _row(row: FindingRow, language: str) -> dict[str, Any]:
    """Return what was found of a line, each alternative with its sentences and its repair."""
    return {**plain(row), "alternatives": [
        {**plain(each), "texts": told(each, variance=row.variance, counted=row.counted,
                                      book=row.book, language=language),
         "repairs": [{"repair": REPAIR_OF[cause], "text": REPAIRS[REPAIR_OF[cause]].text(language)}
                     for cause in each.causes]}
        for each in row.alternatives]}


@router.get("/reasons", response=ReasonsOut)
@policy("counting.read")
def list_reasons(request: HttpRequest, filter: Query[ReasonsFilter]) -> HttpResponse:
    """List confirmed reasons, the newest first, with evidence, and those taken back."""
    page = reasons_page(scope=scope(request), asked=_sought(filter), limit=filter.limit,
                        after=filter.next)
    return answer({"rows": page.rows, "next": page.next})


@router.get("/reasons/shares", response=SharesOut)
@policy("counting.read")
def review_reasons(request: HttpRequest, filter: Query[SharesFilter]) -> HttpResponse:
    """Show what share of lines and worth each cause explains, over all and week by week."""
    return answer(review(scope=scope(request), asked=_sought(filter)))


def _sought(filter: SharesFilter) -> ReasonFilter:
    return ReasonFilter(filter.site or "", filter.cause or "", filter.by or "", filter.since,
                        filter.until, getattr(filter, "stands", None) or "")


@router.post("/counts/{id}/explain", response={200: Answer, 202: JobOut})
@policy("counting.plan")
def explain_count(request: HttpRequest, id: Path[Uuid], body: Empty = NOTHING) -> HttpResponse:
    """Look for the causes of all open differences of a count; nothing is posted.

    Many are looked into by a worker (202).
    """
    if job := jobs.defer_explain(scope=scope(request), plan=id):
        return answer({"job": job, "plan": str(id), "state": "waiting"}, status=202,
                      headers={"Location": f"/api/v1/counts/{id}/explanations"})
    return answer(operations.explain(scope=scope(request), plan=id))


@router.post("/counts/{id}/explanations/preview", response=DoneOut)
@policy("counting.read")
def preview_repairs(request: HttpRequest, id: Path[Uuid], body: WishesIn) -> HttpResponse:
    """Show exactly what repairing these causes would post, and why it is only the difference."""
    shown = previews(scope=scope(request), plan=id, wanted=_wanted(body.wishes))
    return answer({"rows": [{**each._asdict(), "why": errors(request, each.why)}
                            for _, each in shown]})


def _wanted(wishes: Sequence[WishIn]) -> list[Wanted]:
    return [Wanted(wish.id, wish.line, tuple(wish.causes), wish.choice, wish.note)
            for wish in wishes]


@router.post("/counts/{id}/explanations/repair", response=DoneOut)
@policy("counting.approve")
def repair_causes(request: HttpRequest, id: Path[Uuid], body: WishesIn) -> HttpResponse:
    """Post what repairs these causes and settle their lines; all or nothing."""
    return answer({"rows": repair(scope=scope(request), plan=id, wanted=_wanted(body.wishes))})


@router.post("/counts/{id}/explanations/confirm", response=DoneOut)
@policy("counting.approve")
def confirm_causes(request: HttpRequest, id: Path[Uuid], body: WishesIn) -> HttpResponse:
    """Keep which causes were found to be true; nothing is posted, the rates learn."""
    return answer({"rows": confirm(scope=scope(request), plan=id, wanted=_wanted(body.wishes))})


@router.post("/counts/{id}/explanations/{reason}/undo", response=Answer)
@policy("counting.approve")
def undo_repair(
    request: HttpRequest, id: Path[Uuid], reason: Path[Uuid], body: UndoIn
) -> HttpResponse:
    """Take a reason back; what its repair posted is reversed as if it had never been."""
    reversal = undo(scope=scope(request), plan=id, reason=reason, id=body.id, why=body.reason)
    return answer({"reason": str(reason), "reversal": str(reversal)})

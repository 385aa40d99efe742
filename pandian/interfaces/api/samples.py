"""Sampling stocktakes: design, draw, extend, close.   抽样盘点接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.sampling import operations, queries
from pandian.counting.sampling.ordering.operations import end_order, order_study
from pandian.counting.sampling.ordering.queries import orders
from pandian.counting.sampling.words import StudyDraft
from pandian.exchange.samples.operations import report, report_pdf
from pandian.governance.queries import site_by_code
from pandian.interfaces.api.answers import answer, language_of, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.problems import problem
from pandian.interfaces.api.shapes.counts import Empty
from pandian.interfaces.api.shapes.samples import (
    CloseStudyIn,
    DrawIn,
    OrderIn,
    OrdersOut,
    StudiesOut,
    StudyFilter,
    StudyIn,
    StudyOut,
    WithdrawIn,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.kernel.words import Fault

router = Router(tags=["sampling 抽样盘点"])
NOTHING: Any = Body(Empty())  # type: ignore[type-arg]


@router.post("/samples", response={200: StudyOut, 201: StudyOut})
@policy("counting.plan")
def design_sample(request: HttpRequest, body: StudyIn) -> HttpResponse:
    """Fix frame, sizes and estimator of a sampling stocktake; nothing is drawn yet."""
    given = {name: getattr(body, name) for name in StudyDraft._fields}
    row = operations.design_study(scope=scope(request), draft=StudyDraft(**{
        **given, "whole_items": tuple(body.whole_items)}))
    if row.made.startswith("exists_with_different"):
        field = row.made.removeprefix("exists_with_different_")
        return problem(request, 409, [Fault("/id", "different", (field,))],
                       extra={"result": row.made})
    return answer(row, status=201 if row.made == "created" else 200)


@router.post("/sample-orders", response={200: Answer, 201: Answer})
@policy("counting.plan")
def order_sample(request: HttpRequest, body: OrderIn) -> HttpResponse:
    """Order a sampling stocktake for an instant to come, once or every so many months."""
    given = {name: getattr(body, name) for name in StudyDraft._fields}
    row = order_study(
        scope=scope(request), every_months=body.every_months, draws=body.draws,
        draft=StudyDraft(**{**given, "whole_items": tuple(body.whole_items)}))
    return answer(row, status=201 if row.result == "created" else 200)


@router.get("/sample-orders", response=OrdersOut)
@policy("counting.read")
def list_sample_orders(request: HttpRequest, filter: Query[StudyFilter]) -> HttpResponse:
    """List the sampling stocktakes that are ordered ahead, the next to begin first."""
    if filter.site is not None:
        site_by_code(scope=scope(request), code=filter.site)
    return answer({"rows": orders(scope=scope(request), site=filter.site)})


@router.post("/sample-orders/{id}/end", response=Answer)
@policy("counting.plan")
def end_sample_order(
    request: HttpRequest, id: Path[Uuid], body: Empty = NOTHING
) -> HttpResponse:
    """End an order: it makes no further study."""
    return answer(end_order(scope=scope(request), id=id))


@router.get("/samples", response=StudiesOut)
@policy("counting.read")
def list_samples(request: HttpRequest, filter: Query[StudyFilter]) -> HttpResponse:
    """List sampling stocktakes, newest first; withdrawn ones too."""
    if filter.site is not None:
        site_by_code(scope=scope(request), code=filter.site)
    return answer({"rows": queries.studies(scope=scope(request), site=filter.site)})


@router.get("/samples/{id}", response=StudyOut)
@policy("counting.read")
def read_sample(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one sampling stocktake: its price, how far it is, what it says."""
    return tagged(request, queries.study(scope=scope(request), id=id))


@router.post("/samples/{id}/draw", response=StudyOut)
@policy("counting.plan")
def draw_sample(request: HttpRequest, id: Path[Uuid], body: DrawIn) -> HttpResponse:
    """Draw, once, by a seed that nobody chooses, and open the count of what is drawn."""
    return answer(operations.draw_study(scope=scope(request), id=id, number=body.number))


@router.post("/samples/{id}/extend", response=StudyOut)
@policy("counting.plan")
def extend_sample(request: HttpRequest, id: Path[Uuid], body: Empty = NOTHING) -> HttpResponse:
    """Draw on, once, when the interval is wider than wanted."""
    return answer(operations.extend_study(scope=scope(request), id=id))


@router.post("/samples/{id}/close", response=StudyOut)
@policy("counting.approve")
def close_sample(request: HttpRequest, id: Path[Uuid], body: CloseStudyIn) -> HttpResponse:
    """Sign the statement; from then on it does not change."""
    return answer(operations.close_study(
        scope=scope(request), id=id, password=body.password, meaning=body.meaning))


@router.post("/samples/{id}/withdraw", response=StudyOut)
@policy("counting.plan")
def withdraw_sample(request: HttpRequest, id: Path[Uuid], body: WithdrawIn) -> HttpResponse:
    """Give a study up with a reason; it stays listed."""
    return answer(operations.withdraw_study(scope=scope(request), id=id, reason=body.reason))


@router.get("/samples/{id}/report.json", response=Answer)
@policy("counting.read")
def read_sample_report(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the report of a drawn study: design, seed, every drawn line, result, each hashed."""
    return tagged(request, report(scope=scope(request), id=id))


@router.get("/samples/{id}/report.pdf", response={200: None})
@policy("counting.read")
def print_sample_report(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the report as a PDF in the reader's language."""
    data = report_pdf(scope=scope(request), id=id, language=language_of(request),
                      address=request.build_absolute_uri("/verify"))
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="pandian-sample-{id}.pdf"'})

"""Closing periods: a report of what is open, signed by another person.   期间结账接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.closing import operations, queries
from pandian.counting.closing.words import PeriodDraft, PeriodRow, SectionPage
from pandian.exchange.closing.operations import period_pdf
from pandian.interfaces.api.answers import answer, language_of, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.periods import (
    ClosePeriodIn,
    PeriodFilter,
    PeriodIn,
    PeriodListOut,
    PeriodOut,
    PeriodsOut,
)
from pandian.interfaces.api.shapes.types import Answer, Code, Uuid

router = Router(tags=["periods 期间"])


@router.get("/periods", response=PeriodsOut)
@policy("counting.read")
def list_periods(request: HttpRequest, filter: Query[PeriodFilter]) -> HttpResponse:
    """List periods with what was open in them, the last end first."""
    return answer({"rows": [_said(row) for row in queries.periods(
        scope=scope(request), site=filter.site)]})


@router.post("/periods", response={200: PeriodOut, 201: PeriodOut})
@policy("counting.prepare")
def prepare_period(request: HttpRequest, body: Body[PeriodIn]) -> HttpResponse:
    """Make the report of a period up to the end of a local day; refused with every reason."""
    made = operations.prepare_period(
        scope=scope(request), draft=PeriodDraft(body.id, body.site, body.last_day))
    return answer(_said(made), status=201 if made.made == "created" else 200)


@router.get("/periods/{id}", response=PeriodOut)
@policy("counting.read")
def read_period(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one period: its figures, who prepared and who signed it."""
    return answer(_said(queries.period(scope=scope(request), id=id)))


@router.get("/periods/{id}/lists/{name}", response=PeriodListOut)
@policy("counting.read")
def read_period_list(request: HttpRequest, id: Path[Uuid], name: Path[Code]) -> HttpResponse:
    """Show the rows that one figure is made of."""
    return answer(_rows(queries.section(scope=scope(request), id=id, name=name)))


@router.get("/periods/{id}/after", response=PeriodListOut)
@policy("counting.read")
def read_after_period(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show the moves of before the end that were recorded after the report."""
    return answer(_rows(queries.after(scope=scope(request), id=id)))


@router.post("/periods/{id}/close", response=PeriodOut)
@policy("counting.close")
def close_period(request: HttpRequest, id: Path[Uuid], body: Body[ClosePeriodIn]) -> HttpResponse:
    """Sign the report of a period that somebody else prepared; it does not change any more."""
    return answer(_said(operations.close_period(
        scope=scope(request), id=id, password=body.password, meaning=body.meaning)))


@router.get("/periods/{id}/report.json", response=Answer)
@policy("counting.read")
def read_period_report(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the report as it was made, each row with its hash."""
    return tagged(request, queries.report(scope=scope(request), id=id))


@router.get("/periods/{id}/report.pdf", response={200: None})
@policy("counting.read")
def print_period_report(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the report as a PDF in the reader's language, the JSON attached."""
    data = period_pdf(scope=scope(request), id=id, language=language_of(request),
                      address=request.build_absolute_uri("/verify"))
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="pandian-period-{id}.pdf"'})


def _said(row: PeriodRow) -> dict[str, Any]:
    return {**row._asdict(), "totals": {name: total._asdict()
                                        for name, total in row.totals.items()}}


def _rows(page: SectionPage) -> dict[str, Any]:
    return {"total": page.total._asdict(), "rows": page.rows}

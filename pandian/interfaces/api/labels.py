"""Labels and sheets: files to print, who printed them, and their check by a scan.   标签接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.exchange.labels import operations, queries
from pandian.exchange.labels.sheets.operations import print_count_sheets, sheet_file
from pandian.exchange.labels.sheets.words import SheetRequest
from pandian.exchange.labels.words import CONTENT_TYPES, LabelRequest, Printed, Thing
from pandian.governance.queries import site_by_code
from pandian.interfaces.api.answers import answer, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.labels import (
    CountSheetsIn,
    LabelsIn,
    PrintFilter,
    PrintOut,
    PrintsOut,
    ScanOut,
    SheetFilter,
    VerifyIn,
)
from pandian.interfaces.api.shapes.types import Uuid

router = Router(tags=["labels 标签"])
FILE: Any = {"responses": {200: {"description": "the file 文件", "content": {
    media: {"schema": {"type": "string", "format": "binary"}}
    for media in CONTENT_TYPES.values()}}}}


def handed(made: Printed) -> HttpResponse:
    """Return a printed file as a download, with what became of the request in its headers."""
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Pandian-Print": str(made.id), "Pandian-Result": made.result,
        "Pandian-Labels": str(made.labels), "Pandian-Reprinted": str(made.reprinted)})


def _request(body: LabelsIn) -> LabelRequest:
    fields = {name: getattr(body, name) for name in LabelRequest._fields if name != "things"}
    return LabelRequest(things=tuple(Thing(**dict(thing)) for thing in body.things), **fields)


@router.post("/labels", openapi_extra=FILE)
@policy("exchange.label")
def print_labels(request: HttpRequest, body: LabelsIn) -> HttpResponse:
    """Make the file of a print job (PDF, ZPL, TSPL) and note it; the same id is the same job."""
    return handed(operations.print_labels(scope=scope(request), request=_request(body)))


@router.post("/labels/preview", openapi_extra=FILE)
@policy("exchange.label")
def preview_labels(request: HttpRequest, body: LabelsIn) -> HttpResponse:
    """Show the first label as PNG in the printer's own dots; checks all, notes nothing."""
    data = operations.preview(scope=scope(request), request=_request(body))
    return HttpResponse(data, content_type=CONTENT_TYPES["png"])


@router.get("/labels", response=PrintsOut)
@policy("exchange.label")
def list_prints(request: HttpRequest, filter: Query[PrintFilter]) -> HttpResponse:
    """List print jobs, newest first."""
    if filter.site is not None:
        site_by_code(scope=scope(request), code=filter.site)
    rows = queries.prints(scope=scope(request), site=filter.site, limit=filter.limit)
    return answer({"rows": rows, "next": None})


@router.get("/labels/{id}", response=PrintOut)
@policy("exchange.label")
def read_print(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one print job."""
    return tagged(request, queries.print_of(scope=scope(request), id=id))


@router.post("/labels/{id}/verify", response=ScanOut)
@policy("exchange.label")
def verify_print(request: HttpRequest, id: Path[Uuid], body: VerifyIn) -> HttpResponse:
    """Compare the scan of a job's first label with what was printed, and note the result."""
    return answer(operations.verify_print(scope=scope(request), id=id, scanned=body.code))


@router.post("/counts/{id}/sheets", openapi_extra=FILE)
@policy("exchange.label")
def print_sheets(request: HttpRequest, id: Path[Uuid], body: CountSheetsIn) -> HttpResponse:
    """Make the count sheets of a count as PDF, blind unless the count is open and so asked."""
    return handed(print_count_sheets(scope=scope(request), request=SheetRequest(
        body.id, id, tuple(body.tasks), body.blind, body.language, body.printer)))


@router.get("/sheets/{sheet}", openapi_extra=FILE)
@policy("exchange.label")
def read_sheet(
    request: HttpRequest, sheet: Path[str], filter: Query[SheetFilter]
) -> HttpResponse:
    """Return a page that stands for itself: `commands`, `scanner`, `ruler`, `demo`."""
    return handed(sheet_file(
        scope=scope(request), name=sheet, site=filter.site or "",
        places=(filter.place,) if filter.place else (), size=filter.size, dpi=filter.dpi,
        output=filter.output, language=filter.language))

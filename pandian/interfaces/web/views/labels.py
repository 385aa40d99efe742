"""Labels and sheets: choose, see, print, check by a scan.   标签与单据页"""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.catalog.queries import list_lots, search_items, search_places
from pandian.exchange.labels.operations import preview, print_labels, verify_print
from pandian.exchange.labels.queries import print_of, prints
from pandian.exchange.labels.sheets.operations import print_count_sheets, sheet_file
from pandian.exchange.labels.sheets.queries import places_of
from pandian.exchange.labels.sheets.words import SHEETS, SheetRequest
from pandian.exchange.labels.words import (
    CODE_KINDS,
    LABEL_KINDS,
    OUTPUTS,
    RESOLUTIONS,
    SCAN_RESULTS,
    SIZE_DEFAULT,
    SIZES,
    LabelRequest,
    Printed,
    PrintExists,
    Thing,
)
from pandian.governance.queries import site_by_code
from pandian.interfaces.web.forms import FormRefused, id_of, whole
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.words import LABEL_LINES
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused

ROWS_SHOWN = 20
PICK_ITEMS, PICK_LOTS, PICK_PLACES = 8, 6, 20
DEMO_PLACES_MAX = 20
PARTS: dict[str, tuple[str, ...]] = {
    "item": ("item", "unit"), "lot": ("item", "lot", "unit"), "serial": ("item", "serial"),
    "place": ("place",), "handling_unit": ("sscc",), "person": ("person",),
    "device": ("device",),
}
"""What the cells of a line mean, by the kind of label."""


@page("exchange.label")
def labels_page(request: Any) -> HttpResponse:
    """Show the form, filled in by the address, and what was printed lately."""
    asked = request.GET
    kind = asked.get("kind") if asked.get("kind") in LABEL_KINDS else "lot"
    cells = [asked.get(name, "") for name in PARTS[kind]]
    line = "\t".join(cells).rstrip("\t")
    return _shown(request, {"kind": kind, "site": asked.get("site", ""), "things": line,
                            "size": SIZE_DEFAULT, "dpi": "203", "copies": "1", "output": "pdf"})


def _shown(request: Any, form: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    return show(request, "labels", {
        "form": form, "id": uuid7(), "kinds": LABEL_KINDS, "lines": LABEL_LINES, "sizes": SIZES,
        "resolutions": RESOLUTIONS, "codes": CODE_KINDS, "outputs": OUTPUTS, "sheets": SHEETS,
        **_printed(request), **extra}, status=status)


def _printed(request: Any) -> dict[str, Any]:
    return {"prints": prints(scope=request.scope, limit=ROWS_SHOWN), "results": SCAN_RESULTS,
            "zone": first_zone(request)}


@page("exchange.label")
def prints_part(request: Any) -> HttpResponse:
    """Show what was printed lately, and give the form a fresh id (a fragment)."""
    return show(request, "label_prints_part", {"id": uuid7(), "renew": True, **_printed(request)})


@page("exchange.label", methods=("POST",))
def preview_part(request: Any) -> HttpResponse:
    """Show the first label as the printer will make it, or every reason against it."""
    try:
        wanted = _request(request)
        picture = preview(scope=request.scope, request=wanted)
    except Refused as error:
        return show(request, "errors_part", {"errors": _sentences(request, error)},
                    status=error.status)
    per_mm, form = RESOLUTIONS[wanted.dpi].dots_per_mm, SIZES[wanted.size]
    return show(request, "label_preview_part", {
        "picture": base64.b64encode(picture).decode(), "size": wanted.size, "dpi": wanted.dpi,
        "wide": int(form.width_mm * per_mm), "high": int(form.height_mm * per_mm),
        "count": len(wanted.things)})


@page("exchange.label", methods=("POST",))
def print_file(request: Any) -> HttpResponse:
    """Hand out the file of a print job and note it; or the form again with every reason."""
    try:
        return _handed(print_labels(scope=request.scope, request=_request(request)))
    except PrintExists as error:
        return _shown(request, request.POST, status=error.status, errors=_sentences(request, error))
    except Refused as error:
        return _shown(request, request.POST, status=error.status, errors=_sentences(request, error),
                      id=id_of(request.POST.get("id", "")))


def _sentences(request: Any, error: Refused) -> list[dict[str, str]]:
    """Return the reasons, each with the line of the list that it is about."""
    told = sentences(error.faults)
    numbers = [n for n, _cells in _rows(request.POST.get("things", ""))]
    return [{**each, "message": f"{_line(fault, numbers)}{each['message']}"}
            for fault, each in zip(error.faults, told, strict=True)]


def _line(fault: Fault, numbers: list[int]) -> str:
    parts = fault.pointer.split("/")
    if len(parts) < 3 or parts[1] != "things" or not parts[2].isdecimal():
        return ""
    return _("Line %(n)s") % {"n": numbers[int(parts[2])]} + ": "


def _handed(made: Printed) -> HttpResponse:
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"'})


def _request(request: Any) -> LabelRequest:
    """Return the print job that the form describes.  Raises `FormRefused` with every field."""
    form, faults = request.POST, list[Fault]()
    copies = whole(form.get("copies", "") or "1", "/copies", faults)
    dpi = whole(form.get("dpi", "") or "203", "/dpi", faults)
    if not form.get("site"):
        faults.append(Fault("/site", "choose_site"))
    kind = form.get("kind", "")
    faults += _left_over(kind, form.get("things", ""))
    if faults:
        raise FormRefused(faults)
    code = form.get("code", "")
    return LabelRequest(
        id=id_of(form.get("id", "")), site=form["site"], kind=kind,
        things=things(kind, form.get("things", "")), size=form.get("size", ""), dpi=dpi or 0,
        code=code, copies=copies or 0, output=form.get("output", ""),
        printer=form.get("printer", ""), reason=form.get("reason", ""),
        language=get_language() or "zh-hans")


def things(kind: str, text: str) -> tuple[Thing, ...]:
    """Return the things of a pasted list: a line each, its cells parted by tabs or spaces.

    A line from a spreadsheet has tabs, so a code may then hold spaces.
    """
    names = PARTS.get(kind, ())
    return tuple(Thing(**dict(zip(names, cells, strict=False))) for _n, cells in _rows(text))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each line that is not blank, with its number as a person counts."""
    return [(n, [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())])
            for n, line in enumerate(text.splitlines(), 1) if line.strip()]


def _left_over(kind: str, text: str) -> list[Fault]:
    """Name what a line holds beyond its cells: a code that was cut names another thing."""
    size = len(PARTS[kind]) if kind in PARTS else len(text)  # another fault tells of the kind
    return [Fault(f"/things/{at}", "cells_left_over", (" ".join(filter(None, cells[size:])),))
            for at, (_n, cells) in enumerate(_rows(text)) if any(cells[size:])]


@page("exchange.label")
def pick_part(request: Any) -> HttpResponse:
    """Suggest lines for the list: items, their lots, or places (a fragment)."""
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    rows: list[tuple[str, str]] = []
    if text and kind == "place":
        site = site_by_code(scope=request.scope, code=request.GET.get("site", ""))
        rows = [(row.code, "") for row in search_places(
            scope=request.scope, site=site.id, text=text, limit=PICK_PLACES)]
    elif text and kind in ("item", "lot", "serial"):
        for item in search_items(scope=request.scope, text=text, limit=PICK_ITEMS):
            lots = list_lots(scope=request.scope, item=item.id, limit=PICK_LOTS).rows \
                if kind == "lot" else []
            rows += [(f"{item.code}\t{lot.code}", item.name) for lot in lots]
            rows += [(item.code, item.name)] if kind == "item" else []
    return show(request, "label_pick_part", {"rows": rows, "text": text})


@page("exchange.label", methods=("GET", "POST"))
def print_page(request: Any, print_id: UUID) -> HttpResponse:
    """Show one print job; a scan of its first label is compared with what was printed."""
    context: dict[str, Any] = {"results": SCAN_RESULTS, "codes": CODE_KINDS,
                               "kinds": LABEL_KINDS, "zone": first_zone(request)}
    status = 200
    if request.method == "POST":
        try:
            context["scan"] = verify_print(scope=request.scope, id=print_id,
                                           scanned=request.POST.get("code", ""))
        except Refused as error:
            if error.status == 404:
                raise
            context["errors"], status = sentences(error.faults), error.status
    context["row"] = print_of(scope=request.scope, id=print_id)
    return show(request, "label_print", context, status=status)


@page("exchange.label")
def sheet_page(request: Any, sheet: str) -> HttpResponse:
    """Hand out a page that stands for itself."""
    asked = request.GET
    faults: list[Fault] = []
    dpi = whole(asked.get("dpi", "") or "203", "/dpi", faults)
    if faults:
        raise FormRefused(faults)
    places = asked.getlist("place")[:DEMO_PLACES_MAX]
    if asked.get("count"):
        places = places_of(scope=request.scope, plan=id_of(asked["count"]))[:DEMO_PLACES_MAX]
    return _handed(sheet_file(
        scope=request.scope, name=sheet, site=asked.get("site", ""), places=places,
        size=asked.get("size", "") or SIZE_DEFAULT, dpi=dpi or 0,
        output=asked.get("output", "") or "pdf",
        language=get_language() or "zh-hans"))


@page("exchange.label", methods=("POST",))
def count_sheets(request: Any, plan: UUID) -> HttpResponse:
    """Hand out the count sheets of a count's open tasks, blind unless the book was asked for."""
    return _handed(print_count_sheets(scope=request.scope, request=SheetRequest(
        id_of(request.POST.get("id", "")), plan, (), request.POST.get("book") != "1",
        get_language() or "zh-hans")))

"""Counting online, by keyboard or wedge scanner: one place at a time.   在线盘点

The place is sticky.  Every step is a plain form that answers with the page again, so it works
without JavaScript; with it, only the panel is replaced and the input keeps the focus.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.capture.words import Verdict as Received
from pandian.catalog.queries import items_by_code
from pandian.catalog.words import ItemRow
from pandian.counting.operations import close_task, record_visit
from pandian.counting.queries import task_sheet
from pandian.counting.words import TaskSheet, VisitDraft
from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs.tasks import defer_refresh
from pandian.interfaces.web.forms import FormRefused, id_of, whole
from pandian.interfaces.web.middleware import demo_codes
from pandian.interfaces.web.pages import sentences, show_part
from pandian.interfaces.web.policy import is_fragment, page
from pandian.interfaces.web.views.stock import english, zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused
from pandian.simulation.queries import demo_shelf
from pandian.simulation.words import Key

ENTRIES_SHOWN = 100
PLACE_PREFIX = "PD:B:"


@page("counting.count")
def task_page(request: Any, task: UUID) -> HttpResponse:
    """Show the counter's page: the place, one input, the rows counted here, what is left."""
    return _shown(request, task, request.GET)


def _shown(
    request: Any, task: UUID, form: Any, *, status: int = 200, **extra: Any
) -> HttpResponse:
    sheet = task_sheet(scope=request.scope, task=task)
    place = _place(sheet, form.get("place", ""))
    here = [row for row in sheet.entries if row.place == place]
    shelf = _shelf(request, sheet, place)
    context = {
        "sheet": sheet, "task": sheet.task, "place": place, "here": here,
        "mine": sheet.entries[:ENTRIES_SHOWN], "wanted": [
            line for line in sheet.lines if line.place == place],
        "state": next((row for row in sheet.places if row.place == place), None),
        "following": next((row.place for row in sheet.places
                           if not row.done and row.place != place), ""),
        "mode": "add" if form.get("mode") == "add" else "set", "id": uuid7(),
        "visit_id": uuid7(), "quantity": form.get("quantity", ""), "closed": form.get("closed", ""),
        "code": form.get("code", ""), "lot": form.get("lot", ""),
        "here_path": f"/count/{task}", "saved": form.get("saved", ""),
        "zone": zone_of(request, sheet.task.site),
        "serial": form.get("serial", ""), "unit": form.get("unit", ""),
        "shelf": shelf, "items": _items(request, sheet, [key.item for key, _ in shelf]),
        "pieces": sum(row.base or 0 for row in here if row.mode in ("set", "add")),
        **extra,
    }
    return show_part(request, "task", "task_part", context, status=status)


def _shelf(request: Any, sheet: TaskSheet, place: str) -> list[tuple[Key, int]]:
    """Return what a newcomer to the demo would see on the shelf; nothing outside the demo.

    The demo's note (and this machine) is asked first, then the database: whoever points a demo's
    home at real data sees nothing.
    """
    if not place or not demo_codes(request):
        return []
    return demo_shelf(scope=SYSTEM, site=sheet.task.site, place=place)


def _items(request: Any, sheet: TaskSheet, more: list[str]) -> dict[str, ItemRow]:
    """Return the items whose names this page shows beyond what the sheet says."""
    known = {row.item for row in sheet.entries} | {row.item for row in sheet.lines}
    known.discard("")
    if more:
        return items_by_code(scope=request.scope, codes=known | set(more))
    return english(known, request)


def _place(sheet: TaskSheet, text: str) -> str:
    """Return the task's place that a scan or typing means, or nothing."""
    wanted = text.strip()
    if wanted.upper().startswith(PLACE_PREFIX):
        wanted = wanted[len(PLACE_PREFIX):]
        wanted = wanted.removeprefix(f"{sheet.task.site}.")
    known = {row.place.casefold(): row.place for row in sheet.places}
    return known.get(wanted.casefold(), "")


@page("counting.count", methods=("POST",))
def record(request: Any, task: UUID) -> HttpResponse:
    """Take one step of counting: a place, a quantity, an empty place, or an undo."""
    form = request.POST
    sheet = task_sheet(scope=request.scope, task=task)
    if (scanned := _place(sheet, form.get("code", ""))) and form.get("act") == "count":
        return _again(task, form, place=scanned)
    try:
        draft = _draft(sheet, form)
        answer = accept(scope=request.scope, push=Push(
            install=None, sent_at=None, last_seq=None, observations=(draft,),
            site=sheet.task.site), sites_of_tasks={task: sheet.task.site})
        received = answer.verdicts[0]
        if received.faults and received.result not in ("created", "exists"):
            raise FormRefused(received.faults)
    except Refused as error:
        return _shown(request, task, form, status=error.status,
                      errors=sentences(error.faults))
    return _again(task, form, place=form.get("place", ""), saved=str(draft.id),
                  code=form.get("next", ""), warned=_warning(received))


def _warning(received: Received) -> str:
    return received.tray


def _draft(sheet: TaskSheet, form: Any) -> ObservationDraft:
    """Return the observation that the form describes.  Raises `FormRefused` with every fault."""
    faults: list[Fault] = []
    act, place = form.get("act", "count"), _place(sheet, form.get("place", ""))
    draft = ObservationDraft(id=id_of(form.get("id", "")), mode=form.get("mode", "set"),
                             place=place, task=sheet.task.id, entry="keyboard")
    if act == "undo":
        return _undo(sheet, form, draft)
    if not place:
        faults.append(_no_place(form))
    if act == "empty":
        draft = draft._replace(mode="empty")
    else:
        quantity = whole(form.get("quantity", ""), "/quantity", faults)
        code = form.get("code", "").strip(" \t\r\n")
        if place and not code:
            faults.append(Fault("/code", "scan_item"))
        if place and code and quantity is None and not faults:
            if form.get("mode") == "add" or form.get("serial"):
                quantity = 1
            else:
                faults.append(Fault("/quantity", "quantity_needed"))
        draft = draft._replace(
            mode="add" if form.get("mode") == "add" else "set", code=code, quantity=quantity,
            lot=form.get("lot", "").strip() or None, serial=form.get("serial", "").strip() or None,
            unit=form.get("unit", "").strip() or None)
    if faults:
        raise FormRefused(faults)
    return draft


def _no_place(form: Any) -> Fault:
    """Say that a place is needed first, or that what was scanned is no place of this task."""
    scanned = form.get("place", "").strip() or form.get("code", "").strip()
    if scanned:
        return Fault("/place", "place_not_here", (scanned[:64],))
    return Fault("/place", "scan_place_first")


def _undo(sheet: TaskSheet, form: Any, draft: ObservationDraft) -> ObservationDraft:
    """Return the undo of one own row (or of the newest)."""
    rows = {str(row.id): row for row in sheet.entries}
    row = rows.get(form.get("undoes", "")) or next(iter(sheet.entries), None)
    if row is None:
        raise FormRefused([Fault("/undoes", "nothing_to_undo")])
    return draft._replace(mode="undo", place=row.place, undoes=row.id)


def _again(task: UUID, form: Any, **params: str) -> HttpResponse:
    """Go back to the counting page, keeping place and mode."""
    kept = {"place": form.get("place", ""), "mode": form.get("mode", ""), **params}
    text = urlencode({name: value for name, value in kept.items() if value})
    return HttpResponseRedirect(f"/count/{task}?{text}")


@page("counting.count", methods=("POST",))
def close_place(request: Any, task: UUID) -> HttpResponse:
    """State that everything at a place was seen; go on to the next place."""
    form = request.POST
    try:
        record_visit(scope=request.scope, draft=VisitDraft(
            id=id_of(form.get("id", "")), task=task, place=form.get("place", "")))
        defer_refresh(scope=request.scope, task=task)
    except Refused as error:
        return _shown(request, task, form, status=error.status,
                      errors=sentences(error.faults))
    return _again(task, form, place=form.get("following", ""), closed=form.get("place", ""))


@page("counting.count", methods=("POST",))
def finish(request: Any, task: UUID) -> HttpResponse:
    """Close the task when every place is finished; otherwise list what is missing."""
    try:
        close_task(scope=request.scope, task=task)
    except Refused as error:
        return _shown(request, task, request.POST, status=error.status,
                      errors=sentences(error.faults))
    return HttpResponseRedirect("/" if not is_fragment(request) else f"/count/{task}")

"""One scan that waits: what was seen, what it may be, and the decision.   标签救援页

Every step is a plain form, so it works without JavaScript.  Nothing here shows a book quantity.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.capture.labelling import operations as labelling
from pandian.capture.rescue import operations as rescue
from pandian.capture.rescue.queries import (
    coverage,
    history,
    label_tasks,
    not_scanned,
    waiting_row,
)
from pandian.capture.rescue.rules import visible_code, why
from pandian.capture.rescue.words import ACTS, LABEL_TASKS, WHY, Decided, RescueRow
from pandian.capture.resolution.rules import bindable_key
from pandian.capture.resolution.words import REASONS, Scan
from pandian.capture.words import CONDITIONS
from pandian.catalog.binding.rules import bindable
from pandian.catalog.queries import items_by_code, search_items
from pandian.catalog.words import ItemRow
from pandian.codes.rules import parse
from pandian.counting.resolving.queries import resolve, suggestions
from pandian.counting.resolving.words import NEAR
from pandian.interfaces.jobs.tasks import settle_again
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import instant
from pandian.kernel.words import Fault, Label, Refused

FOUND_ROWS = 10
COVERAGE_MONTHS = 12


class Choice(NamedTuple):
    """One thing that a row may mean, as the page offers it."""

    item: ItemRow
    unit: str
    factor: int
    lot: str
    serial: str
    expires_on: date | None
    reasons: tuple[Label, ...]
    confidence: int = 0
    lots: tuple[str, ...] = ()


@page("counting.read")
def rescue_page(request: Any, observation: UUID) -> HttpResponse:
    """Show one scan with all that helps to tell what it is."""
    return _shown(request, observation)


def _shown(
    request: Any, observation: UUID, *, status: int = 200, **extra: Any
) -> HttpResponse:
    scope, asked = request.scope, request.GET
    row = waiting_row(scope=scope, observation=observation)
    errors = list(extra.pop("errors", []))
    pattern, lot_end = asked.get("pattern", "").strip(), asked.get("lot_end", "").strip()
    readable: list[Choice] = []
    if pattern:
        try:
            readable = _readable(request, row, pattern, lot_end)
        except Refused as error:
            errors, status = errors + sentences(error.faults), error.status
    find = asked.get("find", "").strip()
    choices = _choices(request, row) if row.tray else []
    past = history(scope=scope, observation=observation)
    return show(request, "rescue", {
        "row": row, "code": visible_code(row.code), "why": _why(row), "zone": zone_of(
            request, row.site), "conditions": [CONDITIONS[one] for one in row.condition
                                               if one in CONDITIONS],
        "choices": choices, "bindable": _bindable(row, choices),
        "item": items_by_code(scope=scope, codes=[row.item]).get(row.item) if row.item else None,
        "readable": readable, "pattern": pattern, "lot_end": lot_end, "find": find,
        "found": [_of_item(item) for item in search_items(
            scope=scope, text=find, limit=FOUND_ROWS)] if find else [],
        "history": past, "acts": ACTS, "labels": label_tasks(
            scope=scope, observation=observation, state=""), "kinds": LABEL_TASKS,
        "may": scope.may("counting.plan", row.site), "seen": row.seen.isoformat(),
        "undoable": bool(past) and past[0].act in rescue.REVERSIBLE,
        "takeable": row.tray not in ("", "unresolved", "rejected"), "errors": errors, **extra,
    }, status=status)


def _bindable(row: RescueRow, choices: list[Choice]) -> bool:
    """Say whether binding the code can help: it is whole, and nothing holds it now.

    What is left of a torn label would bind every other label that is torn alike.
    """
    torn = {"damaged_label", "no_label"} & set(row.condition)
    held = any(REASONS["binding_expired"] not in one.reasons
               and REASONS["case_folded"] not in one.reasons for one in choices)
    key = bindable_key(parse(row.code, today=row.observed_at.date())) if row.code else None
    return key is not None and bindable(key.written) and not torn and not held


def _why(row: RescueRow) -> Label:
    values = {"place": row.place, "item": row.item or visible_code(row.code), "unit": row.unit}
    return why(row.tray, row.reason, values=values)


def _choices(request: Any, row: RescueRow) -> list[Choice]:
    """Return the candidates of the row's code, best first."""
    if not row.code:
        return []
    found = resolve(scope=request.scope, site=row.site, scans=[
        Scan(row.code, "", row.place, row.observed_at)])[0]
    return [Choice(
        found.items[one.item], one.unit, one.factor, one.lot or "", one.serial or "",
        one.expires_on, tuple(REASONS[reason] for reason in one.reasons), one.confidence)
        for one in found.resolution.candidates]


def _readable(request: Any, row: RescueRow, pattern: str, lot_end: str) -> list[Choice]:
    rows = suggestions(scope=request.scope, site=row.site, place=row.place, pattern=pattern,
                       lot_end=lot_end)
    return [Choice(one.item, one.unit, one.factor, one.lots[0] if len(one.lots) == 1 else "", "",
                   None, (NEAR[one.near],), lots=one.lots) for one in rows]


def _of_item(item: ItemRow) -> Choice:
    return Choice(item, item.unit, 1, "", "", None, ())


@page("counting.plan", methods=("POST",))
def decide(request: Any, observation: UUID) -> HttpResponse:
    """Take one decision about a row, then show what became of it."""
    form, act = request.POST, request.POST.get("act", "")
    try:
        if act in ("print_label", "on_hold"):
            labelling.ask_label(scope=request.scope, observation=observation, kind=act,
                                note=form.get("note", ""))
            messages.success(request, _("It is on the list of labels."))
        elif act in DECISIONS:
            _tell(request, DECISIONS[act](request, observation, form))
        else:
            raise FormRefused([Fault("/act", "not_a_choice", (", ".join(DECISIONS),))])
    except Refused as error:
        if error.status == 404:
            raise
        return _shown(request, observation, status=error.status, errors=sentences(error.faults))
    return HttpResponseRedirect(f"/inbox/{observation}")


def _seen(form: Mapping[str, str]) -> datetime | None:
    """Return the opinion that the person saw.  Raises `FormRefused`."""
    try:
        return instant(form["seen"]) if form.get("seen") else None
    except ValueError:
        raise FormRefused([Fault("/seen", "not_an_instant")]) from None


def _bind(request: Any, observation: UUID, form: Any) -> Decided:
    return rescue.bind(scope=request.scope, observation=observation, item=form.get("item", ""),
                       unit=form.get("unit", ""), seen=_seen(form), note=form.get("note", ""))


def _pick(request: Any, observation: UUID, form: Any) -> Decided:
    return rescue.pick(
        scope=request.scope, observation=observation, item=form.get("item", ""),
        lot=form.get("lot", "").strip() or None, serial=form.get("serial", "").strip() or None,
        seen=_seen(form), note=form.get("note", ""))


def _take(request: Any, observation: UUID, form: Any) -> Decided:
    return rescue.take(scope=request.scope, observation=observation, seen=_seen(form),
                       place=form.get("place", "").strip() or None)


def _reject(request: Any, observation: UUID, form: Any) -> Decided:
    return rescue.reject(scope=request.scope, observation=observation, seen=_seen(form),
                         reason=form.get("reason", ""))


def _undo(request: Any, observation: UUID, form: Any) -> Decided:
    return rescue.undo(scope=request.scope, observation=observation, seen=_seen(form))


DECISIONS = {"bind": _bind, "pick": _pick, "take": _take, "reject": _reject, "undo": _undo}


def _tell(request: Any, done: Decided) -> None:
    """Settle the counts that the decision touches, and say what was done."""
    settled = settle_again(scope=request.scope, tasks=done.tasks)
    said = {
        "bound": _("The code is bound; %(healed)s more rows healed with it."),
        "picked": _("This row is in use now; its code stays unbound."),
        "accepted": _("This row is in use now."),
        "rejected": _("Rejected and kept with its reason."),
        "undone": _("Taken back; what stood before stands again."),
    }[done.result] % {"healed": done.healed}
    if settled:
        said += " " + _("The count was settled again.")
    messages.success(request, said)


@page("counting.read")
def labels_page(request: Any) -> HttpResponse:
    """List labels to print, new lots to look at, goods to hold."""
    return _labels(request)


def _labels(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    kind = request.GET.get("kind", "")
    rows = label_tasks(scope=request.scope)
    return show(request, "rescue_labels", {
        "rows": [row for row in rows if kind in ("", row.kind)], "kinds": LABEL_TASKS,
        "counts": {name: sum(row.kind == name for row in rows) for name in LABEL_TASKS},
        "kind": kind, "zone": first_zone(request), "now": datetime.now(UTC),
        "zones": {site.code: site.time_zone for site in request.face.sites},
        "may": request.scope.may("counting.plan"), **extra}, status=status)


@page("counting.plan", methods=("POST",))
def end_label(request: Any, task: int) -> HttpResponse:
    """End a label task: the new label was scanned, or it is done or withdrawn."""
    form = request.POST
    try:
        if form.get("act") == "scan":
            labelling.close_label(scope=request.scope, task=task,
                                  code=form.get("code", "").strip("\r\n\t"))
        else:
            labelling.end_task(scope=request.scope, task=task, state=form.get("act", ""))
    except Refused as error:
        if error.status == 404:
            raise
        return _labels(request, status=error.status, errors=sentences(error.faults), task=task)
    messages.success(request, _("Done; the label task is closed."))
    return HttpResponseRedirect("/inbox/labels")


@page("counting.read")
def coverage_page(request: Any) -> HttpResponse:
    """Show the label coverage by site and month, and the rows that it lacks."""
    today = datetime.now(ZoneInfo(first_zone(request))).date()
    since = _month_start(today - timedelta(days=31 * (COVERAGE_MONTHS - 1)))
    rows = coverage(scope=request.scope, since=since, until=today + timedelta(days=2))
    site, month = request.GET.get("site", ""), _month(request.GET.get("month", ""))
    lacking = not_scanned(
        scope=request.scope, site=site, since=month, limit=200,
        until=_month_start(month + timedelta(days=32))) if site and month else []
    return show(request, "rescue_coverage", {
        "rows": list(reversed(rows)), "site": site, "month": month, "trays": WHY,
        "lacking": [(row, visible_code(row.code)) for row in lacking],
        "zones": {one.code: one.time_zone for one in request.face.sites}})


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None

"""Closing periods: what is open, the report, the second person's signature.   期间结账页面"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.counting.closing.operations import close_period, prepare_period
from pandian.counting.closing.queries import after, period, periods, report, section
from pandian.counting.closing.words import (
    CLOSE,
    OPEN,
    PREPARE,
    SECTIONS,
    STATES,
    WAYS,
    PeriodDraft,
    PeriodRow,
)
from pandian.counting.words import VERDICTS
from pandian.exchange.closing.operations import period_pdf
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.pages import hand_out, sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused

ROWS_SHOWN_MAX = 500


@page("counting.read", methods=("GET", "POST"))
def list_page(request: Any) -> HttpResponse:
    """List periods, the last end first; prepare the report of another one."""
    zone = first_zone(request)
    form = {"id": str(uuid7()), "site": "", "last_day": _month_end(zone)}
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        form = request.POST.dict()
        try:
            made = prepare_period(scope=request.scope, draft=_draft(form))
        except Refused as error:
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("The report is made. Another person signs it."))
            return HttpResponseRedirect(f"/periods/{made.id}")
    rows = [(row, STATES[row.state], sum(row.totals[name].rows for name in OPEN))
            for row in periods(scope=request.scope, site=request.GET.get("site") or None)]
    return show(request, "periods", {
        "rows": rows, "form": form, "errors": errors, "zone": zone,
        "may_prepare": request.scope.may(PREPARE)}, status=status)


def _month_end(zone: str) -> str:
    """Return the last day of the month before, the usual period."""
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    return (today.replace(day=1) - timedelta(days=1)).isoformat()


def _draft(form: dict[str, str]) -> PeriodDraft:
    """Return the period that a form describes.  Raises `FormRefused` with every field."""
    faults = [] if form.get("site") else [Fault("/site", "choose_site")]
    try:
        day = date.fromisoformat(form.get("last_day", ""))
    except ValueError:
        faults.append(Fault("/last_day", "not_a_date"))
    if faults:
        raise FormRefused(faults)
    return PeriodDraft(id_of(form.get("id", "")), form["site"], day)


@page("counting.read", methods=("GET", "POST"))
def period_page(request: Any, id: UUID) -> HttpResponse:
    """Show one report, a list of it, what came after; sign it."""
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            close_period(scope=request.scope, id=id, password=request.POST.get("password", ""))
        except Refused as error:
            if error.status == 404:
                raise
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("Closed. What is recorded later is listed below."))
            return HttpResponseRedirect(f"/periods/{id}")
    row = period(scope=request.scope, id=id)
    return show(request, "period", {
        "row": row, "state": STATES[row.state], "zone": zone_of(request, row.site),
        "errors": errors, "may_close": request.scope.may(CLOSE, row.site),
        "mine": row.prepared_by == request.scope.actor, "figures": _figures(row),
        "worth": row.totals["stock"].plus is not None, **_opened(request, row)}, status=status)


def _figures(row: PeriodRow) -> list[dict[str, Any]]:
    return [{"name": name, "word": word, "total": row.totals[name],
             "open": name in OPEN and bool(row.totals[name].rows)}
            for name, word in SECTIONS.items()]


def _opened(request: Any, row: PeriodRow) -> dict[str, Any]:
    """Return the list asked for, and what came after the report."""
    late = after(scope=request.scope, id=row.id)
    name = request.GET.get("list", "")
    found: dict[str, Any] = {"late": late.total, "opened": name}
    if name == "after":
        shown, word = late, None
    elif name in SECTIONS:
        shown, word = section(scope=request.scope, id=row.id, name=name), SECTIONS[name]
    else:
        return found
    return {**found, "word": word, "lines": [_line(each) for each in shown.rows[:ROWS_SHOWN_MAX]],
            "hidden": max(shown.total.rows - ROWS_SHOWN_MAX, 0), "total": shown.total}


def _line(each: dict[str, Any]) -> dict[str, Any]:
    """Return a row with words instead of codes, and instants instead of their texts."""
    said = dict(each)
    for name in ("created_at", "observed_at", "recorded_at", "effective_at", "found_at", "since"):
        if isinstance(said.get(name), str):
            said[name] = datetime.fromisoformat(said[name])
    said["verdict"] = VERDICTS.get(str(said.get("verdict")))
    said["way"] = WAYS.get(str(said.get("way")))
    return said


@page("counting.read")
def report_file(request: Any, id: UUID, form: str) -> HttpResponse:
    """Hand out the report: PDF to read, JSON to check."""
    return hand_out(request, "pandian-period", id, form, paper=period_pdf, body=report)

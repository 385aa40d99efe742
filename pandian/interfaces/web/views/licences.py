"""Licences: who is permitted what, until when; entering and renewing them.   证照页"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.queries import list_licences
from pandian.catalog.licences.rules import warning_step
from pandian.catalog.licences.words import (
    HOLDERS,
    KINDS,
    WARNING_DAYS,
    LicenceDraft,
    LicenceFilter,
    LicenceRow,
)
from pandian.interfaces.web.forms import PAGE_ROWS, FormRefused, codes
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.words import Fault, Refused

SHOWN_MAX = 200
FIELDS = ("kind", "holder_kind", "holder", "number", "valid_from", "valid_to", "issuer",
          "categories", "regions")


@page("ledger.read")
def list_page(request: Any) -> HttpResponse:
    """Show licences, those that end first on top, with a warning at 90, 60 and 30 days."""
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "holder_kind", "holder")}
    ending = request.GET.get("ending", "")
    days = int(ending) if ending.isdecimal() and int(ending) in WARNING_DAYS else None
    after = request.GET.get("after", "")
    today = datetime.now(ZoneInfo(first_zone(request))).date()
    found = list_licences(
        scope=request.scope, on=today, limit=SHOWN_MAX if days else PAGE_ROWS,
        after=int(after) if after.isdecimal() and len(after) < 18 else 0,
        wanted=LicenceFilter(asked["kind"], asked["holder_kind"], asked["holder"],
                             ending_days=days))
    rows = [(row, _look(row, today), _left(row, today)) for row in found.rows
            if days is None or not row.renewed]
    return show_part(request, "licences", "licences_part", {
        "rows": sorted(rows, key=lambda each: each[0].valid_to or date.max) if days else rows,
        "next": found.next, "asked": asked, "ending": days, "steps": WARNING_DAYS[::-1],
        "kinds": KINDS, "holders": HOLDERS, "filtered": any(asked.values()) or days,
        "soon": _soon(request, today), "may_write": request.scope.may("catalog.write")})


def _soon(request: Any, today: date) -> dict[int, int]:
    """Return how many licences end within each step, those already ended under 0."""
    found = list_licences(scope=request.scope, on=today,
                          wanted=LicenceFilter(ending_days=WARNING_DAYS[-1]))
    held = [row for row in found.rows if not row.renewed and row.valid_to]
    ended = sum(1 for row in held if row.valid_to and row.valid_to < today)
    steps = [warning_step(row.valid_to, on=today) for row in held
             if row.valid_to and row.valid_to >= today]
    return {0: ended} | {step: steps.count(step) for step in WARNING_DAYS}


def _look(row: LicenceRow, today: date) -> str:
    """Return how a licence stands: renewed, ended, not yet, a warning step, or valid."""
    if row.renewed:
        return "renewed"
    if row.valid_to and row.valid_to < today:
        return "ended"
    if row.valid_from > today:
        return "not_yet"
    step = warning_step(row.valid_to, on=today)
    return str(step) if step else "valid"


def _left(row: LicenceRow, today: date) -> int | None:
    return (row.valid_to - today).days if row.valid_to else None


@page("catalog.write", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Enter a licence; a renewal is another one, with the holder and scope of the old."""
    if request.method == "GET":
        return _form(request, {name: request.GET.get(name, "") for name in FIELDS} | {
            "renews": request.GET.get("renews", "")})
    form = request.POST
    try:
        (done,) = put_licences(scope=request.scope, licences=[_draft(form)])
        if done.result not in ("created", "exists"):
            raise FormRefused([fault._replace(pointer=fault.pointer.removeprefix("/0"))
                               for fault in done.faults])
    except Refused as error:
        return _form(request, form.dict(), status=error.status, errors=sentences(error.faults))
    messages.success(request, _("%(number)s is entered.") % {"number": form["number"]})
    return HttpResponseRedirect("/licences")


def _draft(form: Any) -> LicenceDraft:
    """Return the licence that the form describes.  Raises `FormRefused` with what is blank."""
    blank = [Fault(f"/{name}", "missing") for name in (
        "kind", "holder_kind", "holder", "number", "valid_from") if not form.get(name, "").strip()]
    if blank:
        raise FormRefused(blank)
    text = {name: form.get(name, "").strip() for name in FIELDS}
    return LicenceDraft(
        text["kind"], text["holder_kind"], text["holder"], text["number"], text["valid_from"],
        text["valid_to"] or None, text["issuer"], codes(text["categories"]),
        codes(text["regions"]))


def _form(request: Any, said: Mapping[str, Any], *, status: int = 200,
          errors: Sequence[Mapping[str, str]] = ()) -> HttpResponse:
    return show(request, "licence_new", {
        "form": said, "kinds": KINDS, "holders": HOLDERS, "errors": errors,
        "wrong": {each["pointer"]: each["message"] for each in reversed(errors)}}, status=status)

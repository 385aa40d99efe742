"""Sampling stocktakes: what is wanted, what it costs, the draw, the statement.   抽样盘点页面"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.counting.sampling.operations import (
    close_study,
    design_study,
    draw_study,
    extend_study,
    withdraw_study,
)
from pandian.counting.sampling.ordering.operations import end_order, order_study
from pandian.counting.sampling.ordering.queries import orders
from pandian.counting.sampling.ordering.words import ORDER_STATES
from pandian.counting.sampling.queries import (
    SIGNING,
    drawn_lines,
    earlier,
    hidden,
    signer_faults,
    studies,
)
from pandian.counting.sampling.queries import study as study_of
from pandian.counting.sampling.words import EARLIER_DAYS, KINDS, STATES, StudyDraft, StudyRow
from pandian.exchange.samples.operations import report, report_pdf
from pandian.exchange.samples.rules import statement
from pandian.interfaces.web.forms import FormRefused, codes, id_of, local_instant, percentage, whole
from pandian.interfaces.web.pages import hand_out, sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused
from pandian.lifecycle.inspection.sampling.words import LEVELS, SEVERITIES, TABLES

LINES_SHOWN_MAX = 500


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """Show the sampling stocktakes of the sites seen, newest first."""
    site = request.GET.get("site", "") or None
    rows = [(row, KINDS[row.kind], STATES[row.state])
            for row in studies(scope=request.scope, site=site)]
    planned = [(row, KINDS[row.kind], ORDER_STATES[row.state], sentences([
        Fault(each["pointer"], each["code"], tuple(each["params"])) for each in row.said]))
        for row in orders(scope=request.scope, site=site)]
    return show(request, "samples", {"rows": rows, "planned": planned,
                                     "zone": first_zone(request)})


@page("counting.plan", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Ask what is to be said; the next page tells what it costs, before anything is drawn."""
    context: dict[str, Any] = {
        "kinds": KINDS, "levels": LEVELS, "aqls": TABLES.aqls, "severities": SEVERITIES,
        "form": request.POST, "id": uuid7()}
    if request.method == "GET":
        context["form"] = {"kind": "value", "half_percent": "1", "accuracy_percent": "98",
                           "wrong_allowed": "2", "level": "II", "aql": "1.0", "blind": "1",
                           "whole_flagged": "1"}
        return show(request, "sample_new", context)
    try:
        draft = _draft(request)
        if draft.frame_at is not None and draft.frame_at > datetime.now(UTC):
            return _ordered(request, draft)
        made = design_study(scope=request.scope, draft=draft)
    except Refused as error:
        context |= {"errors": sentences(error.faults), "id": id_of(request.POST.get("id", ""))}
        return show(request, "sample_new", context, status=error.status)
    return HttpResponseRedirect(f"/samples/{made.id}")


def _ordered(request: Any, draft: StudyDraft) -> HttpResponse:
    """Order a study whose instant is still to come."""
    faults = list[Fault]()
    months = whole(request.POST.get("every_months", ""), "/every_months", faults)
    if faults:
        raise FormRefused(faults)
    order_study(scope=request.scope, draft=draft, every_months=months or 0)
    messages.success(request, _("Ordered: it is designed and drawn at that instant."))
    return HttpResponseRedirect("/samples")


@page("counting.plan", methods=("POST",))
def end_planned(request: Any, id: UUID) -> HttpResponse:
    """End an order; what it made stays."""
    end_order(scope=request.scope, id=id)
    messages.success(request, _("Ended; no further study is made."))
    return HttpResponseRedirect("/samples")


def _draft(request: Any) -> StudyDraft:
    """Return the study that the form describes.  Raises `FormRefused` with every field."""
    form, faults = request.POST, list[Fault]()
    half = percentage(form.get("half_percent", ""), "/half_percent", faults)
    accuracy = percentage(form.get("accuracy_percent", ""), "/accuracy_percent", faults)
    wrong = whole(form.get("wrong_allowed", ""), "/wrong_allowed", faults)
    days = whole(form.get("expiring_days", ""), "/expiring_days", faults)
    if not form.get("site"):
        faults.append(Fault("/site", "choose_site"))
    frame_at = local_instant(form.get("frame_at", ""), zone_of(request, form.get("site", "")),
                             "/frame_at", faults)
    if faults:
        raise FormRefused(faults)
    return StudyDraft(
        id_of(form.get("id", "")), form["site"], form.get("name", "").strip(),
        form.get("kind", "value"), Decimal(1) if half is None else half,
        Decimal(98) if accuracy is None else accuracy, 2 if wrong is None else wrong,
        form.get("level", "II"), form.get("aql", "1.0"),
        codes(form.get("item_codes", "")), days or 0, form.get("blind") == "1", frame_at,
        form.get("severity", "normal"), form.get("whole_flagged") == "1")


@page("counting.read")
def study_page(request: Any, id: UUID) -> HttpResponse:
    """Show one sampling stocktake: its price, its draw, its progress, what it says."""
    return _shown(request, id)


def _shown(request: Any, id: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    row = study_of(scope=request.scope, id=id)
    return show(request, "sample", {
        "study": row, "kind": KINDS[row.kind], "state": STATES[row.state],
        "zone": zone_of(request, row.site), "strata": _strata(row),
        "severity": SEVERITIES[row.request.get("severity", "normal")],
        "said": statement(row.kind, row.request, row.result,
                          language=get_language() or "zh-hans"),
        "earlier": earlier(scope=request.scope, study=row), "earlier_days": EARLIER_DAYS,
        "wide": _wide(row), "barred": _barred(request, row), **_opened(request, row), **extra,
    }, status=status)


def _opened(request: Any, row: StudyRow) -> dict[str, Any]:
    """Return the drawn lines of the stratum asked for: what each figure is made of."""
    asked = request.GET.get("stratum", "")
    if not row.plan or not asked.isascii() or not asked.isdecimal() or len(asked) > 2:
        return {}
    lines = [each for each in drawn_lines(scope=request.scope, study=row)
             if each["stratum"] == int(asked)]
    bare = hidden(scope=request.scope, study=row)
    return {"opened": int(asked), "drawn_lines": lines[:LINES_SHOWN_MAX],
            "drawn_count": len(lines), "figures": not bare,
            "worth": not bare and "value" not in request.scope.at(row.site).hides}


def _strata(row: StudyRow) -> list[dict[str, Any]]:
    return [{"number": number, "lines": lines, "sample": looked,
             "value": None if value is None else round(value)}
            for number, lines, looked, value, _squares
            in row.design.get("extended") or row.design["strata"]]


def _barred(request: Any, row: StudyRow) -> list[dict[str, Any]]:
    """Say why the reader may not sign the statement that could be signed now, and who may."""
    if not row.result or row.state == "closed" or not request.scope.may(SIGNING, row.site):
        return []
    return sentences(signer_faults(scope=request.scope, study=row))


def _wide(row: StudyRow) -> bool:
    """Say whether an extension would help."""
    return bool(row.kind == "value" and row.state == "drawn" and row.result
                and row.result["half_percent"] > float(row.request["half_percent"]))


@page("counting.read", methods=("POST",))
def act(request: Any, id: UUID) -> HttpResponse:
    """Draw, extend, sign or give up; each asks for its own right."""
    form = request.POST
    acts = {
        "draw": (lambda: draw_study(scope=request.scope, id=id, number=form.get("number", "")),
                 _("Drawn. The count is open: give its tasks to people.")),
        "extend": (lambda: extend_study(scope=request.scope, id=id),
                   _("Drawn on in the same order; a second count is open.")),
        "close": (lambda: close_study(scope=request.scope, id=id,
                                      password=form.get("password", "")),
                  _("Signed. The statement does not change any more.")),
        "withdraw": (lambda: withdraw_study(scope=request.scope, id=id,
                                            reason=form.get("reason", "")),
                     _("Given up; it stays listed with your reason.")),
    }
    try:
        if form.get("act") not in acts:
            raise FormRefused([Fault("/act", "not_a_choice", (", ".join(acts),))])
        do, said = acts[form["act"]]
        do()
    except Refused as error:
        if error.status == 404:
            raise
        return _shown(request, id, status=error.status, errors=sentences(error.faults))
    messages.success(request, said)
    return HttpResponseRedirect(f"/samples/{id}")


@page("counting.read")
def report_file(request: Any, id: UUID, form: str) -> HttpResponse:
    """Hand out the report: PDF to read, JSON to check."""
    return hand_out(request, "pandian-sample", id, form, paper=report_pdf, body=report)

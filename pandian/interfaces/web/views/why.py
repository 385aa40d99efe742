"""Why a line differs, and the one tap that repairs it.   差异溯因页"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.counting.approving.queries import held_of
from pandian.counting.detective.operations import explain
from pandian.counting.detective.queries import findings
from pandian.counting.detective.rules import told
from pandian.counting.detective.words import CAUSES, REPAIRS, SHARE_SHOWN_MIN, FindingRow
from pandian.counting.queries import plan as plan_of
from pandian.counting.repairing.operations import confirm, repair
from pandian.counting.repairing.queries import prepared_faults, previews
from pandian.counting.repairing.words import POSTS, Preview, Wanted
from pandian.counting.requesting.queries import silenced_before
from pandian.counting.requesting.rules import kept_said
from pandian.counting.requesting.words import KeptBack
from pandian.interfaces.jobs.tasks import defer_explain
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused


@page("counting.read")
def why_part(request: Any, plan: UUID) -> HttpResponse:
    """Show one line's causes with shares, evidence, and exactly what each repair would post."""
    known = plan_of(scope=request.scope, id=plan)
    found = findings(scope=request.scope, plan=plan, lines=[_line(request.GET.get("line"))])
    context: dict[str, Any] = {
        "plan": known, "zone": zone_of(request, known.site), "masked": found.masked,
        "may_repair": request.scope.may("counting.approve", known.site)
        and known.state == "open"}
    for row in found.rows:
        kept = silenced_before(scope=request.scope, plan=plan, lines=[row.line]).get(row.line, ())
        context |= {"row": row, "ways": _ways(request, plan, row),
                    "kept": [_kept(request, each, context["zone"]) for each in kept],
                    "own": request.scope.actor in row.people,
                    "barred": _barred(request, plan, row.line) if context["may_repair"] else [],
                    "settled_reason": row.confirmed and not row.undone}
    return show(request, "count_why_part", context)


def _barred(request: Any, plan: UUID, line: int) -> list[dict[str, Any]]:
    """Say why the reader may not repair a line of this count, and who may."""
    return sentences(prepared_faults(
        scope=request.scope, held=held_of(scope=request.scope, plan=plan), lines=[line]))


def _kept(request: Any, kept: KeptBack, zone: str) -> str:
    """Say who asked for a count here before, and which rule kept it back."""
    asked_by = kept.request.asked_by
    return kept_said(kept, person=request.face.names.get(asked_by, asked_by), zone=zone,
                     language=_language())


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _line(text: str | None) -> int:
    if not text or not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise FormRefused([Fault("/line", "choose_lines")])
    return int(text)


def _ways(request: Any, plan: UUID, row: FindingRow) -> list[dict[str, Any]]:
    """Return the alternatives worth showing, each with its preview where it has one."""
    language = _language()
    shown = [each for each in row.alternatives if each.share >= SHARE_SHOWN_MIN]
    seen: list[Preview | None] = [None] * len(shown)
    if row.posting is None:
        with suppress(Refused):  # it changed meanwhile: causes are shown, nothing can be posted
            seen = [each for _, each in previews(scope=request.scope, plan=plan, wanted=[
                Wanted(uuid7(), row.line, each.causes) for each in shown])]
    return [{
        "id": uuid7(), "share": each.share, "key": "+".join(each.causes),
        "names": [CAUSES[cause] for cause in each.causes],
        "texts": told(each, variance=row.variance, counted=row.counted, book=row.book,
                      language=language),
        "evidence": each.choices[0].evidence if each.choices else (), "preview": preview,
        "posts": preview is not None and preview.repair in POSTS,
        "repair": REPAIRS[preview.repair] if preview else None,
        "why": sentences(preview.why) if preview else (),
    } for each, preview in zip(shown, seen, strict=True)]


@page("counting.approve", methods=("POST",))
def decide_cause(request: Any, plan: UUID) -> HttpResponse:
    """Repair or confirm the one cause whose button was pressed."""
    act = "repair" if request.POST.get("repair") else "confirm"
    try:
        wanted = _wish(request.POST.get(act, ""))
        done = (repair if act == "repair" else confirm)(
            scope=request.scope, plan=plan, wanted=[wanted])[0]
    except Refused as error:
        if error.status == 404:
            raise
        for each in sentences(error.faults):
            messages.error(request, each["message"])
        return HttpResponseRedirect(f"/counts/{plan}")
    if act == "confirm":
        messages.success(request, _("Noted: future counts learn from this cause."))
    elif done.left:
        messages.success(request, _("Repaired; %(left)s remain to be explained.")
                         % {"left": f"{done.left:+,}"})
    else:
        messages.success(request, _("Repaired: the line is explained. A reversal undoes it."))
    return HttpResponseRedirect(f"/counts/{plan}?verdict=all")


def _wish(text: str) -> Wanted:
    """Read `id:line:causes` of a pressed button."""
    id, _sep, rest = text.partition(":")
    line, _sep, causes = rest.partition(":")
    try:
        return Wanted(UUID(id), _line(line), tuple(causes.split("+")))
    except ValueError:
        raise FormRefused([Fault("/line", "choose_lines")]) from None


@page("counting.plan", methods=("POST",))
def explain_plan(request: Any, plan: UUID) -> HttpResponse:
    """Look for the causes of all open differences: now, or by a worker where there are many."""
    if defer_explain(scope=request.scope, plan=plan):
        messages.info(request, _("There are many differences: their causes are being looked for."
                                 " This page shows how far it is."))
        return HttpResponseRedirect(f"/counts/{plan}")
    done = explain(scope=request.scope, plan=plan)
    messages.success(request, _("%(lines)s differences looked into; %(certain)s have a cause.")
                     % {"lines": done.lines, "certain": done.certain})
    return HttpResponseRedirect(f"/counts/{plan}")

"""Rehearsals: asking for one, how far it is, both sides beside each other.   规则预演页"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.counting.planning.rules import day_number, day_of
from pandian.counting.rehearsing.queries import rehearsal, rehearsals
from pandian.counting.rehearsing.reporting.rules import compared, sentence, standing
from pandian.counting.rehearsing.words import (
    AGAINST,
    KINDS,
    MEASURES,
    MONEY,
    MONTHS_DEFAULT,
    MONTHS_MAX,
    STATES,
    RehearsalDraft,
    RehearsalRow,
)
from pandian.governance.policies.queries import version, versions
from pandian.interfaces.jobs.tasks import defer_rehearsal
from pandian.interfaces.web.curve import curves
from pandian.interfaces.web.forms import FormRefused, whole
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Fault, Refused

COLOURS = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}
CURVES = ("minutes", "lines", "met", "recounts", "signatures")
WORDS = {**MEASURES, "minutes": MEASURES["count_minutes"]}
BY_DAY = ("tasks", "lines", "minutes", "met", "recounts", "signatures")


@page("counting.read", methods=("GET", "POST"))
def ask_page(request: Any, id: UUID) -> HttpResponse:
    """Ask for a rehearsal of a version; show those that were made of it."""
    row = version(scope=request.scope, id=id)
    context: dict[str, Any] = {
        "row": row, "form": request.POST or {"months": str(MONTHS_DEFAULT), "against": "active"},
        "months_max": MONTHS_MAX, "against": AGAINST, "states": STATES, "colours": COLOURS,
        "others": [each for each in versions(scope=request.scope) if each.id != row.id
                   and each.kind in KINDS and each.state not in ("withdrawn", "superseded")],
        "may": request.scope.may("governance.rule", row.site) and row.kind in KINDS,
        "made": rehearsals(scope=request.scope, policy=id), "zone": _zone(request, row.site)}
    if request.method == "GET":
        return show(request, "rehearse", context)
    try:
        made = defer_rehearsal(scope=request.scope, draft=_draft(request.POST, id))
    except Refused as error:
        return show(request, "rehearse", context | {"errors": sentences(error.faults)},
                    status=error.status)
    return HttpResponseRedirect(f"/rehearsals/{made}")


def _draft(form: Any, id: UUID) -> RehearsalDraft:
    """Read the form.  Raises `FormRefused` with everything that is no number."""
    faults: list[Fault] = []
    months = whole(form.get("months", ""), "/months", faults)
    seed = whole(form.get("seed", ""), "/seed", faults)
    rate = None
    if text := form.get("rate", "").strip():
        try:
            rate = int(Decimal(text) * COST_PER_MAIN_UNIT)
        except (InvalidOperation, OverflowError, ValueError):
            faults.append(Fault("/rate", "policy_not_decimal"))
    if faults:
        raise FormRefused(faults)
    return RehearsalDraft(id, months=MONTHS_DEFAULT if months is None else months,
                          against=form.get("against", "active"), seed=seed, rate=rate)


def _zone(request: Any, site: str) -> str:
    zones: dict[str, str] = {each.code: each.time_zone for each in request.face.sites}
    return zones.get(site, "UTC")


@page("counting.read")
def rehearsal_page(request: Any, id: UUID) -> HttpResponse:
    """Show a rehearsal: its progress, then both sides by site, by day, difference by difference."""
    rows = rehearsal(scope=request.scope, id=id)
    policy = version(scope=request.scope, id=rows[0].policy)
    state = standing(rows)
    done = [row for row in rows if row.report]
    language = int(not (get_language() or "zh").startswith("zh"))
    return show_part(request, "rehearsal", "rehearsal_part", {
        "rows": rows, "first": rows[0], "policy": policy, "state": state, "states": STATES,
        "colours": COLOURS, "open": state in ("waiting", "running"),
        "done_days": sum(row.done_days for row in rows), "all_days": sum(row.days for row in rows),
        "against": AGAINST.get(rows[0].against), "zone": _zone(request, rows[0].site),
        "adoptable": policy.state == "rehearsed" and rows[0].attached and rows[0].fresh,
        "by_day": [WORDS[name] for name in BY_DAY],
        "sites": [_site(row, language) for row in done]})


def _site(row: RehearsalRow, language: int) -> dict[str, Any]:
    """Return what the page shows of one site."""
    report = row.report
    old, new = report["sides"]
    return {
        "row": row, "report": report, "said": sentence(report)[language], "sides": (old, new),
        "measures": [(label, before, after, more, name in MONEY)
                     for name, label, before, after, more in compared(report)
                     if name != "cost" or after is not None],
        "coverage": [(name, old["totals"]["coverage"][name], new["totals"]["coverage"][name])
                     for name in new["totals"]["coverage"]],
        "curves": [(WORDS[name], curves([side["by_day"][name] for side in (old, new)]))
                   for name in CURVES],
        "days": _days(report), "found": report["found"],
        "more": max(report["differences"] - len(report["found"]), 0)}


def _days(report: Mapping[str, Any]) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """Return each day with both sides of every measure by day."""
    old, new = (side["by_day"] for side in report["sides"])
    begin = day_number(date.fromisoformat(report["first"]))
    columns: Sequence[tuple[Any, Any]] = [(old[name], new[name]) for name in BY_DAY]
    return [(day_of(begin + n), [(left[n], right[n]) for left, right in columns])
            for n in range(report["days"])]

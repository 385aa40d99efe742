"""Rehearsals: asking for one, how far it is, both sides beside each other.   规则预演页"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.counting.planning.rules import day_number, day_of
from pandian.counting.rehearsing.queries import (
    found_lines,
    rehearsal,
    rehearsals,
    rehearsed_day,
)
from pandian.counting.rehearsing.reporting.queries import asked
from pandian.counting.rehearsing.reporting.rules import compared, sentence, standing
from pandian.counting.rehearsing.words import (
    AGAINST,
    KINDS,
    MEASURES,
    MONEY,
    MONTHS_DEFAULT,
    MONTHS_MAX,
    OPENED,
    STATES,
    VERDICTS,
    RehearsalDraft,
    RehearsalNotFound,
    RehearsalRow,
)
from pandian.governance.policies.kinds.words import KINDS as RULE_KINDS
from pandian.governance.policies.queries import version, versions
from pandian.governance.policies.words import PolicyNotFound
from pandian.interfaces.jobs.tasks import defer_rehearsal
from pandian.interfaces.web.curve import curves
from pandian.interfaces.web.forms import FormRefused, whole
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.words import Fault, Label, Refused

COLOURS = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}
CURVES = ("minutes", "lines", "met", "recounts", "signatures")
WORDS = {**MEASURES, "minutes": MEASURES["count_minutes"]}
SHORT = {
    "tasks": Label("任务", "Tasks"), "lines": Label("行", "Lines"),
    "minutes": Label("分钟", "Minutes"), "met": Label("发现", "Met"),
    "recounts": Label("复盘", "Recounts"), "signatures": Label("签名", "Signed"),
}
BY_DAY = ("tasks", "lines", "minutes", "met", "recounts", "signatures")
LINES_AFTER_MAX = 10_000_000


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """List rehearsals, the newest first, by site and state; each opens its result."""
    query = request.GET
    site, state = query.get("site", "").strip(), query.get("state", "")
    found = asked(scope=request.scope, site=site, state=state, after=query.get("after", ""))
    return show(request, "rehearsals", {
        "rows": found.rows, "next": found.next, "site": site, "state": state, "states": STATES,
        "colours": COLOURS, "against": AGAINST, "kinds": RULE_KINDS, "zone": first_zone(request),
        "may_write": request.scope.may("governance.rule")})


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
        "last": rows[0].until - timedelta(days=1),
        "done_days": sum(row.done_days for row in rows), "all_days": sum(row.days for row in rows),
        "against": _against(request, rows[0]), "zone": _zone(request, rows[0].site),
        "adoptable": policy.state == "rehearsed" and rows[0].attached and rows[0].fresh,
        "by_day": [SHORT[name] for name in BY_DAY], "lasting": state == "failed",
        "stopped": [(row.site, sentences(row.faults)) for row in rows if row.faults],
        "sites": [_site(row, language) for row in done]})


def _site(row: RehearsalRow, language: int) -> dict[str, Any]:
    """Return what the page shows of one site."""
    report = row.report
    old, new = report["sides"]
    return {
        "row": row, "report": report, "lines": f"/rehearsals/{row.id}/{row.site}/lines",
        "said": sentence(report)[language], "sides": (old, new),
        "measures": [(label, before, after, more, name in MONEY,
                      name if name in OPENED and row.ground else "")
                     for name, label, before, after, more in compared(report)
                     if name != "cost" or after is not None],
        "coverage": [(name, old["totals"]["coverage"][name], new["totals"]["coverage"][name])
                     for name in new["totals"]["coverage"]],
        "curves": [(WORDS[name], curves([side["by_day"][name] for side in (old, new)]))
                   for name in CURVES],
        "months": _months(report), "found": report["found"],
        "more": max(report["differences"] - len(report["found"]), 0)}


def _days(report: Mapping[str, Any]) -> list[tuple[date, list[tuple[Label, int, int]]]]:
    """Return each day with both sides of every measure by day."""
    old, new = (side["by_day"] for side in report["sides"])
    begin = day_number(date.fromisoformat(report["first"]))
    columns = [(WORDS[name], old[name], new[name]) for name in BY_DAY]
    return [(day_of(begin + n), [(label, left[n], right[n]) for label, left, right in columns])
            for n in range(report["days"])]


def _months(report: Mapping[str, Any]) -> list[tuple[str, list[tuple[Label, int, int]]]]:
    """Return the sums of each month, as YYYY-MM, with both sides of every measure by day."""
    sums: dict[str, list[tuple[Label, int, int]]] = {}
    for day, pairs in _days(report):
        known = sums.setdefault(f"{day:%Y-%m}", [(label, 0, 0) for label, *_ in pairs])
        known[:] = [(label, old + left, new + right)
                    for (label, old, new), (_, left, right) in zip(known, pairs, strict=True)]
    return list(sums.items())


def _against(request: Any, row: RehearsalRow) -> Label:
    """Return what the candidate is set against: the rules, or another version by its name."""
    known = AGAINST.get(row.against)
    if known is not None:
        return known
    try:
        other = version(scope=request.scope, id=UUID(row.against))
    except (ValueError, PolicyNotFound):
        return Label("另一版本", "another version")
    return Label(f"{other.code} 第 {other.version} 版", f"{other.code} version {other.version}")


@page("counting.read")
def when_page(request: Any, id: UUID, site: str, when: str) -> HttpResponse:
    """Show the days of a month (YYYY-MM), or the tasks and lines of a day (YYYY-MM-DD)."""
    row = next((row for row in rehearsal(scope=request.scope, id=id)
                if row.site == site and row.report), None)
    month = [] if row is None else [
        (day, pairs) for day, pairs in _days(row.report) if f"{day:%Y-%m}" == when[:7]]
    if row is None or not month:
        raise RehearsalNotFound([Fault("/day", "rehearsal_day", (when,))])
    base = {"row": row, "site": site, "month": when[:7], "by_day": [SHORT[n] for n in BY_DAY],
            "against": _against(request, row)}
    if len(when) == len("YYYY-MM"):
        return show(request, "rehearsal_month", {**base, "days": month})
    try:
        chosen = date.fromisoformat(when)
    except ValueError:
        raise RehearsalNotFound([Fault("/day", "rehearsal_day", (when,))]) from None
    done = rehearsed_day(scope=request.scope, id=id, site=site, day=chosen)
    around = [chosen + timedelta(days=n) for n in (-1, 1)]
    return show(request, "rehearsal_day", {
        **base, "day": chosen, "done": done, "verdicts": VERDICTS,
        "sides": [(tasks, sum(map(len, tasks)), [line for line in done.lines if line.side == n])
                  for n, tasks in enumerate(done.tasks)],
        "before": around[0] if around[0] >= row.first else None,
        "after": around[1] if around[1] < row.until else None})


@page("counting.read")
def lines_page(request: Any, id: UUID, site: str) -> HttpResponse:
    """Show the lines behind one figure of the comparison: which, when, what became of each."""
    query, faults = request.GET, list[Fault]()
    of, side = query.get("of", ""), whole(query.get("side", ""), "/side", faults)
    after = whole(query.get("after", ""), "/after", faults)
    if faults:
        raise FormRefused(faults)
    row = next(iter(rehearsal(scope=request.scope, id=id)))
    found = found_lines(scope=request.scope, id=id, site=site, of=of, side=side,
                        after=min(max(after or 0, 0), LINES_AFTER_MAX))
    return show(request, "rehearsal_lines", {
        "row": row, "site": site, "of": MEASURES.get(of), "name": of, "side": side,
        "found": found, "verdicts": VERDICTS, "after": after or 0,
        "against": _against(request, row)})

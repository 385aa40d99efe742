"""One count: progress, tasks, lines with their reasons, and what is decided about them.   盘点单"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from pandian.counting.certifying.operations import issue
from pandian.counting.detective.queries import firsts, progress
from pandian.counting.finishing.queries import places_left
from pandian.counting.finishing.words import REASON_CHARACTERS_MAX
from pandian.counting.operations import (
    approve,
    assign,
    close_plan,
    close_task,
    recount,
    reject_lines,
    settle,
)
from pandian.counting.queries import lines, open_plan, reads_book, summary, tasks, waiting
from pandian.counting.rules import content_hash
from pandian.counting.words import VERDICTS, LineRow, Summary
from pandian.governance.queries import people_with
from pandian.governance.words import MEANINGS
from pandian.interfaces.web.forms import PAGE_ROWS, FormRefused
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import OPEN_VERDICTS
from pandian.interfaces.web.views.stock import english, zone_of
from pandian.kernel.words import Fault, Refused

LINE_CHOICES_MAX = 1_000
VERIFIER = Path(__file__).parents[1] / "static" / "web" / "verify_certificate.py"


@page("counting.read")
def plan_page(request: Any, plan: UUID) -> HttpResponse:
    """Show a count: progress, tasks, and one page of its lines by verdict."""
    return _shown(request, plan)


def _shown(request: Any, plan: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    scope = request.scope
    opened = open_plan(scope=scope, plan=plan)
    found = opened.plan
    told = summary(scope=scope, plan=plan, opened=opened)
    looked = progress(scope=scope, opened=opened)
    verdict = _verdict(request, told)
    listed = lines(scope=scope, plan=plan, verdict=verdict or None, limit=PAGE_ROWS,
                   after=request.GET.get("after") or None, opened=opened)
    context: dict[str, Any] = {
        "plan": found, "summary": told, "stamp": _stamp(told, looked),
        "lines": listed._replace(rows=[_spoken(row, request.face.names) for row in listed.rows]),
        "items": english({row.item for row in listed.rows}, request),
        "verdict": verdict, "verdicts": VERDICTS, "zone": zone_of(request, found.site),
        "meanings": {name: MEANINGS[name] for name in ("approved", "reviewed")},
        "masked": bool(listed.rows) and not listed.rows[0].content,
        "shows_value": "value" not in scope.at(found.site).hides,
        "ticked": set(chosen_lines(request)), "reason_max": REASON_CHARACTERS_MAX,
        "found": firsts(scope=scope, known=found, lines=[
            row.id for row in listed.rows if row.content]), **extra,
    }
    if looked and not context["masked"]:
        context["looked"], context["to_look"] = looked
    if found.state == "closed":
        context["left"] = places_left(scope=scope, plan=plan, opened=opened)
    if scope.may("counting.approve", found.site) and told.verdicts.get("approval"):
        context["waiting"] = waiting(scope=scope, plan=plan, opened=opened)
    if extra.get("errors"):
        return show(request, "count", context | _people(request, found), status=status)
    return show_part(request, "count", "count_lines_part", context | _people(request, found))


@page("counting.read")
def pulse(request: Any, plan: UUID) -> HttpResponse:
    """Say which state of the count there is to see; a page that shows another one renews itself."""
    opened = open_plan(scope=request.scope, plan=plan)
    told = summary(scope=request.scope, plan=plan, opened=opened)
    return JsonResponse({"stamp": _stamp(told, progress(scope=request.scope, opened=opened))})


def _stamp(told: Summary, looked: tuple[int, int] | None) -> str:
    """Return what stands for all that the page shows; `looked`: how far the causes are."""
    settled = told.settled_at.timestamp() if told.settled_at else 0
    return "-".join(map(str, (told.state, settled, told.places_done, told.lines, told.late,
                              told.unresolved, *(looked or ()))))


def _verdict(request: Any, told: Summary) -> str:
    """Return the verdict to list: as asked, else what waits for somebody; nothing means all."""
    asked = request.GET.get("verdict")
    if asked is None:
        return next((name for name in OPEN_VERDICTS if told.verdicts.get(name)), "")
    return asked if asked in VERDICTS else ""


def _people(request: Any, plan: Any) -> dict[str, Any]:
    """Return the tasks of a plan, and who may be given one."""
    scope = request.scope
    held: dict[str, Any] = {"tasks": tasks(scope=scope, plan=plan.id)}
    if scope.may("counting.plan", plan.site) and plan.state == "open":
        held["counters"] = people_with(scope=scope, capability="counting.count", site=plan.site)
    return held


def _spoken(row: LineRow, names: Mapping[str, str]) -> LineRow:
    """Return a line whose reasons name people instead of their codes."""
    return row._replace(explanations=tuple(
        reason._replace(params={
            key: _called(value, names) if key in ("person", "people") else value
            for key, value in reason.params.items()})
        for reason in row.explanations))


def _called(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [names.get(str(code), str(code)) for code in value]
    return names.get(str(value), value)


def _back(plan: UUID, message: str, request: Any) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(f"/counts/{plan}")


def _refused(request: Any, plan: UUID, error: Refused, **extra: Any) -> HttpResponse:
    """Show the count again with every reason; what does not exist stays a page of its own."""
    if error.status == 404:
        raise error
    return _shown(request, plan, status=error.status, errors=sentences(error.faults),
                  form=request.POST, **extra)


@page("counting.read")
def certificate_file(request: Any, plan: UUID) -> HttpResponse:
    """Hand out the certificate of a closed count; it proves itself without this server."""
    response = JsonResponse(issue(scope=request.scope, plan=plan).body,
                            json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Disposition"] = (
        f'attachment; filename="pandian-certificate-{plan}.json"')
    return response


@page("counting.read")
def verifier_file(request: Any) -> HttpResponse:
    """Hand out the script that checks a certificate with Python alone."""
    return HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python", headers={
        "Content-Disposition": 'attachment; filename="verify_certificate.py"'})


@page("counting.plan", methods=("POST",))
def settle_plan(request: Any, plan: UUID) -> HttpResponse:
    """Fold what was observed into lines and judge each at its own instant."""
    try:
        done = settle(scope=request.scope, plan=plan)
    except Refused as error:
        return _refused(request, plan, error)
    return _back(plan, _("Settled: %(lines)s lines judged at their own instants.")
                 % {"lines": done.lines}, request)


@page("counting.plan", methods=("POST",))
def assign_task(request: Any, plan: UUID) -> HttpResponse:
    """Give a task to a person, or close a task that is done."""
    try:
        task = UUID(request.POST.get("task", ""))
        if request.POST.get("act") == "close":
            close_task(scope=request.scope, task=task)
            return _back(plan, _("The task is done."), request)
        given = assign(scope=request.scope, task=task, person=request.POST.get("person", ""))
    except ValueError:
        raise FormRefused([Fault("/task", "not_a_uuid")]) from None
    except Refused as error:
        return _refused(request, plan, error)
    if given.blind and reads_book(scope=request.scope, site=given.site, person=given.person):
        return _back(plan, _("The task was assigned. This person may read the book on the stock "
                             "pages: give a blind count that must prove something to a counter."),
                     request)
    return _back(plan, _("The task was assigned."), request)


@page("counting.read", methods=("POST",))
def decide(request: Any, plan: UUID) -> HttpResponse:
    """Send the chosen lines to a recount, or reject them with a reason."""
    chosen = chosen_lines(request)
    try:
        if not chosen:
            raise FormRefused([Fault("/lines", "choose_lines")])
        if request.POST.get("act") == "reject":
            reject_lines(scope=request.scope, plan=plan, lines=list(chosen),
                         reason=request.POST.get("reason", ""))
            return _back(plan, _("Rejected; the book stays as it is."), request)
        recount(scope=request.scope, plan=plan, lines=list(chosen),
                person=request.POST.get("person") or None)
    except Refused as error:
        return _refused(request, plan, error)
    return _back(plan, _("Sent to a recount by another person."), request)


@page("counting.approve", methods=("POST",))
def approve_lines(request: Any, plan: UUID) -> HttpResponse:
    """Approve the chosen lines (or all that wait) with a signature, bound to what was shown."""
    form, chosen = request.POST, chosen_lines(request)
    every = form.get("which") != "chosen"
    try:
        if not every and not chosen:
            raise FormRefused([Fault("/lines", "choose_lines")])
        done = approve(
            scope=request.scope, plan=plan, lines="all" if every else list(chosen),
            meaning=form.get("meaning", "approved"), password=form.get("password", ""),
            seen_hash=form.get("seen") or None if every else content_hash(chosen.items()),
        )
    except Refused as error:
        return _refused(request, plan, error)
    if done.posting is None:
        return _back(plan, _("Signed. %(missing)s more signatures are needed before it posts.") % {
            "missing": done.missing}, request)
    return _back(plan, _("Lines posted: %(lines)s; gains +%(gain)s, losses −%(loss)s.") % {
        "lines": done.lines, "gain": f"{done.gain:,}", "loss": f"{done.loss:,}"}, request)


@page("counting.plan", methods=("POST",))
def close(request: Any, plan: UUID) -> HttpResponse:
    """Close the count when nothing is open in it; otherwise list every reason.

    Over places that nobody finished it closes with a reason, and names them from then on.
    """
    leaving = request.POST.get("leaving", "")
    try:
        if "leaving" in request.POST and not leaving.strip():
            raise FormRefused([Fault("/leaving", "blank_reason")])
        close_plan(scope=request.scope, plan=plan, leaving=leaving)
    except Refused as error:
        return _refused(request, plan, error, may_leave="leaving" in request.POST or any(
            fault.code in ("place_open", "place_unclosed") for fault in error.faults))
    return _back(plan, _("The count is closed; its certificate can be read now."), request)


def chosen_lines(request: Any) -> dict[int, str]:
    """Return {line: content as it was shown} of the ticked lines."""
    chosen = {}
    for text in request.POST.getlist("line")[:LINE_CHOICES_MAX]:
        line, _colon, content = text.partition(":")
        if line.isascii() and line.isdecimal() and len(line) < 19:
            chosen[int(line)] = content
    return chosen

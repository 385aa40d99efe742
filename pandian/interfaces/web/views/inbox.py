"""What waits for a person: late paper, healed and doubtful lines, codes not recognised.   待办"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.capture.rescue.queries import label_tasks
from pandian.capture.rescue.rules import visible_code, why
from pandian.capture.words import TRAYS
from pandian.counting.inbox.operations import put_away, take_back
from pandian.counting.inbox.queries import inbox
from pandian.counting.inbox.words import TOLD, InboxRow, RowKey
from pandian.counting.rules import explained
from pandian.counting.words import Explanation
from pandian.governance.words import SYSTEM, THE_SYSTEM
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import SIGNED_IN, page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.words import INBOX, STORIES
from pandian.kernel.words import BETWEEN, Label, Refused
from pandian.ledger.words import KINDS as PAPERS


class Told(NamedTuple):
    """One row of the inbox as the page shows it: the reason in words, the code made visible.

    `decide` is the observation that a person may decide about, or ''; `key` names a row that may
    be put away, or is ''.
    """

    row: InboxRow
    why: tuple[Label, ...]
    code: str
    decide: str
    key: str


@page(SIGNED_IN)
def inbox_page(request: Any) -> HttpResponse:
    """Show the newest things that wait, by kind; `read` those that this person has put away."""
    return _shown(request)


def _shown(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    kind, read = request.GET.get("kind", ""), request.GET.get("read") == "1"
    rows = inbox(scope=request.scope, read=read)
    kinds = {name: sum(row.kind == name for row in rows) for name in sorted({r.kind for r in rows})}
    zones = {site.code: site.time_zone for site in request.face.sites}
    reads = request.scope.may("counting.read")
    return show(request, "inbox", {
        "rows": [_told(row, zones, request.face) for row in rows
                 if kind in ("", row.kind)], "kinds": kinds,
        "kind": kind, "read": read, "labels": INBOX, "reads": reads,
        "label_tasks": len(label_tasks(scope=request.scope)) if reads else 0,
        "zone": first_zone(request), "now": datetime.now(UTC), "zones": zones, **extra,
    }, status=status)


def _told(row: InboxRow, zones: dict[str, str], face: Any) -> Told:
    code = visible_code(str(row.detail.get("code") or ""))
    if row.kind in TRAYS and "reason" in row.detail:
        reason = str(row.detail["reason"])
        said = why(row.kind, reason, values={"place": row.place, "item": code})
        return Told(row, (said,), code, row.subject.removeprefix("observation:"), "")
    key = "|".join((row.kind, row.site, row.subject)) if row.kind in TOLD else ""
    return Told(row, _story(row, zones.get(row.site, "UTC"), face), code, "", key)


def _story(row: InboxRow, zone: str, face: Any) -> tuple[Label, ...]:
    """Return what a row tells, and where its recount stands."""
    if "note" in row.detail:
        told = Label(*(explained(_note(row, face.names, language), language=language, zone=zone)
                       for language in ("zh", "en")))
    elif row.kind == "approval":
        return (_signing(row, zone),)
    else:
        own = row.kind in ("healed", "undone") and "remains" not in row.detail
        name = f"{row.kind}_own" if own else row.kind
        told = _filled(name, row, face.names)
    return (told,) if row.kind in TOLD else (told, _recount(row, face.names))


def _note(row: InboxRow, names: Any, language: str) -> Explanation:
    """Return why a line waits, with the people in it by what they are called."""
    note, people = row.detail["note"], row.detail.get("people") or []
    params = dict(note.get("params", {}))
    if "people" in params:
        params["people"] = [_called(code, names, language) for code in params["people"] or people]
    return Explanation(note["cause"], params)


def _signing(row: InboxRow, zone: str) -> Label:
    """Return what waits for a signature, and until when."""
    due, told = row.detail["due_at"], row.detail
    name = "approval_stuck" if told["stand"] == "stuck" else "approval_open" if due is None else (
        "approval_overdue" if told["stand"] == "overdue" else "approval_due")
    at = f"{due.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" if due else ""
    return Label(*(STORIES["approval"].text(language).format(
        plan=told["plan_name"], lines=told["lines"], missing=told["missing"],
        due=STORIES[name].text(language).format(at=at)) for language in ("zh", "en")))


def _filled(name: str, row: InboxRow, names: Any) -> Label:
    """Return a row's story in both languages, people by what they are called."""
    remains = row.detail.get("remains", 0)
    people = row.detail.get("people") or [row.detail.get("person", "")]
    texts = []
    for language in ("zh", "en"):
        papers = BETWEEN.text(language).join(
            f"{PAPERS[each['kind']].text(language)} ({_called(each['actor'], names, language)})"
            for each in row.detail.get("papers", ()))
        texts.append(STORIES[name].text(language).format(
            people=BETWEEN.text(language).join(_called(each, names, language) for each in people),
            papers=papers, why=row.detail.get("undone_why", ""),
            by=_called(row.detail.get("undone_by", ""), names, language),
            quantity=f"{row.quantity or 0:+,}",
            remains=f"{remains:+,}" if remains else "0"))
    return Label(*texts)


def _called(code: str, names: Any, language: str) -> str:
    """Return what a person is called; who is not known by the code."""
    return THE_SYSTEM.text(language) if code == SYSTEM.actor else names.get(code) or code


def _recount(row: InboxRow, names: Any) -> Label:
    task = row.recount
    if task is None:
        return STORIES["recount_none"]
    name = "recount_done" if task.state == "closed" else "recount" if task.person else (
        "recount_free")
    return Label(*(STORIES[name].text(language).format(
        number=task.number, person=_called(task.person, names, language))
        for language in ("zh", "en")))


@page(SIGNED_IN, methods=("POST",))
def read_rows(request: Any) -> HttpResponse:
    """Put rows away for this person, or show them again."""
    back = request.POST.get("act") == "back"
    keys = [RowKey(*text.split("|", 2)) for text in request.POST.getlist("row")
            if text.count("|") >= 2]
    try:
        done = (take_back if back else put_away)(scope=request.scope, rows=keys)
    except Refused as error:
        return _shown(request, status=error.status, errors=sentences(error.faults))
    messages.success(request, (_("%(n)s rows wait again.") if back else _(
        "%(n)s rows are put away; news of them will show again.")) % {"n": done})
    return HttpResponseRedirect("/inbox?read=1" if back else "/inbox")

"""Alerts: what needs somebody, whose it is, until when, and what is done about it.   预警页"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.queries import people_with
from pandian.governance.words import ROLES
from pandian.insight.alerting import operations as dealing
from pandian.insight.alerting.queries import alert, alert_counts, alerts, last_look
from pandian.insight.alerting.words import (
    ACTS,
    CLOSED_HOW,
    CONDITIONS,
    REASON_CHARACTERS_MAX,
    SEVERITIES,
    STANDS,
    AlertEvent,
    AlertFilter,
    Standing,
)
from pandian.insight.words import HOUSE
from pandian.interfaces.web.forms import PAGE_ROWS, FormRefused, local_instant
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.rule_forms import told as told_value
from pandian.interfaces.web.views.alert_lines import ADVICE, COLOURS, Told, evidence_of, told_of
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.words import Fault, Label, Refused

CHOSEN_MAX = 50
UNDO = "alerts_undo"
SHOWS: dict[str, Label] = {
    "open": Label("待处理", "Open"), "mine": Label("我的", "Mine"),
    "late": Label("已逾期", "Overdue"), "snoozed": Label("已搁置", "Snoozed"),
    "closed": Label("已关闭", "Closed"),
}
WANTED: dict[str, AlertFilter] = {
    "open": AlertFilter(stand="live"), "mine": AlertFilter(mine=True, stand="live"),
    "late": AlertFilter(overdue=True), "snoozed": AlertFilter(stand="snoozed"),
    "closed": AlertFilter(stand="closed"),
}
STAND_COLOURS = {"open": "yellow", "taken": "blue", "snoozed": "grey", "closed": "green"}
SPANS: dict[str, Label] = {
    "1": Label("1 小时", "1 hour"), "4": Label("4 小时", "4 hours"),
    "8": Label("8 小时", "8 hours"), "morning": Label("到明早 8 点", "until 8 tomorrow"),
    "72": Label("3 天", "3 days"), "168": Label("7 天", "7 days"),
}
"""How long the list offers to put an alert off; on its own page it is an instant."""
MORNING_HOUR = 8
INVERSE = {"take": "give_back", "snooze": "wake", "close": "reopen"}
"""What takes an act back at once."""


class Group(NamedTuple):
    """The alerts of one severity."""

    severity: str
    label: Label
    colour: str
    rows: list[Told]


class Became(NamedTuple):
    """One step of an alert's history, with the instant that it names, if any."""

    event: AlertEvent
    act: Label
    until: datetime | None


class Missed(NamedTuple):
    """An act that was not done: what was wanted, what stands now instead, and why."""

    told: Told
    wanted: Label
    by: str
    act: Label
    at: datetime
    faults: list[dict[str, str]]


@page("insight.read")
def list_page(request: Any) -> HttpResponse:
    """Show what needs somebody, the most severe first, with what may be done at each."""
    return _listed(request)


def _listed(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    query = request.GET
    name = query.get("show", "")
    name = name if name in SHOWS else "open"
    wanted = WANTED[name]._replace(**{
        field: query.get(field, "").strip() for field in ("site", "condition", "severity")})
    found = alerts(scope=request.scope, wanted=wanted, limit=PAGE_ROWS,
                   after=query.get("after") or None)
    counts = alert_counts(scope=request.scope)
    rows = [told_of(request.face, row) for row in found.rows]
    return show(request, "alerts", {
        "groups": _groups(rows) if name != "closed" else [Group("", SHOWS[name], "grey", rows)],
        "total": found.total, "next": found.next, "show": name, "shows": SHOWS,
        "tallies": {"open": counts.open, "mine": counts.mine, "late": counts.overdue},
        "kinds": _kinds(counts.conditions) if name == "open" and not wanted.site else [],
        "asked": wanted, "conditions": CONDITIONS, "severities": SEVERITIES,
        "deals": request.scope.may("insight.alert") and any(told.row.may for told in rows),
        "now": datetime.now(UTC), "zone": first_zone(request), "stamp": stamp_of(counts),
        "look": last_look(scope=request.scope),
        "back": request.get_full_path() if request.method == "GET" else _back(request),
        **_shared(request), **extra}, status=status)


def _kinds(numbers: Mapping[str, int]) -> list[tuple[str, Label, int]]:
    """Return what the open alerts are about, the most frequent first; nothing for one thing."""
    found = sorted(((code, CONDITIONS[code].label, n) for code, n in numbers.items()
                    if code in CONDITIONS), key=lambda each: (-each[2], each[0]))
    return found if len(found) > 1 else []


def _shared(request: Any) -> dict[str, Any]:
    """Return what the list and the page of one alert both need."""
    return {"spans": SPANS, "stands": STANDS, "stand_colours": STAND_COLOURS, "how": CLOSED_HOW,
            "colours": COLOURS, "reason_max": REASON_CHARACTERS_MAX, "house": HOUSE,
            "undo": request.session.pop(UNDO, None) if UNDO in request.session else None}


def stamp_of(counts: Any) -> str:
    """Return what stands for all alerts that a person sees: another one, and pages renew."""
    return f"{counts.open}-{counts.mine}-{counts.overdue}-{counts.mark}"


def _groups(rows: list[Told]) -> list[Group]:
    return [Group(name, SEVERITIES[name], COLOURS[name], found) for name in reversed(SEVERITIES)
            if (found := [told for told in rows if told.row.severity == name])]


@page("insight.read")
def bell(request: Any) -> HttpResponse:
    """Say how many alerts are mine and how many late, for the bell of every page."""
    counts = alert_counts(scope=request.scope)
    said_ = ngettext("%(n)s alert is yours", "%(n)s alerts are yours", counts.mine) % {
        "n": counts.mine}
    if counts.overdue:
        said_ = _("%(said)s; overdue: %(n)s") % {"said": said_, "n": counts.overdue}
    return JsonResponse({"number": counts.mine, "loud": counts.loud, "late": counts.overdue,
                         "said": said_, "stamp": stamp_of(counts)})


@page("insight.read")
def alert_page(request: Any, id: UUID) -> HttpResponse:
    """Show one alert: what it is about, what became of it, which rule asked for it."""
    return _one(request, id)


def _one(request: Any, id: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    found = alert(scope=request.scope, id=id)
    told = told_of(request.face, found.row)
    now, row = datetime.now(UTC), found.row
    most = now + timedelta(hours=found.standing.snooze_hours_max)
    people = people_with(scope=request.scope, capability="insight.alert", site=row.site
                         ) if "hand_over" in row.may and row.site != HOUSE else []
    return show(request, "alert", {
        "told": told, "row": row, "events": [_became(event) for event in found.events],
        "evidence": evidence_of(row, request.scope),
        "advice": ADVICE.get(row.condition),
        "standing": found.standing, "limits": _limits(found.standing),
        "severity": SEVERITIES[row.severity], "people": [
            one for one in people if one.code != row.person and not one.service],
        "until": _local(min(now + timedelta(hours=MORNING_HOUR), most), told.zone),
        "most": _local(most, told.zone), "least": _local(now, told.zone), "now": now,
        "may_write": request.scope.may("governance.rule"),
        "back": f"/alerts/{id}", **_shared(request), **extra}, status=status)


def _became(event: AlertEvent) -> Became:
    until = event.data.get("until")
    return Became(event, ACTS[event.act], datetime.fromisoformat(until) if until else None)


def _limits(standing: Standing) -> list[tuple[Label, str]]:
    """Return what the rule (or, without one, the default) says of this condition."""
    language = get_language() or "zh-hans"
    roles = (ROLES[code].label.text(language) for code in standing.escalate_to if code in ROLES)
    held = standing._asdict() | {"escalate_to": list(roles)}
    quiet = standing.quiet or (None, None)
    held |= {"quiet.from": quiet[0], "quiet.to": quiet[1]}
    return [(field.label, text) for field in KINDS["alert"].fields
            if field.name not in ("condition", "off")
            and (text := told_value(field, held.get(field.name), language))]


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


@page("insight.alert", methods=("POST",))
def act(request: Any) -> HttpResponse:
    """Do one act with every chosen alert; what could not be done is told beside what stands."""
    form = request.POST
    name = form.get("act", "")
    try:
        if name not in DEEDS:
            raise FormRefused([Fault("/act", "not_a_choice", (", ".join(DEEDS),))])
        chosen = _chosen(form)
    except Refused as error:
        return _again(request, status=error.status, errors=sentences(error.faults))
    done: dict[UUID, int] = {}
    missed: list[tuple[UUID, Refused]] = []
    for id, seen in chosen:
        try:
            done[id] = DEEDS[name](request, id, seen)
        except Refused as error:
            if error.status in (403, 404) and len(chosen) == 1:
                raise
            missed.append((id, error))
    _tell(request, name, done)
    if missed:
        return _not_done(request, name, missed, tried=len(chosen))
    return HttpResponseRedirect(_back(request))


def _chosen(form: Any) -> list[tuple[UUID, int]]:
    """Return the alerts of a form, each with the state that was shown.  Raises `FormRefused`."""
    found: dict[UUID, int] = {}
    for text in form.getlist("alert"):
        id, _at, seen = text.partition("@")
        try:
            found[UUID(id)] = int(seen)
        except ValueError:
            raise FormRefused([Fault("/alert", "not_a_uuid")]) from None
    if not found:
        raise FormRefused([Fault("/alert", "choose_lines")])
    return list(found.items())[:CHOSEN_MAX]


def _until(request: Any, id: UUID) -> datetime:
    """Return until when an alert shall wait, on the clock of its site.  Raises `FormRefused`."""
    form, faults = request.POST, list[Fault]()
    site = alert(scope=request.scope, id=id).row.site
    zone, span = zone_of(request, site), form.get("span", "")
    now = datetime.now(UTC)
    if span == "morning":
        local = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
        return local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0).astimezone(UTC)
    if span in SPANS:
        return now + timedelta(hours=int(span))
    until = local_instant(form.get("until", ""), zone, "/until", faults)
    if until is None and not faults:
        faults.append(Fault("/until", "missing"))
    if faults or until is None:
        raise FormRefused(faults)
    return until


def _take(request: Any, id: UUID, seen: int) -> int:
    return dealing.take(scope=request.scope, id=id, seen=seen)


def _give_back(request: Any, id: UUID, seen: int) -> int:
    return dealing.give_back(scope=request.scope, id=id, seen=seen)


def _hand_over(request: Any, id: UUID, seen: int) -> int:
    return dealing.hand_over(scope=request.scope, id=id, seen=seen,
                             person=request.POST.get("person", ""), reason=_reason(request))


def _snooze(request: Any, id: UUID, seen: int) -> int:
    return dealing.snooze(scope=request.scope, id=id, seen=seen, until=_until(request, id),
                          reason=_reason(request))


def _wake(request: Any, id: UUID, seen: int) -> int:
    return dealing.wake(scope=request.scope, id=id, seen=seen)


def _close(request: Any, id: UUID, seen: int) -> int:
    return dealing.close(scope=request.scope, id=id, seen=seen, reason=_reason(request))


def _reopen(request: Any, id: UUID, seen: int) -> int:
    return dealing.reopen(scope=request.scope, id=id, seen=seen, reason=_reason(request))


def _reason(request: Any) -> str:
    return str(request.POST.get("reason", "")).strip()


DEEDS: dict[str, Callable[[Any, UUID, int], int]] = {
    "take": _take, "give_back": _give_back, "hand_over": _hand_over, "snooze": _snooze,
    "wake": _wake, "close": _close, "reopen": _reopen}
WORDS: dict[str, Label] = {
    "take": Label("接手", "take it"), "give_back": Label("放回", "give it back"),
    "hand_over": Label("转交", "hand it over"), "snooze": Label("搁置", "snooze it"),
    "wake": Label("唤醒", "wake it"), "close": Label("关闭", "close it"),
    "reopen": Label("重新打开", "open it again"),
}


def _tell(request: Any, name: str, done: Mapping[UUID, int]) -> None:
    """Say what was done, and keep for the next page what takes it back."""
    if not done:
        return
    texts = {
        "take": ngettext("%(n)s alert is yours now.", "%(n)s alerts are yours now.", len(done)),
        "give_back": ngettext("%(n)s alert is free again.", "%(n)s alerts are free again.",
                              len(done)),
        "hand_over": ngettext("%(n)s alert was handed over.", "%(n)s alerts were handed over.",
                              len(done)),
        "snooze": ngettext("%(n)s alert is put off; it wakes by itself.",
                           "%(n)s alerts are put off; they wake by themselves.", len(done)),
        "wake": ngettext("%(n)s alert is awake.", "%(n)s alerts are awake.", len(done)),
        "close": ngettext("%(n)s alert is closed.", "%(n)s alerts are closed.", len(done)),
        "reopen": ngettext("%(n)s alert is open again.", "%(n)s alerts are open again.",
                           len(done)),
    }
    messages.success(request, texts[name] % {"n": len(done)})
    if name in INVERSE:
        request.session[UNDO] = {"act": INVERSE[name], "alerts": [
            f"{id}@{seen}" for id, seen in done.items()]}


def _not_done(
    request: Any, name: str, missed: list[tuple[UUID, Refused]], *, tried: int
) -> HttpResponse:
    """Show what was not done: beside each wish what somebody else did, or what is wrong."""
    clashes = [(id, error) for id, error in missed if error.status == 409]
    faults = [fault for _id, error in missed if error.status != 409 for fault in error.faults]
    return _again(
        request, status=409 if clashes else missed[0][1].status, tried=tried,
        missed=[_missed(request, name, id, error) for id, error in clashes],
        errors=sentences(list(dict.fromkeys(faults))), form=request.POST)


def _missed(request: Any, name: str, id: UUID, error: Refused) -> Missed:
    found = alert(scope=request.scope, id=id)
    last = found.events[-1]
    return Missed(told_of(request.face, found.row), WORDS[name], last.actor, ACTS[last.act],
                  last.at, sentences(error.faults))


def _again(request: Any, **extra: Any) -> HttpResponse:
    """Show again the page that the form stood on: one alert's, or the list."""
    back = _back(request)
    request.GET = QueryDict(back.partition("?")[2])
    id = back.removeprefix("/alerts/").partition("?")[0]
    try:
        return _one(request, UUID(id), **extra)
    except ValueError:
        return _listed(request, **extra)


def _back(request: Any) -> str:
    """Return the page of alerts that the form stood on; never an address elsewhere."""
    given = str(request.POST.get("back", ""))
    return given if given == "/alerts" or given.startswith(("/alerts?", "/alerts/")) else "/alerts"

"""What a look at the conditions does to alerts, and what a person may do with one.   预警判定

Pure: the clock, the zone and the ids are arguments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.capture.words import TRAYS
from pandian.catalog.licences.words import KINDS as LICENCES
from pandian.counting.inbox.words import KINDS as NEWS
from pandian.governance.policies.kinds.alerts.words import SAFETY, SAFETY_SNOOZE_HOURS_MAX
from pandian.governance.rules import text_faults
from pandian.insight.alerting.words import (
    BACKUPS,
    BASE_LINES_MIN,
    CONDITIONS,
    DOCUMENTS,
    FALSE_ALARM,
    HIDDEN,
    NIGHTS,
    REASON_CHARACTERS_MAX,
    Found,
    Standing,
)
from pandian.insight.delivery.words import WHY
from pandian.kernel.words import Fault, Label
from pandian.ledger.verify.words import INVARIANTS
from pandian.lifecycle.hold.words import CAUSES as HOLDS
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import CHECKS

NAMED: dict[tuple[str, str], Mapping[str, Label]] = {
    ("licence", "kind"): {name: kind.label for name, kind in LICENCES.items()},
    ("conflict", "cause"): {
        "disagreement": NEWS["disagreement"], "serial_twice": NEWS["serial"],
        "serial_elsewhere": NEWS["serial"]},
    ("scan", "tray"): TRAYS,
    ("hold", "cause"): HOLDS,
    ("invariant", "what"): {
        **{each.query: each.label for each in INVARIANTS},
        **{f"documents_{name}": label for name, label in CHECKS.items()}},
    ("backup", "what"): BACKUPS,
    ("night", "what"): NIGHTS,
    ("channel", "why"): WHY,
    ("broken", "condition"): {name: each.label for name, each in CONDITIONS.items()},
}
"""Facts that are codes, some with a figure after a colon, and what people call them."""
NOBODY = Label("还没有人", "nobody yet")
MONEY = frozenset({"amount"})
MONEY_UNIT = 1_000_000
"""Minor units x 10^4 in one unit of the currency."""
LISTED = 5
"""So many of a list stand in a sentence; the page of the alert names the others."""
INSTANTS = frozenset({"due", "since", "oldest", "last"})
Key = tuple[str, str]
LIMITS = ("days", "hours", "value", "number")


class Held(NamedTuple):
    """One alert as it is kept; `closed_how` '' while it is open."""

    id: UUID
    condition: str
    subject: str
    plan: UUID | None
    places: tuple[int, ...]
    facts: Mapping[str, Any]
    level: int
    times: int
    since: datetime
    news_at: datetime
    first_seen: datetime
    last_seen: datetime
    severity: str
    roles: tuple[str, ...]
    step: int
    due_at: datetime
    quiet_to: datetime | None
    person: str
    snoozed_to: datetime | None
    holds: bool
    closed_at: datetime | None
    closed_how: str
    closed_by: str
    closed_level: int | None
    policy: UUID | None
    version: int


class Event(NamedTuple):
    """One thing that became of an alert by itself."""

    alert: UUID
    act: str
    data: Mapping[str, Any]


class Step(NamedTuple):
    """What one look does: alerts to insert, alerts to write again, and their history."""

    new: list[Held]
    changed: list[Held]
    events: list[Event]


class Look(NamedTuple):
    """What was looked at when: `looked` conditions gave an answer, `cut` ones not all of it.

    `last` is when each condition was looked at before: until then what is gone was seen.
    """

    now: datetime
    zone: str
    standings: Mapping[str, Standing]
    looked: Collection[str]
    cut: Collection[str] = ()
    last: Mapping[str, datetime] = {}


def standing_of(
    condition: str, content: Mapping[str, Any] | None, policy: Any = None, *,
    days: int | None = None,
) -> Standing:
    """Return how a condition stands: what a rule says, over the defaults.

    `policy` is the version (id, code, version) that says it; None where no rule decides.  `days`:
    the limit that the documents themselves go by at this site, in place of the default.
    """
    usual, said = CONDITIONS[condition], content or {}
    usual = usual if days is None else usual._replace(days=days)
    limits = {name: _said(said, name, getattr(usual, name)) for name in LIMITS}
    quiet = (said.get("quiet_from"), said.get("quiet_to"))
    owner = str(_said(said, "owner", usual.owner))
    most = int(_said(said, "snooze_hours_max", usual.snooze_hours_max))
    return Standing(
        condition, condition in SAFETY or not said.get("off"), **limits,
        severity=_said(said, "severity", usual.severity), owner=owner,
        sla_hours=int(_said(said, "sla_hours", usual.sla_hours)),
        escalate_to=tuple(each for each in _said(said, "escalate_to", usual.escalate_to)
                          if each != owner),
        quiet=None if None in quiet else (int(quiet[0] or 0), int(quiet[1] or 0)),
        snooze_hours_max=min(most, SAFETY_SNOOZE_HOURS_MAX) if condition in SAFETY else most,
        policy=policy.id if policy else None, code=policy.code if policy else "",
        version=policy.version if policy else 0)


def _said(content: Mapping[str, Any], name: str, usual: Any) -> Any:
    value = content.get(name)
    return usual if value is None else value


def quiet_end(at: datetime, quiet: tuple[int, int] | None, zone: str) -> datetime | None:
    """Return when the quiet hours end in which an instant lies; None when it lies in none.

    Hours of the site's clock; a span whose end is not after its beginning runs over midnight.
    """
    if quiet is None:
        return None
    first, last = quiet
    local = at.astimezone(ZoneInfo(zone))
    inside = first <= local.hour < last if first < last else (
        local.hour >= first or local.hour < last)
    if not inside:
        return None
    end = local.replace(hour=last, minute=0, second=0, microsecond=0, fold=0)
    if local.hour >= last:
        end += timedelta(days=1)
    return end.astimezone(at.tzinfo)


def due_of(at: datetime, standing: Standing, zone: str) -> datetime:
    """Return until when it should be dealt with: quiet hours at the beginning do not count."""
    begins = quiet_end(at, standing.quiet, zone) or at
    return begins + timedelta(hours=standing.sla_hours)


def step(
    held: Sequence[Held], found: Sequence[Found], look: Look, mint: Callable[[], UUID]
) -> Step:
    """Say what one look does to the alerts that hold; the same look twice does nothing more."""
    there = {(each.condition, each.subject): each for each in found}
    done = Step([], [], [])
    known: set[Key] = set()
    for alert in held:
        key = (alert.condition, alert.subject)
        known.add(key)
        after = _after(alert, there.get(key), look, done.events)
        if after != alert:
            done.changed.append(after)
        if alert.closed_how and not after.holds and key in there and _on(look, key):
            known.discard(key)
    for key, each in there.items():
        if key not in known:
            _raise(each, look, mint(), done)
    return done


def _on(look: Look, key: Key) -> bool:
    return key[0] in look.standings and look.standings[key[0]].on


def _raise(each: Found, look: Look, id: UUID, done: Step) -> None:
    standing = look.standings[each.condition]
    done.new.append(Held(
        id, each.condition, each.subject, each.plan, each.places, each.facts, each.level, 1,
        each.since, each.news_at, look.now, look.now, standing.severity, (standing.owner,), 0,
        due_of(look.now, standing, look.zone), quiet_end(look.now, standing.quiet, look.zone),
        "", None, True, None, "", "", None, standing.policy, 1))
    done.events.append(Event(id, "raised", {"role": standing.owner}))


def _after(alert: Held, there: Found | None, look: Look, events: list[Event]) -> Held:
    """Return an alert after the look, and note what became of it."""
    standing = look.standings.get(alert.condition)
    if standing is None or not standing.on:
        return _ended(alert, "off", look, events)
    if alert.condition in look.looked and there is None and alert.condition not in look.cut:
        return _ended(alert, "gone", look, events)
    if alert.closed_how:
        worse = there is not None and there.level > (alert.closed_level or 0)
        return alert._replace(holds=False) if worse else alert
    if there is not None:
        alert = _seen(alert, there, look, events)
    alert = _woken(alert, look, events)
    return _passed_on(alert, standing, look, events)


def _ended(alert: Held, how: str, look: Look, events: list[Event]) -> Held:
    if alert.closed_how:
        return alert._replace(holds=False)
    events.append(Event(alert.id, how, {}))
    return alert._replace(
        holds=False, closed_at=look.now, closed_how=how, snoozed_to=None,
        last_seen=look.last.get(alert.condition, alert.last_seen), version=alert.version + 1)


def _seen(alert: Held, there: Found, look: Look, events: list[Event]) -> Held:
    """Return an open alert of which the condition still holds."""
    news, worse = there.news_at > alert.news_at, there.level > alert.level
    if news or worse:
        alert = alert._replace(times=alert.times + 1, last_seen=look.now)
        events.append(Event(alert.id, "worse" if worse else "again", {"times": alert.times}))
    if worse and alert.snoozed_to is not None:
        alert = alert._replace(snoozed_to=None, version=alert.version + 1)
        events.append(Event(alert.id, "woken", {}))
    return alert._replace(
        plan=there.plan, places=there.places, facts=there.facts, level=there.level,
        since=there.since, news_at=max(alert.news_at, there.news_at))


def _woken(alert: Held, look: Look, events: list[Event]) -> Held:
    if alert.snoozed_to is None or alert.snoozed_to > look.now:
        return alert
    events.append(Event(alert.id, "woken", {}))
    return alert._replace(snoozed_to=None, version=alert.version + 1)


def _passed_on(alert: Held, standing: Standing, look: Look, events: list[Event]) -> Held:
    """Return an alert that is late passed on to the next role, once a step, never at night."""
    late = look.now > alert.due_at and alert.snoozed_to is None
    if (not late or alert.step >= len(standing.escalate_to)
            or quiet_end(look.now, standing.quiet, look.zone) is not None):
        return alert
    role = standing.escalate_to[alert.step]
    events.append(Event(alert.id, "escalated", {"role": role, "step": alert.step + 1}))
    roles = alert.roles if role in alert.roles else (*alert.roles, role)
    return alert._replace(step=alert.step + 1, roles=roles,
                          due_at=due_of(look.now, standing, look.zone), version=alert.version + 1)


def stand_of(*, closed_how: str, snoozed_to: datetime | None, person: str, now: datetime) -> str:
    """Say how an alert stands; one whose snooze is over is awake although nobody noted it yet."""
    if closed_how:
        return "closed"
    if snoozed_to is not None and snoozed_to > now:
        return "snoozed"
    return "taken" if person else "open"


def may_of(
    condition: str, *, stand: str, person: str, actor: str, holds: bool, closed_how: str,
    snoozes: bool,
) -> tuple[str, ...]:
    """Return the acts open to somebody who deals with alerts."""
    if stand == "closed":
        return ("reopen",) if holds and closed_how == "person" else ()
    acts = ["give_back"] if person == actor else [] if person else ["take"]
    acts.append("hand_over")
    acts += ["wake"] if stand == "snoozed" else ["snooze"] if snoozes else []
    return (*acts, *(() if condition in SAFETY else ("close",)))


def reason_faults(reason: str, pointer: str = "/reason") -> list[Fault]:
    """Return what is wrong with a reason."""
    return text_faults(reason, pointer, characters_max=REASON_CHARACTERS_MAX)


def snooze_faults(until: datetime, standing: Standing, now: datetime) -> list[Fault]:
    """Return what is wrong with the instant until which an alert shall be put off."""
    if until <= now:
        return [Fault("/until", "alert_until_past")]
    if until > now + timedelta(hours=standing.snooze_hours_max):
        return [Fault("/until", "alert_until_far", (standing.snooze_hours_max,))]
    return []


def numbered(events: Sequence[Event], last: Mapping[UUID, int]) -> list[tuple[int, Event]]:
    """Return events with their numbers, each alert's going on after its last."""
    so_far = dict(last)
    found = []
    for each in events:
        so_far[each.alert] = so_far.get(each.alert, 0) + 1
        found.append((so_far[each.alert], each))
    return found


def masked(
    condition: str, facts: Mapping[str, Any], hides: Collection[str]
) -> dict[str, Any]:
    """Return the facts of an alert, None in place of what is hidden from who asks."""
    kept = CONDITIONS[condition].hides if condition in CONDITIONS else {}
    return {name: None if kept.get(name) in hides else value for name, value in facts.items()}


def shown(condition: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a finding as they are kept: a document by the number people read."""
    kind = DOCUMENTS.get(condition)
    if kind is None:
        return dict(facts)
    return {**facts, "number": shown_number(kind, int(facts["number"]))}


def said(condition: str, facts: Mapping[str, Any], language: str, zone: str = "UTC") -> str:
    """Return the sentence of an alert in a language; what is hidden is a dash.

    Instants are told on the clock of a zone, to the minute.
    """
    values = defaultdict(lambda: HIDDEN, {
        name: _word(condition, name, value, language, zone)
        for name, value in _of_item(condition, facts).items()})
    text = CONDITIONS[condition].says.text(language).format_map(values)
    return " ".join(text.split())


def _of_item(condition: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return facts as the sentence needs them: an older release told one lot, or one item."""
    if condition == "invariant" and facts.get("item") and "items" not in facts:
        return {**facts, "items": [facts["item"]]}
    if CONDITIONS[condition].subject != "goods" or "lots" in facts or "lot" not in facts:
        return facts
    return {**facts, "count": 1, "lots": [f"{facts['lot']} {facts.get('expires_on', '')}"]}


def _word(condition: str, name: str, value: Any, language: str, zone: str) -> str:
    if value is None:
        return HIDDEN
    if name == "person_name" and not value:
        return NOBODY.text(language)
    code, _, figure = str(value).partition(":")
    label = NAMED.get((condition, name), {}).get(code)
    if label is not None:
        return label.text(language).format(figure)
    if name in MONEY:
        return f"{int(value) / MONEY_UNIT:,.2f}"
    if name in INSTANTS:
        at = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
        return at.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(map(str, value[:LISTED])) + (
            " …" if len(value) > LISTED else "") or HIDDEN
    return f"{value:,}" if isinstance(value, int) else str(value)


def control_limit(lines: int, rate: float) -> int:
    """Return the largest number of wrong lines that chance still explains at a rate.

    The exact upper probability limit of a p chart: the least c with P(X > c) <= FALSE_ALARM for X
    binomial (lines, rate).  Source: Montgomery, Introduction to Statistical Quality Control, 7th
    ed., 7.2 (fraction nonconforming) with probability limits in place of 3 sigma, which are wrong
    for small samples and rates; the chance is that of one side of Shewhart's limits (ISO 7870-2).
    """
    from scipy.special import bdtrc

    low, high = -1, lines  # P(X > lines) = 0
    while high - low > 1:
        middle = (low + high) // 2
        if bdtrc(middle, lines, rate) <= FALSE_ALARM:
            high = middle
        else:
            low = middle
    return high


def usual_rate(facts: Mapping[str, Any]) -> float | None:
    """Return the rate of wrong lines that is usual for a thing; None where too little is known.

    Its own of the year before; its site's with fewer than BASE_LINES_MIN lines of its own.  Half a
    line is added to each side (Jeffreys), so that no error in a few lines is not taken for never.
    """
    for wrong, lines in (("base_wrong", "base_lines"), ("site_wrong", "site_lines")):
        if facts[lines] >= BASE_LINES_MIN:
            return float((facts[wrong] + 0.5) / (facts[lines] + 1))
    return None


def out_of_control(found: Sequence[Found]) -> list[Found]:
    """Return those of what was found whose wrong lines are above their control limit."""
    kept = []
    for each in found:
        rate = usual_rate(each.facts)
        limit = control_limit(each.facts["lines"], rate) if rate is not None else None
        if limit is not None and each.facts["wrong"] > limit:
            kept.append(each._replace(facts={**each.facts, "limit": limit}))
    return kept

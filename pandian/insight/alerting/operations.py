"""Looking at the conditions of a site, and dealing with one alert.   预警操作

`evaluate` runs from a job every minute and is safe to repeat.  A person's act names the version
that he was shown: of two who act at once the second is told what the first did.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.governance.queries import people_with, site_by_id
from pandian.governance.words import SYSTEM, Scope
from pandian.insight.alerting.queries import DEAL, ROOM, alert, here, reach, standings
from pandian.insight.alerting.rules import (
    Event,
    Held,
    Look,
    Step,
    may_of,
    numbered,
    out_of_control,
    reason_faults,
    shown,
    snooze_faults,
    stand_of,
    step,
)
from pandian.insight.alerting.words import (
    BASE_DAYS,
    CHARTS,
    CONDITIONS,
    FOUND_ROWS_MAX,
    LOTS_NAMED_MAX,
    SWEEP_SECONDS,
    AlertConflict,
    AlertNotFound,
    AlertRefused,
    Evaluated,
    Found,
    Standing,
)
from pandian.insight.delivery.operations import queue
from pandian.insight.delivery.words import AGAIN_MINUTES
from pandian.insight.words import HOUSE
from pandian.kernel.operations import record, record_many
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import FactDraft, Fault
from pandian.lifecycle.recall.words import ANSWERS
from pandian.lifecycle.recall.words import STOPPED as RECALL_STOPS
from pandian.lifecycle.standing.words import STOPPED
from pandian.lifecycle.transfer.words import DAYS_DEFAULT

log = logging.getLogger("pandian.alerts")
HOUSE_ZONE = "UTC"
ERROR_CHARACTERS_MAX = 300
GIVEN: dict[str, Any] = {
    "sellable": sorted(STOPPED["accepted"]), "stopped": list(RECALL_STOPS),
    "answers": list(ANSWERS), "route_days": DAYS_DEFAULT, "base_days": BASE_DAYS,
    "sweep_seconds": SWEEP_SECONDS, "named": LOTS_NAMED_MAX, "verified": "ledger:verified",
    "backup": "backup:all", "again_minutes": AGAIN_MINUTES}
"""What statements need besides the clock and the limits of a rule."""
TOLD = frozenset({"raised", "worse", "gone", "off", "escalated"})
"""What leaves a fact besides its row of history."""


def evaluate(
    *, scope: Scope, site: str, now: datetime | None = None, due: bool = False
) -> Evaluated:
    """Look at every condition of a site (`*`: of the house) and bring its alerts up to it.

    `due`: those that read much history only when their minutes are over since the last look.

    A condition that cannot be looked at leaves its alerts as they are and becomes an alert itself.
    The number of statements does not depend on how many alerts there are.  Raises `Forbidden`,
    governance's `SiteNotFound`.
    """
    number = reach(scope=scope, site=site, capability=DEAL)[site]
    zone = HOUSE_ZONE if site == HOUSE else site_by_id(scope=scope, site=number).time_zone
    now = now or datetime.now(UTC)
    with transaction.atomic():
        run(ROOM, "lock_site", {"site": number})
        standing = standings(scope=scope, site=site, number=number, now=now)
        last = {row.condition: row for row in run(ROOM, "checks", {"site": number})}
        wanted = [name for name in here(site) if name != "broken" and standing[name].on
                  and not (due and _rests(name, last.get(name), now))]
        found, errors = _found(wanted, number, zone, standing, now)
        found["broken"] = _broken(errors, last, now)
        cut = {name for name in found if len(found[name]) >= FOUND_ROWS_MAX}
        look = Look(now, zone, {name: standing[name] for name in here(site)}, frozenset(found),
                    cut, {name: row.at for name, row in last.items() if row.at})
        kept = run(ROOM, "held", {"site": number})
        done = step([held_of(row) for row in kept],
                    [each for rows in found.values() for each in rows], look, uuid7)
        _write(scope, number, done, {row.id: row.last for row in kept}, now)
        names = [*found, *errors]
        affected(ROOM, "put_checks", {
            "site": number, "now": now, "conditions": names,
            "found": [len(found.get(name, ())) for name in names],
            "errors": [errors.get(name, "") for name in names]})
    return _told(site, done, errors)


def _rests(name: str, last: Any, now: datetime) -> bool:
    """Say whether a condition was looked at so lately that it need not be again."""
    span = timedelta(minutes=CONDITIONS[name].every_minutes - 1)
    return last is not None and last.at is not None and not last.error and now < last.at + span


def _found(
    names: Sequence[str], number: int, zone: str, standing: dict[str, Standing], now: datetime
) -> tuple[dict[str, list[Found]], dict[str, str]]:
    """Return what each condition finds, and what went wrong with those that could not look."""
    found: dict[str, list[Found]] = {}
    errors: dict[str, str] = {}
    for name in names:
        try:
            with transaction.atomic():
                found[name] = _look(name, number, zone, standing[name], now)
        except Exception as error:  # whatever it is, the other conditions go on
            log.exception("condition %s cannot be looked at for site %s", name, number)
            errors[name] = f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS_MAX]
    return found, errors


def _look(
    name: str, number: int, zone: str, standing: Standing, now: datetime
) -> list[Found]:
    rows = run(ROOM, name, {
        **GIVEN, "site": number, "now": now, "today": now.astimezone(ZoneInfo(zone)).date(),
        "zone": zone, "days": standing.days, "hours": standing.hours, "value": standing.value,
        "number": standing.number, "limit": FOUND_ROWS_MAX})
    found = [Found(name, row.subject, row.since, row.news_at, row.level, row.plan,
                   tuple(row.places), shown(name, row.facts)) for row in rows]
    return out_of_control(found) if name in CHARTS else found


def _broken(errors: Mapping[str, str], last: Mapping[str, Any], now: datetime) -> list[Found]:
    """Return the conditions that cannot be looked at, each since it first could not."""
    def since(name: str) -> datetime:
        return (last[name].failed_at if name in last else None) or now

    return [Found("broken", f"condition:{name}", since(name), since(name), 1, None, (),
                  {"condition": name, "error": error}) for name, error in errors.items()]


def held_of(row: Any) -> Held:
    """Return a kept alert as the rules read it."""
    said = {name: getattr(row, name) for name in Held._fields}
    return Held(**said | {"places": tuple(row.places), "roles": tuple(row.roles)})


def _write(
    scope: Scope, number: int, done: Step, last: dict[UUID, int], now: datetime
) -> None:
    """Write what a look did: alerts, their history, and the facts that others follow."""
    about = {each.id: each for each in (*done.changed, *done.new)}
    # first what ends: only one alert of a subject holds at a time
    for name, rows in (("put_alerts", done.changed), ("insert_alerts", done.new)):
        if rows:
            affected(ROOM, name, {"site": number, "rows": json.dumps(
                [{"site": number, **each._asdict()} for each in rows], default=str)})
    if done.events:
        _note(scope.actor, number, numbered(done.events, last), now)
        record_many(scope=scope, facts=[
            FactDraft(number, f"alert.{event.act}", f"alert:{event.alert}",
                      {"condition": about[event.alert].condition,
                       "subject": about[event.alert].subject, **event.data})
            for event in done.events if event.act in TOLD])


def _note(
    actor: str, number: int, events: Sequence[tuple[int, Event]], now: datetime, reason: str = ""
) -> None:
    affected(ROOM, "insert_events", {
        "site": number, "now": now, "actor": actor, "alerts": [each.alert for _, each in events],
        "ns": [n for n, _ in events], "acts": [each.act for _, each in events],
        "reasons": [reason] * len(events),
        "data": [json.dumps(each.data, default=str) for _, each in events]})
    queue(number=number, now=now, events=[(n, each.alert, each.act) for n, each in events])


def _told(site: str, done: Step, errors: dict[str, str]) -> Evaluated:
    acts = [event.act for event in done.events]
    return Evaluated(site, acts.count("raised"), acts.count("again"), acts.count("worse"),
                     acts.count("gone") + acts.count("off"), acts.count("woken"),
                     acts.count("escalated"), tuple(sorted(errors)))


def take(*, scope: Scope, id: UUID, seen: int, now: datetime | None = None) -> int:
    """Take an alert that nobody has; return its version.  Taking one's own again changes nothing.

    Raises `Forbidden`, `AlertNotFound`; `AlertConflict` naming who was first.
    """
    def taken(held: Held, _standing: Standing, _now: datetime) -> tuple[Held, Event | None]:
        if held.person == scope.actor:
            return held, None
        if held.person:
            raise AlertConflict([Fault("/person", "alert_taken", (held.person,))])
        return held._replace(person=scope.actor), Event(id, "taken", {"person": scope.actor})

    return _act(scope, id, seen, "take", taken, now=now)


def give_back(*, scope: Scope, id: UUID, seen: int, now: datetime | None = None) -> int:
    """Give back what one has taken: it is for its roles again; return its version.

    Raises `Forbidden`, `AlertNotFound`, `AlertConflict`, `AlertRefused`.
    """
    def given(held: Held, _standing: Standing, _now: datetime) -> tuple[Held, Event | None]:
        if held.person != scope.actor:
            raise AlertRefused([Fault("/person", "alert_not_yours")])
        return held._replace(person=""), Event(id, "given_back", {})

    return _act(scope, id, seen, "give_back", given, now=now)


def hand_over(
    *, scope: Scope, id: UUID, seen: int, person: str, reason: str, now: datetime | None = None
) -> int:
    """Give an alert to somebody who deals with alerts at its site; return its version.

    Raises `Forbidden`, `AlertNotFound`, `AlertConflict`, `AlertRefused`.
    """
    def handed(held: Held, _standing: Standing, _now: datetime) -> tuple[Held, Event | None]:
        if held.person == person:
            raise AlertRefused([Fault("/person", "alert_handed_self", (person,))])
        return held._replace(person=person), Event(id, "handed", {"person": person})

    site = alert(scope=scope, id=id, now=now).row.site
    fit = {row.code for row in people_with(scope=SYSTEM, capability=DEAL, site=site)}
    faults = reason_faults(reason)
    if person not in fit:
        faults.append(Fault("/person", "alert_person", (person,)))
    return _act(scope, id, seen, "hand_over", handed, reason=reason, faults=faults, now=now)


def snooze(
    *, scope: Scope, id: UUID, seen: int, until: datetime, reason: str,
    now: datetime | None = None,
) -> int:
    """Put an alert off until an instant, no longer than its rule lets; return its version.

    It wakes by itself then, and at once when it gets worse.  Raises `Forbidden`, `AlertNotFound`,
    `AlertConflict`, `AlertRefused`.
    """
    def snoozed(held: Held, standing: Standing, now: datetime) -> tuple[Held, Event | None]:
        if faults := snooze_faults(until, standing, now):
            raise AlertRefused([*faults])
        return held._replace(snoozed_to=until), Event(id, "snoozed", {"until": until.isoformat()})

    return _act(scope, id, seen, "snooze", snoozed, reason=reason, faults=reason_faults(reason),
                now=now)


def wake(*, scope: Scope, id: UUID, seen: int, now: datetime | None = None) -> int:
    """Wake a snoozed alert; return its version.

    Raises `Forbidden`, `AlertNotFound`, `AlertConflict`, `AlertRefused`.
    """
    def woken(held: Held, _standing: Standing, now: datetime) -> tuple[Held, Event | None]:
        if held.snoozed_to is None or held.snoozed_to <= now:
            raise AlertRefused([Fault("", "alert_not_snoozed")])
        return held._replace(snoozed_to=None), Event(id, "woken", {})

    return _act(scope, id, seen, "wake", woken, now=now)


def close(
    *, scope: Scope, id: UUID, seen: int, reason: str, now: datetime | None = None
) -> int:
    """Close an alert whose condition may still hold; return its version.

    A new one comes only when the condition ends and returns, or gets worse.  What safety needs
    closes by itself alone.  Raises `Forbidden`, `AlertNotFound`, `AlertConflict`, `AlertRefused`.
    """
    def closed(held: Held, _standing: Standing, now: datetime) -> tuple[Held, Event | None]:
        return held._replace(
            closed_at=now, closed_how="person", closed_by=scope.actor, closed_level=held.level,
            snoozed_to=None), Event(id, "closed", {})

    return _act(scope, id, seen, "close", closed, reason=reason, faults=reason_faults(reason),
                now=now)


def reopen(
    *, scope: Scope, id: UUID, seen: int, reason: str, now: datetime | None = None
) -> int:
    """Take back the closing of an alert whose condition still holds; return its version.

    Raises `Forbidden`, `AlertNotFound`, `AlertConflict`, `AlertRefused`.
    """
    def reopened(held: Held, _standing: Standing, _now: datetime) -> tuple[Held, Event | None]:
        if held.closed_how != "person" or not held.holds:
            raise AlertRefused([Fault("", "alert_gone")])
        return held._replace(closed_at=None, closed_how="", closed_by="", closed_level=None
                             ), Event(id, "reopened", {})

    return _act(scope, id, seen, "reopen", reopened, reason=reason,
                faults=reason_faults(reason), now=now)


Change = Callable[[Held, Standing, datetime], tuple[Held, Event | None]]


def _act(
    scope: Scope, id: UUID, seen: int, act: str, change: Change, *, reason: str = "",
    faults: Sequence[Fault] = (), now: datetime | None = None,
) -> int:
    """Do one act with one alert under its lock: seen, fit for it, changed, noted."""
    now = now or datetime.now(UTC)
    shown = alert(scope=scope, id=id, now=now)
    number = reach(scope=scope, site=shown.row.site, capability=DEAL)[shown.row.site]
    with transaction.atomic():
        row = one(ROOM, "held_one", {"site": number, "id": id})
        if row is None:
            raise AlertNotFound([Fault("/id", "alert_unknown")])
        held = held_of(row)
        _fit(held, act, scope.actor, faults, now)
        after, event = change(held, shown.standing, now)
        if event is None:
            return held.version
        if seen != held.version:
            raise AlertConflict([Fault("/seen", "alert_changed")])
        after = after._replace(version=held.version + 1)
        _write_one(scope, number, after, event, row.last, reason, now)
    return after.version


def _fit(held: Held, act: str, actor: str, faults: Sequence[Fault], now: datetime) -> None:
    """Raise with everything that keeps this act from an alert as it stands now."""
    stand = stand_of(closed_how=held.closed_how, snoozed_to=held.snoozed_to, person=held.person,
                     now=now)
    found = list(faults)
    if act == "reopen":
        found += [] if stand == "closed" else [Fault("", "alert_not_closed")]
    elif stand == "closed":
        raise AlertConflict([*found, Fault("", "alert_closed")])
    elif act == "close" and "close" not in may_of(
            held.condition, stand=stand, person=held.person, actor=actor, holds=held.holds,
            closed_how=held.closed_how, snoozes=True):
        found.append(Fault("", "alert_safety"))
    if found:
        raise AlertRefused(found)


def _write_one(
    scope: Scope, number: int, after: Held, event: Event, last: int, reason: str, now: datetime
) -> None:
    reason = reason.strip()
    affected(ROOM, "put_alerts", {"site": number, "rows": json.dumps(
        [{"site": number, **after._asdict()}], default=str)})
    _note(scope.actor, number, [(last + 1, event)], now, reason)
    record(scope=scope, site=number, kind=f"alert.{event.act}", subject=f"alert:{after.id}",
           data={"condition": after.condition, "subject": after.subject, "reason": reason,
                 **event.data})


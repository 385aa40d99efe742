"""Keeping shifts, skills and calendar, and giving tasks to people.   派工操作

`dispatch` runs from a job every minute and is safe to repeat.  What a person has begun, or took
along on a device, is never taken from him by it; a lead may (`counting.operations.assign`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.catalog.queries import places_by_code
from pandian.counting.dispatch.queries import offers, open_tasks, shifts
from pandian.counting.dispatch.rules import overlaps, shift_faults, week_of
from pandian.counting.dispatch.words import (
    CODE_CHARACTERS_MAX,
    ESCALATE_MINUTES,
    FIRST_DAY,
    LAST_DAY,
    STALLED_MINUTES,
    DayNotFound,
    DayRow,
    Dispatched,
    DispatchRefused,
    ShiftNotFound,
    ShiftRow,
    SkillRow,
)
from pandian.governance.queries import person_by_code, site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault, NotFound

ROOM = "counting.dispatch"


def dispatch(*, scope: Scope, site: str, now: datetime | None = None) -> Dispatched:
    """Give the open tasks of a site to who is there, take back what stalls, tell what is late.

    Only where somebody has a shift; elsewhere tasks stay free for whoever comes.  Raises
    `Forbidden`, `NotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    now = now or datetime.now(UTC)
    with transaction.atomic():
        _adopt(row, now)
        freed = _take_back(scope, row, now)
        stands = open_tasks(site=row, now=now)
        offered = offers(site=row, stands=stands, now=now)
        given = _give(scope, row, [each for each in offered if each.person], now)
        told = _escalate(scope, row, stands, now)
    return Dispatched(given, freed, told, tuple(each for each in offered if not each.person))


def _adopt(site: SiteRow, now: datetime) -> None:
    """Give tasks that no planner made a deadline: the end of the day at the site."""
    new = [each for each in open_tasks(site=site, now=now) if not each.known]
    if new:
        affected(ROOM, "adopt", {
            "site": site.id, "deadline": _end_of_day(site, now),
            "tasks": [each.task for each in new], "zones": [each.found_zone for each in new],
            "seconds": [each.seconds for each in new],
            "priorities": [each.priority for each in new]})


def adopt_task(
    *, site: SiteRow, task: UUID, zone: int, seconds: int, priority: int, now: datetime
) -> None:
    """Let dispatch know one task, unless it does: as it would by itself within a minute.

    Runs in the caller's transaction.
    """
    affected(ROOM, "adopt", {
        "site": site.id, "deadline": _end_of_day(site, now), "tasks": [task], "zones": [zone],
        "seconds": [seconds], "priorities": [priority]})


def _end_of_day(site: SiteRow, now: datetime) -> datetime:
    zone = ZoneInfo(site.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _take_back(scope: Scope, site: SiteRow, now: datetime) -> int:
    """Free tasks whose holder has not begun for long, unless a device has them offline."""
    latest = now - timedelta(minutes=STALLED_MINUTES)
    stalled = [each for each in open_tasks(site=site, now=now)
               if each.person and each.assigned_at and each.assigned_at <= latest
               and not each.begun and not each.leased]
    if not stalled:
        return 0
    rows = run(ROOM, "take_back", {
        "site": site.id, "tasks": [each.task for each in stalled],
        "people": [each.person for each in stalled]})
    for row in rows:
        record(scope=scope, site=site.id, kind="counting.stalled", subject=f"task:{row.task}",
               data={"minutes": STALLED_MINUTES})
    return len(rows)


def _give(scope: Scope, site: SiteRow, given: Sequence[Any], now: datetime) -> int:
    """Give what still is nobody's: a phone that takes a task along at this moment keeps it."""
    if not given:
        return 0
    run(ROOM, "hold_free", {"site": site.id, "tasks": [each.task for each in given]})
    rows = run(ROOM, "give", {
        "site": site.id, "now": now, "tasks": [each.task for each in given],
        "people": [each.person for each in given]})
    for row in rows:
        record(scope=scope, site=site.id, kind="counting.assigned", subject=f"task:{row.task}",
               data={"person": row.person, "by": "dispatch"})
    return len(rows)


def _escalate(scope: Scope, site: SiteRow, stands: Sequence[Any], now: datetime) -> int:
    soon = now + timedelta(minutes=ESCALATE_MINUTES)
    late = [each.task for each in stands if each.deadline and each.deadline <= soon
            and each.escalated_at is None]
    rows = run(ROOM, "escalate", {"site": site.id, "tasks": late, "now": now}) if late else []
    for row in rows:
        record(scope=scope, site=site.id, kind="counting.escalated", subject=f"task:{row.task}",
               data={})
    return len(rows)


def put_shifts(*, scope: Scope, site: str, rows: Sequence[ShiftRow]) -> int:
    """Keep shifts by id; the faults name every row that is wrong, then none is kept.

    Raises `Forbidden`, `NotFound` for a foreign site, `DispatchRefused`.
    """
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    faults = [fault for n, row in enumerate(rows) for fault in shift_faults(row, n)]
    faults += _people(scope, [row.person for row in rows])
    _refuse(faults)
    mine = {row.id for row in rows}
    kept = [row for row in shifts(scope=scope, site=site, first=date.min, last=date.max)
            if row.id not in mine]
    _refuse([Fault(f"/rows/{n}", "shift_overlaps", (rows[n].person,))
             for n in overlaps(rows, kept)])
    with transaction.atomic():
        for row in rows:
            affected(ROOM, "put_shift", {
                **row._asdict(), "weekdays": list(row.weekdays), "site": held.id,
                "actor": scope.actor, "now": datetime.now(UTC)})
        _noted(scope, held, "shifts", len(rows))
    return len(rows)


def end_shift(*, scope: Scope, site: str, id: UUID, last: date) -> None:
    """Let a shift end with a day.

    Raises `Forbidden`, `NotFound` for a foreign site, `ShiftNotFound` for a shift that is not
    there or does not hold on that day.
    """
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        if not affected(ROOM, "end_shift", {
                "site": held.id, "id": id, "last": last, "actor": scope.actor}):
            raise ShiftNotFound([Fault("/id", "shift_unknown")])
        _noted(scope, held, f"shift ends {last}", 1)


def copy_week(*, scope: Scope, site: str, source: date, target: date) -> tuple[int, int]:
    """Write the shifts of one week as shifts of another week alone; return (copied, left out).

    `source` and `target` are any days of the weeks.  What would overlap a shift that holds there
    already is left out; the same week copied again changes nothing.  Raises as `put_shifts`.
    """
    site_by_code(scope=scope, code=site, capability="counting.plan")
    if faults := [Fault(f"/{name}", "out_of_range", (FIRST_DAY, LAST_DAY))
                  for name, day in (("source", source), ("target", target))
                  if not FIRST_DAY <= day <= LAST_DAY]:
        raise DispatchRefused(faults)
    first, monday = (day - timedelta(days=day.weekday()) for day in (source, target))
    if first == monday:
        raise DispatchRefused([Fault("/target", "week_same")])
    here, there = (shifts(scope=scope, site=site, first=day, last=day + timedelta(days=6))
                   for day in (first, monday))
    rows = week_of(here, first, monday)
    held = {row.id for row in there}
    beside = set(overlaps(rows, [row for row in there if row.id not in {r.id for r in rows}]))
    new = [row for n, row in enumerate(rows) if n not in beside and row.id not in held]
    return put_shifts(scope=scope, site=site, rows=new) if new else 0, len(rows) - len(new)


def put_days(*, scope: Scope, site: str, rows: Sequence[DayRow]) -> int:
    """Keep days that are not as the week says.  Raises `Forbidden`, `NotFound`."""
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        for row in rows:
            affected(ROOM, "put_day", {**row._asdict(), "site": held.id, "actor": scope.actor,
                                       "now": datetime.now(UTC)})
        _noted(scope, held, "calendar", len(rows))
    return len(rows)


def drop_day(*, scope: Scope, site: str, day: date) -> None:
    """Let a day be as the week says again.  Raises `Forbidden`, `NotFound`, `DayNotFound`."""
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        if not affected(ROOM, "drop_day", {"site": held.id, "day": day}):
            raise DayNotFound([Fault("/day", "day_as_week")])
        _noted(scope, held, f"calendar {day} as the week", 1)


def put_skills(*, scope: Scope, site: str, rows: Sequence[SkillRow]) -> int:
    """Keep lines of the training record; all faults at once, then none is kept.

    Raises `Forbidden`, `NotFound` for a foreign site, `DispatchRefused`.
    """
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    faults = _people(scope, [row.person for row in rows])
    for n, row in enumerate(rows):
        if not row.skill.strip() or len(row.skill) > CODE_CHARACTERS_MAX:
            faults.append(Fault(f"/rows/{n}/skill", "skill_blank"))
        if not row.evidence.strip():
            faults.append(Fault(f"/rows/{n}/evidence", "evidence_blank"))
        if row.valid_to is not None and row.valid_to < row.trained_on:
            faults.append(Fault(f"/rows/{n}/valid_to", "span_wrong"))
    _refuse(faults)
    with transaction.atomic():
        for row in rows:
            affected(ROOM, "put_skill", {**row._asdict(), "site": held.id, "actor": scope.actor,
                                         "now": datetime.now(UTC)})
        _noted(scope, held, "skills", len(rows))
    return len(rows)


def put_zones(*, scope: Scope, site: str, person: str, zones: Sequence[str]) -> int:
    """Say in which zones a person works; none: anywhere.

    Raises `Forbidden`, `NotFound` for a foreign site, `DispatchRefused`.
    """
    held = site_by_code(scope=scope, code=site, capability="counting.plan")
    known = places_by_code(scope=scope, site=held.id, codes=list(zones))
    faults = _people(scope, [person])
    _refuse(faults + [Fault(f"/zones/{n}", "zone_unknown", (code,))
                      for n, code in enumerate(zones) if code not in known])
    with transaction.atomic():
        given = {"site": held.id, "person": person, "actor": scope.actor,
                 "now": datetime.now(UTC), "zones": sorted({row.id for row in known.values()})}
        affected(ROOM, "clear_zones", given)
        affected(ROOM, "put_zones", given)
        _noted(scope, held, f"zones of {person}", len(zones))
    return len(zones)


def _people(scope: Scope, codes: Sequence[str]) -> list[Fault]:
    faults = []
    for n, code in enumerate(codes):
        try:
            person_by_code(scope=scope, code=code)
        except NotFound:
            faults.append(Fault(f"/rows/{n}/person", "person_unknown", (code,)))
    return faults


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise DispatchRefused(faults)


def _noted(scope: Scope, site: SiteRow, what: str, rows: int) -> None:
    record(scope=scope, site=site.id, kind="counting.staffed", subject=f"site:{site.code}",
           data={"what": what, "rows": rows})

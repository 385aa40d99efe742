"""Reading shifts, calendar, skills and how tasks stand.   派工查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.dispatch.rules import give, left_of, spans_of
from pandian.counting.dispatch.words import (
    PLACE_SECONDS,
    ROWS_MAX,
    DayCapacity,
    DayRow,
    Given,
    Hand,
    Packet,
    ShiftRow,
    SkillRow,
    TaskStand,
    ZonePerson,
)
from pandian.governance.queries import people_with, site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.dispatch"


def shifts(*, scope: Scope, site: str, first: date, last: date) -> list[ShiftRow]:
    """Return the shifts that hold in a span.  Raises `NotFound` for a foreign site."""
    return _shifts(site_by_code(scope=scope, code=site), first, last)


def _shifts(site: SiteRow, first: date, last: date) -> list[ShiftRow]:
    return [ShiftRow(each.id, each.person, tuple(each.weekdays), *each[3:])
            for each in run(ROOM, "shifts", {"site": site.id, "first": first, "last": last})]


def _exceptions(site: SiteRow, first: date, last: date) -> dict[date, bool]:
    return {each.day: each.working for each in run(
        ROOM, "calendar", {"site": site.id, "first": first, "last": last})}


def capacity(
    *, scope: Scope, site: str, first: date, days: int, assumed_minutes: int
) -> list[DayCapacity]:
    """Return what people can count on each day.

    Where nobody has a shift at all the stated assumption stands, on days that are no holidays.
    Raises `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site)
    last = first + timedelta(days=days - 1)
    held, exceptions = _shifts(row, first, last), _exceptions(row, first, last)
    rows = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if not held:
            works = exceptions.get(day, True)
            rows.append(DayCapacity(day, works, assumed_minutes * 60 * works, 0, True))
            continue
        spans = spans_of(held, day, zone=row.time_zone, exceptions=exceptions)
        rows.append(DayCapacity(
            day, bool(spans), sum(span.seconds for span in spans),
            len({span.person for span in spans}), False))
    return rows


def standing(*, scope: Scope, site: str, now: datetime | None = None) -> list[TaskStand]:
    """Return the open tasks of a site as leads see them, the most pressing first.

    Holds nothing of the book.  Needs counting.plan or counting.read.  Raises `Forbidden`,
    `NotFound`.
    """
    row = site_by_code(scope=scope, code=site,
                       capability="counting.plan" if scope.may("counting.plan", site)
                       else "counting.read")
    now = now or datetime.now(UTC)
    stands = open_tasks(site=row, now=now)
    why = {given.task: given.why_not for given in offers(site=row, stands=stands, now=now)}
    return [TaskStand(
        each.task, each.plan, each.plan_name, each.number, each.kind, each.zone_code, each.person,
        -(-each.seconds // 60), each.priority, each.deadline, each.places, each.done, each.leased,
        bool(each.deadline and each.deadline < now), each.escalated_at is not None,
        why.get(each.task, "")) for each in stands]


def open_tasks(*, site: SiteRow, now: datetime) -> list[Any]:
    """Return the rows of open tasks (dispatch's own view)."""
    return run(ROOM, "standing", {"site": site.id, "now": now, "limit": ROWS_MAX,
                                  "place_seconds": PLACE_SECONDS})


def offers(*, site: SiteRow, stands: Sequence[Any], now: datetime) -> list[Given]:
    """Return who would get each task that nobody has, or why nobody can."""
    free = [each for each in stands if not each.person]
    if not free:
        return []
    hands, planned = _hands(site, stands, now)
    if not planned:
        return [Given(each.task, "", "no_shift") for each in free]
    zone = ZoneInfo(site.time_zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    off: dict[UUID, set[str]] = {}
    for row in run(ROOM, "hands_off", {"site": site.id, "tasks": [each.task for each in free],
                                       "midnight": midnight}):
        off.setdefault(row.task, set()).add(row.person)
    return give([Packet(
        each.task, each.zone or each.found_zone, each.seconds, each.priority,
        each.deadline or midnight + timedelta(days=1), frozenset(each.skills or ()),
        frozenset(each.people or ()),
        frozenset(each.excluded) | frozenset(each.tried or ()) | frozenset(off.get(each.task, ())))
        for each in free], hands)


def _hands(
    site: SiteRow, stands: Sequence[Any], now: datetime
) -> tuple[list[Hand], bool]:
    """Return who is there now with the time that his tasks leave him; and whether shifts exist."""
    day = now.astimezone(ZoneInfo(site.time_zone)).date()
    first = day - timedelta(days=1)
    rows = _shifts(site, first, day)
    exceptions = _exceptions(site, first, day)
    skills: dict[str, set[str]] = {}
    zones: dict[str, set[int]] = {}
    for row in run(ROOM, "people", {"site": site.id, "day": day}):
        if row.what == "skill":
            skills.setdefault(row.person, set()).add(row.word)
        else:
            zones.setdefault(row.person, set()).add(row.zone)
    left: dict[str, int] = {}
    for each in (first, day):
        for span in spans_of(rows, each, zone=site.time_zone, exceptions=exceptions):
            if span.begins <= now < span.ends:
                left[span.person] = left.get(span.person, 0) + left_of(span, now)
    at: dict[str, int] = {}
    for task in stands:
        if task.person in left:
            undone = task.seconds * (task.places - task.done) // max(task.places, 1)
            left[task.person] -= undone
            at[task.person] = task.zone or task.found_zone
    return [Hand(person, max(seconds, 0), frozenset(skills.get(person, ())),
                 frozenset(zones.get(person, ())), at.get(person, 0))
            for person, seconds in sorted(left.items())], bool(rows)


def without_shift(*, scope: Scope, site: str, day: date) -> list[str]:
    """Return who may count at a site but has no shift from a day on, by code.

    Nobody at all has one: an empty list, for then the site works without shifts.  Raises
    `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site)
    there = {shift.person for shift in _shifts(row, day, date.max)}
    if not there:
        return []
    return [person.code for person in people_with(
        scope=scope, capability="counting.count", site=site) if person.code not in there]


def skills_known(*, scope: Scope, site: str, day: date) -> set[str]:
    """Return every skill that somebody's training record holds on a day.  Raises `NotFound`."""
    row = site_by_code(scope=scope, code=site)
    return {each.word for each in run(ROOM, "people", {"site": row.id, "day": day})
            if each.what == "skill"}


def skills(*, scope: Scope, site: str) -> list[SkillRow]:
    """Return the training record.  Needs counting.plan.  Raises `Forbidden`, `NotFound`."""
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    return [SkillRow(*each) for each in run(ROOM, "skills", {"site": row.id})]


def zones(*, scope: Scope, site: str) -> list[ZonePerson]:
    """Return in which zones people work.  Needs counting.plan.  Raises `Forbidden`, `NotFound`."""
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    return [ZonePerson(*each) for each in run(ROOM, "zones", {"site": row.id})]


def calendar(*, scope: Scope, site: str, first: date, last: date) -> list[DayRow]:
    """Return the days that are not as the week says.  Raises `NotFound` for a foreign site."""
    row = site_by_code(scope=scope, code=site)
    return [DayRow(*each) for each in run(
        ROOM, "calendar", {"site": row.id, "first": first, "last": last})]

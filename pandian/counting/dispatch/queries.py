"""Reading shifts, calendar, skills and how tasks stand.   派工查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.dispatch.rules import give, left_of, spans_of
from pandian.counting.dispatch.words import (
    DAY_SECONDS,
    LOAD_DAYS,
    PLACE_SECONDS,
    ROWS_MAX,
    DayCapacity,
    DayRow,
    Given,
    Hand,
    Packet,
    PersonLoad,
    ShiftRow,
    SkillRow,
    TaskStand,
    ZonePerson,
)
from pandian.governance.delegating.queries import accounts_each
from pandian.governance.queries import people_with, site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteRow
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


def loads(*, scope: Scope, site: str, now: datetime | None = None) -> list[PersonLoad]:
    """Return what each person was given today and on the planned days before, newest first.

    Holds nothing of the book.  Needs counting.plan or counting.read.  Raises `Forbidden`,
    `NotFound`.
    """
    row = site_by_code(scope=scope, code=site,
                       capability="counting.plan" if scope.may("counting.plan", site)
                       else "counting.read")
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(row.time_zone)).date()
    return [PersonLoad(each.day, each.person, each.tasks, each.places, -(-each.seconds // 60),
                       each.done)
            for each in run(ROOM, "loads", {
                "site": row.id, "first": today - timedelta(days=LOAD_DAYS - 1), "last": today,
                "place_seconds": PLACE_SECONDS})]


def open_tasks(*, site: SiteRow, now: datetime) -> list[Any]:
    """Return the rows of open tasks (dispatch's own view)."""
    return run(ROOM, "standing", {"site": site.id, "now": now, "limit": ROWS_MAX,
                                  "place_seconds": PLACE_SECONDS})


def offers(*, site: SiteRow, stands: Sequence[Any], now: datetime) -> list[Given]:
    """Return who would get each task that nobody has, or why nobody can."""
    kept = [Given(each.task, "", "leased") for each in stands if not each.person and each.leased]
    free = [each for each in stands if not each.person and not each.leased]
    if not free:
        return kept
    hands, planned = _hands(site, stands, now)
    if not planned:
        return kept + [Given(each.task, "", "no_shift") for each in free]
    off: dict[UUID, set[str]] = {}
    for (task, _), people in hands_off(
            site=site, tasks=[each.task for each in free], now=now).items():
        off.setdefault(task, set()).update(people)
    midnight = _midnight(site, now)
    return kept + give([Packet(
        each.task, each.zone or each.found_zone, each.seconds, each.priority,
        each.deadline or midnight + timedelta(days=1), frozenset(each.skills or ()),
        frozenset(each.people or ()),
        frozenset(each.excluded) | frozenset(each.tried or ()) | frozenset(off.get(each.task, ())))
        for each in free], hands)


def _midnight(site: SiteRow, now: datetime) -> datetime:
    zone = ZoneInfo(site.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)


def hands_off(
    *, site: SiteRow, tasks: Sequence[UUID], now: datetime
) -> dict[tuple[UUID, int], frozenset[str]]:
    """Return who may not count a place of a task because of what he did, by (task, place).

    The last counter of the place, and who moved goods there today, where the rule says so; by
    no account of his.
    """
    off: dict[tuple[UUID, int], set[str]] = {}
    for row in run(ROOM, "hands_off", {"site": site.id, "tasks": list(tasks),
                                       "midnight": _midnight(site, now)}):
        off.setdefault((row.task, row.place), set()).add(row.person)
    told = accounts_each(scope=SYSTEM, people=frozenset[str]().union(*off.values()))
    return {key: frozenset[str]().union(*(told[one] for one in people))
            for key, people in off.items()}


def hand_of(
    *, site: SiteRow, person: str, own: Sequence[Any], now: datetime
) -> Hand | None:
    """Return what one person may take on now; `own` are rows of his open tasks.

    None: the site has shifts and he is on none of them now.  A site without shifts sets no limit
    of time.
    """
    hands, planned = _hands(site, own, now)
    if planned:
        return next((hand for hand in hands if hand.person == person), None)
    skills, zones = _trained(site, now)
    return Hand(person, DAY_SECONDS, frozenset(skills.get(person, ())),
                frozenset(zones.get(person, ())))


def _trained(site: SiteRow, now: datetime) -> tuple[dict[str, set[str]], dict[str, set[int]]]:
    """Return the skills that hold today and the zones, by person."""
    skills: dict[str, set[str]] = {}
    zones: dict[str, set[int]] = {}
    day = now.astimezone(ZoneInfo(site.time_zone)).date()
    for row in run(ROOM, "people", {"site": site.id, "day": day}):
        if row.what == "skill":
            skills.setdefault(row.person, set()).add(row.word)
        else:
            zones.setdefault(row.person, set()).add(row.zone)
    return skills, zones


def _hands(
    site: SiteRow, stands: Sequence[Any], now: datetime
) -> tuple[list[Hand], bool]:
    """Return who is there now with the time that his tasks leave him; and whether shifts exist."""
    day = now.astimezone(ZoneInfo(site.time_zone)).date()
    first = day - timedelta(days=1)
    rows = _shifts(site, first, day)
    exceptions = _exceptions(site, first, day)
    skills, zones = _trained(site, now)
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

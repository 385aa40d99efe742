"""Reading shifts, calendar, skills and how tasks stand.   派工查询"""

from __future__ import annotations

from datetime import date, timedelta

from pandian.counting.dispatch.rules import spans_of
from pandian.counting.dispatch.words import DayCapacity, ShiftRow
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run

ROOM = "counting.dispatch"


def shifts(*, scope: Scope, site: str, first: date, last: date) -> list[ShiftRow]:
    """Return the shifts that hold in a span.  Raises `NotFound` for a foreign site."""
    row = site_by_code(scope=scope, code=site)
    return [ShiftRow(each.id, each.person, tuple(each.weekdays), *each[3:])
            for each in run(ROOM, "shifts", {"site": row.id, "first": first, "last": last})]


def capacity(
    *, scope: Scope, site: str, first: date, days: int, assumed_minutes: int
) -> list[DayCapacity]:
    """Return what people can count on each day.

    Where nobody has a shift at all the stated assumption stands, on days that are no holidays.
    Raises `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site)
    last = first + timedelta(days=days - 1)
    held = shifts(scope=scope, site=site, first=first, last=last)
    exceptions = {each.day: each.working for each in run(
        ROOM, "calendar", {"site": row.id, "first": first, "last": last})}
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

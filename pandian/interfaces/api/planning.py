"""Planning of days, reasons of tasks, shifts, skills, dispatch.   规划与派工接口"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.counting.dispatch import operations as dispatching
from pandian.counting.dispatch import queries as staff
from pandian.counting.dispatch.words import WHY_NOT, DayRow, ShiftRow, SkillRow
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.queries import day_plan, whys
from pandian.counting.planning.reporting.rules import gap_label
from pandian.counting.planning.words import DayNotFound, DayPlan
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.planning import (
    CalendarIn,
    CopiedOut,
    CopyIn,
    DayFilter,
    DayIn,
    DayPlanOut,
    DispatchedOut,
    DropIn,
    EndIn,
    KeptOut,
    RowsOut,
    ShiftsIn,
    SiteFilter,
    SiteIn,
    SkillsIn,
    WhyFilter,
    ZonesIn,
    clock,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.kernel.words import Fault

router = Router(tags=["planning 规划"])
CALENDAR_DAYS = 366


def _shown(request: HttpRequest, plan: DayPlan) -> dict[str, Any]:
    """Return a plan with its labels and gaps in the reader's language."""
    language = language_of(request)
    return {
        **plain(plan), "walk": plan.walk._asdict() if plan.walk else None,
        "rules": [{**plain(row), "label": row.label.text(language)} for row in plan.rules],
        "gaps": [{"code": gap.code, "number": gap.number, "examples": list(gap.examples),
                  "message": gap_label(gap).text(language)} for gap in plan.gaps],
    }


@router.get("/planning", response=DayPlanOut)
@policy("counting.read")
def read_day(request: HttpRequest, filter: Query[DayFilter]) -> HttpResponse:
    """Return the plan that was made for a day: load, rules, gaps."""
    plan = day_plan(scope=scope(request), site=filter.site, day=filter.day)
    if plan is None:
        raise DayNotFound([Fault("/day", "day_unplanned")])
    return answer(_shown(request, plan))


@router.post("/planning", response={200: DayPlanOut, 201: DayPlanOut})
@policy("counting.plan")
def make_day(request: HttpRequest, body: DayIn) -> HttpResponse:
    """Plan a day and make its counts, once; `dry_run` says what it would be."""
    plan = plan_day(scope=scope(request), site=body.site, day=body.day, dry_run=body.dry_run,
                    seed=body.seed)
    return answer(_shown(request, plan), status=201 if plan.result == "created" else 200)


@router.get("/planning/why", response=RowsOut)
@policy("counting.read", "counting.count")
def read_why(request: HttpRequest, filter: Query[WhyFilter]) -> HttpResponse:
    """Say why the tasks of a count, or one task, are there: rule, version, reason in words."""
    language = language_of(request)
    rows = whys(scope=scope(request), site=filter.site, plan=filter.plan, task=filter.task)
    return answer({"rows": [{**plain(row), "label": row.label.text(language),
                             "why": row.why.text(language)} for row in rows]})


@router.get("/dispatch", response=RowsOut)
@policy("counting.plan", "counting.read")
def read_dispatch(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """Return open tasks: who has them, until when, how far, and why nobody has them."""
    rows = staff.standing(scope=scope(request), site=filter.site)
    return answer({"rows": [{**plain(row), "message": _why_not(request, row.why_not)}
                            for row in rows]})


def _why_not(request: HttpRequest, code: str) -> str:
    return WHY_NOT[code].text(language_of(request)) if code else ""


@router.post("/dispatch", response=DispatchedOut)
@policy("counting.plan")
def dispatch_now(request: HttpRequest, body: SiteIn) -> HttpResponse:
    """Give the open tasks of a site to who is there, now."""
    done = dispatching.dispatch(scope=scope(request), site=body.site)
    return answer({**plain(done), "left": [
        {"task": each.task, "why_not": each.why_not,
         "message": _why_not(request, each.why_not)} for each in done.left]})


@router.put("/shifts", response=KeptOut)
@policy("counting.plan")
def put_shifts(request: HttpRequest, body: ShiftsIn) -> HttpResponse:
    """Keep shifts by id: when people are there, and how much of it is for counting."""
    return answer({"kept": dispatching.put_shifts(scope=scope(request), site=body.site, rows=[
        ShiftRow(row.id, row.person, tuple(row.weekdays), clock(row.starts), clock(row.ends),
                 row.percent, row.valid_from, row.valid_to) for row in body.rows])})


@router.get("/shifts", response=RowsOut)
@policy("counting.plan")
def read_shifts(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """Return the shifts that hold today or later."""
    first = datetime.now(UTC).date() - timedelta(days=1)
    rows = staff.shifts(scope=scope(request), site=filter.site, first=first,
                        last=first + timedelta(days=CALENDAR_DAYS))
    return answer({"rows": [{**row._asdict(), "starts": f"{row.starts:%H:%M}",
                             "ends": f"{row.ends:%H:%M}"} for row in rows]})


@router.post("/shifts/copy", response=CopiedOut)
@policy("counting.plan")
def copy_shifts(request: HttpRequest, body: CopyIn) -> HttpResponse:
    """Copy the shifts of one week to another; what would overlap there is left out and told."""
    copied, left = dispatching.copy_week(
        scope=scope(request), site=body.site, source=body.source, target=body.target)
    return answer({"copied": copied, "left_out": left})


@router.post("/shifts/{id}/end", response=KeptOut)
@policy("counting.plan")
def end_shift(request: HttpRequest, id: Path[Uuid], body: EndIn) -> HttpResponse:
    """Let a shift end with a day."""
    dispatching.end_shift(scope=scope(request), site=body.site, id=id, last=body.last)
    return answer({"kept": 1})


@router.post("/calendar/drop", response=KeptOut)
@policy("counting.plan")
def drop_day(request: HttpRequest, body: DropIn) -> HttpResponse:
    """Let a day be as the week says again."""
    dispatching.drop_day(scope=scope(request), site=body.site, day=body.day)
    return answer({"kept": 1})


@router.put("/calendar", response=KeptOut)
@policy("counting.plan")
def put_calendar(request: HttpRequest, body: CalendarIn) -> HttpResponse:
    """Keep days that are not as the week says: holidays, working days in their place."""
    return answer({"kept": dispatching.put_days(scope=scope(request), site=body.site, rows=[
        DayRow(row.day, row.working, row.note) for row in body.rows])})


@router.get("/calendar", response=RowsOut)
@policy("counting.plan")
def read_calendar(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """Return the days of a year around today that are not as the week says."""
    today = datetime.now(UTC).date()
    rows = staff.calendar(
        scope=scope(request), site=filter.site, first=today - timedelta(days=CALENDAR_DAYS),
        last=today + timedelta(days=CALENDAR_DAYS))
    return answer({"rows": rows})


@router.put("/skills", response=KeptOut)
@policy("counting.plan")
def put_skills(request: HttpRequest, body: SkillsIn) -> HttpResponse:
    """Keep lines of the training record."""
    return answer({"kept": dispatching.put_skills(scope=scope(request), site=body.site, rows=[
        SkillRow(row.person, row.skill, row.trained_on, row.valid_to, row.evidence)
        for row in body.rows])})


@router.get("/skills", response=RowsOut)
@policy("counting.plan")
def read_skills(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """Return the training record."""
    return answer({"rows": staff.skills(scope=scope(request), site=filter.site)})


@router.put("/people-zones", response=KeptOut)
@policy("counting.plan")
def put_zones(request: HttpRequest, body: ZonesIn) -> HttpResponse:
    """Say in which zones a person works; none: anywhere."""
    return answer({"kept": dispatching.put_zones(
        scope=scope(request), site=body.site, person=body.person, zones=body.zones)})


@router.get("/people-zones", response=RowsOut)
@policy("counting.plan")
def read_zones(request: HttpRequest, filter: Query[SiteFilter]) -> HttpResponse:
    """Return in which zones people work."""
    return answer({"rows": staff.zones(scope=scope(request), site=filter.site)})

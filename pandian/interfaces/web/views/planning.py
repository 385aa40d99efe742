"""What is counted today and in two weeks, why, and who has it.   规划页"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.counting.dispatch.operations import dispatch
from pandian.counting.dispatch.queries import loads, standing
from pandian.counting.dispatch.words import WHY_NOT, PersonLoad
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.queries import day_plan, whys
from pandian.counting.planning.reporting.rules import gap_label, walk_label
from pandian.counting.planning.words import STRATEGIES, Gap
from pandian.counting.requesting.operations import count_anyway
from pandian.counting.requesting.queries import kept_back
from pandian.counting.requesting.words import KEPT_DAYS
from pandian.governance.queries import site_by_code
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import show, show_part
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Fault

STANDS_SHOWN = 200
WHYS_SHOWN = 200
KEPT_SHOWN = 50


class DayLoads(NamedTuple):
    """Who was given how much on a day; `apart`: minutes between who has most and who least."""

    day: date
    rows: list[PersonLoad]
    most: int
    apart: int


@page("counting.read")
def planning_page(request: Any) -> HttpResponse:
    """Show the plan of today: load against capacity, rules, gaps, tasks and who has them."""
    site = _site(request)
    if site is None:
        return show(request, "planning", {"plan": None, "site": None})
    plan = day_plan(scope=request.scope, site=site.code)
    stands = standing(scope=request.scope, site=site.code)
    return show_part(request, "planning", "planning_part", {
        "site": site, "zone": site.time_zone, "plan": plan, "strategies": STRATEGIES,
        "gaps": [gap_label(_called(request, gap)) for gap in plan.gaps] if plan else [],
        "most": max((max(row.load, row.capacity) for row in plan.days), default=0) if plan else 0,
        "walk": walk_label(plan.walk) if plan and plan.walk else None,
        "loads": by_day(loads(scope=request.scope, site=site.code)),
        "kept": kept_back(scope=request.scope, site=site.code, limit=KEPT_SHOWN),
        "kept_days": KEPT_DAYS,
        "stands": [(row, WHY_NOT.get(row.why_not)) for row in stands[:STANDS_SHOWN]],
        "more": max(len(stands) - STANDS_SHOWN, 0)})


def by_day(rows: Iterable[PersonLoad]) -> list[DayLoads]:
    """Return loads day by day, as they come; what nobody has is no share of anybody."""
    days = []
    for day, group in groupby(rows, key=lambda row: row.day):
        each = list(group)
        given = [row.minutes for row in each if row.person] or [0]
        days.append(DayLoads(day, each, max(row.minutes for row in each), max(given) - min(given)))
    return days


def _called(request: Any, gap: Gap) -> Gap:
    """Return a gap with people by their names."""
    if gap.code != "people_unshifted":
        return gap
    return gap._replace(examples=tuple(
        request.face.names.get(code, code) for code in gap.examples))


@page("counting.plan", methods=("POST",))
def make_day(request: Any) -> HttpResponse:
    """Plan today now (a planned day stays as it is)."""
    code = request.POST.get("site", "")
    plan_day(scope=request.scope, site=code)
    return HttpResponseRedirect(f"/planning?site={code}")


@page("counting.plan", methods=("POST",))
def dispatch_now(request: Any) -> HttpResponse:
    """Give the open tasks to who is there now."""
    code = request.POST.get("site", "")
    dispatch(scope=request.scope, site=code)
    return HttpResponseRedirect(f"/planning?site={code}")


@page("counting.plan", methods=("POST",))
def count_now(request: Any) -> HttpResponse:
    """Have a request counted that a rule kept back."""
    code = request.POST.get("site", "")
    try:
        asked = UUID(request.POST.get("request", ""))
    except ValueError:
        raise FormRefused([Fault("/request", "not_a_uuid")]) from None
    done = count_anyway(scope=request.scope, site=code, request=asked)
    messages.success(request, _("It is asked to be counted now; the rule stays as it is."))
    return HttpResponseRedirect(f"/counts/{done.plan}")


@page("counting.read")
def why_page(request: Any, plan: Any) -> HttpResponse:
    """Say why the tasks of a count are there."""
    site = site_by_code(scope=request.scope, code=request.GET.get("site", ""))
    rows = whys(scope=request.scope, site=site.code, plan=plan)
    language = get_language() or "zh-hans"
    return show(request, "planning_why", {
        "site": site, "plan": plan, "more": max(len(rows) - WHYS_SHOWN, 0),
        "rows": [(row, row.why.text(language)) for row in rows[:WHYS_SHOWN]]})


def _site(request: Any) -> Any:
    """Return the site that is asked for, else the first one of the person."""
    code = request.GET.get("site", "")
    if code:
        return site_by_code(scope=request.scope, code=code)
    return next(iter(request.face.sites), None)

"""When people work, what they may count, where, and which days are not as the week.   班次页"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.counting.dispatch import operations, queries
from pandian.counting.dispatch.words import DayRow, ShiftRow, SkillRow
from pandian.counting.planning.rulebook.queries import known_words
from pandian.governance.policies.kinds.words import WEEKDAYS
from pandian.governance.queries import people_with, site_by_code
from pandian.governance.words import SiteRow
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused

CALENDAR_DAYS = 366
PERCENT_DEFAULT = "100"
DAYS = tuple((n, label) for n, (_code, label) in enumerate(WEEKDAYS, 1))
PLACES: dict[str, Label] = {
    "person": Label("人员", "Person"), "weekdays": Label("星期", "Weekdays"),
    "percent": Label("盘点占比", "Share for counting"), "valid_from": Label("首日", "First day"),
    "valid_to": Label("最后一天", "Last day"), "skill": Label("技能", "Skill"),
    "evidence": Label("培训凭据", "Evidence"), "starts": Label("开始", "From"),
    "ends": Label("结束", "To"), "day": Label("日期", "Day"),
    "trained_on": Label("培训日", "Trained on"),
    "source": Label("从哪一周", "Which week"), "target": Label("到哪一周", "To which week"),
}


@page("counting.plan")
def staffing_page(request: Any) -> HttpResponse:
    """Show shifts, skills, zones and the calendar of a site, and who has no shift."""
    code = request.GET.get("site", "")
    site = site_by_code(scope=request.scope, code=code, capability="counting.plan") if code else (
        next((each for each in request.face.sites
              if request.scope.may("counting.plan", each.code)), None))
    return _page(request, site)


def _page(request: Any, site: SiteRow | None, error: Refused | None = None) -> HttpResponse:
    if site is None:
        return show(request, "staffing", {"site": None})
    scope, today = request.scope, datetime.now(
        ZoneInfo(site.time_zone)).date()
    last = today + timedelta(days=CALENDAR_DAYS)
    past = request.GET.get("past") == "1"
    first = date.min if past else today
    shifts = queries.shifts(scope=scope, site=site.code, first=first, last=date.max)
    zones: dict[str, list[str]] = {}
    for row in queries.zones(scope=scope, site=site.code):
        zones.setdefault(row.person, []).append(row.zone)
    said = request.POST if error else {}
    return show(request, "staffing", {
        "site": site, "today": today, "monday": today + timedelta(days=7 - today.weekday()),
        "days": DAYS, "past": past, "shifts": shifts, "zones": zones, "said": said,
        "said_days": request.POST.getlist("weekdays") if error else ["1", "2", "3", "4", "5"],
        "edit": _edited(request, shifts), "percent": PERCENT_DEFAULT,
        "people": people_with(scope=scope, capability="counting.count", site=site.code),
        "idle": queries.without_shift(scope=scope, site=site.code, day=today),
        "skills": queries.skills(scope=scope, site=site.code),
        "calendar": queries.calendar(scope=scope, site=site.code, first=first, last=last),
        "known": known_words(scope=scope, site=site.code),
        "zoned": request.GET.get("person", ""), "errors": _named(error) if error else [],
    }, status=error.status if error else 200)


def _edited(request: Any, shifts: list[ShiftRow]) -> ShiftRow | None:
    wanted = request.GET.get("edit", "")
    return next((row for row in shifts if str(row.id) == wanted), None)


def _named(error: Refused) -> list[dict[str, str]]:
    told = sentences(list(error.faults))
    for each in told:
        name = next((part for part in reversed(each["pointer"].split("/")) if part in PLACES), "")
        each["field"] = PLACES[name].text(get_language() or "zh-hans") if name else each["field"]
    return told


@page("counting.plan", methods=("POST",))
def act(request: Any) -> HttpResponse:
    """Keep, end or copy one of these; what is wrong is said on the page, with all its places."""
    form = request.POST
    site = site_by_code(scope=request.scope, code=form.get("site", ""), capability="counting.plan")
    acts: dict[str, Callable[[Any, SiteRow], str]] = {
        "shift": _shift, "end_shift": _end_shift, "copy": _copy, "skill": _skill, "day": _day,
        "drop_day": _drop_day, "zones": _zones}
    chosen = acts.get(form.get("act", ""))
    if chosen is None:
        raise FormRefused([Fault("/act", "not_a_choice", (", ".join(acts),))])
    try:
        told = chosen(request, site)
    except Refused as error:
        if error.status in (401, 403):
            raise
        return _page(request, site, error)
    messages.success(request, told)
    return HttpResponseRedirect(f"/staffing?site={site.code}")


def _shift(request: Any, site: SiteRow) -> str:
    form, faults = request.POST, list[Fault]()
    starts, ends = (_clock(form.get(name, ""), f"/{name}", faults) for name in ("starts", "ends"))
    first = _date(form.get("valid_from", ""), "/valid_from", faults)
    last = _date(form.get("valid_to", ""), "/valid_to", faults, blank=True)
    if faults:
        raise FormRefused(faults)
    assert first is not None
    days = tuple(sorted(int(day) for day in form.getlist("weekdays") if day.isdecimal()))
    percent = form.get("percent", "")
    operations.put_shifts(scope=request.scope, site=site.code, rows=[ShiftRow(
        id_of(form["id"]) if form.get("id") else uuid7(), form.get("person", ""), days, starts,
        ends, int(percent) if percent.isdecimal() else 0, first, last)])
    return _("The shift is kept.")


def _end_shift(request: Any, site: SiteRow) -> str:
    last = _day_of(request, "last")
    operations.end_shift(scope=request.scope, site=site.code, id=_uuid(request), last=last)
    return _("The shift ends with that day.")


def _copy(request: Any, site: SiteRow) -> str:
    copied, left = operations.copy_week(
        scope=request.scope, site=site.code, source=_day_of(request, "source"),
        target=_day_of(request, "target"))
    return _("Shifts copied: %(copied)s. Left out, for they hold there already: %(left)s.") % {
        "copied": copied, "left": left}


def _skill(request: Any, site: SiteRow) -> str:
    form, faults = request.POST, list[Fault]()
    trained = _date(form.get("trained_on", ""), "/trained_on", faults)
    last = _date(form.get("valid_to", ""), "/valid_to", faults, blank=True)
    if faults:
        raise FormRefused(faults)
    assert trained is not None
    operations.put_skills(scope=request.scope, site=site.code, rows=[SkillRow(
        form.get("person", ""), form.get("skill", "").strip(), trained, last,
        form.get("evidence", "").strip())])
    return _("The training record is kept.")


def _day(request: Any, site: SiteRow) -> str:
    form = request.POST
    operations.put_days(scope=request.scope, site=site.code, rows=[DayRow(
        _day_of(request, "day"), form.get("working") == "1", form.get("note", "").strip()[:200])])
    return _("The calendar is kept.")


def _drop_day(request: Any, site: SiteRow) -> str:
    operations.drop_day(scope=request.scope, site=site.code, day=_day_of(request, "day"))
    return _("That day is as the week says again.")


def _zones(request: Any, site: SiteRow) -> str:
    form = request.POST
    operations.put_zones(scope=request.scope, site=site.code, person=form.get("person", ""),
                         zones=form.getlist("zones"))
    return _("The zones are kept.")


def _day_of(request: Any, name: str) -> date:
    faults = list[Fault]()
    day = _date(request.POST.get(name, ""), f"/{name}", faults)
    if day is None:
        raise FormRefused(faults)
    return day


def _date(text: str, pointer: str, faults: list[Fault], *, blank: bool = False) -> date | None:
    if blank and not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.append(Fault(pointer, "not_a_date"))
    return None


def _clock(text: str, pointer: str, faults: list[Fault]) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        faults.append(Fault(pointer, "not_a_time", (text[:40],)))
        return time(0)


def _uuid(request: Any) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise FormRefused([Fault("/id", "not_a_uuid")]) from None

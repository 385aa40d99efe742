"""Shifts, skills, zones and the calendar are kept on one page.   班次页"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from pandian.counting.dispatch import queries
from pandian.counting.dispatch.operations import copy_week
from pandian.counting.dispatch.words import DispatchRefused
from pandian.counting.planning.operations import plan_day
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    for code, role in (("li", "controller"), ("wang", "counter"), ("zhao", "counter")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                      password=PASSWORD, language="en")
    return world


@pytest.fixture
def li(world: World) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"code": "li", "password": PASSWORD})
    return client


def today(world: World) -> date:
    return world.now.astimezone(ZoneInfo("Asia/Shanghai")).date()


def act(client: Client, world: World, name: str, **fields: Any) -> Any:
    return client.post("/staffing/act", {"site": world.site, "act": name, **fields})


def shift(world: World, person: str = "wang", **more: Any) -> dict[str, Any]:
    return {"person": person, "weekdays": ["1", "2", "3", "4", "5", "6", "7"], "starts": "08:00",
            "ends": "16:00", "percent": "50", "valid_from": f"{today(world)}", "valid_to": "",
            **more}


def shifts(world: World) -> Any:
    return queries.shifts(scope=SYSTEM, site=world.site, first=date.min, last=date.max)


def test_an_empty_site_says_what_that_means(world: World, li: Client) -> None:
    page = li.get("/staffing").content.decode()
    for sentence in ("Nobody has a shift", "No training is recorded", "as the week says",
                     "anywhere"):
        assert sentence in page


def test_a_shift_is_kept_changed_and_ended_and_who_has_none_is_named(
    world: World, li: Client
) -> None:
    assert act(li, world, "shift", **shift(world)).status_code == 302
    (row,) = shifts(world)
    assert (row.person, row.percent, row.valid_to) == ("wang", 50, None)
    page = li.get("/staffing").content.decode()
    assert "Without a shift" in page
    assert "<strong>zhao</strong>" in page.replace('<span class="actor">', "")
    gaps = {gap.code: gap for gap in plan_day(scope=SYSTEM, site=world.site, dry_run=True).gaps}
    assert gaps["people_unshifted"].examples == ("zhao",)
    assert 'value="16:00"' in li.get(f"/staffing?edit={row.id}").content.decode()
    assert act(li, world, "shift", id=str(row.id), **shift(world, ends="18:00")).status_code == 302
    assert [each.ends.hour for each in shifts(world)] == [18]
    last = today(world) + timedelta(days=3)
    assert act(li, world, "end_shift", id=str(row.id), last=f"{last}").status_code == 302
    assert [each.valid_to for each in shifts(world)] == [last]
    assert act(li, world, "end_shift", id=str(row.id), last="1999-01-01").status_code == 404


def test_every_fault_of_a_shift_is_told_and_what_was_typed_stays(world: World, li: Client) -> None:
    act(li, world, "shift", **shift(world))
    answer = act(li, world, "shift", **shift(
        world, person="nobody", weekdays=[], percent="101", valid_to="2001-01-01", ends="09:30"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for word in ("Weekdays", "Share for counting", "Last day", "Person", 'value="09:30"'):
        assert word in page
    beside = act(li, world, "shift", **shift(world, starts="15:00", ends="20:00"))
    assert "overlaps another shift of wang" in beside.content.decode()
    assert act(li, world, "shift", **shift(world, starts="", valid_from="soon")).status_code == 422
    assert len(shifts(world)) == 1


def test_a_week_is_copied_once_and_what_holds_there_stays(world: World, li: Client) -> None:
    day = today(world)
    act(li, world, "shift", **shift(world, valid_to=f"{day + timedelta(days=1)}"))
    act(li, world, "shift", **shift(world, "zhao"))
    target = day + timedelta(days=14)
    done = copy_week(scope=SYSTEM, site=world.site, source=day, target=target)
    assert done == (1, 1)  # zhao is there already
    again = act(li, world, "copy", source=f"{day}", target=f"{target}")
    assert again.status_code == 302
    rows = [row for row in shifts(world) if row.person == "wang"]
    assert len(rows) == 2
    monday = target - timedelta(days=target.weekday())
    assert (rows[1].valid_from, rows[1].valid_to) == (monday, monday + timedelta(days=6))
    with pytest.raises(DispatchRefused, match=r"."):
        copy_week(scope=SYSTEM, site=world.site, source=day, target=day)
    with pytest.raises(DispatchRefused) as refused:
        copy_week(scope=SYSTEM, site=world.site, source=date.min, target=date.max)
    assert [fault.pointer for fault in refused.value.faults] == ["/source", "/target"]


def test_skills_zones_and_days_are_kept_and_taken_back(world: World, li: Client) -> None:
    day = today(world)
    assert act(li, world, "skill", person="wang", skill="cold", trained_on=f"{day}", valid_to="",
               evidence="exam 12").status_code == 302
    assert queries.skills_known(scope=SYSTEM, site=world.site, day=day) == {"cold"}
    ended = act(li, world, "skill", person="wang", skill="cold", trained_on=f"{day}",
                valid_to=f"{day}", evidence="exam 12")
    assert ended.status_code == 302
    assert queries.skills_known(scope=SYSTEM, site=world.site,
                                day=day + timedelta(days=1)) == set()
    bad = act(li, world, "skill", person="wang", skill="", trained_on=f"{day}", evidence="")
    assert bad.status_code == 422
    assert b"Evidence" in bad.content
    assert act(li, world, "zones", person="wang", zones=["A"]).status_code == 302
    assert [row.zone for row in queries.zones(scope=SYSTEM, site=world.site)] == ["A"]
    assert act(li, world, "zones", person="wang").status_code == 302
    assert queries.zones(scope=SYSTEM, site=world.site) == []
    assert act(li, world, "day", day=f"{day}", working="0", note="feast").status_code == 302
    assert b"feast" in li.get("/staffing").content
    assert act(li, world, "drop_day", day=f"{day}").status_code == 302
    assert queries.calendar(scope=SYSTEM, site=world.site, first=day, last=day) == []
    assert act(li, world, "drop_day", day=f"{day}").status_code == 404


def test_counters_and_foreign_sites_are_kept_out(world: World, li: Client) -> None:
    wang = Client(headers={"Accept-Language": "en"})
    wang.post("/sign-in", {"code": "wang", "password": PASSWORD})
    assert wang.get("/staffing").status_code == 403
    assert act(wang, world, "shift", **shift(world)).status_code == 403
    assert li.get("/staffing?site=XX").status_code == 404
    assert li.post("/staffing/act", {"site": "XX", "act": "day"}).status_code == 404
    assert act(li, world, "else").status_code == 422

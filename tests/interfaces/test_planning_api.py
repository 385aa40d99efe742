"""Planning and dispatch through the API: once, said why, within rights.   规划接口"""

from __future__ import annotations

from datetime import timedelta

import pytest

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from tests.interfaces.conftest import caller
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db
SHIFT = {"id": "01935a7e-0000-7000-8000-000000000001", "person": "ann", "starts": "00:00",
         "ends": "00:00", "weekdays": [1, 2, 3, 4, 5, 6, 7], "valid_from": "2020-01-01"}


@pytest.fixture
def world() -> World:
    world = World()
    world.stock_in("PLAIN", "A-01", 10)
    world.ship("PLAIN", "A-01", 9, 300)
    create_person(scope=SYSTEM, code="ann", name="ann", role="counter", sites=[world.site],
                  password=PASSWORD)
    return world


def test_a_day_is_planned_read_and_its_tasks_say_why(world):
    boss = caller("boss", world.site)
    assert boss.get(f"/planning?site={world.site}").status_code == 404
    dry = boss.post("/planning", {"site": world.site, "dry_run": True})
    made = boss.post("/planning", {"site": world.site})
    again = boss.post("/planning", {"site": world.site})
    assert (dry.status_code, made.status_code, again.status_code) == (200, 201, 200)
    assert (made.json()["result"], again.json()["result"]) == ("created", "exists")
    assert dry.json()["plans"] == made.json()["plans"]
    shown = boss.get(f"/planning?site={world.site}")
    # which day of its year a holding is due follows its number: the yearly count is a plan apart
    assert shown.json()["tasks"] == len(made.json()["plans"]) in (1, 2)
    assert {gap["code"] for gap in shown.json()["gaps"]} >= {"builtin", "no_shift"}
    rows = [row for plan in made.json()["plans"]
            for row in boss.get(f"/planning/why?site={world.site}&plan={plan}").json()["rows"]]
    assert "A-01" in {row["place"] for row in rows}
    assert all(row["why"] for row in rows)


def test_shifts_are_kept_and_tasks_find_people(world):
    boss = caller("boss", world.site)
    planned = boss.post("/planning", {"site": world.site}).json()["tasks"]
    assert boss.post("/dispatch", {"site": world.site}).json()["left"][0]["why_not"] == "no_shift"
    assert boss.put("/shifts", {"site": world.site, "rows": [SHIFT]}).json() == {"kept": 1}
    assert boss.get(f"/shifts?site={world.site}").json()["rows"][0]["starts"] == "00:00"
    assert boss.post("/dispatch", {"site": world.site}).json()["given"] == planned
    rows = boss.get(f"/dispatch?site={world.site}").json()["rows"]
    assert {row["person"] for row in rows} == {"ann"}
    body = {"site": world.site, "source": "2030-01-01", "target": "2030-01-08"}
    assert boss.post("/shifts/copy", body).json() == {"copied": 0, "left_out": 1}
    assert boss.post(f"/shifts/{SHIFT['id']}/end", {
        "site": world.site, "last": "2030-01-06"}).json() == {"kept": 1}
    assert boss.post("/shifts/copy", body).json() == {"copied": 1, "left_out": 0}
    wrong = boss.post("/shifts/copy", {**body, "target": "2030-01-02"})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "week_same")
    gone = boss.post("/shifts/01935a7e-0000-7000-8000-00000000ffff/end", {
        "site": world.site, "last": "2030-01-06"})
    assert (gone.status_code, gone.json()["errors"][0]["code"]) == (404, "shift_unknown")


def test_calendar_skills_and_zones_are_kept(world):
    boss = caller("boss", world.site)
    site, day = {"site": world.site}, (world.now + timedelta(days=40)).date().isoformat()
    assert boss.put("/calendar", {**site, "rows": [
        {"day": day, "working": False, "note": "元旦"}]}).json() == {"kept": 1}
    assert boss.put("/skills", {**site, "rows": [
        {"person": "ann", "skill": "cold", "trained_on": "2026-01-01", "evidence": "e"}]}
        ).json() == {"kept": 1}
    assert boss.put("/people-zones", {**site, "person": "ann", "zones": ["A"]}).status_code == 200
    assert boss.get(f"/calendar?site={world.site}").json()["rows"][0]["note"] == "元旦"
    drop = {**site, "day": day}
    assert boss.post("/calendar/drop", drop).json() == {"kept": 1}
    assert boss.post("/calendar/drop", drop).json()["errors"][0]["code"] == "day_as_week"
    assert boss.get(f"/skills?site={world.site}").json()["rows"][0]["skill"] == "cold"
    assert boss.get(f"/people-zones?site={world.site}").json()["rows"] == [
        {"person": "ann", "zone": "A"}]
    assert boss.put("/people-zones", {**site, "person": "ann", "zones": ["no"]}).status_code == 422
    assert boss.put("/shifts", {**site, "rows": [{**SHIFT, "starts": "24:00"}]}).status_code == 422


def test_a_counter_plans_nothing_and_sees_no_other_tasks_reasons(world):
    caller("boss", world.site).post("/planning", {"site": world.site})
    ann = caller("ann2", world.site, can=["counting.count"])
    assert ann.post("/planning", {"site": world.site}).status_code == 403
    assert ann.get(f"/planning?site={world.site}").status_code == 403
    assert ann.get(f"/planning/why?site={world.site}&plan={SHIFT['id']}").status_code == 403
    assert ann.get(f"/planning/why?site={world.site}").status_code == 403

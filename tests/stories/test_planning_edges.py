"""Rules at their edges: midnight, a new version, a day's limits, the impossible.   规划边界"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from pandian.catalog.operations import put_places
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import PlaceDraft
from pandian.counting import queries
from pandian.counting.dispatch.operations import put_days, put_shifts
from pandian.counting.dispatch.words import DayRow, ShiftRow
from pandian.counting.planning import rules as planning
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.queries import rules_in_force, whys
from pandian.counting.queries import plan as plan_row
from pandian.counting.routing.queries import spots
from pandian.counting.routing.words import Layout
from pandian.counting.words import Policy
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft, PolicyRefused
from pandian.governance.queries import scope_of_code, site_by_code
from pandian.governance.words import SYSTEM
from tests.stories.counting_world import PASSWORD, World

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 24 * 60
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    for n, place in enumerate(world.places):
        world.stock_in("PLAIN", place, 10 * (n + 1), minutes=60 * DAY)
    return world


@pytest.fixture
def adopt(world: World) -> Any:
    for code, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    writer = scope_of_code(scope=SYSTEM, code="pen")
    boss = scope_of_code(scope=SYSTEM, code="seal")

    def put(code: str, content: dict[str, Any], *, kind: str = "count.plan",
            effective: str = "") -> UUID:
        row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
            world.site, kind, code, content, "test"))
        policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
        policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
        policies.schedule(scope=boss, id=row.id, effective=effective)
        return row.id

    return put


EVERY_DAY = {"strategy": "touched", "when.touches": 1}


def planned(world: World, **more: Any) -> Any:
    return plan_day(scope=SYSTEM, site=world.site, **more)


def gaps(plan: Any) -> dict[str, Any]:
    return {gap.code: gap for gap in plan.gaps}


def test_a_version_begins_at_the_midnight_of_the_site_and_not_a_day_before(
    world: World, adopt: Any
) -> None:
    today = datetime.now(ZONE).date()
    first = adopt("R", EVERY_DAY)
    second = adopt("R", {**EVERY_DAY, "when.touches": 2},
                   effective=f"{today + timedelta(days=2)}")
    for days, expected in ((0, first), (1, first), (2, second), (3, second)):
        rules, _gaps, builtin = rules_in_force(
            scope=SYSTEM, site=world.site, day=today + timedelta(days=days))
        assert ([rule.version for rule in rules], builtin) == ([expected], False), days
    midnight = datetime.combine(today + timedelta(days=2), time(0), ZONE).astimezone(UTC)
    for now, expected in ((midnight - timedelta(microseconds=1), first), (midnight, second)):
        day = now.astimezone(ZONE).date()
        (rule,), _gaps, _builtin = rules_in_force(
            scope=SYSTEM, site=world.site, day=day, now=now)
        assert rule.version == expected


def test_what_was_planned_keeps_its_version_when_a_new_one_takes_effect(
    world: World, adopt: Any
) -> None:
    first = adopt("R", EVERY_DAY)
    plan = planned(world)
    second = adopt("R", {**EVERY_DAY, "who.not_mover": True})
    assert planned(world).result == "exists"
    told = whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])
    assert {row.policy for row in told} == {first}
    tomorrow = planned(world, day=plan.day + timedelta(days=1), dry_run=True)
    assert {rule.version for rule in tomorrow.rules} == {second}


def test_no_more_tasks_than_a_rule_allows_and_the_rest_is_told(world: World, adopt: Any) -> None:
    adopt("R", {**EVERY_DAY, "how.packet_places": 1, "how.tasks_per_day_max": 2})
    plan = planned(world)
    assert (plan.tasks, plan.places, plan.lines) == (2, 2, 2)
    assert gaps(plan)["capped"].number == len(world.places) - 2
    assert plan.minutes == plan.days[0].load <= 4
    assert len(whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])) == 2


@pytest.mark.parametrize(("horizon", "places"), [(None, 6), (1, 0), (30, 6)])
def test_work_is_taken_forward_no_more_days_than_the_rule_allows(
    world: World, adopt: Any, horizon: int | None, places: int
) -> None:
    day = datetime.now(ZONE).date() + timedelta(days=5)
    more = {} if horizon is None else {"when.horizon_days": horizon}
    adopt("R", {"strategy": "full", "when.dates": [f"{day:%m-%d}"], **more})
    plan = planned(world)
    assert sum(row.places for row in plan.days) == places


@pytest.mark.parametrize(("site_rule", "how", "policy"), [
    (False, {}, Policy(recount_rounds=1)),
    (True, {}, Policy()),  # bare: the rule that holds when the count is opened decides
    (True, {"how.recount_rounds": 0, "how.decides": "last"}, Policy(decides="last")),
    (False, {"how.recount_rounds": 2}, Policy(recount_rounds=2)),
])
def test_daily_counts_are_recounted_as_their_rule_says_else_as_the_sites_rule(
    world: World, adopt: Any, site_rule: bool, how: dict[str, Any], policy: Policy
) -> None:
    if site_rule:
        adopt("AGAIN", {"rounds": 3, "decides": "last"}, kind="count.recount")
    adopt("R", {**EVERY_DAY, **how})
    assert _policy(planned(world)) == policy


def _policy(plan: Any) -> Policy:
    return Policy(**plan_row(scope=SYSTEM, id=plan.plans[0]).policy)


def test_one_broken_rule_leaves_a_plan_and_all_that_is_wrong_is_named(
    world: World, adopt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt("GOOD", EVERY_DAY)
    adopt("TWICE", {**EVERY_DAY, "when.touches": 3})
    adopt("EMPTY", {"strategy": "cycle", "when.every_days": 9, "scope.zones": ["NOWHERE"]})
    adopt("COLD", {"strategy": "periodic", "when.every_days": 2, "who.skills": ["cold"]})
    shift = ShiftRow(uuid4(), "pen", (1, 2, 3, 4, 5, 6, 7), time(0), time(0, 1), 60,
                     date(2020, 1, 1), None)
    create_person(scope=SYSTEM, code="idle", name="idle", role="counter", sites=[world.site],
                  password=PASSWORD)
    put_shifts(scope=SYSTEM, site=world.site, rows=[shift])

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("nothing to divide")

    monkeypatch.setitem(planning._STRATEGIES, "periodic", broken)
    plan = planned(world)
    assert plan.tasks >= 1
    told = gaps(plan)
    assert {"rule_broken", "same_twice", "scope_empty", "skill_missing", "people_unshifted",
            "place_too_big"} <= set(told)
    assert told["rule_broken"].params[0] == "COLD"
    assert told["same_twice"].params == ("GOOD", "TWICE")


def test_a_holiday_and_a_day_without_shifts_are_plans_too(world: World, adopt: Any) -> None:
    adopt("R", EVERY_DAY)
    day = datetime.now(ZONE).date()
    put_days(scope=SYSTEM, site=world.site, rows=[DayRow(day, False, "feast")])
    plan = planned(world)
    assert plan.tasks == 0
    assert {"no_shift", "not_working"} <= set(gaps(plan))


@pytest.mark.parametrize(("content", "wrong"), [
    ({"level": "organisation", "percent": "100.1", "quantity": -1, "combine": "xor"},
     {("/content/percent", "out_of_range"), ("/content/quantity", "out_of_range"),
      ("/content/combine", "not_a_choice")}),
    ({"level": "item"}, {("/content/keys", "policy_keys_missing")}),
    ({"level": "organisation", "keys": ["A"]}, {("/content/keys", "policy_keys_given")}),
    ({"level": "organisation", "percent": "NaN", "value": 1.5},
     {("/content/percent", "policy_not_decimal"), ("/content/value", "not_an_integer")}),
])
def test_an_impossible_tolerance_is_refused_with_everything_that_is_wrong(
    adopt: Any, content: dict[str, Any], wrong: set[tuple[str, str]]
) -> None:
    with pytest.raises(PolicyRefused) as caught:
        adopt("T", content, kind="count.tolerance")
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == wrong


def test_a_rule_lets_the_solver_order_the_stops_and_without_it_the_s_shape_stays(
    world: World, adopt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt("R", {"strategy": "touched", "when.touches": 1})
    put_places(scope=SYSTEM, places=[
        *(PlaceDraft(world.site, code, "bin", "A", n)
          for code, n in zip(world.places, (1, 5, 2, 6, 3, 4), strict=True)),
        *(PlaceDraft(world.site, f"B-01-{bay:02}-{level}", "bin", "A", 90 + bay)
          for bay in (3, 12) for level in (1, 2))])
    plain = planned(world, dry_run=True)
    assert plain.walk is None  # nobody said how far it is from bin to bin
    adopt("WALK", {"order": "solver", "bay_cm": 120}, kind="count.route")
    made = planned(world)
    assert made.walk == ("solver", 5 * 120, (2 + 2 + 1 + 4 + 2) * 120)
    task = queries.tasks(scope=SYSTEM, plan=made.plans[0])[0]
    walk = [place.place for place in queries.task_sheet(scope=SYSTEM, task=task.id).places]
    assert walk in (world.places, world.places[::-1])
    assert planned(world).walk == made.walk  # as it was kept
    monkeypatch.setattr("pandian.counting.planning.operations.installed", lambda: False)
    tomorrow = planned(world, dry_run=True, day=made.day + timedelta(days=1))
    assert gaps(tomorrow)["solver_missing"].params == ("WALK",)
    row = site_by_code(scope=SYSTEM, code=world.site)
    known = places_by_code(scope=SYSTEM, site=row.id, codes=["A-01", "B-01-03-2", "B-01-12-1"])
    ids = {known[code].id: code for code in known}
    found = {ids[id]: spot for id, spot in spots(
        site=row, places=list(ids), layout=Layout()).items()}
    assert found["A-01"][1:] == (1, 1, 6)
    assert found["B-01-03-2"][1:] == (3, 3, 12) == found["B-01-12-1"]._replace(bay=3)[1:]
    assert found["B-01-03-2"].aisle > found["A-01"].aisle


def test_the_same_day_planned_twice_over_is_the_same_to_the_last_task(
    world: World, adopt: Any
) -> None:
    adopt("DRAW", {"strategy": "sampling", "when.per_day": 3})
    adopt("R", {"strategy": "cycle", "when.every_days": 30, "exceptions.cooldown_days": 3})
    plans = [planned(world, dry_run=True, seed=7) for _ in range(2)]
    assert plans[0] == plans[1]
    assert planned(world, dry_run=True, seed=8) != plans[0]

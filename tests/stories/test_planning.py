"""The plan of a day on a real database: due, made once, said why.   每日规划"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.counting.planning import queries
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.queries import rules_in_force, stock_of, whys
from pandian.counting.planning.rulebook.rules import rule_of
from pandian.counting.planning.words import DayRefused
from pandian.counting.queries import lines, tasks
from pandian.counting.queries import plan as plan_row
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden, Label
from tests.stories.counting_world import World

DAY = 24 * 60
"""Minutes."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    for n, place in enumerate(world.places):
        world.stock_in("PLAIN", place, 10 * (n + 1), minutes=60 * DAY)
    world.ship("PLAIN", "A-01", 8, 300)
    return world


def _rules(monkeypatch, *rules):
    """Put rules in force as if policies had brought them."""
    known = [rule_of(content, code=f"rule{n}", label=Label(f"规则{n}", f"rule {n}"),
                     version=uuid4(), number=1, start=date(2020, 1, 1))
             for n, content in enumerate(rules)]
    monkeypatch.setattr("pandian.counting.planning.operations.rules_in_force",
                        lambda **_: (known, [], False))
    return known


def test_without_any_policy_the_built_in_rules_plan_the_day_and_say_so(world):
    plan = plan_day(scope=SYSTEM, site=world.site)
    codes = {gap.code for gap in plan.gaps}
    assert plan.builtin
    assert {"builtin", "no_shift"} <= codes
    assert "no_rule" not in codes
    assert plan.result == "created"
    assert plan.tasks >= 1
    assert plan.holdings == 6
    assert {row.code: row.due for row in plan.rules}["builtin.zero"] == 1
    told = [why for each in plan.plans for why in whys(scope=SYSTEM, site=world.site, plan=each)]
    assert {"A-01"} <= {row.place for row in told if row.rule == "builtin.zero"}
    assert all(row.why.zh and row.why.en for row in told)


def test_a_day_is_planned_once_and_again_gives_the_same(world):
    dry = plan_day(scope=SYSTEM, site=world.site, dry_run=True)
    assert dry.result == "dry_run"
    assert not tasks(scope=SYSTEM, site=world.site)
    first = plan_day(scope=SYSTEM, site=world.site)
    again = plan_day(scope=SYSTEM, site=world.site)
    assert again.result == "exists"
    assert again.plans == first.plans == dry.plans
    assert again._replace(result="", made_at=None) == first._replace(result="", made_at=None)
    assert len(tasks(scope=SYSTEM, site=world.site)) == first.tasks


def test_a_holding_due_by_two_rules_is_counted_once_and_both_are_told(world, monkeypatch):
    rules = _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30},
                   {"strategy": "near_zero", "when.units_max": 2})
    plan = plan_day(scope=SYSTEM, site=world.site)
    told = whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])
    first = [row for row in told if row.place == "A-01"]
    assert {row.rule for row in first} == {"rule0", "rule1"}
    assert {row.policy for row in first} == {rule.version for rule in rules}
    assert plan.places == 6 == len({row.place for row in told})
    assert len({row.task for row in first}) == 1


def test_what_was_counted_is_not_due_and_what_is_in_work_is_not_planned_again(world, monkeypatch):
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30})
    anna = world.person("anna")
    count = world.plan("A-02")
    task = world.task(count)
    world.see(anna, task, "A-02", "PLAIN", 20, 5)
    world.visit(anna, task, "A-02", 4)
    world.settle(count)
    world.plan("A-03")
    plan = plan_day(scope=SYSTEM, site=world.site)
    told = {row.place for row in whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])}
    assert told == {"A-01", "A-04", "A-05", "A-06"}
    tomorrow = date.fromisoformat(plan.day.isoformat()) + timedelta(days=1)
    assert plan_day(scope=SYSTEM, site=world.site, day=tomorrow).places == 0


def test_stock_is_read_as_it_is(world):
    world.stock_in("LOTS", "A-06", 3, lot="L1")
    rules, _, _ = rules_in_force(scope=SYSTEM, site=world.site, day=date(2027, 1, 1))
    place = rule_of({"strategy": "cycle", "when.every_days": 9, "scope.places": ["A"],
                     "scope.items": ["LOTS"], "scope.lots": ["L1"], "scope.tracking": ["lot"],
                     "scope.place_kinds": ["bin"]}, code="p",
                    label=Label("", ""))
    stock = stock_of(scope=SYSTEM, site=world.site, rules=[*rules, place], now=world.now)
    assert sorted(stock.on_hand.tolist()) == [2, 3, 20, 30, 40, 50, 60]
    assert sorted(stock.touches.tolist()) == [1, 1, 1, 1, 1, 1, 2]
    assert stock.counted.sum() == 0
    assert stock.appeared.min() > 1_600_000_000
    fits = [all(word in stock.facets[name].words[stock.facets[name].at[n]]
                for name, (word,) in place.scope.items()) for n in range(7)]
    assert fits.count(True) == 1
    plain = stock.facets["classes"].words[stock.facets["classes"].at[0]]
    assert plain[0] == "A"  # what was shipped is all the usage there is


def test_capacity_holds_and_gaps_are_named(world, monkeypatch):
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 1, "scope.items": ["LOTS"]},
           {"strategy": "risk"})
    monkeypatch.setattr("pandian.counting.planning.operations.MINUTES_UNKNOWN", 1)
    plan = plan_day(scope=SYSTEM, site=world.site)
    gaps = {gap.code: gap for gap in plan.gaps}
    assert plan.places == 0
    assert {"scope_empty", "no_scores"} <= set(gaps)
    # the risk rule covers all holdings, the cycle rule none
    assert "no_rule" not in gaps


def test_a_day_that_open_tasks_take_whole_says_so(world, monkeypatch):
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 1})
    monkeypatch.setattr("pandian.counting.planning.operations.MINUTES_UNKNOWN", 1)
    world.plan("A-01", "A-02")
    plan = plan_day(scope=SYSTEM, site=world.site)
    (gap,) = [gap for gap in plan.gaps if gap.code == "taken"]
    assert plan.places == 0
    taken, whole = (int(each) for each in gap.params)
    assert taken >= whole == 1


def test_holdings_under_no_rule_are_counted_and_shown(world, monkeypatch):
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 1, "scope.places": ["A-01"]})
    plan = plan_day(scope=SYSTEM, site=world.site)
    gap = next(gap for gap in plan.gaps if gap.code == "no_rule")
    assert gap.number == 5
    assert "A-02 PLAIN" in gap.examples


def test_a_broken_rule_never_leaves_a_day_without_a_plan(world, monkeypatch):
    good, bad = _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30},
                       {"strategy": "cycle", "when.every_days": 30})
    broken = bad._replace(code="broken", when={"every_days": "x"})
    monkeypatch.setattr("pandian.counting.planning.operations.rules_in_force",
                        lambda **_: ([broken, good], [], False))
    plan = plan_day(scope=SYSTEM, site=world.site)
    assert plan.places == 6
    assert [gap.params[0] for gap in plan.gaps if gap.code == "rule_broken"] == ["broken"]


def test_a_skill_that_nobody_has_is_named(world, monkeypatch):
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30, "who.skills": ["cold"]})
    plan = plan_day(scope=SYSTEM, site=world.site)
    assert [gap.params for gap in plan.gaps if gap.code == "skill_missing"] == [
        ("rule0", "cold")]
    assert plan.tasks == 1


def test_a_policy_in_force_is_read_and_a_senseless_one_is_named(world, monkeypatch):
    from datetime import UTC, datetime

    from pandian.governance.policies.words import PolicyRow

    def policy(code, content):
        return PolicyRow(uuid4(), code, "count.plan", 3, "*", content, Label("周", "weekly"), "",
                         datetime(2026, 1, 1, tzinfo=UTC))

    monkeypatch.setattr("pandian.counting.planning.queries.active", lambda **_: [
        policy("weekly", {"strategy": "cycle", "when.every_days": 7, "scope.zones": ["A"]}),
        policy("odd", {"strategy": "full", "when.dates": ["31-12"]})])
    plan = plan_day(scope=SYSTEM, site=world.site)
    assert not plan.builtin
    assert plan.places == 6
    (gap,) = [gap for gap in plan.gaps if gap.code == "rule_broken"]
    assert gap.params[0] == "odd"
    assert "31-12" in gap.params[1]


def test_the_plan_of_a_day_cannot_be_changed_afterwards(world):
    from django.db import ProgrammingError, connection, transaction

    plan_day(scope=SYSTEM, site=world.site)
    for table in ("counting_day_plan", "counting_task_why"):
        with (pytest.raises(ProgrammingError), transaction.atomic(),
              connection.cursor() as cursor):
            cursor.execute(f"DELETE FROM {table}")


def test_a_rule_that_is_not_due_yet_has_its_credit_but_does_not_decide_how(world, monkeypatch):
    day = date.today() + timedelta(days=5)
    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30},
           {"strategy": "full", "when.dates": [f"{day:%m-%d}"], "when.lead_days": 0})
    plan = plan_day(scope=SYSTEM, site=world.site)
    told = whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])
    assert {row.rule for row in told} == {"rule0", "rule1"}
    (head,) = plan_rows(world)
    assert head.purpose == "cycle_counting"


def plan_rows(world):
    from pandian.counting.queries import plans

    return plans(scope=SYSTEM, site=world.site)


def test_goods_that_stand_where_the_book_has_nothing_are_found_by_drawing_empty_places(
    world, monkeypatch
):
    put_places(scope=SYSTEM, places=[
        PlaceDraft(world.site, code, "bin", "A", n) for n, code in enumerate(("A-91", "A-92"), 91)])
    world.stock_in("PLAIN", "A-92", 3, minutes=60 * DAY)
    world.ship("PLAIN", "A-92", 3, minutes=40 * DAY)
    _rules(monkeypatch, {"strategy": "touched", "when.touches": 9})
    dull = plan_day(scope=SYSTEM, site=world.site, dry_run=True)
    assert {gap.code: gap.number for gap in dull.gaps}["no_empty"] == 2
    assert (dull.places, dull.holdings) == (0, 6)
    _rules(monkeypatch, {"strategy": "empty", "exceptions.cooldown_days": 30})
    plan = plan_day(scope=SYSTEM, site=world.site)
    assert (plan.places, plan.lines, plan.rules[0].due) == (2, 0, 2)
    told = whys(scope=SYSTEM, site=world.site, plan=plan.plans[0])
    assert {row.place for row in told} == {"A-91", "A-92"}
    anna, (task,) = world.person("anna"), tasks(scope=SYSTEM, plan=plan.plans[0])
    assert not whys(scope=anna, site=world.site, task=task.id)  # it would tell the book
    world.see(anna, task.id, "A-91", "PLAIN", 7, 5)
    world.visit(anna, task.id, "A-91", 4)
    world.visit(anna, task.id, "A-92", 3)
    world.settle(plan_row(scope=SYSTEM, id=plan.plans[0]))
    found = lines(scope=SYSTEM, plan=plan.plans[0]).rows
    assert [(line.place, line.book, line.counted) for line in found] == [("A-91", 0, 7)]


def test_a_past_day_is_refused_and_rights_are_asked(world):
    with pytest.raises(DayRefused):
        plan_day(scope=SYSTEM, site=world.site, day=date(2020, 1, 1))
    with pytest.raises(Forbidden):
        plan_day(scope=world.person("anna"), site=world.site)
    assert queries.day_plan(scope=SYSTEM, site=world.site) is None


def test_the_phone_is_told_why_and_until_when_but_nothing_of_the_book(world, monkeypatch):
    from pandian.capture.devices.words import Device
    from pandian.counting.packing.queries import tasks_page

    _rules(monkeypatch, {"strategy": "cycle", "when.every_days": 30},
           {"strategy": "near_zero", "when.units_max": 2})
    plan = plan_day(scope=SYSTEM, site=world.site)
    device = Device(**dict.fromkeys(Device._fields))._replace(
        site=world.site_id, person="ann")
    packed, _ = tasks_page(scope=SYSTEM, device=device, after="", limit=10_000, now=world.now)
    (task,) = packed
    assert task["why"] == [{"zh": "规则0", "en": "rule 0"}]
    assert task["urgent"] is False
    assert task["due_at"] == f"{plan.day + timedelta(days=1)}T00:00:00"
    monkeypatch.setattr("pandian.counting.planning.queries.task_row", lambda **_: None)
    told = whys(scope=world.person("ann"), site=world.site, task=task["task"])
    assert {row.strategy for row in told} == {"cycle"}

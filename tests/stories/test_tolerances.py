"""Tolerances come from rules: looked up, versioned, kept with the line.   允差"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from counting_world import PASSWORD

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting.planning.queries import whys
from pandian.counting.queries import tasks
from pandian.counting.tolerating.queries import verdicts, versions_used
from pandian.counting.words import Policy, Tolerance
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def adopt(world):
    """Return what puts a rule in force at once."""
    for code, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    writer = scope_of_code(scope=SYSTEM, code="pen")
    boss = scope_of_code(scope=SYSTEM, code="seal")

    def put(code, content, *, kind="count.tolerance", site="*", effective=""):
        row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
            site, kind, code, content, "test"))
        policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
        policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
        return policies.schedule(scope=boss, id=row.id, effective=effective)

    return put


def counted(world, anna, place, item, book, seen, **more):
    """Count one item of a place whose book is known; return the line."""
    if book:
        world.stock_in(item, place, book)
    plan = world.plan(place, **more)
    task = world.task(plan)
    world.see(anna, task, place, item, seen, minutes=5)
    world.visit(anna, task, place, minutes=4)
    world.settle(plan)
    return plan, next(line for line in world.lines(plan) if line.counted is not None)


@pytest.mark.parametrize(("content", "book", "seen", "verdict"), [
    ({"quantity": 2}, 100, 98, "accepted"), ({"quantity": 2}, 100, 97, "approval"),
    ({"quantity": 2}, 100, 102, "accepted"), ({"quantity": 0}, 100, 99, "approval"),
    ({"percent": "1"}, 100, 99, "accepted"), ({"percent": "1"}, 100, 98, "approval"),
    ({"percent": "0.5"}, 199, 198, "approval"), ({"percent": "0.5"}, 200, 199, "accepted"),
    ({"percent": "100"}, 5, 0, "approval"), ({"percent": "100"}, 0, 1, "approval"),
    ({"quantity": 1}, 0, 1, "accepted"), ({"quantity": 1}, 1, 0, "accepted"),
    ({"value": 40_000}, 100, 98, "accepted"), ({"value": 39_999}, 100, 98, "approval"),
    ({"quantity": 5, "percent": "1"}, 100, 98, "approval"),
    ({"quantity": 5, "percent": "1", "combine": "or"}, 100, 98, "accepted"),
    ({}, 100, 99, "approval"), ({}, 100, 100, "matched"), ({"quantity": 2}, 0, 0, "matched"),
])
def test_a_rule_judges_exactly_to_its_limits_and_at_zero(
    world, anna, adopt, content, book, seen, verdict
):
    row = adopt("T", {"level": "organisation", **content})
    plan, line = counted(world, anna, "A-01", "PLAIN", book, seen)
    assert (line.book, line.counted) == (book, seen)
    expected = {verdict, "posted"} if verdict in ("accepted", "matched") else {verdict}
    assert line.verdict in expected
    assert (line.posting is not None) == (verdict != "approval")
    (kept,) = verdicts(scope=SYSTEM, plan=plan.id)
    assert (kept.line, kept.policy, kept.level) == (line.id, row.id, "organisation")
    assert kept.tolerance.quantity == content.get("quantity")
    assert kept.tolerance.percent == (
        Decimal(content["percent"]) if "percent" in content else None)


def test_the_nearest_level_decides(world, anna, adopt):
    put_items(scope=SYSTEM, items=[
        ItemDraft("CLASSED", "支架", "支", attributes={"class": "III"})])
    rules = {
        "organisation": adopt("ORG", {"level": "organisation", "quantity": 50}),
        "person": adopt("PER", {"level": "person", "keys": ["anna"], "quantity": 40}),
        "zone": adopt("ZON", {"level": "place", "keys": ["A"], "quantity": 30}),
        "place": adopt("PLA", {"level": "place", "keys": ["A-02"], "quantity": 20}),
        "class": adopt("CLA", {"level": "class", "keys": ["III"], "quantity": 10}),
        "item": adopt("ITE", {"level": "item", "keys": ["LOTS", "SERIAL"], "quantity": 0}),
    }
    for place, item, level in (("A-01", "PLAIN", "zone"), ("A-02", "PLAIN", "place"),
                               ("A-03", "CLASSED", "class")):
        plan, line = counted(world, anna, place, item, 100, 99)
        (kept,) = [one for one in verdicts(scope=SYSTEM, plan=plan.id) if one.line == line.id]
        assert kept.policy == rules[level].id


def test_without_item_class_and_place_the_person_decides(world, anna, ben, adopt):
    adopt("ORG", {"level": "organisation", "quantity": 0})
    mine = adopt("PER", {"level": "person", "keys": ["anna"], "quantity": 5})
    plan, line = counted(world, anna, "A-01", "PLAIN", 100, 97)
    assert line.posting is not None
    assert verdicts(scope=SYSTEM, plan=plan.id)[0].policy == mine.id
    _, line = counted(world, ben, "A-02", "PLAIN", 100, 97)
    assert line.verdict == "approval"


@pytest.mark.parametrize(("own", "seen", "posts"), [
    (Tolerance(quantity=10**12), 96, False), (Tolerance(quantity=10**12), 97, True),
    (Tolerance(percent=Decimal(100), combine="or"), 50, False), (Tolerance(quantity=1), 98, False),
    (Tolerance(quantity=1), 99, True), (Tolerance(), 97, True),
])
def test_who_plans_a_count_may_let_less_differ_than_the_rule_never_more(
    world, anna, adopt, own, seen, posts
):
    rule = adopt("T", {"level": "organisation", "quantity": 3})
    plan, line = counted(world, anna, "A-01", "PLAIN", 100, seen, tolerance=own)
    assert (line.posting is not None, line.verdict == "approval") == (posts, not posts)
    assert [row.policy for row in verdicts(scope=SYSTEM, plan=plan.id)] == [rule.id]


def test_where_no_rule_speaks_of_a_line_the_counts_own_figures_hold(world, anna, adopt):
    adopt("T", {"level": "item", "keys": ["LOTS"], "quantity": 0})
    _, line = counted(world, anna, "A-01", "PLAIN", 100, 98, tolerance=Tolerance(quantity=2))
    assert line.posting is not None


def test_a_plan_says_its_own_rounds_of_recounts(world, anna, adopt):
    adopt("R", {"rounds": 3}, kind="count.recount")
    plan, _ = counted(world, anna, "A-01", "PLAIN", 100, 98, policy=Policy(recount_rounds=1))
    assert verdicts(scope=SYSTEM, plan=plan.id) == []


def test_rounds_of_recounts_come_from_their_rule(world, anna, adopt):
    row = adopt("R", {"rounds": 1, "decides": "last"}, kind="count.recount")
    plan, line = counted(world, anna, "A-01", "PLAIN", 100, 90)
    assert line.verdict == "recount"
    (kept,) = verdicts(scope=SYSTEM, plan=plan.id)
    assert (kept.recount, kept.policy) == (row.id, None)
    (again,) = [task for task in tasks(scope=SYSTEM, plan=plan.id) if task.kind == "recount"]
    (why,) = whys(scope=SYSTEM, site=world.site, task=again.id)
    assert (why.policy, why.rule, why.strategy) == (row.id, "R/1", "recount")


def test_a_count_ends_under_the_rules_with_which_it_began(world, anna, ben, adopt):
    first = adopt("T", {"level": "organisation", "quantity": 5})
    world.stock_in("PLAIN", "A-01", 100)
    world.stock_in("PLAIN", "A-02", 100)
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 96, minutes=5)
    world.settle(plan)
    second = adopt("T", {"level": "organisation", "quantity": 0})
    world.see(anna, task, "A-02", "PLAIN", 96, minutes=4)
    world.visit(anna, task, "A-01", minutes=3)
    world.visit(anna, task, "A-02", minutes=3)
    world.settle(plan)
    assert {line.posting is not None for line in world.lines(plan)} == {True}
    assert {row.policy for row in verdicts(scope=SYSTEM, plan=plan.id)} == {first.id}
    later, line = counted(world, ben, "A-03", "PLAIN", 100, 96)
    assert line.verdict == "approval"
    assert verdicts(scope=SYSTEM, plan=later.id)[0].policy == second.id


def test_a_rule_of_tomorrows_midnight_does_not_judge_today(world, anna, adopt):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    adopt("T", {"level": "organisation", "quantity": 5}, site="SH1", effective=tomorrow)
    plan, line = counted(world, anna, "A-01", "PLAIN", 100, 96)
    assert line.verdict == "approval"
    assert verdicts(scope=SYSTEM, plan=plan.id) == []


def test_a_count_names_every_version_that_judged_it_also_when_one_changed_in_its_middle(
    world, anna, adopt
):
    first = adopt("T", {"level": "organisation", "quantity": 2})
    rounds = adopt("R", {"rounds": 0}, kind="count.recount")
    world.stock_in("PLAIN", "A-01", 10)
    world.stock_in("PLAIN", "A-02", 10)
    plan = world.plan("A-01", "A-02", policy=Policy())
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 8, minutes=5)
    world.visit(anna, task, "A-01", minutes=4)
    world.settle(plan)
    second = adopt("T", {"level": "organisation", "quantity": 0})
    world.see(anna, task, "A-02", "PLAIN", 8, minutes=3)
    world.visit(anna, task, "A-02", minutes=2)
    world.settle(plan)
    assert [line.verdict for line in world.lines(plan)] == ["accepted", "accepted"]
    told = versions_used(scope=SYSTEM, plan=plan.id)
    assert [(use.part, use.policy, use.code, use.version, use.lines) for use in told] == [
        ("recount", rounds.id, "R", 1, 2), ("tolerance", first.id, "T", 1, 2)]
    assert told[1].content_hash == first.content_hash
    later, _ = counted(world, anna, "A-03", "PLAIN", 10, 8)
    assert [(use.policy, use.version) for use in versions_used(scope=SYSTEM, plan=later.id)
            if use.part == "tolerance"] == [(second.id, 2)]

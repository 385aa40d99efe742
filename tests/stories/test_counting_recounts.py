"""Recounts end, finer counts name the coarser ones, and nothing is late that came in time."""

from __future__ import annotations

import pytest
from counting_world import PASSWORD

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.inbox.queries import inbox as inbox_rows
from pandian.counting.planning.queries import whys
from pandian.counting.rules import explained
from pandian.counting.words import CloseRefused, LinesRefused
from pandian.governance.words import SYSTEM
from pandian.interfaces.words import described
from pandian.kernel.rules import uuid7


def recounts(plan):
    return [t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount"]


def sentences(line, language="en"):
    return " / ".join(explained(note, language=language) for note in line.explanations)


def inbox(kind):
    return [row for row in inbox_rows(scope=SYSTEM) if row.kind == kind]


def test_a_recount_that_ends_without_seeing_it_is_zero_of_every_lot(world, anna, ben):
    boss = world.controller()
    plan = world.plan("A-01")
    first = world.task(plan)
    world.see(anna, first, "A-01", "LOTS", 12, minutes=30)
    world.visit(anna, first, "A-01", minutes=29)
    assert world.settle(plan).recount_tasks == 1
    assert world.line(plan).verdict == "recount"
    world.visit(ben, recounts(plan)[0].id, "A-01", minutes=5)
    assert world.settle(plan).recount_tasks == 0
    line = world.line(plan)
    assert (line.counted, line.book, line.verdict) == (0, 0, "matched")
    assert "anna 12" in sentences(line)
    assert "ben" in sentences(line)
    assert "anna 12" in sentences(line, "zh")
    assert [turn["counted"] for turn in line.rounds] == [12, 0]
    assert world.settle(plan).recount_tasks == 0
    assert len(recounts(plan)) == 1
    assert counting.close_plan(scope=boss, plan=plan.id).state == "closed"


def test_a_recount_that_ends_is_zero_of_every_lot_of_the_book(world, anna, ben):
    boss = world.controller()
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    world.stock_in("LOTS", "A-01", 7, lot="L2")
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 11, minutes=30)
    world.settle(plan)
    world.visit(ben, recounts(plan)[0].id, "A-01", minutes=5)
    assert world.settle(plan).recount_tasks == 0
    lines = world.lines(plan)
    assert {(row.lot, row.counted, row.verdict) for row in lines} == {
        ("L1", 0, "approval"), ("L2", 0, "approval")}
    assert all("11 counted by anna without a lot" in sentences(row) for row in lines)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert world.on_hand("LOTS") == 0
    assert inbox("late") == []


@pytest.mark.parametrize("book", [0, 12])
def test_a_recount_that_says_none_without_lots_decides_too(world, anna, ben, book):
    if book:
        world.stock_in("LOTS", "A-01", 5, lot="L1")
        world.stock_in("LOTS", "A-01", 7, lot="L2")
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 11, minutes=30)
    world.settle(plan)
    world.see(ben, recounts(plan)[0].id, "A-01", "LOTS", 0, minutes=5)
    assert world.settle(plan).recount_tasks == 0
    assert {row.counted for row in world.lines(plan)} == {0}
    assert {row.verdict for row in world.lines(plan)} == {"approval" if book else "matched"}


def test_who_counts_it_again_after_the_recount_is_heard(world, anna, ben):
    plan = world.plan("A-01")
    first = world.task(plan)
    world.see(anna, first, "A-01", "LOTS", 12, minutes=30)
    world.settle(plan)
    world.visit(ben, recounts(plan)[0].id, "A-01", minutes=9)
    world.settle(plan)
    world.see(anna, first, "A-01", "LOTS", 12, minutes=3)
    world.settle(plan)
    assert (world.line(plan).counted, world.line(plan).verdict) == (12, "recount")


def test_a_count_without_a_lot_then_with_one_is_named_and_never_late(world, anna):
    world.stock_in("LOTS", "A-01", 7, lot="L1")
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "LOTS", 3, minutes=9)
    world.see(anna, task, "A-01", "LOTS", 7, minutes=8.7, lot="L1")
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.verdict) == (7, "matched")
    assert line.posting
    assert "3 counted by anna without a lot gives way to 7" in sentences(line)
    assert "anna 未分批点数 3，由之后按批的点数 7 代替" in sentences(line, "zh")
    world.settle(plan)
    assert inbox("late") == []
    world.see(anna, task, "A-01", "LOTS", 4, minutes=20, lot="L1")
    world.settle(plan)
    assert [row.quantity for row in inbox("late")] == [4]


@pytest.mark.parametrize("last", ["set", "empty"])
def test_a_count_corrected_before_it_was_posted_is_not_late(world, anna, last):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 6)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 5, minutes=9)
    world.see(anna, task, "A-01", "PLAIN" if last == "set" else None,
              6 if last == "set" else None, minutes=8, mode=last)
    world.settle(plan)
    if last == "empty":
        counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                         password=PASSWORD)
    assert world.line(plan).posting
    world.settle(plan)
    assert inbox("late") == []


def test_a_scan_that_was_taken_back_leaves_the_inbox(world, anna, ben):
    plan = world.plan("A-01")
    task, kept, gone = world.task(plan), uuid7(), uuid7()
    world.see(anna, task, "A-01", None, 1, minutes=9, code="04012345678901", id=gone)
    world.see(anna, task, "A-01", None, 1, minutes=8, code="04012345678902", id=kept)
    assert len(inbox("unresolved")) == 2
    world.see(ben, task, "A-01", None, None, minutes=7, mode="undo", undoes=kept)
    world.see(anna, task, "A-01", None, None, minutes=7, mode="undo", undoes=gone)
    assert [row.subject for row in inbox("unresolved")] == [f"observation:{kept}"]


def test_refusals_name_verdicts_in_words(world, anna):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 9, minutes=9)
    world.visit(anna, task, "A-01", minutes=8)
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=boss, plan=plan.id)
    fault, = refused.value.faults
    assert described(fault, language="zh")["message"] == "A-01 PLAIN：待审批"
    assert described(fault, language="en")["message"] == "A-01 PLAIN: waits for approval"
    line = world.line(plan)
    counting.reject_lines(scope=boss, plan=plan.id, lines=[line.id], reason="样品在外")
    with pytest.raises(LinesRefused) as again:
        counting.approve(scope=boss, plan=plan.id, lines=[line.id], meaning="approved",
                         password=PASSWORD)
    fault, = again.value.faults
    assert described(fault, language="zh")["message"].endswith("已驳回")


def test_a_recount_says_why_and_under_which_version_of_the_rule(world, anna):
    """Without a rule of the site the count's own policy asked for it, which has no version."""
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 4, minutes=30)
    world.see(world.person("eve"), world.task(plan), "A-01", "PLAIN", 5, minutes=20)
    world.settle(plan)
    (task,) = recounts(plan)
    (why,) = whys(scope=SYSTEM, site=world.site, task=task.id)
    assert (why.place, why.strategy, why.rule, why.policy) == ("A-01", "recount", "recount", None)
    assert why.why == ("重盘：由别人再盘一次", "recount: counted once more by somebody else")

"""Time-true counting: the worked cases, moves around a count, late paper, doubt."""

from __future__ import annotations

import pytest
from counting_world import PASSWORD

from pandian.counting import operations as counting
from pandian.governance.words import SYSTEM


def causes(line):
    return [note.cause for note in line.explanations]


def approve_all(world, plan, by):
    return counting.approve(scope=by, plan=plan.id, lines="all", meaning="approved",
                            password=PASSWORD)


def test_counted_97_before_the_ship_and_posted_after_it_ends_at_87(world):
    boss, anna = world.controller(), world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 97, minutes=60)
    world.ship("PLAIN", "A-01", 10, minutes=30)
    world.settle(plan)
    line = world.line(plan)
    assert (line.book, line.counted, line.variance, line.verdict) == (100, 97, -3, "approval")
    assert "moved_since" in causes(line)
    approve_all(world, plan, boss)
    assert world.on_hand("PLAIN", "A-01") == 87
    assert world.line(plan).verdict == "posted"


def test_counted_87_after_the_ship_and_posted_after_it_ends_at_87(world):
    boss, anna = world.controller(), world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.ship("PLAIN", "A-01", 10, minutes=60)
    world.see(anna, world.task(plan), "A-01", "PLAIN", 87, minutes=30)
    world.settle(plan)
    line = world.line(plan)
    assert (line.book, line.variance) == (90, -3)
    approve_all(world, plan, boss)
    assert world.on_hand("PLAIN", "A-01") == 87


def test_a_ship_recorded_late_but_dated_before_the_count_heals_to_87_and_minus_3(world):
    boss, anna = world.controller(), world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 87, minutes=30)
    world.settle(plan)
    assert world.line(plan).variance == -13
    approve_all(world, plan, boss)
    assert world.on_hand("PLAIN", "A-01") == 87
    late = world.ship("PLAIN", "A-01", 10, minutes=60)
    assert len(late.healed) == 1
    assert world.on_hand("PLAIN", "A-01") == 87
    line = world.line(plan)
    assert (line.verdict, line.book, line.counted, line.variance) == ("healed", 90, 87, -3)
    note = next(note for note in line.explanations if note.cause == "healed_by")
    assert note.evidence[0]["posting"] == str(late.id)


def test_late_paper_before_posting_simply_changes_the_book_of_the_instant(world):
    anna = world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 90, minutes=30)
    world.settle(plan)
    assert world.line(plan).variance == -10
    world.ship("PLAIN", "A-01", 10, minutes=60)
    world.settle(plan)
    line = world.line(plan)
    assert (line.variance, line.verdict) == (0, "matched")
    assert line.posting is not None


def test_a_move_inside_the_uncertainty_is_doubtful_and_books_nothing(world):
    anna = world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.ship("PLAIN", "A-01", 10, minutes=30)
    world.see(anna, world.task(plan), "A-01", "PLAIN", 95, minutes=30)
    done = world.settle(plan)
    line = world.line(plan)
    assert line.verdict == "doubtful"
    assert "doubt_within" in causes(line)
    assert (world.on_hand("PLAIN", "A-01"), done.recount_tasks) == (90, 1)
    world.settle(plan)
    recounts = [t for t in world_tasks(plan) if t.kind == "recount"]
    assert len(recounts) == 1
    assert recounts[0].excluded == ("anna",)
    world.see(world.person("ben"), recounts[0].id, "A-01", "PLAIN", 90, minutes=5)
    world.settle(plan)
    assert world.line(plan).verdict == "matched"
    assert world.on_hand("PLAIN", "A-01") == 90


def world_tasks(plan):
    from pandian.counting.queries import tasks

    return tasks(scope=SYSTEM, plan=plan.id)


@pytest.mark.parametrize("counted", [100, 90])
def test_the_only_order_that_gives_zero_is_taken_and_said(world, counted):
    anna = world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.ship("PLAIN", "A-01", 10, minutes=30)
    world.see(anna, world.task(plan), "A-01", "PLAIN", counted, minutes=30)
    world.settle(plan)
    line = world.line(plan)
    assert (line.verdict, line.variance) == ("matched", 0)
    assert world.on_hand("PLAIN", "A-01") == 90


def test_a_document_that_knows_only_its_day_is_doubted_not_guessed(world):
    anna = world.person("anna")
    world.stock_in("PLAIN", "A-01", 100, minutes=60 * 48)
    plan = world.plan("A-01")
    world.ship("PLAIN", "A-01", 10, minutes=30.5, precision="day")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 97, minutes=30)
    world.settle(plan)
    assert world.line(plan).verdict == "doubtful"
    world.see(anna, world.task(plan), "A-01", "PLAIN", 100, minutes=29)
    world.settle(plan)
    line = world.line(plan)
    assert (line.verdict, line.variance) == ("matched", 0)
    assert "order_chosen" in causes(line)
    assert world.on_hand("PLAIN", "A-01") == 90


def test_late_day_paper_after_posting_raises_a_doubt_and_a_recount(world):
    boss, anna = world.controller(), world.person("anna")
    world.stock_in("PLAIN", "A-01", 100, minutes=60 * 48)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 90, minutes=30)
    world.settle(plan)
    approve_all(world, plan, boss)
    late = world.ship("PLAIN", "A-01", 10, minutes=29.5, precision="day")
    assert late.doubts == 1
    from pandian.counting.inbox.queries import inbox

    assert [(row.kind, row.item) for row in inbox(scope=boss)] == [("doubt", "PLAIN")]
    assert counting.follow_ledger(scope=SYSTEM, site="SH1").doubts == 1
    assert counting.follow_ledger(scope=SYSTEM, site="SH1").doubts == 0
    done = world.settle(plan)
    assert done.verdicts == {"posted": 1, "doubtful": 1}
    recount = next(t for t in world_tasks(plan) if t.kind == "recount")
    world.see_now(world.person("ben"), recount.id, "A-01", "PLAIN", 90)
    world.settle(plan)
    assert [line.verdict for line in world.lines(plan)] == ["posted", "approval"]
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert world.on_hand("PLAIN", "A-01") == 90

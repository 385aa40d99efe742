"""From observations to lines: grain, zero, overlap, found things, serials, recounts, closing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from counting_world import PASSWORD, causes, told

from pandian.capture.operations import resolve_again
from pandian.capture.words import ObservationDraft
from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.inbox.queries import inbox as inbox_rows
from pandian.counting.words import (
    CloseRefused,
    LinesRefused,
    OwnCount,
    PlanRefused,
    Policy,
    Scope,
    Tolerance,
)
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7


def test_count_0_with_book_is_flagged_and_explained(world, anna):
    world.stock_in("PLAIN", "A-01", 3)
    plan = world.plan("A-01", tolerance=Tolerance(percent=100))
    world.see(anna, world.task(plan), "A-01", "PLAIN", 0, minutes=9)
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.book, line.verdict) == (0, 3, "approval")
    assert "missing" in causes(line)


def test_count_above_0_with_book_0_is_flagged_and_explained(world, anna):
    plan = world.plan("A-01", tolerance=Tolerance(percent=100))
    world.see(anna, world.task(plan), "A-01", "PLAIN", 3, minutes=9)
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.book, line.verdict) == (3, 0, "approval")
    assert "found" in causes(line)
    assert line.value == 60_000


def test_inside_tolerance_posts_itself_in_one_posting_with_what_matched(world, anna):
    world.stock_in("PLAIN", "A-01", 100)
    world.stock_in("LOTS", "A-02", 5, lot="L1")
    plan = world.plan(tolerance=Tolerance(quantity=2))
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 98, minutes=9)
    world.see(anna, task, "A-02", "LOTS", 5, minutes=8, lot="L1")
    done = world.settle(plan)
    lines = world.lines(plan)
    assert {line.verdict for line in lines} == {"accepted", "matched"}
    assert {line.posting for line in lines} == {done.posting}
    assert done.posted_now == 2
    assert world.on_hand("PLAIN") == 98
    assert world.settle(plan).posting is None


def test_a_closed_visit_counts_what_nobody_saw_as_none_and_an_open_one_does_not(world, anna):
    world.stock_in("PLAIN", "A-01", 7)
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 7, minutes=9)
    world.settle(plan)
    assert told(world, plan)["A-01", "LOTS", "L1", ""] == (None, 5, "uncounted")
    world.visit(anna, task, "A-01", minutes=8)
    world.settle(plan)
    assert told(world, plan)["A-01", "LOTS", "L1", ""] == (0, 5, "approval")
    line = next(line for line in world.lines(plan) if line.item == "LOTS")
    assert "empty_statement" in causes(line)


def test_a_closed_visit_goes_on_asserting_zero_for_what_later_paper_brings(world, anna):
    world.stock_in("PLAIN", "A-01", 7)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 7, minutes=9)
    world.visit(anna, task, "A-01", minutes=8)
    world.settle(plan)
    late = world.stock_in("LOTS", "A-01", 5, minutes=60, lot="L9")
    assert len(late.healed) == 1
    assert world.on_hand("LOTS") == 0


def test_an_empty_place_takes_back_and_counts_all_as_none(world, anna):
    world.stock_in("PLAIN", "A-01", 7)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 7, minutes=9)
    world.see(anna, task, "A-01", None, None, minutes=8, mode="empty")
    world.settle(plan)
    assert told(world, plan)["A-01", "PLAIN", "", ""] == (0, 7, "approval")


def test_set_add_and_undo_fold_to_what_the_person_says(world, anna):
    world.stock_in("PLAIN", "A-01", 37)
    plan = world.plan("A-01")
    task = world.task(plan)
    install = uuid4()
    wrong = uuid7()
    world.see(anna, task, "A-01", "PLAIN", 3, minutes=9, unit="盒", install=install)
    world.see(anna, task, "A-01", "PLAIN", 7, minutes=8.5, mode="add", install=install)
    world.see(anna, task, "A-01", "PLAIN", 100, minutes=8, mode="add", id=wrong, install=install)
    world.see(anna, task, "A-01", None, None, minutes=7, mode="undo", undoes=wrong,
              install=install)
    world.visit(anna, task, "A-01", minutes=6)
    world.settle(plan)
    assert told(world, plan)["A-01", "PLAIN", "", ""] == (37, 37, "matched")


def test_piece_by_piece_is_not_posted_before_the_place_is_closed(world, anna):
    world.stock_in("PLAIN", "A-01", 2)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", None, minutes=9, mode="add")
    world.see(anna, task, "A-01", "PLAIN", None, minutes=8, mode="add")
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.verdict, line.posting) == (2, "matched", None)
    assert "counting_goes_on" in causes(line)
    world.visit(anna, task, "A-01", minutes=7)
    world.settle(plan)
    assert world.line(plan).posting is not None


def test_counted_without_lots_an_equal_sum_proves_every_lot(world, anna):
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    world.stock_in("LOTS", "A-01", 7, lot="L2")
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 12, minutes=9)
    world.settle(plan)
    assert told(world, plan) == {("A-01", "LOTS", "L1", ""): (5, 5, "matched"),
                                 ("A-01", "LOTS", "L2", ""): (7, 7, "matched")}


def test_counted_without_lots_another_sum_asks_for_the_lots(world, anna, ben):
    boss = world.controller()
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    world.stock_in("LOTS", "A-01", 7, lot="L2")
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 11, minutes=9)
    done = world.settle(plan)
    line = world.line(plan)
    assert (line.holding, line.counted, line.book, line.verdict) == (0, 11, 12, "recount")
    assert "needs_lot" in causes(line)
    assert done.recount_tasks == 1
    recount = next(t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount")
    world.see(ben, recount.id, "A-01", "LOTS", 5, minutes=5, lot="L1")
    world.see(ben, recount.id, "A-01", "LOTS", 6, minutes=4, lot="L2")
    world.settle(plan)
    assert told(world, plan) == {("A-01", "LOTS", "L1", ""): (5, 5, "matched"),
                                 ("A-01", "LOTS", "L2", ""): (6, 7, "approval")}
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert world.on_hand("LOTS") == 11


def test_counted_without_lots_a_single_lot_is_meant(world, anna):
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 4, minutes=9)
    world.settle(plan)
    assert told(world, plan) == {("A-01", "LOTS", "L1", ""): (4, 5, "approval")}


def test_an_unknown_lot_on_the_shelf_is_a_line_with_book_0(world, anna):
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "LOTS", 2, minutes=9, lot="NEW-1")
    world.settle(plan)
    assert told(world, plan) == {("A-01", "LOTS", "NEW-1", ""): (2, 0, "approval")}


def test_two_who_agree_after_allowing_for_time_are_a_double_count(world, anna, ben):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 9, minutes=60)
    world.ship("PLAIN", "A-01", 4, minutes=30)
    world.see(ben, task, "A-01", "PLAIN", 5, minutes=10)
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.book, line.variance, line.verdict) == (5, 6, -1, "approval")
    assert "double_count" in causes(line)
    assert [turn["person"] for turn in line.rounds] == ["anna", "ben"]


def test_two_who_disagree_get_a_third_whose_count_decides(world, anna, ben):
    boss, carl = world.controller(), world.person("carl")
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 9, minutes=60)
    world.see(ben, task, "A-01", "PLAIN", 10, minutes=50)
    world.settle(plan)
    assert world.line(plan).verdict == "recount"
    recount = next(t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount")
    assert recount.excluded == ("anna", "ben")
    assert queries.tasks(scope=anna, mine=True, plan=plan.id)[0].kind == "count"
    assert recount.id not in {t.id for t in queries.tasks(scope=anna, mine=True)}
    assert recount.id in {t.id for t in queries.tasks(scope=carl, mine=True)}
    world.see(carl, recount.id, "A-01", "PLAIN", 8, minutes=5)
    world.settle(plan)
    line = world.line(plan)
    assert (line.counted, line.variance, line.verdict) == (8, -2, "approval")
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert world.on_hand("PLAIN") == 8


def test_a_recount_policy_asks_another_person_first_and_two_equal_decide(world, anna, ben):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    world.see(anna, world.task(plan), "A-01", "PLAIN", 8, minutes=60)
    assert world.settle(plan).recount_tasks == 1
    assert world.line(plan).verdict == "recount"
    recount = next(t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount")
    world.see(anna, recount.id, "A-01", "PLAIN", 8, minutes=40)
    world.settle(plan)
    assert world.line(plan).verdict == "recount"
    world.see(ben, recount.id, "A-01", "PLAIN", 8, minutes=20)
    world.settle(plan)
    assert world.line(plan).verdict == "approval"


def test_a_controller_may_ask_for_a_recount_of_chosen_lines(world, anna, ben):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 8, minutes=60)
    world.settle(plan)
    with pytest.raises(LinesRefused):
        counting.recount(scope=boss, plan=plan.id, lines=[999_999])
    assert counting.recount(scope=boss, plan=plan.id, lines=[world.line(plan).id]) == 1
    assert world.line(plan).verdict == "recount"
    with pytest.raises(LinesRefused):
        counting.approve(scope=boss, plan=plan.id, lines=[world.line(plan).id],
                         meaning="approved", password=PASSWORD)
    recount = next(t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount")
    world.see(ben, recount.id, "A-01", "PLAIN", 10, minutes=5)
    world.settle(plan)
    assert world.line(plan).verdict == "recount"
    assert {t.excluded for t in queries.tasks(scope=SYSTEM, plan=plan.id)} >= {("anna", "ben")}


def test_a_serial_in_two_places_is_an_alarm_and_no_number(world, anna):
    world.stock_in("SERIAL", "A-01", 1, serial="S1")
    plan = world.plan()
    task = world.task(plan)
    world.see(anna, task, "A-01", "SERIAL", 1, minutes=9, serial="S1")
    world.see(anna, task, "A-02", "SERIAL", 1, minutes=8, serial="S1")
    world.settle(plan)
    assert {line.verdict for line in world.lines(plan)} == {"doubtful"}
    assert all("serial_twice" in causes(line) for line in world.lines(plan))
    assert world.on_hand("SERIAL") == 1


def test_a_found_serial_waits_until_its_place_in_the_book_is_counted(world, anna):
    boss = world.controller()
    world.stock_in("SERIAL", "A-01", 1, serial="S1")
    plan = world.plan()
    task = world.task(plan)
    world.see(anna, task, "A-02", "SERIAL", 1, minutes=9, serial="S1")
    world.settle(plan)
    assert told(world, plan)["A-02", "SERIAL", "", "S1"] == (1, 0, "doubtful")
    world.visit(anna, task, "A-01", minutes=8)
    world.settle(plan)
    assert {line.verdict for line in world.lines(plan)} == {"approval"}
    found = next(line.id for line in world.lines(plan) if line.place == "A-02")
    with pytest.raises(LinesRefused):
        counting.approve(scope=boss, plan=plan.id, lines=[found], meaning="approved",
                         password=PASSWORD)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert (world.on_hand("SERIAL", "A-01"), world.on_hand("SERIAL", "A-02")) == (0, 1)


def test_an_unknown_code_waits_in_the_tray_and_joins_when_it_is_bound(world, anna):
    plan = world.plan("A-01")
    answer = world.see(anna, world.task(plan), "A-01", None, 4, minutes=9, code="ODD-77")
    assert (answer.verdicts[0].result, answer.verdicts[0].tray) == ("created", "unresolved")
    assert world.settle(plan).unresolved == 1
    put_items(scope=SYSTEM, items=[ItemDraft("ODD-77", "新物料", "个")])
    assert resolve_again(scope=SYSTEM) == 1
    assert resolve_again(scope=SYSTEM) == 0
    world.settle(plan)
    assert told(world, plan) == {("A-01", "ODD-77", "", ""): (4, 0, "approval")}


def test_a_scan_of_a_gtin_finds_its_item(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    answer = world.see(anna, world.task(plan), "A-01", None, 10, minutes=9,
                       code="]E06901234567892")
    assert answer.verdicts[0].resolved.item == "PLAIN"
    world.settle(plan)
    assert world.line(plan).verdict == "matched"


def test_a_count_without_a_task_at_a_place_in_scope_counts_too(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see_now(anna, None, "A-01", "PLAIN", 10)
    world.settle(plan)
    assert world.line(plan).verdict == "matched"


def test_only_items_means_the_places_that_hold_them(world, anna):
    world.stock_in("PLAIN", "A-03", 10)
    world.stock_in("LOTS", "A-03", 2, lot="L1")
    plan = world.plan(scope=Scope(items=("PLAIN",)))
    assert plan.places == 1
    task = world.task(plan)
    world.see(anna, task, "A-03", "PLAIN", 10, minutes=9)
    world.visit(anna, task, "A-03", minutes=8)
    world.settle(plan)
    assert told(world, plan) == {("A-03", "PLAIN", "", ""): (10, 10, "matched")}
    with pytest.raises(PlanRefused):
        world.plan(scope=Scope(items=("SERIAL", "NONE")))


def test_a_zone_stands_for_the_places_in_it_cut_into_packets(world):
    plan = world.plan("A", policy=Policy(packet_places=4))
    assert (plan.places, plan.tasks) == (7, 2)


def test_what_comes_after_posting_is_newer_or_goes_to_the_late_tray(world, anna, ben):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=30)
    world.settle(plan)
    world.see(ben, task, "A-01", "PLAIN", 9, minutes=60)
    done = world.settle(plan)
    assert (done.late, len(world.lines(plan))) == (1, 1)
    assert [row.kind for row in inbox_rows(scope=SYSTEM)] == ["late"]
    world.see(ben, task, "A-01", "PLAIN", 10, minutes=5)
    world.settle(plan)
    assert [line.verdict for line in world.lines(plan)] == ["matched", "matched"]
    assert all(line.posting for line in world.lines(plan))


def test_who_closed_the_visit_counted_too(world):
    both = world.controller("lea", role="lead")
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.visit(both, world.task(plan), "A-01", minutes=9)
    world.settle(plan)
    with pytest.raises(OwnCount):
        counting.approve(scope=both, plan=plan.id, lines="all", meaning="approved",
                         password=PASSWORD)


def test_gain_and_loss_are_never_netted(world, anna):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan()
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 5, minutes=9)
    world.see(anna, task, "A-02", "PLAIN", 5, minutes=8)
    world.settle(plan)
    done = counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                            password=PASSWORD)
    assert (done.gain, done.loss, done.gain_value, done.loss_value) == (5, 5, 100_000, 100_000)


def test_an_observation_from_far_below_other_people_counts_only_its_own_scope(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-02")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 3, minutes=9)
    world.settle(plan)
    assert world.lines(plan) == []


def test_a_push_of_two_rows_is_one_statement_of_one_person(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    rows = [ObservationDraft(uuid7(), "set", "A-01", 4, item="PLAIN", task=task, seq=1,
                             observed_at=world.at(9)),
            ObservationDraft(uuid7(), "add", "A-01", 6, item="PLAIN", task=task, seq=2,
                             observed_at=world.at(9))]
    world.push(anna, rows, uuid4(), last_seq=2)
    world.visit(anna, task, "A-01", minutes=8)
    world.settle(plan)
    assert world.line(plan).verdict == "matched"


def test_a_visit_waits_for_the_rows_that_its_device_still_holds(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01", tolerance=Tolerance(quantity=50))
    task, install = world.task(plan), uuid4()
    world.visit(anna, task, "A-01", minutes=5, install=install, seq=2)
    world.settle(plan)
    assert told(world, plan) == {("A-01", "PLAIN", "", ""): (None, 10, "uncounted")}
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=SYSTEM, plan=plan.id)
    assert "seq_gap" in {fault.code for fault in refused.value.faults}
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=6, install=install)
    world.settle(plan)
    assert told(world, plan) == {("A-01", "PLAIN", "", ""): (10, 10, "matched")}
    assert counting.close_plan(scope=SYSTEM, plan=plan.id).state == "closed"


def test_what_comes_after_the_plan_was_closed_is_in_the_late_tray(world, anna):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=9)
    world.visit(anna, task, "A-01", minutes=8)
    counting.close_plan(scope=SYSTEM, plan=plan.id)
    world.see(world.person("ben"), task, "A-01", "PLAIN", 9, minutes=30)
    assert [(row.kind, row.plan) for row in inbox_rows(scope=SYSTEM)] == [("late", plan.id)]


def test_refreshing_shows_what_was_counted_and_moves_nothing(world, anna):
    world.stock_in("PLAIN", "A-01", 3)
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    task = world.task(plan)
    world.see_now(anna, task, "A-01", "PLAIN", 3)
    assert counting.refresh(scope=SYSTEM, plan=plan.id)
    line = world.line(plan)
    assert (line.counted, line.book, line.verdict, line.posting) == (3, 3, "matched", None)
    world.see_now(anna, task, "A-01", "PLAIN", 2)
    assert counting.refresh(scope=SYSTEM, plan=plan.id)
    assert world.line(plan).verdict == "recount"
    assert [task.kind for task in queries.tasks(scope=SYSTEM, plan=plan.id)] == ["count"]
    assert world.on_hand("PLAIN") == 3

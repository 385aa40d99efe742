"""Repairing a cause: the book at the count becomes what was counted, and it can be undone.  更正"""

from __future__ import annotations

from uuid import UUID

import pytest
from counting_world import PASSWORD

from pandian.counting import operations as counting
from pandian.counting.detective.operations import explain
from pandian.counting.detective.queries import findings, reasons
from pandian.counting.repairing.operations import confirm, repair, repair_certain, undo
from pandian.counting.repairing.queries import previews
from pandian.counting.repairing.words import (
    RepairConflict,
    RepairNotYours,
    RepairRefused,
    Wanted,
)
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.interfaces.words import described
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden


def counted(world, who, *rows, by=None):
    """Count (place, item, quantity, more) and explain; return the plan and its findings."""
    plan = world.plan(*sorted({row[0] for row in rows}), by=by)
    task = world.task(plan)
    for place, item, quantity, more in rows:
        world.see(who, task, place, item, quantity, minutes=5, **more)
    world.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    return plan, findings(scope=SYSTEM, plan=plan.id).rows


def wish(row, n=0, **more) -> Wanted:
    return Wanted(uuid7(), row.line, row.alternatives[n].causes, **more)


def short_receipt(world, who, by=None):
    """Twelve boxes came, twelve pieces were written."""
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    wrong = world.stock_in("PLAIN", "A-01", 12, minutes=3000)
    plan, (row,) = counted(world, who, ("A-01", "PLAIN", 220, {}), by=by)
    return wrong, plan, row


def test_a_wrong_unit_is_corrected_at_its_own_instant_and_the_line_is_explained(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    ((_, shown),) = previews(scope=boss, plan=plan.id, wanted=[wish(row)])
    (step,) = shown.steps
    assert (shown.repair, step.source, step.target, step.quantity) == (
        "correct", "@supplier", "A-01", 108)
    assert shown.effective_at == world.at(3000)
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    assert (done.result, done.left, done.verdict) == ("created", 0, "explained")
    line = world.line(plan)
    assert (line.verdict, line.variance, line.book, line.counted) == ("explained", 0, 220, 220)
    assert world.on_hand("PLAIN") == 220
    assert [r.causes for r in reasons(scope=SYSTEM)] == [("unit",)]


def test_a_double_without_a_document_is_reversed_whole(world, anna):
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    world.ship("PLAIN", "A-01", 37, minutes=3000)
    second = world.ship("PLAIN", "A-01", 37, minutes=2990)
    plan, (row,) = counted(world, anna, ("A-01", "PLAIN", 63, {}))
    boss = world.controller()
    ((_, shown),) = previews(scope=boss, plan=plan.id, wanted=[wish(row)])
    assert (shown.repair, shown.reverses) == ("reverse", second.id)
    repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    assert world.on_hand("PLAIN") == 63
    assert world.line(plan).verdict == "explained"


def test_swapped_lots_are_moved_to_where_they_are_and_both_lines_agree(world, anna):
    for lot in ("L1", "L2"):
        world.stock_in("LOTS", "A-01", 50, minutes=9000, lot=lot)
    world.ship("LOTS", "A-01", 17, minutes=3000, lot="L1")
    plan, rows = counted(world, anna, ("A-01", "LOTS", 50, {"lot": "L1"}),
                         ("A-01", "LOTS", 33, {"lot": "L2"}))
    boss = world.controller()
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(rows[0])])
    assert done.left == 0
    assert {line.verdict for line in world.lines(plan)} == {"explained"}
    assert (world.on_hand("LOTS", lot="L1"), world.on_hand("LOTS", lot="L2")) == (50, 33)


def test_goods_in_the_next_bin_are_moved_there_in_one_line(world, anna):
    for place, size in (("A-01", 80), ("A-02", 70)):
        world.stock_in("PLAIN", place, size, minutes=9000)
    plan, rows = counted(world, anna, ("A-01", "PLAIN", 56, {}), ("A-02", "PLAIN", 94, {}))
    boss = world.controller()
    ((_, shown),) = previews(scope=boss, plan=plan.id, wanted=[wish(rows[1])])
    (step,) = shown.steps
    assert (step.source, step.target, step.quantity) == ("A-01", "A-02", 24)
    repair(scope=boss, plan=plan.id, wanted=[wish(rows[1])])
    assert {line.verdict for line in world.lines(plan)} == {"explained"}


def test_what_remains_of_two_causes_stays_a_difference(world, anna):
    """Twelve boxes were written as pieces, and one piece is gone besides."""
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    world.stock_in("PLAIN", "A-01", 12, minutes=3000)
    plan, (row,) = counted(world, anna, ("A-01", "PLAIN", 219, {}))
    pair = next(n for n, each in enumerate(row.alternatives)
                if "unit" in each.causes and len(each.causes) == 2)
    (done,) = repair(scope=world.controller(), plan=plan.id, wanted=[wish(row, pair)])
    assert done.left == -1
    line = world.line(plan)
    assert (line.variance, line.verdict) == (-1, "approval")


def test_the_same_wish_twice_is_one_repair(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss, once = world.controller(), wish(row)
    repair(scope=boss, plan=plan.id, wanted=[once])
    (again,) = repair(scope=boss, plan=plan.id, wanted=[once])
    assert again.result == "exists"
    assert world.on_hand("PLAIN") == 220
    with pytest.raises(RepairConflict):
        repair(scope=boss, plan=plan.id, wanted=[once._replace(id=uuid7())])


def test_undone_the_posting_is_reversed_on_hand_stays_and_it_teaches_nothing(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    undo(scope=boss, plan=plan.id, reason=done.id, id=uuid7(), why="the boxes were returned")
    assert world.on_hand("PLAIN") == 220
    assert reasons(scope=SYSTEM) == []
    (shown,) = findings(scope=boss, plan=plan.id).rows
    assert shown.undone


def test_who_counted_it_or_may_not_approve_repairs_nothing(world, anna):
    _, plan, row = short_receipt(world, anna)
    own = world.controller("anna")
    with pytest.raises(RepairNotYours) as refused:
        repair(scope=own._replace(actor="anna"), plan=plan.id, wanted=[wish(row)])
    assert [described(refused.value.faults[0], language=language)["message"]
            for language in ("zh", "en")] == [
        "A-01 PLAIN 是您（或您代批的人）盘点的",
        "You, or whom you stand in for, counted A-01 PLAIN"]
    for act in (repair, confirm):
        with pytest.raises(Forbidden):
            act(scope=anna, plan=plan.id, wanted=[wish(row)])
    assert world.on_hand("PLAIN") == 112


def test_what_cannot_be_posted_is_refused_by_name_and_nothing_changes(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    vague = next(n for n, each in enumerate(row.alternatives) if each.causes == ("unknown",))
    for wanted, code, said in (
            (wish(row, vague), "nothing_to_post", "This cause has nothing to post: not known"),
            (wish(row)._replace(causes=("late",)), "cause_not_proposed",
             "This cause was not proposed for A-01 PLAIN: paper late or not posted"),
            (wish(row)._replace(causes=()), "cause_not_proposed",
             "This cause was not proposed for A-01 PLAIN: "),
            (wish(row)._replace(line=row.line + 999), "finding_unknown",
             f"No cause was found for {row.line + 999}"),
            (wish(row, note="x" * 501), "too_long", "")):
        with pytest.raises(RepairRefused) as refused:
            repair(scope=boss, plan=plan.id, wanted=[wanted])
        assert [fault.code for fault in refused.value.faults] == [code]
        assert described(refused.value.faults[0], language="en")["message"].startswith(said)
    assert world.on_hand("PLAIN") == 112
    assert world.line(plan).verdict == "approval"


def test_a_line_that_was_counted_again_is_not_repaired_by_what_was_found_before(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    world.see(anna, world.task(plan), "A-01", "PLAIN", 230, minutes=2)
    world.settle(plan)
    with pytest.raises((RepairConflict, RepairRefused)):
        repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    assert world.on_hand("PLAIN") == 112


def test_a_confirmed_cause_teaches_and_posts_nothing(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    unknown = next(n for n, each in enumerate(row.alternatives) if each.causes == ("unknown",))
    (done,) = confirm(scope=boss, plan=plan.id, wanted=[wish(row, unknown, note="查不出")])
    assert (done.posting, done.left) == (None, 108)
    (reason,) = reasons(scope=SYSTEM)
    assert (reason.causes, reason.right) == (("unknown",), False)
    undo(scope=boss, plan=plan.id, reason=done.id, id=uuid7(), why="it was found after all")
    assert reasons(scope=SYSTEM) == []
    assert world.line(plan).variance == 108


def test_the_count_can_be_closed_with_explained_lines_and_its_certificate_verifies(world, anna):
    from pandian.counting.certifying.operations import issue
    from pandian.counting.certifying.rules import altered as verify_certificate

    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    task = world.task(plan)
    world.visit(anna, task, "A-01", 1)
    counting.close_task(scope=boss, task=UUID(str(task)))
    counting.close_plan(scope=boss, plan=plan.id)
    assert verify_certificate(issue(scope=boss, plan=plan.id).body) == []


def in_force(causes) -> None:
    """Put a rule of automatic repair in force, as a writer and another who approves do."""
    for code, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    writer, seal = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "seal"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
        "*", "count.repair", "AUTO", {"causes": causes}, "test"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    policies.approve(scope=seal, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=seal, id=row.id)


def test_nothing_repairs_itself_without_a_rule_and_only_what_the_rule_names(world, anna):
    for place, size in (("A-01", 80), ("A-02", 70)):
        world.stock_in("PLAIN", place, size, minutes=9000)
    plan, rows = counted(world, anna, ("A-01", "PLAIN", 56, {}), ("A-02", "PLAIN", 94, {}))
    assert all(row.itself for row in rows)
    assert repair_certain(scope=SYSTEM, site="SH1") == []
    in_force(["place_swap"])
    (done,) = repair_certain(scope=SYSTEM, site="SH1")
    assert done.verdict == "explained"
    assert {line.verdict for line in world.lines(plan)} == {"explained"}
    shown = findings(scope=SYSTEM, plan=plan.id, lines=[done.line]).rows
    assert [row.rule for row in shown] == ["AUTO/1"]
    assert repair_certain(scope=SYSTEM, site="SH1") == []


def test_a_cause_that_the_rule_does_not_name_waits_for_a_person(world, anna):
    short_receipt(world, anna)
    in_force(["double", "sign"])
    assert repair_certain(scope=SYSTEM, site="SH1") == []
    assert world.on_hand("PLAIN") == 112

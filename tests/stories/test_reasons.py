"""Looking back on reasons: late paper explains by rule, taking back, shares by week.   原因回顾"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from counting_world import PASSWORD
from test_repairing import counted, in_force, short_receipt, wish

from pandian.counting import operations as counting
from pandian.counting.detective.queries import findings, reasons
from pandian.counting.queries import QueryRefused
from pandian.counting.reasons.operations import explain_late
from pandian.counting.reasons.queries import reasons_page, review
from pandian.counting.reasons.words import ReasonFilter
from pandian.counting.repairing.operations import confirm, repair, repair_certain, undo
from pandian.counting.repairing.words import RepairRefused
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden


def shown(scope=SYSTEM, **asked):
    return reasons_page(scope=scope, asked=ReasonFilter(**asked)).rows


def late_ship(world, who, quantity=10):
    """The shelf lacks ten; the line is approved; then the paper of before the count comes."""
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    plan, (row,) = counted(world, who, ("A-01", "PLAIN", 90, {}))
    return plan, row


def test_paper_that_comes_before_approval_explains_the_line_where_a_rule_says_so(world, anna):
    plan, row = late_ship(world, anna)
    in_force(["late"])
    paper = world.ship("PLAIN", "A-01", 10, minutes=600)
    world.settle(plan)
    assert world.line(plan).verdict == "matched"
    assert explain_late(scope=SYSTEM, site="SH1") == 1
    (reason,) = shown()
    assert (reason.causes, reason.rule, reason.variance, reason.line) == (
        ("late",), "AUTO/1", -10, row.line)
    assert [(each["posting"], each["posted"]) for each in reason.evidence] == [
        (str(paper.id), -10)]
    assert explain_late(scope=SYSTEM, site="SH1") == 0
    site = [fact for fact in facts_about(scope=SYSTEM, sites=None, subject=f"count:{plan.id}")
            if fact.kind == "counting.late_explained"]
    assert [fact.data["rule"] for fact in site] == ["AUTO/1"]


def test_paper_that_heals_a_posted_line_whole_explains_it_and_a_part_does_not(world, anna):
    plan, _ = late_ship(world, anna)
    boss = world.controller()
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                     password=PASSWORD)
    in_force(["late"])
    explain_late(scope=SYSTEM, site="SH1")
    world.ship("PLAIN", "A-01", 4, minutes=600)
    assert explain_late(scope=SYSTEM, site="SH1") == 0
    world.ship("PLAIN", "A-01", 6, minutes=500)
    assert explain_late(scope=SYSTEM, site="SH1") == 1
    (reason,) = shown()
    assert sorted(each["posted"] for each in reason.evidence) == [-6, -4]
    assert world.on_hand("PLAIN") == 90
    assert findings(scope=boss, plan=plan.id).rows[0].rule == "AUTO/1"


def test_nothing_is_explained_by_itself_without_a_rule_that_names_late_paper(world, anna):
    plan, _ = late_ship(world, anna)
    world.ship("PLAIN", "A-01", 10, minutes=600)
    world.settle(plan)
    assert explain_late(scope=SYSTEM, site="SH1") == 0
    in_force(["double"])
    assert explain_late(scope=SYSTEM, site="SH1") == 0
    assert shown() == []


def test_another_number_counted_again_is_not_laid_to_paper(world, anna):
    plan, _ = late_ship(world, anna)
    in_force(["late"])
    world.see(anna, world.task(plan), "A-01", "PLAIN", 100, minutes=2)
    world.settle(plan)
    assert explain_late(scope=SYSTEM, site="SH1") == 0


def test_open_paper_is_never_posted_by_itself(world, anna):
    """The rule names late paper; what is not posted waits for a person."""
    late_ship(world, anna)
    in_force(["late"])
    assert repair_certain(scope=SYSTEM, site="SH1") == []


def test_a_reason_by_rule_is_taken_back_once_with_a_word_and_teaches_nothing(world, anna):
    plan, _ = late_ship(world, anna)
    in_force(["late"])
    world.ship("PLAIN", "A-01", 10, minutes=600)
    world.settle(plan)
    explain_late(scope=SYSTEM, site="SH1")
    boss = world.controller()
    (reason,) = shown()
    assert len(reasons(scope=SYSTEM)) == 1
    with pytest.raises(RepairRefused):
        undo(scope=boss, plan=plan.id, reason=reason.id, id=uuid7(), why="  ")
    with pytest.raises(Forbidden):
        undo(scope=anna, plan=plan.id, reason=reason.id, id=uuid7(), why="no")
    undo(scope=boss, plan=plan.id, reason=reason.id, id=uuid7(), why="that paper was of Tuesday")
    with pytest.raises(RepairRefused):
        undo(scope=boss, plan=plan.id, reason=reason.id, id=uuid7(), why="again")
    assert reasons(scope=SYSTEM) == []
    (gone,) = shown()
    assert (gone.undone_by, gone.why) == (boss.actor, "that paper was of Tuesday")
    assert [len(shown(stands=one)) for one in ("stands", "undone")] == [0, 1]
    assert world.on_hand("PLAIN") == 90


def test_the_page_filters_pages_and_counts_shares_by_week(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    world.stock_in("LOTS", "A-02", 50, minutes=9000, lot="L1")
    other, (second,) = counted(world, anna, ("A-02", "LOTS", 47, {"lot": "L1"}))
    vague = next(n for n, each in enumerate(second.alternatives)
                 if each.causes == ("unknown",))
    confirm(scope=boss, plan=other.id, wanted=[wish(second, vague, note="查不出")])
    first = reasons_page(scope=boss, asked=ReasonFilter(), limit=1)
    rest = reasons_page(scope=boss, asked=ReasonFilter(), limit=1, after=first.next)
    assert [r.causes for r in (*first.rows, *rest.rows)] == [("unknown",), ("unit",)]
    assert rest.next is None
    assert [r.id for r in shown(boss, cause="unit")] == [done.id]
    today = datetime.now(UTC).date()
    assert len(shown(boss, since=today - timedelta(days=2))) == 2
    assert shown(boss, until=today - timedelta(days=9)) == []
    assert len(shown(boss, by=boss.actor)) == 2
    told = review(scope=boss, asked=ReasonFilter())
    assert {(each.causes, each.lines, each.quantity) for each in told.shares} == {
        (("unit",), 1, 108), (("unknown",), 1, 3)}
    assert sum(each.share for each in told.shares) == pytest.approx(1)
    (week,) = told.weeks
    assert (week.lines, week.causes, week.week.weekday()) == (2, {"unit": 1, "unknown": 1}, 0)
    undo(scope=boss, plan=plan.id, reason=done.id, id=uuid7(), why="no")
    assert [each.causes for each in review(scope=boss, asked=ReasonFilter()).shares] == [
        ("unknown",)]


def test_who_counts_it_blind_or_sees_no_variances_finds_nothing(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller()
    confirm(scope=boss, plan=plan.id, wanted=[wish(row)])
    reading = anna._replace(capabilities=anna.capabilities | {"counting.read"})
    assert shown(reading) == []
    assert review(scope=reading, asked=ReasonFilter()).shares == []
    assert shown(boss._replace(hides=frozenset({"variance"}))) == []
    (row,) = shown(boss._replace(hides=frozenset({"value"})))
    assert row.value is None
    with pytest.raises(Forbidden):
        shown(anna._replace(capabilities=frozenset()))


def test_bad_filters_are_named_all_at_once(world, anna):
    with pytest.raises(QueryRefused) as refused:
        shown(cause="ghosts", stands="maybe", since=date(2026, 2, 2), until=date(2026, 1, 1))
    assert [fault.pointer for fault in refused.value.faults] == ["/cause", "/stands", "/until"]
    with pytest.raises(QueryRefused):
        reasons_page(scope=SYSTEM, asked=ReasonFilter(), after="x")

"""Approving, rejecting, closing, certifying; who may see and decide what."""

from __future__ import annotations

from uuid import uuid4

import pytest
from counting_world import PASSWORD

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.certifying.rules import altered as verify_certificate
from pandian.counting.rules import content_hash
from pandian.counting.words import (
    AlreadyDecided,
    CloseRefused,
    ContentChanged,
    LinesRefused,
    OwnCount,
    PlanConflict,
)
from pandian.governance.access.operations import SignatureRefused
from pandian.interfaces.words import described
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden, Refused


def test_nobody_approves_what_he_counted_and_the_lines_are_named(world):
    both = world.controller("lea", role="lead")
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(both, world.task(plan), "A-01", "PLAIN", 8, minutes=9)
    world.settle(plan)
    with pytest.raises(OwnCount) as refused:
        counting.approve(scope=both, plan=plan.id, lines="all", meaning="approved",
                         password=PASSWORD)
    assert [(fault.code, fault.params) for fault in refused.value.faults] == [
        ("own_count", ("A-01 PLAIN",)), ("nobody_may", ("SH1",))]


def test_refusals_call_a_line_what_people_call_it(world, anna):
    """Its place, item, lot, serial: no page shows a line's number."""
    boss = world.controller()
    world.stock_in("LOTS", "A-01", 10, lot="L1")
    world.stock_in("SERIAL", "A-01", 1, serial="S1")
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    world.see(anna, task, "A-01", "LOTS", 8, minutes=9, lot="L1")
    world.visit(anna, task, "A-01", minutes=8)
    world.see(anna, task, "A-02", "SERIAL", 1, minutes=7, serial="S1")
    world.settle(plan)
    of = {(line.place, line.item): line.id for line in world.lines(plan)}

    def said(act, *lines, **more):
        with pytest.raises(Refused) as refused:
            act(scope=boss, plan=plan.id, lines=[of[line] for line in lines], **more)
        return [[described(fault, language=language)["message"] for language in ("zh", "en")]
                for fault in refused.value.faults]

    sign = {"meaning": "approved", "password": PASSWORD}
    assert said(counting.approve, ("A-02", "SERIAL"), **sign) == [[
        "A-02 SERIAL S1 的序列号账上在别处，请与 A-01 SERIAL S1 一并审批",
        "The book has the serial of A-02 SERIAL S1 elsewhere: approve it with A-01 SERIAL S1"]]
    assert said(counting.approve, ("A-01", "LOTS"), seen_hash="0" * 64, **sign) == [[
        "A-01 LOTS L1 内容已变：账面 10，实盘 8，差异 -2",
        "A-01 LOTS L1 has changed: book 10, counted 8, variance -2"]]
    counting.approve(scope=boss, plan=plan.id, lines=[of["A-01", "LOTS"]], **sign)
    assert said(counting.approve, ("A-01", "LOTS"), **sign) == [[
        "A-01 LOTS L1 已由他人过账", "A-01 LOTS L1 has been posted already"]]
    assert said(counting.recount, ("A-01", "LOTS")) == [[
        "A-01 LOTS L1 已由他人过账", "A-01 LOTS L1 has been posted already"]]
    counting.reject_lines(scope=boss, plan=plan.id, lines=[of["A-02", "SERIAL"]], reason="样品")
    assert said(counting.approve, ("A-02", "SERIAL"), **sign) == [[
        "A-02 SERIAL S1 不待审批：已驳回", "A-02 SERIAL S1 does not wait: rejected"]]


def test_an_approval_binds_what_was_shown(world, anna):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 8, minutes=30)
    world.settle(plan)
    seen = queries.waiting(scope=boss, plan=plan.id)
    line = world.line(plan)
    assert seen.content_hash == content_hash([(line.id, line.content)])
    assert (seen.lines, seen.gain, seen.loss, seen.loss_value) == (1, 0, 2, 40_000)
    world.ship("PLAIN", "A-01", 1, minutes=60)
    with pytest.raises(ContentChanged) as refused:
        counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                         password=PASSWORD, seen_hash=seen.content_hash)
    assert refused.value.faults[0].params == ("A-01 PLAIN", 9, 8, -1)
    with pytest.raises(SignatureRefused):
        counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                         password="wrong wrong wrong")
    fresh = queries.waiting(scope=boss, plan=plan.id).content_hash
    if fresh == seen.content_hash:
        world.settle(plan)
        fresh = queries.waiting(scope=boss, plan=plan.id).content_hash
    done = counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved",
                            password=PASSWORD, seen_hash=fresh)
    assert (done.lines, done.gain, done.loss, done.content_hash) == (1, 0, 1, fresh)
    assert world.on_hand("PLAIN") == 8
    with pytest.raises(AlreadyDecided):
        counting.approve(scope=boss, plan=plan.id, lines=[line.id], meaning="approved",
                         password=PASSWORD)


def test_a_rejected_line_posts_nothing_and_a_newer_count_opens_it_again(world, anna):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 5, minutes=9)
    world.settle(plan)
    with pytest.raises(LinesRefused):
        counting.reject_lines(scope=boss, plan=plan.id, lines="all", reason=" ")
    assert counting.reject_lines(scope=boss, plan=plan.id, lines="all", reason="样品在外") == 1
    world.settle(plan)
    assert world.line(plan).verdict == "rejected"
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=2)
    world.settle(plan)
    assert [line.verdict for line in world.lines(plan)] == ["rejected", "matched"]


def test_a_plan_closes_only_when_nothing_is_open_and_says_why_not(world, anna):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 10)
    world.stock_in("PLAIN", "A-02", 10)
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    install = uuid4()
    world.seqs[install] = 1
    world.see(anna, task, "A-01", "PLAIN", 9, minutes=9, install=install)
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=boss, plan=plan.id)
    assert {fault.code for fault in refused.value.faults} == {
        "seq_gap", "place_open", "place_unclosed", "line_not_final"}
    with pytest.raises(CloseRefused) as refused:
        counting.close_task(scope=anna, task=task)
    assert {fault.code for fault in refused.value.faults} == {"seq_gap", "place_open"}
    world.seqs[install] = 0
    world.see(anna, task, "A-02", "PLAIN", 10, minutes=8, install=install)
    world.visit(anna, task, "A-01", minutes=7)
    world.visit(anna, task, "A-02", minutes=7)
    world.settle(plan)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert counting.close_task(scope=anna, task=task).state == "closed"
    assert counting.close_plan(scope=boss, plan=plan.id).state == "closed"
    assert counting.close_plan(scope=boss, plan=plan.id).state == "closed"
    with pytest.raises(PlanConflict):
        counting.settle(scope=boss, plan=plan.id)


def test_the_certificate_of_a_closed_plan_proves_itself(world, anna):
    boss = world.controller()
    world.stock_in("LOTS", "A-01", 10, lot="L1")
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "LOTS", 9, minutes=9, lot="L1")
    world.visit(anna, task, "A-01", minutes=8)
    with pytest.raises(PlanConflict):
        queries_certificate(boss, plan)
    world.settle(plan)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    counting.close_plan(scope=boss, plan=plan.id)
    proof = queries_certificate(boss, plan)
    assert verify_certificate(proof) == []
    assert [len(proof[name]) for name in ("observations", "visits", "lines", "approvals",
                                          "postings")] == [1, 1, 1, 1, 1]
    proof["lines"][0]["counted"] = 10
    assert [fault.pointer for fault in verify_certificate(proof)] == ["/lines/0"]


def queries_certificate(scope, plan):
    import json

    from pandian.counting.certifying.operations import issue

    return json.loads(json.dumps(issue(scope=scope, plan=plan.id).body))


def test_a_plan_is_idempotent_by_its_id(world):
    id = uuid7()
    assert world.plan("A-01", id=id).result == "created"
    assert world.plan("A-01", id=id).result == "exists"
    assert world.plan("A-02", id=id).result == "exists_with_different_scope"
    with pytest.raises(Forbidden):
        world.plan("A-01", by=world.person("anna"))


def test_a_visit_is_idempotent_by_its_id_and_stays_inside_its_task(world, anna):
    from pandian.counting.words import VisitRefused

    plan = world.plan("A-01")
    id = uuid7()
    assert world.visit(anna, world.task(plan), "A-01", minutes=9, id=id).result == "created"
    assert world.visit(anna, world.task(plan), "A-01", minutes=9, id=id).result == "exists"
    assert world.visit(anna, world.task(plan), "A-01", minutes=9, id=id,
                       complete=False).result == "exists_with_different_complete"
    with pytest.raises(VisitRefused):
        world.visit(anna, world.task(plan), "A-02", minutes=9)


def test_a_blind_task_shows_no_book_and_an_open_one_does(world, anna):
    world.stock_in("PLAIN", "A-01", 777_013)
    blind, shown = world.plan("A-01"), world.plan("A-01", blind=False)
    world.see(anna, world.task(blind), "A-01", "PLAIN", 5, minutes=9)
    sheet = queries.task_sheet(scope=anna, task=world.task(blind))
    assert "777013" not in repr(sheet)
    assert [entry.quantity for entry in sheet.entries] == [5]
    assert "777013" in repr(queries.task_sheet(scope=anna, task=world.task(shown)))
    for question in (queries.lines, queries.summary, queries.waiting):
        with pytest.raises(Forbidden):
            question(scope=anna, plan=blind.id)
    with pytest.raises(Forbidden):
        queries.plans(scope=anna)


def test_who_counts_a_blind_plan_himself_is_shown_no_book_even_with_the_right_to_read(world):
    lead = world.controller("lea", role="lead")
    world.stock_in("PLAIN", "A-01", 777_013)
    plan = world.plan("A-01")
    world.see(lead, world.task(plan), "A-01", "PLAIN", 5, minutes=9)
    world.settle(plan)
    assert "777013" not in repr(queries.lines(scope=lead, plan=plan.id))
    assert "777008" not in repr(queries.summary(scope=lead, plan=plan.id))



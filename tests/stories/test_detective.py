"""The detective on a real ledger: documents, partners, twins; every number can be opened.  溯因"""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.counting.detective import operations as detective
from pandian.counting.detective.operations import explain, explain_settled
from pandian.counting.detective.queries import findings, progress
from pandian.counting.detective.rates.rules import CONFIRMED_MIN
from pandian.counting.queries import open_plan
from pandian.counting.repairing.operations import confirm
from pandian.counting.repairing.words import Wanted
from pandian.counting.words import PlanNotFound
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle import operations
from pandian.lifecycle.words import DocumentDraft, LineDraft
from tests.asked import asked


def found(plan, **more):
    explain(scope=SYSTEM, plan=plan.id)
    return {(row.place, row.item, row.lot): row
            for row in findings(scope=SYSTEM, plan=plan.id, **more).rows}


def test_a_receipt_in_pieces_instead_of_boxes_is_named_with_its_posting(world, anna):
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    wrong = world.stock_in("PLAIN", "A-01", 12, minutes=3000)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 220, minutes=5)
    world.settle(plan)
    row = found(plan)["A-01", "PLAIN", ""]
    first = row.alternatives[0]
    assert (row.variance, first.causes) == (108, ("unit",))
    assert row.certain
    (proof,) = first.choices[0].evidence
    assert (proof["posting"], proof["posted"], proof["true"]) == (str(wrong.id), 12, 120)
    assert sum(each.share for each in row.alternatives) == pytest.approx(1)


def test_what_stands_in_the_next_bin_is_found_as_a_pair(world, anna):
    for place, size in (("A-01", 80), ("A-02", 70)):
        world.stock_in("PLAIN", place, size, minutes=9000)
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 56, minutes=5)
    world.see(anna, task, "A-02", "PLAIN", 94, minutes=4)
    world.settle(plan)
    told = found(plan)
    here, there = told["A-01", "PLAIN", ""], told["A-02", "PLAIN", ""]
    assert here.alternatives[0].causes == there.alternatives[0].causes == ("place_swap",)
    proof = here.alternatives[0].choices[0].evidence[0]
    assert (proof["line"], proof["partner"], proof["opposite"]) == (there.line, "A-02", 24)


def test_a_lot_mistaken_at_picking_is_found(world, anna):
    world.stock_in("LOTS", "A-01", 50, minutes=9000, lot="L1")
    world.stock_in("LOTS", "A-01", 50, minutes=9000, lot="L2")
    world.ship("LOTS", "A-01", 17, minutes=3000, lot="L1")
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "LOTS", 50, minutes=5, lot="L1")
    world.see(anna, task, "A-01", "LOTS", 33, minutes=5, lot="L2")
    world.settle(plan)
    told = found(plan)
    assert {row.alternatives[0].causes for row in told.values()} == {("lot_swap",)}


def test_a_document_posted_twice_is_named_with_its_twin(world, anna):
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    world.ship("PLAIN", "A-01", 37, minutes=3000)
    second = world.ship("PLAIN", "A-01", 37, minutes=2990)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 63, minutes=5)
    world.settle(plan)
    row = found(plan)["A-01", "PLAIN", ""]
    assert row.alternatives[0].causes == ("double",)
    assert row.alternatives[0].choices[0].evidence[0]["posting"] == str(second.id)


def test_open_documents_explain_what_they_would_have_posted(db):
    dock = Dock()
    anna = dock.person("anna")
    dock.stock_in("PLAIN", "PEND", 100, minutes=9000, status="pending")
    receipt = dock.announce(LineDraft("PLAIN", 73), LineDraft("LOTS", 20, "L1"))
    plan = dock.plan("PEND")
    dock.see(anna, dock.task(plan), "PEND", "PLAIN", 173, minutes=5)
    dock.settle(plan)
    row = found(plan)["PEND", "PLAIN", ""]
    first = row.alternatives[0]
    assert (first.causes, row.certain) == (("late",), True)
    proof = first.choices[0].evidence[0]
    assert (proof["document"], proof["posted"]) == (str(receipt.document), 73)


def test_what_is_claimed_and_not_yet_carried_explains_both_ends(db):
    dock = Dock()
    anna = dock.person("anna")
    for place in ("A-01", "A-02"):
        dock.stock_in("PLAIN", place, 100, minutes=9000)
    moving = operations.open_document(scope=dock.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "relocation", {}, (
            LineDraft("PLAIN", 40, place="A-01", attributes={"target": "A-02"}),)))
    plan = dock.plan("A-01", "A-02")
    task = dock.task(plan)
    dock.see(anna, task, "A-01", "PLAIN", 60, minutes=5)
    dock.see(anna, task, "A-02", "PLAIN", 140, minutes=5)
    dock.settle(plan)
    told = found(plan)
    for place, delta in (("A-01", -40), ("A-02", 40)):
        first = told[place, "PLAIN", ""].alternatives[0]
        assert first.causes == ("late",)
        proof = first.choices[0].evidence[0]
        assert (proof["document"], proof["posted"]) == (str(moving.document), delta)


def test_what_moved_before_the_last_count_explains_nothing(world, anna):
    world.stock_in("PLAIN", "A-01", 12, minutes=9000)
    first = world.plan("A-01")
    world.see(anna, world.task(first), "A-01", "PLAIN", 12, minutes=3000)
    world.settle(first)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 120, minutes=5)
    world.settle(plan)
    row = found(plan)["A-01", "PLAIN", ""]
    assert not [each for each in row.alternatives for way in each.choices
                for proof in way.evidence if proof["kind"] == "move"]


def test_nothing_is_found_of_lines_that_agree_and_it_may_run_again(world, anna):
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 90, minutes=9)
    world.settle(plan)
    once = found(plan)
    again = found(plan)
    assert [row._replace(found_at=None) for row in once.values()] == [
        row._replace(found_at=None) for row in again.values()]
    world.see(anna, task, "A-01", "PLAIN", 100, minutes=2)
    world.settle(plan)
    assert found(plan) == {}


def test_the_job_looks_into_what_was_settled_since_and_only_then(world, anna):
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 90, minutes=9)
    assert explain_settled(scope=SYSTEM, site="SH1") == 0
    world.settle(plan)
    assert explain_settled(scope=SYSTEM, site="SH1") == 1
    assert explain_settled(scope=SYSTEM, site="SH1") == 0
    assert len(findings(scope=SYSTEM, plan=plan.id).rows) == 1


def test_the_number_of_statements_does_not_grow_with_the_lines(world, anna):
    counts = []
    for places in (["A-01"], ["A-02", "A-03", "A-04", "A-05", "A-06"]):
        plan = world.plan(*places)
        for place in places:
            world.stock_in("PLAIN", place, 30)
            world.see(anna, world.task(plan), place, "PLAIN", 27, minutes=5)
        world.settle(plan)
        with asked() as sent:
            explain(scope=SYSTEM, plan=plan.id)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert 8 < counts[0] <= 25


def test_who_counts_blind_or_may_not_read_gets_nothing(world, anna):
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01")
    counter = world.person("anna", "counting.count", "counting.read", "capture.push")
    world.see(counter, world.task(plan), "A-01", "PLAIN", 90, minutes=5)
    world.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    page = findings(scope=counter, plan=plan.id)
    assert (page.rows, page.masked) == ([], True)
    with pytest.raises(Forbidden):
        findings(scope=anna, plan=plan.id)
    reader = world.person("zoe", "counting.read")
    assert len(findings(scope=reader, plan=plan.id).rows) == 1
    hidden = reader._replace(hides=frozenset({"variance"}))
    assert findings(scope=hidden, plan=plan.id).rows == []
    elsewhere = reader._replace(sites=frozenset({"OTHER"}))
    with pytest.raises(PlanNotFound):
        findings(scope=elsewhere, plan=plan.id)
    with pytest.raises(Forbidden):
        explain(scope=reader, plan=plan.id)


def test_a_plan_of_many_lines_is_explained_in_parts_with_the_same_findings(
    world, anna, monkeypatch
):
    for place, size in (("A-01", 80), ("A-02", 70), ("A-03", 60)):
        world.stock_in("PLAIN", place, size, minutes=9000)
        world.stock_in("LOTS", place, size, minutes=9000, lot="L1")
    world.ship("LOTS", "A-03", 7, minutes=3000, lot="L1")  # seven of PLAIN went instead
    plan = world.plan("A-01", "A-02", "A-03")
    task = world.task(plan)
    for place, plain_, lots in (("A-01", 56, 70), ("A-02", 94, 65), ("A-03", 53, 60)):
        world.see(anna, task, place, "PLAIN", plain_, minutes=5)
        world.see(anna, task, place, "LOTS", lots, minutes=5, lot="L1")
    world.settle(plan)
    whole = {key: row.alternatives[0].causes for key, row in found(plan).items()}
    seen = []

    def noted(room, name, params=None):
        if name == "put_progress":
            seen.append((params["done"], params["lines"]))
        return affected(room, name, params)

    affected = detective.affected
    monkeypatch.setattr(detective, "affected", noted)
    monkeypatch.setattr(detective, "LINES_MAX", 4)
    assert len(whole) == 6
    assert explain(scope=SYSTEM, plan=plan.id).lines == 6
    assert seen == [(3, 6)]
    assert progress(scope=SYSTEM, opened=open_plan(scope=SYSTEM, plan=plan.id)) is None
    parts = {(row.place, row.item, row.lot): row.alternatives[0].causes
             for row in findings(scope=SYSTEM, plan=plan.id).rows}
    assert parts[("A-01", "PLAIN", "")] == whole[("A-01", "PLAIN", "")] == ("place_swap",)
    for key in (("A-03", "PLAIN", ""), ("A-03", "LOTS", "L1")):  # items of different parts
        assert parts[key] == whole[key] == ("item_swap",)
    assert set(parts) == set(whole)


def test_a_run_that_is_cut_off_keeps_what_it_found_and_says_how_far_it_came(
    world, anna, monkeypatch
):
    for place in ("A-01", "A-02"):
        world.stock_in("PLAIN", place, 80, minutes=9000)
        world.stock_in("LOTS", place, 80, minutes=9000, lot="L1")
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    for place in ("A-01", "A-02"):
        world.see(anna, task, place, "PLAIN", 61, minutes=5)
        world.see(anna, task, place, "LOTS", 71, minutes=5, lot="L1")
    world.settle(plan)
    looked, part = [], detective.investigate

    def cut(cases, **more):
        if looked:
            raise RuntimeError("cut off")
        looked.append(len(cases))
        return part(cases, **more)

    monkeypatch.setattr(detective, "investigate", cut)
    monkeypatch.setattr(detective, "LINES_MAX", 2)
    with pytest.raises(RuntimeError):
        explain(scope=SYSTEM, plan=plan.id)
    assert progress(scope=SYSTEM, opened=open_plan(scope=SYSTEM, plan=plan.id)) == (2, 4)
    assert len(findings(scope=SYSTEM, plan=plan.id).rows) == 2
    monkeypatch.setattr(detective, "investigate", part)
    assert explain_settled(scope=SYSTEM, site="SH1") == 1
    assert progress(scope=SYSTEM, opened=open_plan(scope=SYSTEM, plan=plan.id)) is None
    assert len(findings(scope=SYSTEM, plan=plan.id).rows) == 4


def test_reasons_that_people_confirmed_change_what_the_next_count_says(world, anna):
    """One piece missing looks lost; once thirty such were slips of counting, the next says so."""
    places = [f"B-{n:02}" for n in range(1, CONFIRMED_MIN + 1)]
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", code, "bin", "A", 50 + n)
                                     for n, code in enumerate(places)])
    for place in (*places, "A-01"):
        world.stock_in("PLAIN", place, 40, minutes=9000)

    def loss(*where):
        plan = world.plan(*where)
        task = world.task(plan)
        for place in where:
            world.see(anna, task, place, "PLAIN", 39, minutes=5)
        world.settle(plan)
        explain(scope=SYSTEM, plan=plan.id)
        rows = findings(scope=SYSTEM, plan=plan.id).rows
        return plan, rows, {each.causes: each.share for each in rows[0].alternatives}["loss",]

    plan, rows, before = loss(*places)
    confirm(scope=world.controller(), plan=plan.id, wanted=[
        Wanted(uuid7(), row.line, ("scan",)) for row in rows])
    _, _, after = loss("A-01")
    assert after < before - 0.3

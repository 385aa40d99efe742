"""Inspections by plan, switching, stopped suppliers, and the receipt variance.   验收抽样"""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.counting.requesting.queries import requests
from pandian.governance.words import SYSTEM
from pandian.interfaces.words import described
from pandian.kernel.words import Forbidden
from pandian.lifecycle.inspection.queries import samples
from pandian.lifecycle.inspection.switching.operations import resume_supplier
from pandian.lifecycle.inspection.switching.queries import list_standings
from pandian.lifecycle.inspection.switching.words import ResumeDraft, ResumeRefused
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def faults(refusal) -> list[tuple[str, tuple[object, ...]]]:
    return [(fault.code, fault.params) for fault in refusal.value.faults]


def planned(dock, *lines):
    return dock.follow("inspection", dock.booked(*lines))


def standing(dock) -> tuple[str, str]:
    (row,) = list_standings(scope=dock.quinn, site="SH1")
    return row.severity, row.because


def refuse(dock, lot: str) -> None:
    """Receive 5 of a lot and reject all of them."""
    dock.act(dock.quinn, planned(dock, ("LOTS", 5, lot)), "reject",
             Amount(1, "rejected", 5, place="RED"), sign=["quinn", "rosa"])


def test_each_lot_has_a_plan_of_its_size_and_units_drawn_by_its_seed(dock):
    inspection = planned(dock, ("LOTS", 200, "L1"), ("LOTS", 500, "L2"), ("STENT", 30, "S1"))
    found = samples(scope=dock.quinn, document=inspection.document)
    assert [(s.plan.item, s.plan.lot, s.plan.letter, s.plan.units, s.plan.accept, s.plan.whole)
            for s in found] == [
        ("LOTS", "L1", "G", 20, 0, False), ("LOTS", "L2", "H", 80, 1, False),
        ("STENT", "S1", "", 30, 0, True)]
    assert [len(set(s.drawn)) for s in found] == [20, 80, 0]
    assert max(found[0].drawn) <= 200
    assert samples(scope=dock.rosa, document=inspection.document) == found, "it can be repeated"


def test_a_lot_is_accepted_by_its_sample_and_not_by_a_smaller_one(dock):
    inspection = planned(dock, ("LOTS", 500, "L2"))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 500),
                 Amount(1, "inspected", 79))
    assert faults(refused) == [("sample_too_small", ("LOTS", "L2", 80, 79))]
    dock.act(dock.quinn, inspection, "split", Amount(1, "accepted", 499),
             Amount(1, "rejected", 1, place="RED"), Amount(1, "inspected", 80),
             Amount(1, "defective", 1), sign=["quinn", "rosa"])
    assert standing(dock) == ("normal", "start")
    assert dock.standing() == {("PEND", "LOTS", "L2", "accepted"): 499,
                               ("RED", "LOTS", "L2", "rejected"): 1}


def test_a_sample_with_too_many_bad_units_rejects_the_lot_or_has_it_sorted(dock):
    inspection = planned(dock, ("LOTS", 500, "L2"))
    bad = (Amount(1, "inspected", 80), Amount(1, "defective", 2))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "split", Amount(1, "accepted", 498),
                 Amount(1, "rejected", 2, place="RED"), *bad, sign=["quinn", "rosa"])
    assert faults(refused) == [("lot_not_accepted", ("LOTS", "L2", 2, 1))]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 500), *bad)
    assert [code for code, _ in faults(refused)] == ["defective_not_rejected", "lot_not_accepted"]
    dock.act(dock.quinn, inspection, "split", Amount(1, "accepted", 498),
             Amount(1, "rejected", 2, place="RED"), sign=["quinn", "rosa"])


def test_a_site_may_have_every_unit_looked_at(dock):
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "sampling", "all")])
    inspection = planned(dock, ("LOTS", 500, "L2"))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 500),
                 Amount(1, "inspected", 80))
    assert faults(refused) == [("sample_too_small", ("LOTS", "L2", 500, 80))]
    dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 500))


def test_a_supplier_is_tightened_stopped_and_let_back(dock):
    refuse(dock, "L1")
    refuse(dock, "L2")
    assert standing(dock) == ("tightened", "two_of_five")
    inspection = planned(dock, ("LOTS", 500, "T1"))
    (sample,) = samples(scope=dock.quinn, document=inspection.document)
    assert (sample.plan.severity, sample.plan.units, sample.plan.accept) == ("tightened", 125, 1)
    dock.act(dock.quinn, inspection, "cancel")
    for n in range(5):
        refuse(dock, f"T{n + 2}")
    assert standing(dock) == ("stopped", "five_not_accepted")
    receipt = dock.announce(LineDraft("LOTS", 5, "T9"))
    dock.act(dock.keeper, receipt, "arrive")
    facts = (Amount(1, "scanned", 5), Amount(1, "accepted", 5))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts)
    assert faults(refused) == [("supplier_stopped", ("SUP", "LOTS"))]
    assert "暂停" in described(refused.value.faults[0], language="zh-hans")["message"]
    with pytest.raises(Forbidden):
        resume_supplier(scope=dock.keeper, draft=ResumeDraft("SH1", "SUP", "LOTS", "已整改"))
    with pytest.raises(ResumeRefused) as stays:
        resume_supplier(scope=dock.quinn, draft=ResumeDraft("SH1", "SUP", "PLAIN", " "))
    assert [code for code, _ in faults(stays)] == ["reason_missing", "supplier_not_stopped"]
    resume_supplier(scope=dock.quinn, draft=ResumeDraft("SH1", "SUP", "LOTS", "已整改"))
    assert standing(dock) == ("tightened", "resumed")
    dock.act(dock.keeper, receipt, "book", *facts)


def test_the_verdict_of_a_reversed_inspection_never_was(dock):
    refuse(dock, "L1")
    inspection = planned(dock, ("LOTS", 5, "L2"))
    dock.act(dock.quinn, inspection, "reject", Amount(1, "rejected", 5, place="RED"),
             sign=["quinn", "rosa"])
    assert standing(dock) == ("tightened", "two_of_five")
    dock.reverse(inspection)
    assert standing(dock) == ("normal", "start")


def test_fewer_units_than_the_receipt_are_posted_as_counted_and_the_rest_is_its_variance(dock):
    inspection = planned(dock, ("LOTS", 10, "L1"))
    short = [Amount(1, "accepted", 8), Amount(1, "counted_short", 2)]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "accept", *short)
    assert [code for code, _ in faults(refused)] == ["variance_unexplained", "signatures_missing"]
    short[1] = short[1]._replace(note="箱内少两支")
    done = dock.act(dock.quinn, inspection, "accept", *short, sign=["quinn", "rosa"])
    assert dock.standing() == {("PEND", "LOTS", "L1", "accepted"): 8}
    assert done.moves == 2
    (asked,) = requests(scope=SYSTEM, document=inspection.document)
    assert (asked.request.reason, asked.request.place, asked.request.lot) == (
        "receipt_variance", "PEND", "L1"), "somebody looks for the two at once"
    assert len(dock.read(dock.follow("putaway", inspection)).lines) == 1


def test_more_units_than_the_receipt_are_found_and_accepted_with_the_others(dock):
    inspection = planned(dock, ("LOTS", 10, "L1"))
    dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 11),
             Amount(1, "counted_over", 1, note="多一支"), sign=["quinn", "rosa"])
    assert dock.standing() == {("PEND", "LOTS", "L1", "accepted"): 11}
    putaway = dock.follow("putaway", inspection)
    assert [line.asked for line in dock.read(putaway).lines] == [11]
    dock.act(dock.keeper, putaway, "cancel")
    dock.reverse(inspection)
    assert dock.standing() == {("PEND", "LOTS", "L1", "pending"): 10}


def test_a_variance_goes_one_way_and_serials_are_never_more(dock):
    receipt = dock.announce(LineDraft("SERIAL", 1))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 1, serial="S-1"),
             Amount(1, "accepted", 1, serial="S-1"))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, dock.follow("inspection", receipt), "accept", *(
            Amount(1, measure, 1, note="?") for measure in (
                "accepted", "counted_short", "counted_over")), sign=["quinn", "rosa"])
    assert [code for code, _ in faults(refused)] == ["serial_over", "variance_both_ways"]

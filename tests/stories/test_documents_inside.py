"""Goods on the shelf are carried, stopped, judged and reported broken.   移库、冻结、报损"""

from __future__ import annotations

from typing import Any

import pytest
from shelf_world import Shelves

from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentRefused,
    LineDraft,
)


@pytest.fixture
def shelves(db):
    """Yield shelves; whatever happened there, ledger and documents must be sound afterwards."""
    here = Shelves()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def lots(asked: int, place: str = "A-01") -> LineDraft:
    return LineDraft("LOTS", asked, "L1", place=place)


def test_goods_go_from_bin_to_bin_and_the_emptied_bin_is_to_be_confirmed(shelves):
    move = shelves.open("relocation", lots(10))
    assert (move.number, move.state) == ("RL-000001", "draft")
    first = shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 6, place="A-03"))
    assert (first.state, shelves.asked()) == ("running", [])
    done = shelves.act(shelves.porter, move, "move", Amount(1, "moved", 4, place="A-02"))
    assert (done.state, shelves.asked()) == ("done", [("near_zero", "A-01")])
    assert shelves.standing() == {("A-02", "LOTS", "L1", "accepted"): 4,
                                  ("A-02", "PLAIN", "", "accepted"): 50,
                                  ("A-03", "LOTS", "L1", "accepted"): 6}


def test_a_bin_left_with_a_few_units_is_to_be_counted(shelves):
    move = shelves.open("relocation", lots(8))
    shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 8, place="A-03"))
    assert shelves.asked() == [("near_zero", "A-01")]


def test_a_relocation_claims_its_goods_and_gives_the_rest_back(shelves):
    move = shelves.open("relocation", lots(7))
    with pytest.raises(DocumentRefused) as refused:
        shelves.open("relocation", lots(4))
    assert [(f.code, f.params) for f in refused.value.faults] == [("not_available", ("LOTS", 3, 4))]
    shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 2, place="A-03"))
    assert shelves.act(shelves.keeper, move, "finish").state == "done"
    assert shelves.open("relocation", lots(8)).state == "draft"


def test_goods_are_carried_only_where_goods_of_their_status_are_kept(shelves):
    with pytest.raises(DocumentRefused) as refused:
        shelves.open("relocation", lots(1, ""), lots(1, "DOCK"), lots(1, "NOWHERE"),
                     LineDraft("PLAIN", 1, place="A-02", status="rejected"))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/lines/2/place", "place_unknown"), ("/lines/0/place", "place_missing"),
        ("/lines/1/place", "place_kind_wrong"), ("/lines/3/place", "place_kind_wrong")]
    move = shelves.open("relocation", lots(5))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 1, place="A-01"),
                    Amount(1, "moved", 1), Amount(1, "moved", 1, place="RED"))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/amounts/0/place", "same_place"), ("/amounts/1/place", "place_missing"),
        ("/amounts/2/place", "place_kind_wrong")]
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 6, place="A-03"))
    assert codes(refused) == ["above_asked"]


def test_a_relocation_is_undone_to_where_the_goods_stood(shelves):
    before = shelves.standing()
    move = shelves.open("relocation", lots(10))
    shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 10, place="A-03"))
    shelves.reverse(move)
    assert shelves.standing() == before


def held(shelves: Shelves, quantity: int = 4, **header: Any) -> Acted:
    """Return a hold on goods of A-01, counted as many."""
    hold = shelves.open("hold", lots(quantity), cause="look", **header)
    quarantine = "place" in header
    return shelves.act(shelves.quinn if quarantine else shelves.keeper, hold,
                       "quarantine" if quarantine else "hold", Amount(1, "held", quantity),
                       Amount(1, "counted", quantity), evidence={"photo": shelves.photo})


def test_goods_on_hold_stay_in_their_bin_and_cannot_be_taken(shelves):
    hold = held(shelves)
    assert (hold.number, hold.state) == ("HD-000001", "held")
    assert shelves.standing()["A-01", "LOTS", "L1", "on_hold"] == 4
    with pytest.raises(DocumentRefused) as refused:
        shelves.open("relocation", lots(7))
    assert codes(refused) == ["not_available"]


def test_a_hold_needs_a_code_a_photo_and_a_count(shelves):
    with pytest.raises(DocumentRefused) as refused:
        shelves.open("hold", lots(4), cause="because")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/header/cause", "not_a_choice")]
    hold = shelves.open("hold", lots(4), cause="look")
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, hold, "hold", Amount(1, "held", 4), evidence={})
    assert codes(refused) == ["counted_missing", "evidence_missing"]
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, hold, "hold", Amount(1, "held", 3), Amount(1, "counted", 3),
                    evidence={"photo": "f" * 64})
    assert codes(refused) == ["held_differs", "photo_not_kept"]
    paper = shelves.open("hold", lots(4), cause="licence")
    assert shelves.act(shelves.keeper, paper, "hold", Amount(1, "held", 4),
                       Amount(1, "counted", 4), evidence={}).state == "held"


def test_units_that_are_not_as_many_as_held_ask_for_a_count_of_the_bin(shelves):
    hold = shelves.open("hold", lots(10), cause="licence")
    shelves.act(shelves.keeper, hold, "hold", Amount(1, "held", 10), Amount(1, "counted", 0))
    assert shelves.asked() == [("held", "A-01")]


def test_quarantine_is_set_by_quality_and_stands_apart(shelves):
    hold = shelves.open("hold", lots(4), cause="look", place="QUAR")
    facts_of = (Amount(1, "held", 4), Amount(1, "counted", 4))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, hold, "hold", *facts_of, evidence={"photo": shelves.photo})
    assert codes(refused) == ["quarantine_place"]
    shelves.act(shelves.quinn, hold, "quarantine", *facts_of, evidence={"photo": shelves.photo})
    assert shelves.standing()["QUAR", "LOTS", "L1", "quarantine"] == 4


def test_quality_judges_with_a_signature_and_both_ways(shelves):
    hold = held(shelves, place="QUAR")
    good = (Amount(1, "released", 3, place="A-01"), Amount(1, "counted", 3))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, hold, "release", *good)
    assert codes(refused) == ["signatures_missing"]
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, hold, "release", good[0]._replace(place=""), good[1],
                    sign=["quinn"])
    assert codes(refused) == ["place_missing"]
    assert shelves.act(shelves.quinn, hold, "release", *good, sign=["quinn"]).state == "held"
    bad = (Amount(1, "rejected", 1, place="RED"), Amount(1, "counted", 1))
    assert shelves.act(shelves.quinn, hold, "reject", *bad).state == "judged"
    assert shelves.standing() == {("A-01", "LOTS", "L1", "accepted"): 9,
                                  ("A-02", "PLAIN", "", "accepted"): 50,
                                  ("RED", "LOTS", "L1", "rejected"): 1}


def test_who_set_a_hold_may_lift_it_nobody_else_and_no_quarantine(shelves):
    hold = held(shelves)
    back = (Amount(1, "lifted", 4), Amount(1, "counted", 4))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.porter, hold, "lift", *back)
    assert codes(refused) == ["lift_own"]
    assert shelves.act(shelves.keeper, hold, "lift", *back).state == "judged"
    assert shelves.standing()["A-01", "LOTS", "L1", "accepted"] == 10
    quarantine = held(shelves, place="QUAR")
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, quarantine, "lift", back[0]._replace(place="A-01"), back[1])
    assert codes(refused) == ["lift_own"]


def test_a_hold_takes_goods_from_the_order_that_claimed_them(shelves):
    move = shelves.open("relocation", lots(9))
    held(shelves, 4)
    lost = [row.data["quantity"] for row in facts_about(
        scope=SYSTEM, sites=None, subject=f"document:{move.document}") if row.kind == "claim.lost"]
    assert lost == [3]


def test_a_hold_is_undone_where_the_goods_stand_still(shelves):
    before = shelves.standing()
    hold = held(shelves, place="QUAR")
    shelves.reverse(hold)
    assert shelves.standing() == before


def test_damaged_goods_go_to_the_red_zone_with_code_photo_and_count(shelves):
    report = shelves.open("damage", lots(2), cause="broken", place="RED")
    units = (Amount(1, "damaged", 2), Amount(1, "counted", 2))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.porter, report, "report", units[0], evidence={})
    assert codes(refused) == ["counted_missing", "evidence_missing"]
    done = shelves.act(shelves.porter, report, "report", *units,
                       evidence={"photo": shelves.photo})
    assert (done.number, done.state) == ("DR-000001", "reported")
    assert shelves.standing()["RED", "LOTS", "L1", "rejected"] == 2


def test_a_damage_report_never_says_why_in_free_text_alone(shelves):
    for header, wrong in (({"cause": "fell down"}, "not_a_choice"), ({}, "header_missing")):
        with pytest.raises(DocumentRefused) as refused:
            shelves.open("damage", lots(2), place="RED", **header)
        assert codes(refused) == [wrong]
    report = shelves.open("damage", lots(2), cause="other", place="RED")
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, report, "report", Amount(1, "damaged", 2),
                    Amount(1, "counted", 2), evidence={"photo": shelves.photo}, reason="")
    assert codes(refused) == ["cause_other"]


def test_a_damage_report_goes_to_a_red_place_only(shelves):
    with pytest.raises(DocumentRefused) as refused:
        shelves.open("damage", lots(2), cause="broken", place="A-03")
    assert codes(refused) == ["place_kind_wrong"]
    report = shelves.open("damage", lots(2), cause="expired", place="RED")
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, report, "report", Amount(1, "damaged", 2, place="A-03"),
                    Amount(1, "counted", 2))
    assert codes(refused) == ["rejected_outside_red"]



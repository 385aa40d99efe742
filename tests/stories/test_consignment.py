"""Our goods on the shelf of a hospital: filled, used, counted together, taken back.   寄售"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from between_world import Between

from pandian.catalog.operations import put_items, put_lots, put_parties
from pandian.catalog.words import ItemDraft, LotDraft, PartyDraft
from pandian.counting.proving.operations import take_proofs
from pandian.governance.words import SYSTEM
from pandian.ledger.queries import stock
from pandian.lifecycle.consignment.queries import pulls
from pandian.lifecycle.words import Acted, Amount, DocumentRefused, LineDraft

SOON = (datetime.now(UTC) + timedelta(days=40)).date()


@pytest.fixture
def house(db):
    here = Between()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def filled(house: Between, quantity: int = 8, place: str = "HOSP") -> Acted:
    """Return a shelf filled with LOTS of L1."""
    paper = house.open("consignment", house.keeper, LineDraft("LOTS", quantity, "L1",
                                                              place="A-01"),
                       hospital="H1", place=place)
    return house.act(house.keeper, paper, "fill", Amount(1, "filled", quantity))


def used(house: Between, quantity: int, place: str = "HOSP", **more) -> Acted:
    """Return a usage that the hospital reported and the keeper confirmed."""
    paper = house.open("usage", house.keeper, LineDraft("LOTS", quantity, "L1", place=place),
                       hospital="H1", **more)
    return house.act(house.keeper, paper, "use", Amount(1, "used", quantity))


def test_a_shelf_is_filled_used_from_and_the_rest_comes_back_for_inspection(house):
    assert filled(house).number == "CS-000001"
    assert house.there("HOSP", "A-01")["HOSP", "LOTS", "L1", "accepted"] == 8
    assert house.total("LOTS") == 30, "consigned goods stay ours"
    sale = used(house, 3)
    assert (sale.number, house.total("LOTS")) == ("US-000001", 27)
    assert house.act(house.at_site("sam", "sales", "SH1"), sale, "invoice",
                     evidence={"invoice": "F-77"}).state == "invoiced"
    back = house.open("consignment_return", house.keeper, LineDraft("LOTS", 5, "L1",
                                                                    place="HOSP"),
                      hospital="H1", place="BACK")
    house.act(house.keeper, back, "take_back", Amount(1, "returned", 5))
    assert house.there("HOSP", "BACK") == {("BACK", "LOTS", "L1", "pending"): 5}
    inspection = house.follow("inspection", back)
    house.act(house.quinn, inspection, "accept", Amount(1, "accepted", 5))
    assert house.there("BACK") == {("BACK", "LOTS", "L1", "accepted"): 5}
    assert house.total("LOTS") == 27


def test_no_more_is_used_than_stands_on_the_shelf_and_nothing_twice(house):
    filled(house)
    with pytest.raises(DocumentRefused) as refused:
        used(house, 9)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("not_available", ("LOTS", 8, 9))]
    house.open("usage", house.keeper, LineDraft("LOTS", 5, "L1", place="HOSP"), hospital="H1")
    with pytest.raises(DocumentRefused) as refused:
        used(house, 4)
    assert codes(refused) == ["not_available"]


def test_an_implant_is_used_only_with_its_lot_and_serial(house):
    put_items(scope=SYSTEM, items=[
        ItemDraft("CUP", "髋臼杯", "个", tracking="lot_serial", attributes={"implant": "yes"}),
        ItemDraft("PIN", "骨针", "个", attributes={"implant": "yes"})])
    house.stock_in("CUP", "HOSP", 1, lot="C1", serial="S-9")
    house.stock_in("PIN", "HOSP", 5)
    for line, wrong in ((LineDraft("CUP", 1, place="HOSP"), "implant_key_missing"),
                        (LineDraft("CUP", 1, "C1", place="HOSP"), "implant_key_missing"),
                        (LineDraft("PIN", 1, place="HOSP"), "implant_untraced")):
        with pytest.raises(DocumentRefused) as refused:
            house.open("usage", house.keeper, line, hospital="H1")
        assert codes(refused) == [wrong]
    paper = house.open("usage", house.keeper, LineDraft("CUP", 1, "C1", "S-9", place="HOSP"),
                       hospital="H1")
    house.act(house.keeper, paper, "use", Amount(1, "used", 1))
    assert house.total("CUP") == 0


def test_expired_goods_are_neither_consigned_nor_used_but_come_back(house):
    filled(house)
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", None, "2026-11-01")])
    for try_it in (filled, used):
        with pytest.raises(DocumentRefused) as refused:
            try_it(house, 2)
        assert codes(refused) == ["exit_expired"]
    back = house.open("consignment_return", house.keeper, LineDraft("LOTS", 6, "L1",
                                                                    place="HOSP"),
                      hospital="H1", place="BACK")  # the refused usage still claims two
    house.act(house.keeper, back, "take_back", Amount(1, "returned", 6))
    assert house.there("BACK") == {("BACK", "LOTS", "L1", "pending"): 6}


def test_goods_of_an_owner_in_our_bin_become_ours_when_they_are_used(house):
    put_parties(scope=SYSTEM, parties=[PartyDraft("OWN", "货主", kinds=("owner",))])
    house.stock_in("LOTS", "A-02", 6, lot="L7", owner="OWN")
    paper = house.open("usage", house.keeper,
                       LineDraft("LOTS", 4, "L7", owner="OWN", place="A-02"), hospital="H1")
    done = house.act(house.keeper, paper, "use", Amount(1, "used", 4))
    assert done.moves == 3
    rows = {(row.place, row.owner): row.quantity
            for row in stock(scope=SYSTEM, site="SH1", item="LOTS", lot="L7").rows}
    assert rows["A-02", "OWN"] == 2
    assert rows.get(("A-02", ""), 0) == 0
    sums = {row.measure: row.quantity for row in house.read(paper).sums}
    assert sums == {"used": 4, "parted": 4, "bought": 4}
    house.reverse(paper)
    assert house.on_hand("LOTS", "A-02", lot="L7") == 6


def test_a_joint_count_is_settled_by_the_normal_path(house):
    filled(house)
    house.stock_in("PLAIN", "HOSP", 4)
    count = house.open("joint_count", house.keeper, hospital="H1", place="HOSP")
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, count, "count", Amount(1, "counted", 7), sign=["keeper"],
                  evidence={"signed_by": "李"})
    assert codes(refused) == ["evidence_missing"], "no witness"
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, count, "count", Amount(1, "counted", 7), sign=["keeper"])
    assert codes(refused) == ["shelf_line_missing"]
    done = house.act(house.keeper, count, "count", Amount(1, "counted", 7),
                     Amount(2, "counted", 4), sign=["keeper"])
    assert (done.state, done.moves) == ("counted", 0), "a joint count posts nothing by itself"
    assert house.on_hand("LOTS", "HOSP") == 8
    take_proofs(scope=SYSTEM, site="SH1")
    from pandian.counting import queries

    said = {(line.item, line.counted, line.book) for plan in queries.plans(scope=SYSTEM)
            for line in queries.lines(scope=SYSTEM, plan=plan.id).rows if line.place == "HOSP"}
    assert said >= {("LOTS", 7, 8), ("PLAIN", 4, 4)}


def test_an_empty_shelf_has_nothing_to_count_together(house):
    with pytest.raises(DocumentRefused) as refused:
        house.open("joint_count", house.keeper, hospital="H1", place="HOSP")
    assert codes(refused) == ["shelf_empty"]


def test_goods_near_their_end_are_proposed_for_the_shelf_that_uses_most(house):
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", None, SOON.isoformat())])
    filled(house, 6)
    filled(house, 9, place="HOSP2")
    used(house, 1)
    used(house, 4, place="HOSP2")
    assert [(row.place, row.quantity, row.to, row.used_there) for row in pulls(scope=house.keeper)
            ] == [("HOSP", 5, "HOSP2", 4), ("HOSP2", 5, "", 0)]
    assert pulls(scope=house.keeper, days=10) == []
    assert pulls(scope=house.bea) == []
    with pytest.raises(DocumentRefused) as refused:
        pulls(scope=house.keeper, days=-1)
    assert codes(refused) == ["pull_days_wrong"]


def test_a_consignment_and_a_return_name_all_that_is_wrong(house):
    with pytest.raises(DocumentRefused) as refused:
        house.open("consignment", house.keeper, LineDraft("LOTS", 1, "L1"), hospital="SUP",
                   place="A-01")
    assert {(f.pointer, f.code) for f in refused.value.faults} >= {
        ("/lines/0/place", "shelf_source_missing"), ("/header/hospital", "party_wrong"),
        ("/header/place", "place_kind_wrong")}
    with pytest.raises(DocumentRefused) as refused:
        house.open("consignment_return", house.keeper, LineDraft("LOTS", 1, "L1", place="A-01"),
                   hospital="H1", place="BACK")
    assert codes(refused) == ["shelf_wrong"]


def test_each_step_is_undone_back_to_the_starting_stock(house):
    before = house.there()
    fill = filled(house)
    use = used(house, 3)
    with pytest.raises(DocumentRefused) as refused:
        house.reverse(fill)
    assert codes(refused) == ["goods_gone"]
    house.reverse(use)
    house.reverse(fill)
    assert house.there() == before

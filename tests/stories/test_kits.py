"""A tray is composed by its template, lent, counted back, cleaned and released.   器械包与借用"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from between_world import Between

from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import ItemDraft, LotDraft
from pandian.governance.words import SYSTEM
from pandian.lifecycle.loan.queries import loans, missed
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.queries import document
from pandian.lifecycle.words import Acted, Amount, DocumentRefused, LineDraft

DUE = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()


@pytest.fixture
def house(db):
    """Yield a house with a template: a hip set of 6 LOTS and 2 PLAIN."""
    here = Between()
    put_items(scope=SYSTEM, items=[ItemDraft(
        "HIP", "髋关节器械包", "包", attributes={"parts": {"LOTS": 6, "PLAIN": 2}})])
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def composed(house: Between, lots: int = 6, plain: int = 2) -> Acted:
    """Return a tray filled up by two persons."""
    lines = [LineDraft("LOTS", lots, "L1", place="A-01")] if lots else []
    lines += [LineDraft("PLAIN", plain, place="A-01")] if plain else []
    kit = house.open("kit", house.keeper, *lines, template="HIP", place="TRAY-1")
    return house.act(house.keeper, kit, "compose", *(
        Amount(n, "composed", line.asked) for n, line in enumerate(lines, 1)),
        sign=["keeper", "porter"])


def planned(house: Between, **more) -> Acted:
    head = {"tray": "TRAY-1", "borrower": "H1", "place": "HOSP", "due": DUE, **more}
    return house.open("loan", house.keeper, **head)


def back(house: Between, **more) -> Acted:
    """Return a loan whose tray has come back."""
    loan = planned(house, **more)
    house.act(house.keeper, loan, "lend")
    return house.act(house.keeper, loan, "take_back")


def parent(house: Between) -> str:
    """Return where the tray hangs."""
    rows = places_by_code(scope=SYSTEM, site=house.site_id, codes=["TRAY-1", "HOSP"])
    return "HOSP" if rows["TRAY-1"].parent == rows["HOSP"].id else ""


def tray(house: Between) -> dict[tuple[str, str], int]:
    """Return what the tray holds: (item, status) -> units."""
    return {(item, status): n for (_, item, _, status), n in house.there("TRAY-1").items()}


def test_a_tray_is_composed_lent_counted_back_used_and_released(house):
    kit = composed(house)
    assert (kit.number, kit.state, tray(house)) == (
        "KT-000001", "composed", {("LOTS", "accepted"): 6, ("PLAIN", "accepted"): 2})
    loan = planned(house)
    assert [(line.item, line.lot, line.asked) for line in house.read(loan).lines] == [
        ("LOTS", "L1", 6), ("PLAIN", "", 2)]
    lent = house.act(house.keeper, loan, "lend")
    assert (lent.state, lent.moves, parent(house)) == ("lent", 0, "HOSP"), "the tray goes itself"
    house.act(house.porter, loan, "take_back")
    assert parent(house) == ""
    counted = house.act(house.keeper, loan, "count", Amount(1, "counted", 4),
                        Amount(2, "counted", 2), sign=["keeper", "porter"])
    assert (counted.state, tray(house)) == ("counted", {
        ("LOTS", "accepted"): 2, ("LOTS", "quarantine"): 4, ("PLAIN", "quarantine"): 2})
    assert house.act(house.keeper, loan, "use", Amount(1, "used", 2)).state == "settled"
    done = house.act(house.quinn, loan, "release", Amount(1, "released", 3),
                     Amount(1, "rejected", 1, place="RED"), Amount(2, "released", 2),
                     sign=["quinn"])
    assert (done.state, tray(house)) == (
        "closed", {("LOTS", "accepted"): 3, ("PLAIN", "accepted"): 2})
    assert (house.total("LOTS"), house.total("PLAIN")) == (28, 50)
    composed(house, 3, 0)
    assert tray(house) == {("LOTS", "accepted"): 6, ("PLAIN", "accepted"): 2}
    assert loans(scope=SYSTEM) == []


def test_a_tray_that_is_not_its_template_is_refused_with_every_part(house):
    with pytest.raises(DocumentRefused) as refused:
        house.open("kit", house.keeper, LineDraft("LOTS", 5, "L1", place="A-01"),
                   LineDraft("STENT", 1, "S1", place="A-01"), template="HIP", place="TRAY-1")
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("kit_differs", ("LOTS", 6, 5)), ("kit_differs", ("PLAIN", 2, 0)),
        ("kit_differs", ("STENT", 0, 1))]
    with pytest.raises(DocumentRefused) as refused:
        house.open("kit", house.keeper, LineDraft("PLAIN", 1), template="PLAIN", place="A-01")
    assert set(codes(refused)) == {"kit_source_missing", "place_kind_wrong", "template_unknown"}


def test_two_persons_count_the_whole_tray_before_it_is_composed(house):
    kit = house.open("kit", house.keeper, LineDraft("LOTS", 6, "L1", place="A-01"),
                     LineDraft("PLAIN", 2, place="A-01"), template="HIP", place="TRAY-1")
    facts = (Amount(1, "composed", 6), Amount(2, "composed", 2))
    for sign, wrong in ((["keeper"], "signatures_missing"),
                        (["keeper", "keeper"], "signature_same_person")):
        with pytest.raises(DocumentRefused) as refused:
            house.act(house.keeper, kit, "compose", *facts, sign=sign)
        assert codes(refused)[-1] == wrong
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, kit, "compose", facts[0], sign=["keeper", "porter"])
    assert codes(refused) == ["sum_differs"]
    assert tray(house) == {}


def test_who_may_count_back_reads_no_quantity_before_it_is_counted(house):
    composed(house)
    loan = back(house)
    shown = document(scope=house.porter, id=loan.document)
    assert (shown.blind, {line.asked for line in shown.lines}, shown.sums) == (True, {0}, [])
    assert [(row.lent, row.open) for row in loans(scope=house.porter)] == [(None, None)]
    assert [row.lent for row in loans(scope=SYSTEM)] == [8]
    house.act(house.keeper, loan, "count", Amount(1, "counted", 6), Amount(2, "counted", 2),
              sign=["keeper", "porter"])
    assert not document(scope=house.porter, id=loan.document).blind


def test_every_line_is_counted_back_also_those_of_which_nothing_came(house):
    composed(house)
    loan = back(house)
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, loan, "count", Amount(1, "counted", 6), sign=["keeper", "porter"])
    assert [(f.code, f.params) for f in refused.value.faults] == [("count_missing", (2,))]
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, loan, "count", Amount(1, "counted", 7), Amount(2, "counted", 0),
                  sign=["keeper", "porter"])
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("count_not_right", (1,))], "who counts blind is not told how many went"
    done = house.act(house.keeper, loan, "count", Amount(1, "counted", 6), Amount(2, "counted", 0),
                     sign=["keeper", "porter"])
    assert (done.state, done.moves) == ("counted", 1)
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, loan, "miss", Amount(2, "missing", 2), sign=["keeper", "porter"])
    assert codes(refused) == ["signature_forbidden"]
    house.act(house.keeper, loan, "miss", Amount(2, "missing", 2), sign=["keeper", "mia"])
    assert house.total("PLAIN") == 48


def test_what_comes_back_whole_is_settled_at_once(house):
    composed(house)
    loan = back(house)
    done = house.act(house.keeper, loan, "count", Amount(1, "counted", 6), Amount(2, "counted", 2),
                     sign=["keeper", "porter"])
    assert done.state == "settled"
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.quinn, loan, "release", Amount(1, "released", 6), sign=["quinn"])
    assert [(f.code, f.params) for f in refused.value.faults] == [("release_differs", (2, 2, 0))]
    with pytest.raises(DocumentRefused) as refused:
        planned(house)
    assert codes(refused) == ["tray_is_out", "tray_not_clean"], "it waits for its cleaning"


def test_a_tray_on_loan_is_neither_lent_again_nor_refilled_nor_picked_from(house):
    composed(house)
    loan = planned(house)
    with pytest.raises(DocumentRefused) as refused:
        planned(house)
    assert codes(refused) == ["tray_is_out"]
    with pytest.raises(DocumentRefused) as refused:
        house.open("transfer", house.keeper, LineDraft("PLAIN", 1, place="TRAY-1"), to="BJ1",
                   reason="急用")
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("not_available", ("PLAIN", 0, 1))]
    house.ship("PLAIN", "TRAY-1", 1, 0)
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, loan, "lend")
    assert codes(refused) == ["tray_changed"]
    house.move("PLAIN", "@customer", "TRAY-1", 1, 0)
    house.act(house.keeper, loan, "cancel")
    assert planned(house).number == "LN-000002"


def test_a_tray_with_an_expired_lot_is_not_lent(house):
    composed(house)
    loan = planned(house)
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", None, "2026-11-01")])
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, loan, "lend")
    assert codes(refused) == ["lot_expired_in_tray"]
    house.act(house.keeper, loan, "cancel")
    with pytest.raises(DocumentRefused) as refused:
        planned(house)
    assert codes(refused) == ["lot_expired_in_tray"]


def test_a_loan_names_all_that_is_wrong_with_it(house):
    with pytest.raises(DocumentRefused) as refused:
        planned(house, borrower="SUP", place="A-01", due="2020-01-01")
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/header/borrower", "party_wrong"), ("/header/place", "place_kind_wrong"),
        ("/header/due", "due_wrong"), ("/header/tray", "tray_empty")}


def test_a_hospital_without_licences_gets_neither_tray_nor_goods(house):
    composed(house)
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "refuse")])
    with pytest.raises(DocumentRefused) as refused:
        planned(house)
    assert "/header/borrower" in {fault.pointer for fault in refused.value.faults}
    with pytest.raises(DocumentRefused) as refused:
        house.open("consignment", house.keeper, LineDraft("PLAIN", 1, place="A-01"),
                   hospital="H1", place="HOSP")
    assert "/header/hospital" in {fault.pointer for fault in refused.value.faults}


def test_overdue_trays_are_listed_first_and_repeated_losses_by_borrower(house, monkeypatch):
    for _ in range(2):
        composed(house, *((6, 2) if not tray(house) else (0, 2)))
        loan = back(house)
        house.act(house.keeper, loan, "count", Amount(1, "counted", 6), Amount(2, "counted", 0),
                  sign=["keeper", "porter"])
        house.act(house.keeper, loan, "miss", Amount(2, "missing", 2), sign=["keeper", "mia"])
        house.act(house.quinn, loan, "release", Amount(1, "released", 6), sign=["quinn"])
    assert [tuple(row) for row in missed(scope=SYSTEM)] == [("SH1", "H1", "PLAIN", 2, 4)]
    composed(house, 0, 2)
    house.act(house.keeper, planned(house), "lend")
    (row,) = loans(scope=house.keeper)
    assert (row.number, row.tray, row.overdue, row.lent, row.open) == (
        "LN-000003", "TRAY-1", False, 8, 8)
    assert loans(scope=house.bea) == []

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=11)

    monkeypatch.setattr("pandian.lifecycle.loan.queries.datetime", Later)
    assert [row.overdue for row in loans(scope=house.keeper)] == [True]


def test_a_loan_is_undone_back_to_the_full_tray(house):
    composed(house)
    before = house.there()
    loan = back(house)
    house.act(house.keeper, loan, "count", Amount(1, "counted", 4), Amount(2, "counted", 2),
              sign=["keeper", "porter"])
    house.act(house.keeper, loan, "use", Amount(1, "used", 2))
    house.reverse(loan)
    assert house.there() == before

"""Goods go from one site to another: two documents, one transfer id, two postings.   调拨"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from between_world import Between

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.ledger.verify.operations import verify
from pandian.lifecycle import operations, queries
from pandian.lifecycle.carrying.operations import Carried, carry, carry_transfers
from pandian.lifecycle.transfer.queries import on_the_way
from pandian.lifecycle.words import Acted, Amount, DocumentDraft, DocumentRefused, LineDraft
from tests.chance import fed


@pytest.fixture
def house(db):
    """Yield two sites; nothing may be lost between them but what was written off."""
    here = Between()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def requested(house: Between, *lines: LineDraft, **more) -> Acted:
    """Return a transfer to BJ1 that the keeper asked for."""
    lines = lines or (LineDraft("PLAIN", 20, place="A-01"),
                      LineDraft("LOTS", 10, "L1", place="A-01"))
    return house.open("transfer", house.keeper, *lines, to="BJ1", reason="北京缺货", **more)


def shipped(house: Between, *facts: Amount, **more) -> Acted:
    """Return a transfer that left SH1."""
    transfer = requested(house, **more)
    house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"])
    facts = facts or (Amount(1, "shipped", 20), Amount(2, "shipped", 10))
    return house.act(house.keeper, transfer, "ship", *facts, sign=["keeper", "porter"])


def way(house: Between) -> dict[str, tuple[int, int, int, int]]:
    """Return what is on the way: item -> (shipped, arrived, lost, open)."""
    return {row.item: (row.shipped, row.arrived, row.lost, row.open)
            for row in on_the_way(scope=SYSTEM)}


def test_goods_leave_one_site_and_arrive_at_the_other_under_one_transfer_id(house):
    transfer = requested(house)
    assert (transfer.number, transfer.state) == ("TR-000001", "requested")
    assert house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"]
                     ).state == "approved"
    house.act(house.keeper, transfer, "ship", Amount(1, "shipped", 20), Amount(2, "shipped", 10),
              sign=["keeper", "porter"])
    assert house.there("A-01", "TRANSIT-BJ1") == {
        ("A-01", "PLAIN", "", "accepted"): 30, ("A-01", "LOTS", "L1", "accepted"): 20,
        ("TRANSIT-BJ1", "PLAIN", "", "accepted"): 20,
        ("TRANSIT-BJ1", "LOTS", "L1", "accepted"): 10}
    assert way(house) == {"PLAIN": (20, 0, 0, 20), "LOTS": (10, 0, 0, 10)}

    receipt = house.carried(transfer)
    assert (receipt.number, receipt.state) == ("TI-000001", "announced")
    assert [(line.item, line.lot, line.asked, line.source) for line in house.read(receipt).lines
            ] == [("PLAIN", "", 20, "TRANSIT-SH1"), ("LOTS", "L1", 10, "TRANSIT-SH1")]
    done = house.act(house.bea, receipt, "receive", Amount(1, "received", 20, place="B-PEND"),
                     Amount(2, "received", 10, place="B-PEND"))
    assert done.state == "closed"
    assert house.there("B-PEND", site="BJ1") == {
        ("B-PEND", "PLAIN", "", "pending"): 20, ("B-PEND", "LOTS", "L1", "pending"): 10}
    assert (house.total("PLAIN"), house.total("LOTS")) == (50, 30)
    carry_transfers(scope=SYSTEM, transfers=[transfer.document])
    assert house.read(transfer).head.state == "closed"
    assert way(house) == {}


def test_both_sites_approve_and_two_people_ship(house):
    transfer = requested(house)
    for sign, wrong in ((["keeper", "porter"], "signature_forbidden"),
                        (["keeper"], "signatures_missing"),
                        (["keeper", "keeper"], "signature_same_person")):
        with pytest.raises(DocumentRefused) as refused:
            house.act(house.keeper, transfer, "approve", sign=sign)
        assert wrong in codes(refused)
    house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"])
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, transfer, "ship", Amount(1, "shipped", 20), sign=["keeper"],
                  evidence={"carrier": "顺达"})
    assert set(codes(refused)) == {"evidence_missing", "signatures_missing"}
    assert house.total("PLAIN") == house.on_hand("PLAIN", "A-01") == 50


def test_claims_of_a_transfer_hold_its_goods_until_they_leave(house):
    requested(house, LineDraft("PLAIN", 40, place="A-01"))
    with pytest.raises(DocumentRefused) as refused:
        requested(house, LineDraft("PLAIN", 20, place="A-01"))
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("not_available", ("PLAIN", 10, 20))]


def test_less_may_leave_than_was_asked_and_never_more(house):
    transfer = requested(house)
    house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"])
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, transfer, "ship", Amount(1, "shipped", 21),
                  sign=["keeper", "porter"])
    assert codes(refused) == ["above_asked"]
    house.act(house.keeper, transfer, "ship", Amount(1, "shipped", 5), sign=["keeper", "porter"])
    receipt = house.carried(transfer)
    assert [(line.item, line.asked) for line in house.read(receipt).lines] == [("PLAIN", 5)]
    requested(house, LineDraft("PLAIN", 45, place="A-01"))  # nothing is claimed any more


def test_a_second_receipt_of_the_same_goods_is_refused(house):
    receipt = house.carried(shipped(house))
    id, facts = uuid7(), (Amount(1, "received", 20, place="B-PEND"),)
    first = house.act(house.bea, receipt, "receive", *facts, id=id, version=1)
    again = house.act(house.bea, receipt, "receive", *facts, id=id, version=1)
    assert (first.result, again.result) == ("created", "exists")
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.ben, receipt, "receive", Amount(1, "received", 1, place="B-PEND"))
    assert codes(refused) == ["above_asked"]
    assert house.there("B-PEND", site="BJ1") == {("B-PEND", "PLAIN", "", "pending"): 20}
    assert way(house) == {"LOTS": (10, 0, 0, 10)}


def test_a_loss_is_written_off_by_the_managers_of_both_sites_only(house):
    transfer = shipped(house)
    receipt = house.carried(transfer)
    house.act(house.bea, receipt, "receive", Amount(1, "received", 18, place="B-PEND"),
              Amount(2, "received", 10, place="B-PEND"))
    house.act(house.bea, receipt, "short", reason="少两片")
    for sign in (["bob", "bea"], ["bob", "ben"]):
        with pytest.raises(DocumentRefused) as refused:
            house.act(house.bob, receipt, "lose", Amount(1, "lost", 2), sign=sign)
        assert codes(refused) == ["signature_forbidden"]
    with pytest.raises(Forbidden):
        house.act(house.bea, receipt, "lose", Amount(1, "lost", 2), sign=["bea", "mia"])
    assert house.total("PLAIN") == 50, "what is not found is still on the way"
    done = house.act(house.bob, receipt, "lose", Amount(1, "lost", 2), sign=["bob", "mia"])
    assert done.state == "closed"
    assert house.total("PLAIN") == 48
    carry_transfers(scope=SYSTEM, transfers=[transfer.document])
    assert house.read(transfer).head.state == "closed"


def test_goods_that_come_late_are_received_and_after_the_loss_found_again(house):
    receipt = house.carried(shipped(house))
    house.act(house.bea, receipt, "receive", Amount(2, "received", 10, place="B-PEND"))
    house.act(house.bea, receipt, "short", reason="第一箱未到")
    late = house.act(house.bea, receipt, "receive", Amount(1, "received", 15, place="B-PEND"))
    assert late.state == "receiving"
    house.act(house.bea, receipt, "short", reason="仍少五片")
    house.act(house.bob, receipt, "lose", Amount(1, "lost", 5), sign=["bob", "mia"])
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.bea, receipt, "find", Amount(1, "found", 6, place="B-PEND"),
                  sign=["bea", "bob"])
    assert codes(refused) == ["found_above_lost"]
    house.act(house.bea, receipt, "find", Amount(1, "found", 5, place="B-PEND"),
              sign=["bea", "bob"])
    assert house.there("B-PEND", site="BJ1")["B-PEND", "PLAIN", "", "pending"] == 20
    assert house.total("PLAIN") == 50


def test_what_is_over_stands_on_hold_in_the_dock_and_what_is_damaged_in_red(house):
    receipt = house.carried(shipped(house))
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.bea, receipt, "receive", Amount(1, "over", 1, place="B-PEND"),
                  Amount(1, "received", 17, place="B-01"), Amount(1, "damaged", 3))
    assert set(codes(refused)) >= {"place_missing"}
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.bea, receipt, "receive", Amount(1, "over", 1, place="B-PEND"),
                  Amount(1, "received", 17, place="B-01"),
                  Amount(1, "damaged", 3, place="B-PEND"))
    assert codes(refused) == ["place_kind_wrong"] * 3
    done = house.act(house.bea, receipt, "receive", Amount(1, "received", 17, place="B-PEND"),
                     Amount(1, "damaged", 3, place="B-RED"),
                     Amount(2, "received", 10, place="B-PEND"),
                     Amount(2, "over", 1, place="B-DOCK"))
    assert done.state == "closed"
    there = house.there(site="BJ1")
    assert there["B-RED", "PLAIN", "", "rejected"] == 3
    assert there["B-DOCK", "LOTS", "L1", "on_hold"] == 1
    assert house.total("LOTS") == 31, "an over unit is a gain until its enquiry ends"


def test_goods_go_straight_into_a_bin_only_where_both_sites_agreed_to_it(house):
    receipt = house.carried(shipped(house))
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.bea, receipt, "receive", Amount(1, "stocked", 20, place="B-01"))
    assert codes(refused) == ["not_trusted"]
    trusted = house.carried(shipped(house, trusted="yes"))
    house.act(house.bea, trusted, "receive", Amount(1, "stocked", 20, place="B-01"))
    assert house.there("B-01", site="BJ1") == {("B-01", "PLAIN", "", "accepted"): 20}


def test_a_shipment_is_undone_only_before_the_other_site_has_taken_it_up(house):
    transfer = shipped(house)
    receipt = house.carried(transfer)
    with pytest.raises(DocumentRefused) as refused:
        house.reverse(transfer)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("arrived_already", ("TI-000001",))]
    house.act(house.bea, receipt, "cancel")
    house.reverse(transfer)
    assert house.on_hand("PLAIN", "A-01") == 50
    assert (house.total("PLAIN"), way(house)) == (50, {})
    with pytest.raises(DocumentRefused) as refused:
        house.open("transfer_receipt", house.bea, site="BJ1", transfer=str(transfer.document),
                   **{"from": "SH1"})
    assert codes(refused) == ["transfer_unknown"]


def test_a_receipt_that_is_undone_opens_the_transfer_again(house):
    transfer = shipped(house)
    receipt = house.carried(transfer)
    facts = (Amount(1, "received", 20, place="B-PEND"), Amount(2, "received", 10, place="B-PEND"))
    house.act(house.bea, receipt, "receive", *facts)
    carry_transfers(scope=SYSTEM, transfers=[transfer.document])
    chief = house.at_site("chief", "controller", "BJ1")
    house.reverse(receipt, by=chief)
    carry_transfers(scope=SYSTEM, transfers=[transfer.document])
    assert house.read(transfer).head.state == "shipped"
    assert way(house) == {"PLAIN": (20, 0, 0, 20), "LOTS": (10, 0, 0, 10)}
    again = house.open("transfer_receipt", house.bea, site="BJ1", replaces=receipt.document,
                       transfer=str(transfer.document), **{"from": "SH1"})
    with pytest.raises(DocumentRefused) as refused:
        house.open("transfer_receipt", house.ben, site="BJ1",
                   transfer=str(transfer.document), **{"from": "SH1"})
    assert codes(refused) == ["transfer_taken"]
    assert house.act(house.bea, again, "receive", *facts).state == "closed"
    assert house.total("PLAIN") == 50


def test_a_transfer_names_all_that_is_wrong_with_it(house):
    with pytest.raises(DocumentRefused) as refused:
        house.open("transfer", house.keeper, LineDraft("PLAIN", 1),
                   LineDraft("PLAIN", 0, place="A-01", status="quarantine"), to="SH1",
                   reason=" ", days="0")
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/header/to", "same_site"), ("/header/days", "days_wrong"),
        ("/header/reason", "header_missing"), ("/lines/0/place", "source_missing"),
        ("/lines/1/asked", "quantity_not_positive"), ("/lines/1/status", "status_stays")}
    with pytest.raises(DocumentRefused) as refused:
        house.open("transfer", house.keeper, LineDraft("PLAIN", 1, place="A-01"), to="NONE",
                   reason="补货")
    assert codes(refused) == ["transfer_site_unknown"]


def test_nobody_receives_what_was_sent_to_another_site_or_never_left(house):
    waiting = requested(house)
    transfer = shipped(house, *(Amount(1, "shipped", 1),), trusted="no")
    for site, who, id in (("BJ1", house.bea, waiting.document), ("BJ1", house.bea, "nonsense"),
                          ("SH1", house.porter, transfer.document)):
        with pytest.raises(DocumentRefused) as refused:
            house.open("transfer_receipt", who, site=site, transfer=str(id), **{"from": "SH1"})
        assert codes(refused) == ["transfer_unknown"]


def test_the_ageing_list_shows_what_is_overdue_to_both_ends_and_to_nobody_else(house, monkeypatch):
    shipped(house, days="2")
    for who in (house.keeper, house.bea):
        assert [(row.number, row.item, row.open, row.overdue) for row in on_the_way(scope=who)
                ] == [("TR-000001", "LOTS", 10, False), ("TR-000001", "PLAIN", 20, False)]
    stranger = house.keeper._replace(sites=frozenset({"GZ1"}), grants=())
    assert on_the_way(scope=stranger) == []

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=2, seconds=1)

    monkeypatch.setattr("pandian.lifecycle.transfer.queries.datetime", Later)
    assert all(row.overdue for row in on_the_way(scope=house.bea))


def test_invariant_eight_sees_goods_received_that_were_never_shipped(house):
    """The guard itself: a plain posting that takes off the way what nobody sent is found."""
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    transfer = shipped(house)
    house.carried(transfer)
    request = PostingRequest(
        uuid7(), "BJ1", "transfer_receive", {}, datetime.now(UTC),
        (LineRequest("PLAIN", "TRANSIT-SH1", "B-01", 21),), transfer=transfer.document)
    assert post(scope=SYSTEM, requests=[request])[0].result == "created"
    assert [r.code for r in verify(scope=SYSTEM) if r.broken and not r.report] == ["I8"]
    back = request._replace(id=uuid7(), lines=(LineRequest("PLAIN", "B-01", "TRANSIT-SH1", 21),))
    assert post(scope=SYSTEM, requests=[back])[0].result == "created"


def carried_at_last() -> Carried:
    """Carry until the feed shows something: it waits for transactions of the whole server.

    Those of other test processes hold its horizon back for a while, as a long report would.
    """
    return next(seen for _ in fed() if (seen := carry(scope=SYSTEM)).done)


@pytest.mark.django_db(transaction=True)
def test_the_feed_carries_a_shipment_there_and_its_receipt_back(transactional_db):
    house = Between()
    carry(scope=SYSTEM)
    transfer = shipped(house)
    assert carried_at_last().done == 1
    (head,) = queries.documents(scope=house.bea, kind="transfer_receipt").rows
    receipt = Acted(head.id, "created", head.id, head.number, head.state, head.version)
    house.act(house.bea, receipt, "receive", Amount(1, "received", 20, place="B-PEND"),
              Amount(2, "received", 10, place="B-PEND"))
    assert carried_at_last().done == 1
    assert house.read(transfer).head.state == "closed"
    assert carry(scope=SYSTEM).done == 0, "what was carried is not carried again"
    house.assert_sound()


def test_a_shipment_that_cannot_be_carried_is_recorded_and_stops_no_other(house):
    stuck, good = shipped(house), shipped(house, Amount(1, "shipped", 1))
    operations.open_document(scope=SYSTEM, draft=DocumentDraft(
        uuid7(), "BJ1", "transfer_receipt",
        {"transfer": str(stuck.document), "from": "SH1"}))
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft

    third = requested(house, LineDraft("PLAIN", 1, place="A-01"))
    house.act(house.keeper, third, "approve", sign=["keeper", "bea"])
    house.act(house.keeper, third, "ship", Amount(1, "shipped", 1), sign=["keeper", "porter"])
    put_places(scope=SYSTEM, places=[PlaceDraft("BJ1", "TRANSIT-SH1", "bin")])
    assert carry_transfers(scope=SYSTEM, transfers=[third.document]) == (0, 1)
    put_places(scope=SYSTEM, places=[PlaceDraft("BJ1", "TRANSIT-SH1", "in_transit")])
    assert carry_transfers(
        scope=SYSTEM, transfers=[stuck.document, third.document, good.document]) == (2, 0)

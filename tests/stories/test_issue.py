"""A sale: claimed by expiry, picked, checked by another, packed, shipped.   销售出库"""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from sale_world import PAPERS, Shop, in_days, today

from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.words import (
    Amount,
    DocumentConflict,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
)


@pytest.fixture
def shop(db):
    """Yield a shop; whatever happened there, ledger and documents must be sound afterwards."""
    here = Shop()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    """Return the codes of a refusal's faults."""
    return [fault.code for fault in refusal.value.faults]


def told(shop, order, kind: str) -> list[str]:
    """Return the reasons that an order's facts of a kind give."""
    return [fact.data["reason"] for fact in facts_about(
        scope=SYSTEM, sites=[shop.site_id], subject=f"document:{order.document}")
        if fact.kind == kind]


def asked(shop, reason: str) -> set[tuple[str, str]]:
    """Return what was asked to be counted for a reason: (place, item)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, item FROM lifecycle_count_request WHERE reason = %s",
                       [reason])
        return set(cursor.fetchall())


def test_a_sale_reads_like_its_paper_trail(shop):
    shop.stock_in("GLUE", "A-02", 10, lot="NEAR")
    shop.stock_in("GLUE", "A-01", 10, lot="FAR")
    order = shop.order(LineDraft("GLUE", 12))
    assert (order.number, order.state) == ("SO-000001", "ordered")
    assert shop.claims(order) == [(1, "A-01", "FAR", 2), (1, "A-02", "NEAR", 10)]
    assert shop.standing()["A-02", "GLUE", "NEAR", "accepted"] == 10, "a claim moves nothing"

    assert shop.pick(order, Amount(1, "picked", 10, "NEAR", source="A-02")).state == "picking"
    assert shop.pick(order).state == "picked"
    assert shop.claims(order) == []
    assert shop.check(order).state == "checked"
    assert shop.pack(order, "SEAL-77").state == "packed"
    shipped = shop.ship(order)
    assert (shipped.state, shipped.moves) == ("shipped", 2)
    assert shop.standing() == {("A-01", "GLUE", "FAR", "accepted"): 8}
    whole = shop.read(order)
    assert [(e.action, e.to_state, e.actor) for e in whole.events] == [
        ("open", "ordered", "sam"), ("pick", "picking", "keeper"), ("pick", "picked", "keeper"),
        ("check", "checked", "cheng"), ("pack", "packed", "keeper"), ("ship", "shipped", "keeper")]
    assert [tuple(row) for row in whole.sums] == [
        (1, "checked", 12), (1, "ordered", 12), (1, "packed", 12), (1, "picked", 12),
        (1, "shipped", 12)]
    unit, = whole.units
    assert (unit.code, unit.seal, unit.packed_by) == ("HU-00000001", "SEAL-77", "keeper")
    assert unit.content == [(1, "FAR", "", 2), (1, "NEAR", "", 10)]


def test_what_ends_first_is_claimed_first_and_what_has_ended_never(shop):
    for lot, place in (("OLD", "A-01"), ("FAR", "A-01"), ("MID", "A-02"), ("NEAR", "A-03")):
        shop.stock_in("GLUE", place, 5, lot=lot)
    order = shop.order(LineDraft("GLUE", 12))
    assert sorted(shop.claims(order)) == [
        (1, "A-01", "FAR", 2), (1, "A-02", "MID", 5), (1, "A-03", "NEAR", 5)]
    with pytest.raises(DocumentRefused) as refused:
        shop.order(LineDraft("GLUE", 4))
    assert [(f.pointer, f.code, f.params) for f in refused.value.faults] == [
        ("/lines/0/asked", "not_available", ("GLUE", 3, 4))]


def test_the_limits_of_customer_and_line_are_kept(shop):
    for lot in ("NEAR", "MID", "FAR"):
        shop.stock_in("GLUE", "A-01", 10, lot=lot)
    long = shop.order(LineDraft("GLUE", 5), header={"min_life_days": 100})
    assert shop.claims(long) == [(1, "A-01", "MID", 5)]
    longer = shop.order(LineDraft("GLUE", 4, attributes={"min_life_days": 365}))
    assert shop.claims(longer) == [(1, "A-01", "FAR", 4)]
    named = shop.order(LineDraft("GLUE", 3), LineDraft("GLUE", 6, "FAR"))
    assert shop.claims(named) == [(1, "A-01", "NEAR", 3), (2, "A-01", "FAR", 6)]
    whole = shop.order(LineDraft("GLUE", 10, attributes={"whole": 5}))
    assert sorted(shop.claims(whole)) == [(1, "A-01", "MID", 5), (1, "A-01", "NEAR", 5)]
    with pytest.raises(DocumentRefused) as refused:
        shop.order(LineDraft("GLUE", 7, attributes={"whole": 5}),
                   LineDraft("GLUE", 1, attributes={"min_life_days": "many"}),
                   header={"min_life_days": -1})
    assert codes(refused) == ["limit_wrong", "not_whole", "limit_wrong"]


def test_held_and_pending_goods_and_other_owners_are_not_claimed(shop):
    from pandian.catalog.operations import put_parties
    from pandian.catalog.words import PartyDraft

    put_parties(scope=SYSTEM, parties=[PartyDraft("OWN", "货主", kinds=("owner",))])
    shop.stock_in("GLUE", "A-01", 5, lot="MID", status="on_hold")
    shop.stock_in("GLUE", "PEND", 5, lot="MID", status="pending")
    shop.stock_in("GLUE", "A-02", 5, lot="MID", owner="OWN")
    with pytest.raises(DocumentRefused):
        shop.order(LineDraft("GLUE", 1))
    assert shop.claims(shop.order(LineDraft("GLUE", 1, owner="OWN"))) == [(1, "A-02", "MID", 1)]


def test_an_order_may_wait_for_goods_and_claims_what_comes_with_the_next_pick(shop):
    shop.stock_in("PLAIN", "A-01", 3)
    order = shop.order(LineDraft("PLAIN", 5), header={"shortage": "backorder"})
    assert shop.claims(order) == [(1, "A-01", "", 3)]
    shop.stock_in("PLAIN", "A-02", 9)
    assert shop.pick(order).state == "picking"
    assert shop.claims(order) == [(1, "A-02", "", 2)]


def test_a_short_pick_never_stops_the_picker(shop):
    shop.stock_in("GLUE", "A-01", 10, lot="NEAR")
    shop.stock_in("GLUE", "A-02", 10, lot="MID")
    order = shop.order(LineDraft("GLUE", 8))
    acted = shop.pick(order, Amount(1, "picked", 5, "NEAR", source="A-01"),
                      Amount(1, "short", 3, "NEAR", source="A-01"))
    assert acted.state == "picking"
    assert shop.claims(order) == [(1, "A-02", "MID", 3)], "the next bin is offered"
    assert asked(shop, "short_pick") == {("A-01", "GLUE")}
    assert shop.standing()["A-01", "GLUE", "NEAR", "accepted"] == 5, "the book waits for a count"
    assert shop.pick(order).state == "picked"


def test_what_is_nowhere_is_left_out_with_a_reason(shop):
    shop.stock_in("GLUE", "A-01", 8, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 8))
    shop.pick(order, Amount(1, "picked", 5, "NEAR", source="A-01"),
              Amount(1, "short", 3, "NEAR", source="A-01"))
    assert shop.claims(order) == []
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.keeper, order, "drop", Amount(1, "dropped", 4), reason="none left")
    assert codes(refused) == ["above_asked"]
    dropped = shop.act(shop.keeper, order, "drop", Amount(1, "dropped", 3), reason="none left")
    assert dropped.state == "picked"


def test_the_customer_takes_less_and_the_claims_go(shop):
    shop.stock_in("GLUE", "A-01", 8, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 8))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.sam, order, "cut", Amount(1, "dropped", 9), reason="wants less")
    assert codes(refused) == ["above_asked"]
    cut = shop.act(shop.sam, order, "cut", Amount(1, "dropped", 3), reason="wants less")
    assert cut.state == "ordered"
    assert sum(row[3] for row in shop.claims(order)) == 5
    assert shop.pick(order).state == "picked"
    with pytest.raises(DocumentConflict):
        shop.act(shop.sam, order, "cut", Amount(1, "dropped", 1), reason="too late")


def test_a_pick_above_the_book_is_a_fact_and_asks_for_a_count(shop):
    shop.stock_in("PLAIN", "A-01", 6)
    shop.stock_in("PLAIN", "A-02", 2)
    order = shop.order(LineDraft("PLAIN", 8))
    shop.pick(order, Amount(1, "picked", 8, source="A-02", note="all of them lay here"))
    assert shop.standing()["OUT", "PLAIN", "", "accepted"] == 8
    assert shop.on_hand("PLAIN", "A-01") == 6
    assert asked(shop, "negative_attempt") == {("A-02", "PLAIN")}
    assert shop.claims(order) == [], "what it claimed elsewhere is free again"
    shop.stock_in("PLAIN", "A-02", 6)


def test_other_goods_than_claimed_need_a_reason_and_are_reported(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    shop.stock_in("GLUE", "A-02", 5, lot="FAR")
    order = shop.order(LineDraft("GLUE", 2))
    other = Amount(1, "picked", 2, "FAR", source="A-02")
    with pytest.raises(DocumentRefused) as refused:
        shop.pick(order, other)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/amounts/0/note", "other_goods")]
    shop.pick(order, other._replace(note="carton crushed"))
    assert told(shop, order, "issue.other_goods") == ["carton crushed"]
    named = shop.order(LineDraft("GLUE", 1, "NEAR"))
    with pytest.raises(DocumentRefused) as refused:
        shop.pick(named, Amount(1, "picked", 1, "FAR", source="A-02", note="nearer"))
    assert "lot_differs" in codes(refused), "a lot that was asked for is not replaced"


def test_goods_that_ended_after_the_order_cannot_be_picked(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="OLD")
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 2))
    with pytest.raises(DocumentRefused) as refused:
        shop.pick(order, Amount(1, "picked", 2, "OLD", source="A-01", note="it lay in front"))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/amounts/0/lot", "exit_expired")]


def test_goods_that_end_in_the_dispatch_area_do_not_leave_it(shop):
    from pandian.catalog.models import Lot

    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 2))
    shop.pick(order)
    Lot.objects.filter(code="NEAR").update(expires_on=in_days(-1))
    facts = shop.in_parcel(order, "checked")
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.check_by, order, "check", *facts)
    assert codes(refused) == ["exit_expired"]
    Lot.objects.filter(code="NEAR").update(expires_on=today())
    shop.check(order)
    shop.pack(order)
    Lot.objects.filter(code="NEAR").update(expires_on=in_days(-1))
    with pytest.raises(DocumentRefused) as refused:
        shop.ship(order)
    assert codes(refused) == ["exit_expired"]
    assert shop.standing()["OUT", "GLUE", "NEAR", "accepted"] == 2


def test_who_picked_does_not_check_and_the_check_is_blind(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 4))
    shop.pick(order)
    with pytest.raises(NotThisPerson):
        shop.check(order, by=shop.keeper)
    for wrong in (Amount(1, "checked", 3, "NEAR"), Amount(1, "checked", 4, "MID")):
        with pytest.raises(DocumentRefused) as refused:
            shop.act(shop.check_by, order, "check", wrong)
        assert [(f.code, f.params) for f in refused.value.faults] == [("check_differs", (1,))]
    shop.act(shop.keeper, order, "put_back", Amount(1, "put_back", 1, "NEAR", place="A-01"),
             reason="one too many on the paper")
    assert shop.claims(order) == [(1, "A-01", "NEAR", 1)]
    assert shop.pick(order).state == "picked"
    assert shop.check(order).state == "checked"


def test_what_the_check_refuses_is_held_and_does_not_ship(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 5))
    shop.pick(order)
    held = Amount(1, "held", 2, "NEAR")
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.check_by, order, "check", Amount(1, "checked", 3, "NEAR"), held)
    assert codes(refused) == ["reason_missing"]
    shop.act(shop.check_by, order, "check", Amount(1, "checked", 3, "NEAR"),
             held._replace(note="label unreadable"))
    shop.pack(order)
    shop.ship(order)
    assert shop.standing() == {("OUT", "GLUE", "NEAR", "on_hold"): 2}
    assert told(shop, order, "issue.check_refused") == ["label unreadable"]


def test_parcels_are_sealed_whole_and_cold_ones_measured(shop):
    shop.stock_in("COLD", "A-01", 5, lot="C1")
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "sscc_prefix", 6901234)])
    order = shop.order(LineDraft("COLD", 5))
    shop.pick(order)
    shop.check(order)
    parcels = [{"parcel": "1", "seal": "S1"}, {"parcel": "2", "seal": "S2"}]
    for amounts, evidence, wrong in (
            ([Amount(1, "packed", 4, "C1", note="1")], {}, {"pack_differs", "parcels_missing"}),
            ([Amount(1, "packed", 5, "C1", note="1")], {"parcels": parcels},
             {"parcel_empty", "parcel_temperature"}),
            ([Amount(1, "packed", 5, "C1", note="3")], {"parcels": parcels},
             {"parcel_unknown", "parcel_empty"})):
        with pytest.raises(DocumentRefused) as refused:
            shop.act(shop.keeper, order, "pack", *amounts, evidence=evidence)
        assert set(codes(refused)) == wrong
    shop.act(shop.keeper, order, "pack", Amount(1, "packed", 3, "C1", note="1"),
             Amount(1, "packed", 2, "C1", note="2"),
             evidence={"parcels": [each | {"temperature": "4.2"} for each in parcels]})
    assert [(u.code, u.seal, u.content) for u in shop.read(order).units] == [
        ("069012340000000016", "S1", [(1, "C1", "", 3)]),
        ("069012340000000023", "S2", [(1, "C1", "", 2)])]
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.keeper, order, "ship",
                 evidence={k: v for k, v in PAPERS.items() if k != "temperature"})
    assert codes(refused) == ["evidence_missing"]
    shop.ship(order)


def test_a_shipment_is_taken_back_whole_and_shipped_again(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    order = shop.sold(LineDraft("PLAIN", 5))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.boss, order, "void", Amount(1, "voided", 4))
    assert [(f.code, f.params) for f in refused.value.faults] == [("void_above", (1, 5, 4))]
    assert shop.act(shop.boss, order, "void", Amount(1, "voided", 5)).state == "packed"
    assert shop.standing() == {("OUT", "PLAIN", "", "accepted"): 5}
    assert shop.ship(order).moves == 1
    assert shop.standing() == {}


@pytest.mark.parametrize("effective", ["now", "then"])
def test_a_sale_can_be_undone_back_to_the_bins(shop, effective):
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    order = shop.sold(LineDraft("GLUE", 3))
    assert shop.reverse(order, effective).state == "reversed"
    assert shop.standing() == {("A-01", "GLUE", "NEAR", "accepted"): 5}


def test_an_order_is_cancelled_only_when_nothing_of_it_stands_in_the_dispatch_area(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    order = shop.order(LineDraft("PLAIN", 5))
    shop.pick(order, Amount(1, "picked", 2, source="A-01"))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.sam, order, "cancel")
    assert codes(refused) == ["picked_remains"]
    shop.act(shop.keeper, order, "put_back", Amount(1, "put_back", 2, place="A-01"))
    assert shop.act(shop.sam, order, "cancel").state == "cancelled"
    assert shop.claims(order) == []
    assert len(shop.claims(shop.order(LineDraft("PLAIN", 5)))) == 1


def test_goods_taken_from_under_an_order_are_claimed_elsewhere(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    shop.stock_in("PLAIN", "A-02", 5)
    first, second = (shop.order(LineDraft("PLAIN", 4)) for _ in range(2))
    assert (shop.claims(first), shop.claims(second)) == (
        [(1, "A-01", "", 4)], [(1, "A-01", "", 1), (1, "A-02", "", 3)])
    shop.pick(second, Amount(1, "picked", 4, source="A-01", note="it was nearer"))
    assert shop.claims(first) == [(1, "A-01", "", 1), (1, "A-02", "", 3)]
    assert shop.pick(first).state == "picked"


def test_all_goods_that_are_asked_for_by_serial_are_claimed_one_by_one(shop):
    for serial in ("S1", "S2", "S3"):
        shop.stock_in("SERIAL", "A-01", 1, serial=serial)
    order = shop.order(LineDraft("SERIAL", 2))
    assert [row.serial for row in shop.read(order).claims] == ["S1", "S2"]
    shop.pick(order)
    assert shop.check(order).state == "checked"


def test_whoever_sells_does_not_pick_and_whoever_picks_does_not_sell(shop):
    from pandian.kernel.words import Forbidden

    shop.stock_in("PLAIN", "A-01", 5)
    with pytest.raises(Forbidden):
        shop.order(LineDraft("PLAIN", 1), by=shop.keeper)
    order = shop.order(LineDraft("PLAIN", 1))
    with pytest.raises(Forbidden):
        shop.pick(order, by=shop.sam)


def test_new_lots_without_an_expiry_are_claimed_last(shop):
    put_lots(scope=SYSTEM, lots=[LotDraft("GLUE", "BLANK")])
    shop.stock_in("GLUE", "A-01", 5, lot="BLANK")
    shop.stock_in("GLUE", "A-02", 5, lot="FAR")
    assert sorted(shop.claims(shop.order(LineDraft("GLUE", 6)))) == [
        (1, "A-01", "BLANK", 1), (1, "A-02", "FAR", 5)]
    with pytest.raises(DocumentRefused):
        shop.order(LineDraft("GLUE", 1, attributes={"min_life_days": 1}))


def together(*works):
    """Run works at the same time; return their results or errors."""
    found: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(n, work):
        try:
            barrier.wait()
            found[n] = work()
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_never_claim_the_same_unit_and_two_pickers_never_the_same_line(
    transactional_db
):
    shop = Shop()
    shop.stock_in("PLAIN", "A-01", 1)
    shop.stock_in("PLAIN", "A-02", 1)
    orders = together(*(lambda: shop.order(LineDraft("PLAIN", 1)) for _ in range(4)))
    taken = [order for order in orders if not isinstance(order, Exception)]
    assert sorted(claim[1] for order in taken for claim in shop.claims(order)) == ["A-01", "A-02"]
    assert all(isinstance(o, DocumentRefused) for o in orders if o not in taken)
    fact = Amount(1, "picked", 1, source=shop.claims(taken[0])[0][1])
    results = together(*(
        lambda by=by: shop.pick(taken[0], fact, by=by, version=1, id=uuid7())
        for by in (shop.keeper, shop.porter)))
    assert sorted(type(r).__name__ for r in results) == ["Acted", "DocumentConflict"]
    assert isinstance(next(r for r in results if isinstance(r, Exception)), DocumentConflict)
    shop.assert_sound()

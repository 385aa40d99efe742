"""Goods come back from customers, go back to suppliers, or never pass our doors.   退货与直调"""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from sale_world import PAPERS, Shop, in_days, today

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.queries import stock
from pandian.lifecycle import operations
from pandian.lifecycle.customer_return.queries import originals, unmatched
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentDraft,
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


def come_back(shop, *lines: LineDraft, sale: Acted | None = None, customer: str = "HOSP",
              place: str = "BACK") -> Acted:
    """Announce goods that come back, of a sale or of none."""
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft

    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "BACK", "return_area")])
    return operations.open_document(scope=shop.sam, draft=DocumentDraft(
        uuid7(), "SH1", "customer_return",
        {"customer": customer, "place": place, "reason": "wrong size"}, lines,
        follows=sale.document if sale else None))


def arrive(shop, paper: Acted, *amounts: Amount, **more) -> Acted:
    return shop.act(shop.keeper, paper, "arrive", *amounts,
                    evidence={"package": "sealed", **more})


def inspect(shop, paper: Acted, *amounts: Amount, sign=("quinn",)) -> Acted:
    return shop.act(shop.quinn, paper, "inspect", *amounts, sign=list(sign))


# -- customers ----------------------------------------------------------------------------------


def test_a_return_is_matched_to_its_sale_lot_by_lot_and_inspected_by_another_person(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    shop.stock_in("GLUE", "A-01", 5, lot="FAR")
    sale = shop.sold(LineDraft("GLUE", 7))
    paper = come_back(shop, sale=sale)
    assert [(n.lot, n.asked) for n in shop.read(paper).lines] == [("FAR", 2), ("NEAR", 5)]
    assert arrive(shop, paper, Amount(2, "returned", 3)).state == "arrived"
    assert shop.standing()["BACK", "GLUE", "NEAR", "pending"] == 3
    both = shop.keeper._replace(capabilities=shop.keeper.capabilities | {"lifecycle.inspect"})
    with pytest.raises(NotThisPerson):
        shop.act(both, paper, "inspect", Amount(2, "accepted", 3, place="A-02"), sign=["keeper"])
    with pytest.raises(DocumentRefused) as refused:
        inspect(shop, paper, Amount(2, "accepted", 2, place="A-02"))
    assert [(f.code, f.params) for f in refused.value.faults] == [("return_differs", (2, 3, 2))]
    inspect(shop, paper, Amount(2, "accepted", 2, place="A-02"),
            Amount(2, "rejected", 1, place="RED"))
    assert shop.standing() == {
        ("A-01", "GLUE", "FAR", "accepted"): 3, ("A-02", "GLUE", "NEAR", "accepted"): 2,
        ("RED", "GLUE", "NEAR", "rejected"): 1}
    rest = come_back(shop, sale=sale)
    assert [(n.lot, n.asked) for n in shop.read(rest).lines] == [("FAR", 2), ("NEAR", 2)], \
        "what was sold, less what came back already"


def test_no_more_comes_back_than_was_sold(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    sale = shop.sold(LineDraft("PLAIN", 4))
    paper = come_back(shop, sale=sale)
    with pytest.raises(DocumentRefused) as refused:
        arrive(shop, paper, Amount(1, "returned", 5))
    assert codes(refused) == ["above_asked"]
    arrive(shop, paper, Amount(1, "returned", 4))
    with pytest.raises(DocumentRefused) as refused:
        come_back(shop, sale=sale)
    assert codes(refused) == ["nothing_to_take"]


def test_a_serial_comes_back_only_of_the_sale_that_it_left_with(shop):
    for serial in ("S1", "S2"):
        shop.stock_in("SERIAL", "A-01", 1, serial=serial)
    first, second = (shop.sold(LineDraft("SERIAL", 1, serial="")) for _ in range(2))
    found = originals(scope=SYSTEM, site="SH1", customer="HOSP", item="SERIAL", serial="S2")
    assert [(row.number, row.returnable) for row in found] == [("SO-000002", 1)]
    paper = come_back(shop, sale=first)
    with pytest.raises(DocumentRefused) as refused:
        arrive(shop, paper, Amount(1, "returned", 1, serial="S2"))
    assert codes(refused) == ["serial_differs"]
    arrive(shop, paper, Amount(1, "returned", 1, serial="S1"))
    assert second.document


def test_another_customers_sale_or_one_that_did_not_leave_is_no_original(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    sale = shop.sold(LineDraft("PLAIN", 2))
    with pytest.raises(DocumentRefused) as refused:
        come_back(shop, sale=sale, customer="CLIN")
    assert codes(refused) == ["other_customer"]
    with pytest.raises(DocumentRefused) as refused:
        come_back(shop, sale=shop.order(LineDraft("PLAIN", 1)))
    assert codes(refused) == ["not_shipped"]


def assert_page_shows(row):
    """The page of exceptions names the goods, and leads to the sales that explain them."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model()._default_manager.get(code="boss"))
    text = client.get("/returns").content.decode()
    assert (row.number in text, "GLUE" in text, "MID" in text, "wrong size" in text) == (True,) * 4
    assert "customer=HOSP&amp;item=GLUE&amp;lot=MID" in text


def test_goods_without_a_sale_stay_on_hold_in_the_exception_list(shop):
    paper = come_back(shop, LineDraft("GLUE", 2, "MID"))
    arrive(shop, paper, Amount(1, "returned", 2))
    assert shop.standing() == {("BACK", "GLUE", "MID", "on_hold"): 2}
    row, = unmatched(scope=shop.boss)
    assert (row.number, row.customer, row.item, row.lot, row.quantity, row.reason) == (
        "CR-000001", "HOSP", "GLUE", "MID", 2, "wrong size")
    assert_page_shows(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, reason FROM lifecycle_count_request")
        assert cursor.fetchall() == [("BACK", "returned")]
    with pytest.raises(DocumentRefused) as refused:
        inspect(shop, paper, Amount(1, "accepted", 2, place="A-01"))
    assert codes(refused) == ["signatures_missing"], "quality must decide as well"
    inspect(shop, paper, Amount(1, "accepted", 2, place="A-01"), sign=("quinn", "rosa"))
    assert unmatched(scope=shop.boss) == []


def test_cold_goods_need_the_temperature_of_the_whole_time_out(shop):
    shop.stock_in("COLD", "A-01", 5, lot="C1")
    sale = shop.sold(LineDraft("COLD", 2))
    paper = come_back(shop, sale=sale)
    with pytest.raises(DocumentRefused) as refused:
        arrive(shop, paper, Amount(1, "returned", 2))
    assert [f.pointer for f in refused.value.faults] == ["/evidence/temperature"]
    assert shop.act(shop.keeper, paper, "refuse", reason="no record").state == "refused"
    assert shop.read(come_back(shop, sale=sale)).lines[0].asked == 2
    arrive(shop, come_back(shop, sale=shop.sold(LineDraft("COLD", 1))),
           Amount(1, "returned", 1), temperature="2-8 logger 77")


def test_what_is_refused_goes_home_even_when_its_lot_has_ended(shop):
    from pandian.catalog.models import Lot

    shop.stock_in("GLUE", "A-01", 5, lot="NEAR")
    sale = shop.sold(LineDraft("GLUE", 5))
    paper = come_back(shop, sale=sale)
    arrive(shop, paper, Amount(1, "returned", 5))
    Lot.objects.filter(code="NEAR").update(expires_on=in_days(-1))
    assert shop.act(shop.keeper, paper, "refuse", reason="opened").state == "refused"
    assert shop.standing() == {}


def test_a_shipment_taken_back_is_not_returnable_too(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    sale = shop.sold(LineDraft("PLAIN", 5))
    shop.act(shop.boss, sale, "void", Amount(1, "voided", 5))
    shop.ship(sale)
    assert [n.asked for n in shop.read(come_back(shop, sale=sale)).lines] == [5]
    found = originals(scope=SYSTEM, site="SH1", customer="HOSP", item="PLAIN")
    assert found == []


@pytest.mark.parametrize("effective", ["now", "then"])
def test_a_return_can_be_undone(shop, effective):
    shop.stock_in("PLAIN", "A-01", 5)
    sale = shop.sold(LineDraft("PLAIN", 5))
    paper = come_back(shop, sale=sale)
    arrive(shop, paper, Amount(1, "returned", 5))
    inspect(shop, paper, Amount(1, "accepted", 5, place="A-01"))
    with pytest.raises(DocumentRefused) as refused:
        shop.reverse(sale, effective)
    assert "goods_moved_on" in codes(refused)
    shop.reverse(paper, effective)
    shop.reverse(sale, effective)
    assert shop.standing() == {("A-01", "PLAIN", "", "accepted"): 5}


# -- suppliers ----------------------------------------------------------------------------------


def send_back(shop, *lines: LineDraft, supplier: str = "SUP") -> Acted:
    buyer = shop.people["buyer"] if hasattr(shop, "people") else shop.boss
    return operations.open_document(scope=buyer, draft=DocumentDraft(
        uuid7(), "SH1", "supplier_return",
        {"supplier": supplier, "place": "OUT", "reason": "expired"}, lines))


def received(shop, item: str, lot: str, quantity: int) -> None:
    """Receive goods from the supplier by a document, then put them on a shelf."""
    inspection = shop.passed((item, quantity, lot))
    shop.act(shop.keeper, shop.follow("putaway", inspection), "put",
             Amount(1, "put_away", quantity, place="A-01"))


def test_expired_goods_leave_to_their_supplier_and_no_other_way(shop):
    from pandian.catalog.models import Lot

    received(shop, "GLUE", "MID", 10)
    Lot.objects.filter(code="MID").update(expires_on=in_days(-1))
    paper = send_back(shop, LineDraft("GLUE", 6, "MID", place="A-01", status="accepted"))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.quinn, paper, "approve", sign=[])
    assert codes(refused) == ["signatures_missing"]
    shop.act(shop.quinn, paper, "approve", sign=["quinn"])
    assert shop.act(shop.keeper, paper, "pick", Amount(1, "picked", 6)).state == "picked"
    with pytest.raises(NotThisPerson):
        shop.act(shop.keeper, paper, "check", Amount(1, "checked", 6))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.porter, paper, "check", Amount(1, "checked", 5))
    assert codes(refused) == ["check_differs"]
    shop.act(shop.porter, paper, "check", Amount(1, "checked", 6))
    assert shop.act(shop.keeper, paper, "ship", evidence=PAPERS).state == "shipped"
    assert shop.standing() == {("A-01", "GLUE", "MID", "accepted"): 4}
    assert shop.act(shop.boss, paper, "close", evidence={"confirmation": "mail 7"}
                    ).state == "closed"


def test_rejected_goods_go_back_from_the_red_zone_and_its_rest_is_counted(shop):
    inspection = shop.follow("inspection", shop.booked(("GLUE", 10, "MID")))
    shop.act(shop.quinn, inspection, "split", Amount(1, "accepted", 6),
             Amount(1, "rejected", 4, place="RED"), sign=["quinn", "rosa"])
    paper = send_back(shop, LineDraft("GLUE", 4, "MID", place="RED"))
    shop.act(shop.quinn, paper, "approve", sign=["quinn"])
    shop.act(shop.boss, paper, "credit", Amount(1, "credited", 1))
    assert shop.act(shop.keeper, paper, "pick", Amount(1, "picked", 3)).state == "picked"
    assert shop.standing()["OUT", "GLUE", "MID", "rejected"] == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM lifecycle_count_request WHERE reason = 'red_zone'")
        assert cursor.fetchall() == [("RED",)]
    shop.act(shop.porter, paper, "check", Amount(1, "checked", 3))
    shop.act(shop.keeper, paper, "ship", evidence=PAPERS)
    assert shop.standing()["RED", "GLUE", "MID", "rejected"] == 1


def test_only_what_came_from_a_supplier_goes_back_to_him(shop):
    received(shop, "GLUE", "MID", 10)
    shop.stock_in("GLUE", "A-02", 5, lot="MID")
    with pytest.raises(DocumentRefused) as refused:
        send_back(shop, LineDraft("GLUE", 8, "MID", place="A-01", status="accepted"),
                  LineDraft("GLUE", 5, "MID", place="A-02", status="accepted"))
    assert [(f.pointer, f.code, f.params) for f in refused.value.faults] == [
        ("/lines/0/asked", "above_received", ("GLUE", "MID", 10, 13))]
    send_back(shop, LineDraft("GLUE", 8, "MID", place="A-01", status="accepted"))
    with pytest.raises(DocumentRefused) as refused:
        send_back(shop, LineDraft("GLUE", 3, "MID", place="A-02", status="accepted"))
    assert codes(refused) == ["above_received"]


def test_who_asks_for_a_return_does_not_approve_it_and_its_goods_are_claimed(shop):
    received(shop, "GLUE", "MID", 10)
    both = shop.quinn._replace(capabilities=shop.quinn.capabilities | {"lifecycle.buy"})
    paper = operations.open_document(scope=both, draft=DocumentDraft(
        uuid7(), "SH1", "supplier_return",
        {"supplier": "SUP", "place": "OUT", "reason": "recall"},
        (LineDraft("GLUE", 8, "MID", place="A-01", status="accepted"),)))
    with pytest.raises(NotThisPerson):
        shop.act(both, paper, "approve", sign=["quinn"])
    with pytest.raises(DocumentRefused):
        shop.order(LineDraft("GLUE", 3))
    shop.act(shop.boss, paper, "cancel")
    shop.order(LineDraft("GLUE", 3))


# -- past us ------------------------------------------------------------------------------------


def drop(shop, *lines: LineDraft) -> Acted:
    return operations.open_document(scope=shop.sam, draft=DocumentDraft(
        uuid7(), "SH1", "drop_shipment",
        {"supplier": "SUP", "customer": "HOSP", "reason": "urgent surgery"}, lines))


def test_a_drop_shipment_is_one_posting_past_us_with_a_report_of_the_same_day(shop):
    paper = drop(shop, LineDraft("GLUE", 5, "FAR"))
    said = {"delivery_note": "ZD-1", "report": "fit", "inspected_on": in_days(-1).isoformat()}
    for day, wrong in ((in_days(-1).isoformat(), "report_not_today"), ("today", "date_unclear")):
        with pytest.raises(DocumentRefused) as refused:
            shop.act(shop.quinn, paper, "inspect", Amount(1, "shipped", 5), sign=["quinn"],
                     evidence=said | {"inspected_on": day})
        assert codes(refused) == [wrong]
    done = shop.act(shop.quinn, paper, "inspect", Amount(1, "shipped", 4),
                    Amount(1, "refused", 1, note="dented"), sign=["quinn"],
                    evidence=said | {"inspected_on": today().isoformat()})
    assert (done.state, done.moves) == ("shipped", 1)
    assert shop.standing() == {}
    there = {row.place: row.quantity for row in stock(
        scope=SYSTEM, site="SH1", item="GLUE").rows}
    assert there.get("@customer", 4) == 4
    assert shop.reverse(paper).state == "reversed"


def test_expired_goods_are_not_dropped_past_us(shop):
    paper = drop(shop, LineDraft("GLUE", 5, "OLD"))
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.quinn, paper, "inspect", Amount(1, "shipped", 5), sign=["quinn"],
                 evidence={"delivery_note": "ZD-1", "report": "fit",
                           "inspected_on": today().isoformat()})
    assert codes(refused) == ["exit_expired"]


# -- what has left already ----------------------------------------------------------------------


def test_locked_goods_that_have_left_are_a_deviation_signed_by_quality(shop):
    shop.stock_in("GLUE", "A-01", 5, lot="OLD")
    paper = operations.open_document(scope=shop.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "deviation", {"place": "@customer"},
        (LineDraft("GLUE", 2, "OLD", place="A-01"),)))
    said = {"how_found": "empty bin", "measures_taken": "customer told"}
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.quinn, paper, "book", Amount(1, "left", 2), sign=[], evidence=said)
    assert codes(refused) == ["signatures_missing"]
    booked = shop.act(shop.quinn, paper, "book", Amount(1, "left", 2), sign=["quinn"],
                      evidence=said)
    assert (booked.number, booked.state, booked.moves) == ("DV-000001", "booked", 1)
    assert shop.standing() == {("A-01", "GLUE", "OLD", "accepted"): 3}
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_posting WHERE id = %s", [booked.postings[0]])
        assert cursor.fetchone() == ("deviation",), "never an ordinary issue"

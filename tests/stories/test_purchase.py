"""Orders: asked for, approved by another person, sent, received in parts, closed.   采购"""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.catalog.operations import put_parties
from pandian.catalog.words import PartyDraft
from pandian.counting.requesting.queries import requests
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle import operations
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.purchase.queries import open_lines, positions
from pandian.lifecycle.shortage.operations import open_orders, put_levels
from pandian.lifecycle.shortage.queries import levels, shortages
from pandian.lifecycle.shortage.words import LevelDraft, ShortageRefused
from pandian.lifecycle.words import (
    Amount,
    DocumentConflict,
    DocumentDraft,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
)


class Office(Dock):
    """A dock, and the people who buy."""

    def __init__(self) -> None:
        super().__init__()
        self.bella = self.staff("bella", "buyer")
        self.max = self.staff("max", "manager")
        self.fay = self.staff("fay", "finance")

    def ask(self, *lines, by=None, supplier="SUP"):
        """Draft an order."""
        return operations.open_document(scope=by or self.bella, draft=DocumentDraft(
            uuid7(), "SH1", "purchase", {"supplier": supplier}, tuple(
                LineDraft(item, asked, attributes={"price": price})
                for item, asked, price in lines)))

    def sent(self, *lines):
        """Return an order that was sent."""
        order = self.ask(*lines)
        self.act(self.bella, order, "submit")
        self.act(self.max, order, "approve", sign=["max"])
        return self.act(self.max, order, "send", evidence={"contract": "HT-2026-7"})

    def deliver(self, order, *facts, lines=()):
        """Announce, arrive and book a receipt that follows an order; facts are (line, accepted)."""
        receipt = operations.open_document(scope=self.keeper, draft=DocumentDraft(
            uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"}, tuple(lines),
            order.document))
        self.act(self.keeper, receipt, "arrive")
        return self.act(self.keeper, receipt, "book", *(
            Amount(line, measure, quantity, note="short of the order")
            for line, quantity in facts for measure in ("scanned", "accepted")))

    def order_sums(self, order):
        return {(row.line, row.measure): row.quantity for row in self.read(order).sums}


@pytest.fixture
def office(db):
    here = Office()
    yield here
    here.assert_sound()


def faults(refusal) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def test_an_order_is_received_in_two_deliveries_and_closed(office):
    order = office.sent(("PLAIN", 100, 1_500), ("PLAIN", 50, 1_500))
    assert (order.number, order.state) == ("PO-000001", "sent")
    first = office.deliver(order, (1, 60), (2, 50))
    assert office.read(order).head.state == "part_received"
    assert [(row.line, row.open, row.received) for row in open_lines(scope=office.bella)] == [
        (1, 40, 60)]
    second = office.deliver(order, (1, 40))
    assert [line.asked for line in office.read(second).lines] == [40], "only what is open"
    assert office.read(order).head.state == "received"
    assert office.order_sums(order) == {
        (1, "ordered"): 100, (1, "received"): 100, (2, "ordered"): 50, (2, "received"): 50}
    assert office.act(office.bella, order, "close").state == "closed"
    assert [e.action for e in office.read(order).events] == [
        "open", "submit", "approve", "send", "receipt_book", "receipt_book", "close"]
    assert office.read(first).head.follows == order.document


def test_a_part_of_a_line_is_cut_and_the_rest_still_comes(office):
    order = office.sent(("PLAIN", 100, 1_500), ("PLAIN", 50, 1_500))
    office.deliver(order, (1, 60), (2, 50))
    for amount, why, code in ((41, "too many", "cut_too_much"), (1, " ", "reason_missing")):
        with pytest.raises(DocumentRefused) as refused:
            office.act(office.bella, order, "cut", Amount(1, "cancelled", amount), reason=why)
        assert [fault.code for fault in refused.value.faults] == [code]
    with pytest.raises(Forbidden):
        office.act(office.keeper, order, "cut", Amount(1, "cancelled", 1))
    cut = office.act(office.bella, order, "cut", Amount(1, "cancelled", 15), reason="too many")
    assert cut.state == "part_received"
    assert [(row.line, row.open) for row in open_lines(scope=office.bella)] == [(1, 25)]
    assert office.order_sums(order)[1, "ordered"] == 100, "what was ordered stays readable"
    office.deliver(order, (1, 25))
    assert office.read(order).head.state == "received"
    assert office.act(office.bella, order, "close").state == "closed"


def test_what_is_announced_is_not_announced_twice(office):
    order = office.sent(("PLAIN", 100, 1_500))
    draft = DocumentDraft(uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"}, (),
                          order.document)
    made = operations.open_document(scope=office.keeper, draft=draft)
    assert {(s.measure, s.quantity) for s in office.read(made).sums} == {
        ("ordered", 100), ("shipped", 100)}
    (row,) = open_lines(scope=office.bella, site="SH1")
    assert (row.open, row.announced, row.days) == (100, 100, 0)
    with pytest.raises(DocumentRefused) as refused:
        operations.open_document(scope=office.keeper, draft=draft._replace(id=uuid7()))
    assert faults(refused) == [("/follows", "nothing_to_take")]
    with pytest.raises(DocumentRefused) as refused:
        office.act(office.bella, order, "close", Amount(1, "cancelled", 100))
    assert faults(refused) == [("", "receipts_open")]


def test_a_delivery_note_may_say_its_own_lines_of_an_order(office):
    order = office.sent(("PLAIN", 100, 1_500), ("LOTS", 30, 90_000))
    office.deliver(order, (1, 10), (2, 12), lines=[
        LineDraft("LOTS", 10, "L1", attributes={"order_line": 2}),
        LineDraft("LOTS", 12, "L2", attributes={"order_line": 2})])
    assert office.order_sums(order)[2, "received"] == 22
    with pytest.raises(DocumentRefused) as refused:
        office.deliver(order, lines=[
            LineDraft("LOTS", 10, "L1", attributes={"order_line": 1}), LineDraft("LOTS", 5)])
    assert faults(refused) == [("/lines/0/attributes/order_line", "order_line_unknown"),
                               ("/lines/1/attributes/order_line", "order_line_missing")]


def test_more_than_was_ordered_is_booked_with_its_note_and_ends_the_order(office):
    order = office.sent(("PLAIN", 10, 1))
    office.deliver(order, (1, 12))
    assert office.read(order).head.state == "received"
    office.act(office.bella, order, "close")


def test_a_reversed_receipt_opens_the_order_again(office):
    order = office.sent(("PLAIN", 10, 1))
    receipt = office.deliver(order, (1, 10))
    office.reverse(receipt)
    assert office.read(order).head.state == "sent"
    assert office.order_sums(order) == {(1, "ordered"): 10}
    office.deliver(order, (1, 10))
    assert office.read(order).head.state == "received"


def test_closing_an_order_cancels_exactly_what_is_still_to_come(office):
    order = office.sent(("PLAIN", 10, 1))
    office.deliver(order, (1, 4))
    for wrong in ([], [Amount(1, "cancelled", 5)], [Amount(1, "cancelled", 7)]):
        with pytest.raises(DocumentRefused) as refused:
            office.act(office.bella, order, "close", *wrong)
        assert refused.value.faults[0].params == (1, 6, sum(a.quantity for a in wrong))
    office.act(office.bella, order, "close", Amount(1, "cancelled", 6))
    assert open_lines(scope=office.bella) == []
    with pytest.raises(DocumentRefused) as refused:
        office.deliver(order, (1, 1))
    assert faults(refused)[0] == ("/follows", "order_not_open")


def test_who_wrote_an_order_does_not_approve_it_and_a_big_one_has_two_signers(office):
    order = office.ask(("PLAIN", 10, 5_000_000), by=office.max)
    office.act(office.bella, order, "submit")
    with pytest.raises(NotThisPerson):
        office.act(office.max, order, "approve", sign=["max"])
    with pytest.raises(Forbidden):
        office.act(office.bella, order, "approve", sign=["bella"])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "order_amount_max", 49_999_999)])
    other = office.staff("mona", "manager")
    with pytest.raises(DocumentRefused) as refused:
        office.act(other, order, "approve", sign=["mona"])
    assert faults(refused) == [("/signatures", "signatures_missing")]
    office.act(other, order, "approve", sign=["mona", "fay"])
    assert office.read(order).events[-1].signers == ["mona", "fay"]


def test_an_order_says_price_and_due_day_of_every_line(office):
    with pytest.raises(DocumentRefused) as refused:
        operations.open_document(scope=office.bella, draft=DocumentDraft(
            uuid7(), "SH1", "purchase", {"supplier": "SUP"}, (
                LineDraft("PLAIN", 1), LineDraft("PLAIN", 1, attributes={"price": -1}),
                LineDraft("PLAIN", 1, attributes={"price": 1, "due": "soon"}),
                LineDraft("PLAIN", 1, attributes={"price": True}))))
    assert faults(refused) == [
        ("/lines/0/attributes/price", "price_missing"),
        ("/lines/1/attributes/price", "out_of_range"),
        ("/lines/2/attributes/due", "due_not_a_date"),
        ("/lines/3/attributes/price", "price_missing")]


def test_an_order_is_sent_with_its_contract_and_the_licences_that_it_needs(office):
    order = office.ask(("STENT", 10, 5))
    office.act(office.bella, order, "submit")
    office.act(office.max, order, "approve", sign=["max"])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "licences", "refuse")])
    with pytest.raises(DocumentRefused) as refused:
        office.act(office.max, order, "send", evidence={})
    found = faults(refused)
    assert found[0] == ("/evidence/contract", "evidence_missing")
    assert {code for _, code in found[1:]} == {"licence"}
    assert "/header/supplier" in [pointer for pointer, _ in found]


def test_an_order_of_another_supplier_or_not_sent_yet_cannot_be_received(office):
    put_parties(scope=SYSTEM, parties=[PartyDraft("OTHER", "别家", kinds=("supplier",))])
    order = office.ask(("PLAIN", 10, 1), supplier="OTHER")
    with pytest.raises(DocumentRefused) as refused:
        office.deliver(order)
    assert faults(refused) == [("/follows", "order_not_open"),
                               ("/header/supplier", "order_supplier_differs")]


def test_an_order_that_was_sent_is_closed_and_not_cancelled(office):
    order = office.sent(("PLAIN", 10, 1))
    with pytest.raises(DocumentConflict):
        office.act(office.bella, order, "cancel")
    draft = office.ask(("PLAIN", 10, 1))
    assert office.act(office.bella, draft, "cancel").state == "cancelled"


def level(item="PLAIN", point=20, up_to=100, multiple=10, supplier="SUP", price=1_500):
    return LevelDraft(item, point, up_to, multiple, supplier, price)


def test_what_is_short_is_proposed_and_opened_as_one_draft_for_each_supplier(office):
    put_parties(scope=SYSTEM, parties=[PartyDraft("OTHER", "别家", kinds=("supplier",))])
    put_levels(scope=office.bella, site="SH1", drafts=[
        level(), level("LOTS", 5, 12, 1, "OTHER", 90_000), level("SERIAL", 0, 1)])
    office.stock_in("PLAIN", "A-01", 15, lot=None)
    office.stock_in("SERIAL", "A-01", 1, serial="S-1")
    found = {row.item: row for row in shortages(scope=office.bella, site="SH1")}
    assert {item: row.quantity for item, row in found.items()} == {"PLAIN": 90, "LOTS": 12}
    assert (found["PLAIN"].available, found["PLAIN"].proved_at) == (15, None)
    id = uuid7()
    drafts = open_orders(scope=office.bella, site="SH1", id=id)
    assert [(made.number, made.state) for made in drafts] == [
        ("PO-000001", "draft"), ("PO-000002", "draft")]
    assert [office.read(made).head.header["supplier"] for made in drafts] == ["OTHER", "SUP"]
    assert shortages(scope=office.bella, site="SH1") == [], "drafts are on order already"
    with pytest.raises(ShortageRefused):
        open_orders(scope=office.bella, site="SH1", id=uuid7())


def test_what_is_pending_ordered_or_claimed_counts_as_it_is(office):
    put_levels(scope=office.bella, site="SH1", drafts=[level()])
    putaway = office.follow("putaway", office.passed(("PLAIN", 15, "")))
    (row,) = shortages(scope=office.bella, site="SH1")
    assert (row.available, row.quantity) == (0, 100), "a putaway has claimed them"
    office.act(office.keeper, putaway, "put", Amount(1, "put_away", 15, place="A-01"))
    office.booked(("PLAIN", 4, ""))
    (row,) = shortages(scope=office.bella, site="SH1")
    assert (row.available, row.pending, row.quantity) == (15, 4, 90)
    order = office.sent(("PLAIN", 2, 1))
    assert shortages(scope=office.bella, site="SH1") == []
    office.act(office.bella, order, "close", Amount(1, "cancelled", 2))
    assert len(shortages(scope=office.bella, site="SH1")) == 1


def test_levels_that_cannot_be_are_refused_with_all_faults(office):
    with pytest.raises(ShortageRefused) as refused:
        put_levels(scope=office.bella, site="SH1", drafts=[
            level(), level(up_to=20), level("NONE", supplier="KEEPER"), level("LOTS", price=-1)])
    assert faults(refused) == [
        ("/1", "repeated"), ("/1/up_to", "level_range"), ("/2/item", "item_unknown"),
        ("/2/supplier", "level_supplier"), ("/3/price", "out_of_range")]
    put_levels(scope=office.bella, site="SH1", drafts=[level()])
    put_levels(scope=office.bella, site="SH1", drafts=[LevelDraft("PLAIN", None)])
    assert levels(scope=office.bella, site="SH1") == []
    with pytest.raises(Forbidden):
        put_levels(scope=office.keeper, site="SH1", drafts=[level()])


def test_an_item_that_nobody_counted_lately_is_counted_before_it_is_bought(office):
    office.stock_in("PLAIN", "A-01", 15)
    office.stock_in("LOTS", "A-02", 3, lot="L1")
    order = office.ask(("PLAIN", 10, 1))
    office.act(office.bella, order, "submit")
    (asked,) = requests(scope=SYSTEM, document=order.document)
    assert (asked.request.reason, asked.request.place, asked.request.item) == (
        "low_confidence", "A-01", "PLAIN")
    (row,) = positions(scope=office.max, document=order.document)
    assert (row.item, row.book, row.accepted, row.on_order, row.proved_at) == (
        "PLAIN", 15, 15, 0, None)
    plan = office.plan("A-01")
    office.see(office.person("anna"), office.task(plan), "A-01", "PLAIN", 15, 1)
    office.visit(office.person("anna"), office.task(plan), "A-01", 0.5)
    office.settle(plan)
    other = office.ask(("PLAIN", 10, 1))
    office.act(office.bella, other, "submit")
    assert requests(scope=SYSTEM, document=other.document) == []
    (row,) = positions(scope=office.max, document=other.document)
    assert (row.on_order, row.proved_at is not None) == (10, True)


def test_an_opening_sent_again_exists_although_it_would_be_refused_today(office):
    order = office.sent(("PLAIN", 10, 5))
    draft = DocumentDraft(uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"}, (),
                          order.document)
    receipt = operations.open_document(scope=office.keeper, draft=draft)
    office.act(office.keeper, receipt, "arrive")
    office.act(office.keeper, receipt, "book", Amount(1, "scanned", 10), Amount(1, "accepted", 10))
    assert office.read(order).head.state == "received"
    again = operations.open_document(scope=office.keeper, draft=draft)
    assert (again.result, again.document, again.state) == ("exists", receipt.document, "booked")
    with pytest.raises(DocumentRefused) as refused:
        operations.open_document(scope=office.keeper, draft=draft._replace(id=uuid7()))
    assert [fault.code for fault in refused.value.faults] == ["order_not_open"]

"""A supplier's dispatch notice becomes announced receipts: whole, once, with faults by cell."""

from __future__ import annotations

import csv
import io
import time

import pytest
import xlsxwriter
from document_world import Dock
from exchange_world import faults, take, write

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft, PackDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations
from pandian.lifecycle.queries import documents
from pandian.lifecycle.words import ActionDraft, DocumentDraft, LineDraft

HEAD = ("供应商", "随货同行单号", "物料编码", "批号", "发货数量", "订购数量", "单位", "有效期至",
        "采购单号", "采购单行", "收货货位")
GOOD = (("SUP", "DN-1", "LOTS", "L9", "10", "12", "", "2030-01-31", "", "", "PEND"),
        ("SUP", "DN-1", "PLAIN", "", "3", "", "盒", "", "", "", "PEND"),
        ("SUP", "DN-2", "PLAIN", "", "7", "", "", "", "", "", "PEND"))


@pytest.fixture
def dock(db):
    put = Dock()
    put_items(scope=SYSTEM, items=[ItemDraft("PLAIN", "纱布", "片",
                                             packs=(PackDraft("盒", 20),))])
    return put


def sheet(rows, head=HEAD) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue()


def receipts():
    return documents(scope=SYSTEM, site="SH1", kind="receipt").rows


def test_each_delivery_note_is_one_announced_receipt_that_goes_on_as_any(dock, tmp_path):
    report = take(write(tmp_path / "n.csv", sheet(GOOD)), "asn", "SH1")
    assert (report.state, report.new, report.refused) == ("done", 3, 0)
    found = {row.header["delivery_note"]: row for row in receipts()}
    assert {row.state for row in found.values()} == {"announced"}
    whole = dock.read(found["DN-1"].id)
    assert [(line.item, line.lot, line.asked) for line in whole.lines] == [
        ("LOTS", "L9", 12), ("PLAIN", "", 60)]
    assert {(s.line, s.measure): s.quantity for s in whole.sums} == {
        (1, "ordered"): 12, (1, "shipped"): 10, (2, "ordered"): 60, (2, "shipped"): 60}
    assert whole.lines[0].attributes["expires_on"] == "2030-01-31"
    done = operations.act(scope=dock.keeper, draft=ActionDraft(
        uuid7(), found["DN-2"].id, "arrive", 1,
        evidence={"delivery_note": "DN-2", "transport": "van"}))
    assert done.state == "arrived"


def test_the_same_notice_again_exists_and_another_under_its_number_is_refused(dock, tmp_path):
    take(write(tmp_path / "n.csv", sheet(GOOD)), "asn", "SH1")
    again = take(write(tmp_path / "again.csv", sheet(GOOD[:2])), "asn", "SH1")
    assert (again.new, again.unchanged, again.refused) == (0, 2, 0)
    other = (*GOOD[0][:4], "11", *GOOD[0][5:])
    changed = take(write(tmp_path / "other.csv", sheet((other, GOOD[1]))), "asn", "SH1")
    assert (changed.state, changed.refused) == ("refused", 2)
    assert {fault.code for fault in changed.faults} == {"different"}
    assert len(receipts()) == 2


def test_every_fault_is_told_by_row_and_cell_and_nothing_is_announced(dock, tmp_path):
    rows = (GOOD[2],
            ("SUP", "DN-3", "NOPE", "", "5", "", "", "", "", "", "PEND"),
            ("SUP", "DN-3", "PLAIN", "", "many", "", "", "", "", "", "PEND"),
            ("WHO", "DN-4", "PLAIN", "", "5", "", "", "", "", "", "PEND"),
            ("SUP", "DN-5", "PLAIN", "", "5", "", "桶", "", "", "", "A-01"),
            ("SUP", "DN-6", "PLAIN", "", "5", "", "", "", "PO-999999", "", "PEND"))
    report = take(write(tmp_path / "n.csv", sheet(rows)), "asn", "SH1")
    assert (report.state, report.refused, report.new) == ("refused", 6, 0)
    assert faults(report) == {
        (3, "item", "NOPE", "item_unknown"), (4, "发货数量", "many", "not_a_number"),
        (5, "supplier", "WHO", "party_wrong"), (6, "unit", "桶", "unit_unknown"),
        (6, "place", "A-01", "place_kind_wrong"), (7, "order", "PO-999999", "order_unknown")}
    assert receipts() == []
    part = take(write(tmp_path / "n.csv", sheet(rows)), "asn", "SH1", accept_partial="1")
    assert (part.state, part.new, part.refused) == ("done", 1, 5)
    assert [row.header["delivery_note"] for row in receipts()] == ["DN-2"]


def test_a_dry_run_announces_nothing(dock, tmp_path):
    report = take(write(tmp_path / "n.csv", sheet(GOOD)), "asn", "SH1", dry_run=True)
    assert (report.state, report.new) == ("checked", 3)
    assert receipts() == []


def test_a_workbook_with_a_place_by_option_and_an_order_that_it_follows(dock, tmp_path):
    order = sent(dock, LineDraft("LOTS", 5, attributes={"price": 1}),
                 LineDraft("PLAIN", 40, attributes={"price": 1}))
    path = tmp_path / "n.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("ASN")
        for r, row in enumerate([("vendor", "ASN", "sku", "qty", "PO"),
                                 ("SUP", "DN-8", "PLAIN", 40, order.number)]):
            for c, value in enumerate(row):
                page.write(r, c, value)
    report = take(path, "asn", "SH1", place="PEND")
    assert (report.state, report.new) == ("done", 1), report.faults
    (receipt,) = receipts()
    assert receipt.follows == order.document
    assert dock.read(receipt.id).lines[0].attributes["order_line"] == 2


def sent(dock, *lines):
    """Return an order that was sent to the supplier."""
    buyer, manager = dock.staff("bella", "buyer"), dock.staff("max", "manager")
    order = operations.open_document(scope=buyer, draft=DocumentDraft(
        uuid7(), "SH1", "purchase", {"supplier": "SUP"}, lines))
    dock.act(buyer, order, "submit")
    dock.act(manager, order, "approve", sign=["max"])
    return dock.act(manager, order, "send", evidence={"contract": "C-1"})


def test_two_thousand_rows_are_announced_within_reason(dock, tmp_path):
    rows = [("SUP", f"DN-{n // 200}", "PLAIN", "", str(n + 1), "", "", "", "", "", "PEND")
            for n in range(2_000)]
    begin = time.process_time()  # of this process: the machine may have other work
    report = take(write(tmp_path / "n.csv", sheet(rows)), "asn", "SH1")
    assert (report.new, len(receipts())) == (2_000, 10)
    assert time.process_time() - begin < 5

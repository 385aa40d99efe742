"""Labels at the dock become the facts of a receipt.   扫描收货"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from document_world import Dock

from pandian.catalog.operations import put_items
from pandian.catalog.words import CodeDraft, ItemDraft, PackDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden
from pandian.lifecycle.scanning.queries import facts_of_scans
from pandian.lifecycle.scanning.rules import facts_of
from pandian.lifecycle.scanning.words import Read, ScanDraft
from pandian.lifecycle.words import Amount, Line, LineDraft

TODAY = datetime.now(UTC).date()
MADE, EXPIRES = TODAY - timedelta(days=20), TODAY + timedelta(days=900)
EACH, CASE, PUMP, NOBODY = "06901234500011", "16901234500018", "06901234500028", "06901234500097"


@pytest.fixture
def dock(db):
    here = Dock()
    put_items(scope=SYSTEM, items=[
        ItemDraft("SCREW", "螺钉", "枚", packs=(PackDraft("盒", 10, CASE),), tracking="lot",
                  expiry=True, codes=(CodeDraft("gtin", EACH),)),
        ItemDraft("DRIVER", "泵", "台", tracking="serial", codes=(CodeDraft("gtin", PUMP),))])
    yield here
    here.assert_sound()


def label(gtin: str, lot: str = "", serial: str = "") -> str:
    tail = f"10{lot}" if lot else f"21{serial}"
    return f"]d201{gtin}11{MADE:%y%m%d}17{EXPIRES:%y%m%d}{tail}"


def test_labels_are_booked_with_lots_dates_and_serials(dock):
    receipt = dock.announce(LineDraft("SCREW", 25), LineDraft("DRIVER", 2))
    dock.act(dock.keeper, receipt, "arrive")
    found = facts_of_scans(scope=dock.keeper, document=receipt.document, scans=[
        ScanDraft(label(CASE, "B7"), times=2), ScanDraft(label(EACH, "B7")),
        ScanDraft(label(EACH, "B8"), times=4), ScanDraft(label(PUMP, serial="P-1")),
        ScanDraft(label(PUMP, serial="P-2"))])
    assert found.faults == []
    dates = {"made_on": MADE.isoformat(), "expires_on": EXPIRES.isoformat()}
    assert [a._replace(made_on="", expires_on="") for a in found.amounts] == [
        Amount(1, "scanned", 21, "B7"), Amount(1, "scanned", 4, "B8"),
        Amount(2, "scanned", 1, "", "P-1"), Amount(2, "scanned", 1, "", "P-2")]
    assert found.amounts[0]._replace(**dates) == found.amounts[0]
    dock.act(dock.keeper, receipt, "book", *found.amounts, *(
        a._replace(measure="accepted") for a in found.amounts))
    assert dock.standing() == {
        ("PEND", "SCREW", "B7", "pending"): 21, ("PEND", "SCREW", "B8", "pending"): 4,
        ("PEND", "DRIVER", "", "pending"): 1}, "one of each serial"


def test_labels_that_say_nothing_here_are_named_one_by_one(dock):
    receipt = dock.announce(LineDraft("SCREW", 25, "B7"))
    found = facts_of_scans(scope=dock.keeper, document=receipt.document, scans=[
        ScanDraft(label(EACH, "B9")), ScanDraft(label(PUMP, serial="P-1")),
        ScanDraft(f"]d201{NOBODY}"), ScanDraft(f"]d201{EACH}"), ScanDraft(label(PUMP), "", 1),
        ScanDraft(label(EACH, "B7"))])
    assert {(fault.pointer, fault.code) for fault in found.faults} == {
        ("/scans/0", "scan_not_expected"), ("/scans/1", "scan_not_expected"),
        ("/scans/2", "scan_unknown"), ("/scans/3", "scan_without_lot"),
        ("/scans/4", "scan_without_serial")}
    assert [(a.lot, a.quantity) for a in found.amounts] == [("B7", 1)]
    with pytest.raises(Forbidden):
        facts_of_scans(scope=dock.quinn, document=receipt.document, scans=[])


def test_lines_of_one_item_are_filled_in_order_and_the_rest_stays_on_the_last():
    def line(number, asked, lot=""):
        return Line(number, "X", lot, "", "pending", "", asked, "", "PEND")

    lines = {1: line(1, 5), 2: line(2, 5), 3: line(3, 4, "B7")}
    found = facts_of(lines, [Read(0, "X", 20, "B7"), Read(1, "X", 3, "B8")])
    assert [(a.line, a.lot, a.quantity) for a in found.amounts] == [
        (3, "B7", 4), (1, "B7", 5), (2, "B7", 11), (2, "B8", 3)]

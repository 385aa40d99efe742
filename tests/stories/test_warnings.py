"""Before a receipt is posted its numbers are read as slips of what was announced.   过账前提醒"""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.ledger.effects.words import Warned
from pandian.lifecycle.warning.queries import warnings_of
from pandian.lifecycle.words import Amount, LineDraft

pytestmark = pytest.mark.usefixtures("quick_hashes")


def told(dock, receipt, *amounts):
    return [(each.line, each.measure, each.warned) for each in warnings_of(
        scope=dock.keeper, whole=dock.read(receipt), amounts=amounts)]


def test_pieces_typed_for_boxes_turned_digits_and_what_is_right(db):
    dock = Dock()
    receipt = dock.announce(LineDraft("PLAIN", 120), LineDraft("LOTS", 54, "L1"),
                            LineDraft("LOTS", 30, "L2"))
    assert told(dock, receipt, Amount(1, "arrived", 12), Amount(2, "arrived", 45),
                Amount(3, "arrived", 29)) == [
        (1, "arrived", Warned("unit", 12, 120, 10)), (2, "arrived", Warned("digits", 45, 54))]
    assert told(dock, receipt, Amount(1, "arrived", 100), Amount(1, "arrived", 20)) == []
    assert told(dock, receipt) == []


def test_the_same_receipt_again_within_a_day_is_named(db):
    dock = Dock()
    dock.booked(("PLAIN", 70, ""), ("LOTS", 20, "L1"))
    again = dock.announce(LineDraft("PLAIN", 70), LineDraft("LOTS", 20, "L2"))
    ((line, measure, warned),) = told(dock, again, Amount(1, "accepted", 70),
                                      Amount(2, "accepted", 20))
    assert (line, measure, warned.slip) == (1, "accepted", "double")
    assert warned.evidence.startswith("RC")

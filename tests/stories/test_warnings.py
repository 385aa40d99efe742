"""Before numbers are posted they are read as slips of what was announced, at every door.  提醒"""

from __future__ import annotations

import pytest
from document_world import PAPERS, Dock

from pandian.kernel.rules import uuid7
from pandian.ledger.effects.words import Warned
from pandian.lifecycle import operations
from pandian.lifecycle.warning.operations import act_heeding
from pandian.lifecycle.warning.queries import warnings_of, warnings_of_action
from pandian.lifecycle.warning.words import DocumentDoubted
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    LineDraft,
)
from tests.asked import asked


def told(dock, receipt, *amounts):
    return [(each.line, each.measure, each.warned) for each in warnings_of(
        scope=dock.keeper, whole=dock.read(receipt), amounts=amounts)]


def draft(dock, made, action, *amounts, **more) -> ActionDraft:
    return ActionDraft(uuid7(), made.document, action, dock.read(made).head.version, amounts,
                       PAPERS, "as agreed", **more)


def relocation(dock, asked, target="A-02"):
    return operations.open_document(scope=dock.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "relocation", {}, (
            LineDraft("PLAIN", asked, place="A-01", attributes={"target": target}),)))


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


def test_what_is_done_is_kept_and_told_and_a_replay_is_told_the_same(db):
    dock = Dock()
    receipt = dock.announce(LineDraft("PLAIN", 120))
    said = draft(dock, receipt, "arrive", Amount(1, "arrived", 12))
    first = act_heeding(scope=dock.keeper, draft=said)
    assert (first.acted.result, dock.read(receipt).head.state) == ("created", "arrived")
    ((code, params, pointer),) = [(w.code, w.params, w.pointer) for w in first.warnings]
    assert (code, params[:3], pointer) == (
        "looks_unit", ("12", "120", "10"), "/amounts/0/quantity")
    again = act_heeding(scope=dock.keeper, draft=said, ask=True)
    assert (again.acted.result, again.warnings) == ("exists", first.warnings)


def test_who_wants_to_be_asked_is_asked_and_nothing_is_done(db):
    dock = Dock()
    receipt = dock.announce(LineDraft("PLAIN", 120))
    said = draft(dock, receipt, "arrive", Amount(1, "arrived", 12))
    with pytest.raises(DocumentDoubted) as asked:
        act_heeding(scope=dock.keeper, draft=said, ask=True)
    assert [fault.code for fault in asked.value.faults] == ["looks_unit"]
    assert dock.read(receipt).head.state == "announced"
    act_heeding(scope=dock.keeper, draft=said)
    assert dock.read(receipt).head.state == "arrived"


def test_a_putaway_is_read_too_against_what_is_left_of_its_line(db):
    dock = Dock()
    inspection = dock.follow("inspection", dock.booked(("PLAIN", 120, "")))
    dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 120))
    carry = dock.follow("putaway", inspection)
    (warned,) = act_heeding(scope=dock.keeper, draft=draft(
        dock, carry, "put", Amount(1, "put_away", 102, place="A-01"))).warnings
    assert (warned.code, warned.params[:2]) == ("looks_digits", ("102", "120"))
    # what is left of the line is 18 now: the rest is no slip of the whole
    assert act_heeding(scope=dock.keeper, draft=draft(
        dock, carry, "put", Amount(1, "put_away", 18, place="A-01"))).warnings == []


def test_a_number_that_other_measures_complete_is_no_slip(db):
    """Twelve of a hundred and twenty are good and the others are not: that is no wrong unit."""
    dock = Dock()
    inspection = dock.follow("inspection", dock.booked(("PLAIN", 120, "")))
    assert told(dock, inspection, Amount(1, "accepted", 12), Amount(1, "rejected", 108)) == []
    assert [w.slip for _, _, w in told(dock, inspection, Amount(1, "accepted", 12))] == ["unit"]


def test_the_same_move_by_another_document_is_named_and_one_to_another_bin_is_not(db):
    dock = Dock()
    dock.stock_in("PLAIN", "A-01", 100, minutes=9000)
    act_heeding(scope=dock.keeper, draft=draft(
        dock, relocation(dock, 20), "move", Amount(1, "moved", 20, place="A-02")))
    (warned,) = act_heeding(scope=dock.keeper, draft=draft(
        dock, relocation(dock, 20), "move", Amount(1, "moved", 20, place="A-02"))).warnings
    assert (warned.code, warned.params[3]) == ("looks_double", "RL-000001")
    assert act_heeding(scope=dock.keeper, draft=draft(
        dock, relocation(dock, 20, "A-03"), "move", Amount(1, "moved", 20, place="A-03"))
        ).warnings == []


def test_a_refused_action_warns_of_nothing(db):
    dock = Dock()
    receipt = dock.announce(LineDraft("PLAIN", 120))
    with pytest.raises(DocumentRefused):
        act_heeding(scope=dock.keeper, draft=draft(
            dock, receipt, "arrive", Amount(9, "arrived", 12)))
    assert dock.read(receipt).head.state == "announced"


def test_a_warning_costs_the_same_number_of_statements_whatever_the_lines(db):
    dock = Dock()

    def cost(lines: int) -> int:
        receipt = dock.announce(*(LineDraft("LOTS", 54, f"L{n}") for n in range(lines)))
        said = draft(dock, receipt, "arrive", *(
            Amount(n, "arrived", 45) for n in range(1, lines + 1)))
        with asked() as seen:
            assert len(warnings_of_action(scope=dock.keeper, draft=said)) == lines
        return len(seen)

    assert cost(2) == cost(40) < 16

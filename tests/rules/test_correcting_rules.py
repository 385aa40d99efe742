"""Whether a document may correct one posted line: each wall alone, and the facts that it states."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from pandian.lifecycle.correcting.rules import corrections, judged, moves, net, state_after
from pandian.lifecycle.correcting.words import CORRECTED, Ask, Given, Spot
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import Amount, Line, Move, Sum

ID = UUID(int=7)
THEN = datetime(2026, 11, 2, 8, tzinfo=UTC)
LINE = Line(1, "PLAIN", "", "", "pending", "", 12, "", "PEND")
FACT = Amount(1, "accepted", 120, place="PEND", posted=True)
SCANNED = Amount(1, "scanned", 120)
OPENED = [Given(False, Amount(1, name, 12)) for name in ("ordered", "shipped")]
SPOT = Spot(ID, "receipt", 3, "booked", 3, None, "book", ID, LINE, FACT,
            Move(1, "PLAIN", "", "", "", "@supplier", "PEND", "pending", "pending", 120), THEN,
            "receipt", False, False, False, False, (), 127,
            (*OPENED, Given(True, SCANNED), Given(True, FACT._replace(note="as on the slip"))))


def codes(spot: Spot = SPOT, right: int = 12) -> list[str]:
    return [fault.code for fault in judged(spot, Ask(ID, 1, right)).faults]


def test_the_wrong_facts_are_opposed_and_the_right_ones_stated_the_posted_pair_first():
    told = [(a.measure, a.quantity, a.posted) for a in corrections(SPOT, 12, "boxes")]
    assert told == [("accepted", -120, True), ("accepted", 12, True),
                    ("scanned", -120, False), ("scanned", 12, False)]


def test_a_scan_that_said_another_number_is_not_touched():
    spot = SPOT._replace(facts=(*OPENED, Given(True, SCANNED._replace(quantity=130)),
                                Given(True, FACT)))
    assert {a.measure for a in corrections(spot, 12, "boxes")} == {"accepted"}


def test_the_line_goes_back_whole_and_comes_again():
    assert [(m.source, m.target, m.quantity) for m in moves(SPOT, 12)] == [
        ("PEND", "@supplier", 120), ("@supplier", "PEND", 12)]


def test_facts_and_their_opposites_leave_nothing():
    assert net([FACT, FACT._replace(quantity=-120)]) == []
    assert [a.quantity for a in net([FACT, FACT._replace(quantity=-120),
                                     FACT._replace(quantity=12)])] == [12]


@pytest.mark.parametrize(("change", "right", "code"), [
    ({}, 12, None),
    ({}, 120, "correct_same"),
    ({}, 0, "correct_nothing"),
    ({"kind": "inspection"}, 12, "correct_kind"),
    ({"kind": "transfer"}, 12, "correct_two_sites"),
    ({"state": "reversed"}, 12, "already_reversed"),
    ({"corrected": True}, 12, "corrected_already"),
    ({"fact": FACT._replace(quantity=-120)}, 12, "corrected_already"),
    ({"signed": True}, 12, "correct_signed"),
    ({"proved": True}, 12, "correct_proved"),
    ({"claims": True}, 12, "correct_open"),
    ({"followers": (("inspection", 4),)}, 12, "goods_moved_on"),
    ({"left": 107}, 12, "goods_gone"),
    ({"left": 108}, 12, None),
    ({"left": 0}, 119, "goods_gone"),
    ({"left": None}, 119, None),
])
def test_each_wall_is_named(change, right, code):
    assert codes(SPOT._replace(**change), right) == ([code] if code else [])


def test_the_rules_of_the_kind_judge_the_right_number_too():
    alone = SPOT._replace(facts=(*OPENED, Given(True, SCANNED._replace(quantity=5)),
                                 Given(True, FACT)))
    assert codes(alone) == ["accepted_above_scanned"]


def test_what_was_asked_for_is_the_most_that_a_putaway_may_become():
    line = LINE._replace(asked=50, source="PEND")
    fact = Amount(1, "put_away", 12, place="A-01", posted=True)
    spot = SPOT._replace(kind="putaway", action="put", state="done", line=line, fact=fact,
                         move=SPOT.move._replace(source="PEND", target="A-01", quantity=12),
                         facts=(Given(True, fact),))
    assert codes(spot, 50) == []
    assert codes(spot, 51) == ["above_asked"]
    kind = KINDS["putaway"]
    for state, put, after in (("done", 12, "left_over"), ("left_over", 50, "done"),
                              ("left_over", 12, "left_over"), ("done", 50, "done")):
        assert state_after(kind, spot._replace(state=state), {1: line},
                           [Sum(1, "put_away", put)]) == after


def test_only_what_moves_stock_and_closes_nothing_later_is_corrected_by_line():
    for name, measures in CORRECTED.items():
        assert set(measures) <= KINDS[name].posts
        assert not KINDS[name].transfers

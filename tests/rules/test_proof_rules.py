"""What the statements of a step prove, as tables.   顺手盘规则"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.counting.proving.rules import covered_permille
from pandian.counting.proving.words import Covered
from pandian.lifecycle.proofs.rules import proof_task, proofs, scanned, statements
from pandian.lifecycle.proofs.words import Statement
from pandian.lifecycle.words import Move


def seen(place: str, **more) -> Statement:
    return Statement(place, f"PD:B:SH1.{place}", True, **more)


def move(source: str, target: str, quantity: int = 5, lot: str = "L1") -> Move:
    return Move(1, "GAUZE", lot, "", "", source, target, "accepted", "accepted", quantity)


@pytest.mark.parametrize(("scan", "right"), [
    ("PD:B:SH1.A-01", True), ("pd:b:SH1.A-01", True), (" A-01 ", True), ("PD:B:SH2.A-01", False),
    ("PD:B:SH1.A-02", False), ("A-02", False), ("", False), ("PD:C:EMPTY", False)])
def test_only_the_place_s_own_code_counts_as_its_scan(scan, right):
    assert scanned(Statement("A-01", scan), "SH1") is right


@pytest.mark.parametrize(("kind", "action", "said", "moves", "steps"), [
    ("putaway", "put", seen("A"), [move("PEND", "A")],
     [("filled", "", 0, True), ("filled", "GAUZE", 5, False)]),
    ("putaway", "put", seen("A"), [move("PEND", "A"), move("PEND", "A", 2)],
     [("filled", "", 0, True), ("filled", "GAUZE", 7, False)]),
    ("putaway", "put", seen("PEND"), [move("PEND", "A")], [("zero", "", 0, False)]),
    ("relocation", "move", seen("A"), [move("A", "B")], [("zero", "", 0, False)]),
    ("relocation", "move", seen("A", item="GAUZE", quantity=3), [move("A", "B")],
     [("remainder", "GAUZE", 3, False)]),
    ("issue", "check", seen("OUT", item="GAUZE", quantity=3), [], [("parcel", "GAUZE", 3, False)]),
    ("inspection", "accept", seen("P", item="GAUZE", quantity=3, before=True), [],
     [("inspection", "GAUZE", 3, True)]),
    ("putaway", "put", seen("A", before=False), [move("PEND", "A")], []),
    ("area", "close", seen("DOCK"), [], [("area_empty", "", 0, False)]),
])
def test_what_is_seen_at_a_step_proves_what_the_table_says(kind, action, said, moves, steps):
    found = proofs([said], moves, site="SH1", kind=kind, action=action)
    assert [(p.step, p.item, p.quantity, p.before) for p in found] == steps


def test_who_moved_goods_is_known_and_who_only_changed_their_status_moved_nothing():
    carried, judged = [move("PEND", "A")], [move("PEND", "PEND")]
    said = [seen("PEND", item="GAUZE", quantity=0)]
    kind = {"site": "SH1", "kind": "inspection", "action": "accept"}
    assert [p.moved for p in proofs(said, carried, **kind)] == [True]
    assert [p.moved for p in proofs(said, judged, **kind)] == [False]


@pytest.mark.parametrize(("more", "strength"), [
    ({}, ["full"]), ({"shown": True}, ["open"]), ({"seal": True, "photo": "ab"}, ["weak"]),
    ({"seal": True}, [])])
def test_how_strong_a_statement_is(more, strength):
    found = proofs([seen("A", item="GAUZE", quantity=3, **more)], [], site="SH1", kind="kit",
                   action="x")
    assert [p.strength for p in found] == strength


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["place", "scan", "tap", "item", "quantity", "empty",
                                         "when", "lot", "odd"]), inner, max_size=5)))
def test_nothing_that_people_send_breaks_the_reading_of_statements(sent):
    found, faults = statements({"proofs": sent})
    assert not (found and faults and any(f.code == "proof_shape" for f in faults))
    for each in found:
        assert each.place
        assert each.quantity >= 0


@pytest.mark.parametrize(("covered", "holdings", "cap", "permille"), [
    (Covered(0, 0, 0), 0, 70, 1_000), (Covered(0, 0, 10_000), 10, 70, 700),
    (Covered(3_000, 0, 10_000), 10, 70, 1_000), (Covered(0, 500, 0), 1, 70, 500),
    (Covered(1_000, 500, 250), 2, 100, 875), (Covered(0, 0, 5_000), 10, 0, 0)])
def test_movers_cover_no_more_than_their_share(covered, holdings, cap, permille):
    assert covered_permille(covered, holdings=holdings, movers_percent_max=cap) == permille


def test_each_day_of_each_site_has_a_task_of_its_own():
    days = {proof_task(site, date(2026, 11, day), settled=settled)
            for site in ("SH1", "BJ1") for day in (1, 2) for settled in (True, False)}
    assert len(days) == 8

"""The tables of documents are sound, and no role, action or state slips through them.   单据规则"""

from __future__ import annotations

import itertools
from uuid import UUID

import pytest

from pandian.catalog.words import PLACE_KINDS, STATUSES
from pandian.governance.words import CAPABILITIES
from pandian.lifecycle.inspection import rules as inspection
from pandian.lifecycle.inspection.words import KIND as INSPECTION
from pandian.lifecycle.putaway.rules import propose_bins
from pandian.lifecycle.rules import (
    KINDS,
    action_faults,
    allowed,
    apart_faults,
    may_become,
    may_stand,
    next_state,
    signer_faults,
)
from pandian.lifecycle.words import (
    END_STATES,
    MEASURES,
    STATUS_MOVES,
    ActionDraft,
    Amount,
    Bin,
    Line,
    Sum,
)

ID = UUID(int=1)
EVERY = [pytest.param(kind, name, id=f"{kind.name}.{name}")
         for kind in KINDS.values() for name in kind.actions]


FOR_GOOD = {"found_again"}
"""Kinds that two people sign and nobody undoes: goods that were destroyed by the book."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_names_only_what_there_is(kind):
    assert kind.start in kind.states
    assert "cancelled" in kind.states
    assert "reversed" in kind.states or not kind.posts or kind.name in FOR_GOOD, (
        "what posted can be reversed")
    assert kind.capability in CAPABILITIES
    assert kind.posts <= set(MEASURES)
    assert kind.closing <= set(MEASURES)
    assert kind.partial <= set(kind.states)
    assert {kind.follows, *kind.also} <= {"", *KINDS}
    assert kind.led_to <= set(kind.states)
    assert kind.status in STATUSES
    assert set().union(*kind.places.values()) <= set(PLACE_KINDS)
    for followed, takes in {kind.follows: kind.takes, **kind.also}.items():
        if followed and kind.takes_posted and kind.taking == "lifecycle":
            assert takes in KINDS[followed].posts
        elif followed:
            assert takes in MEASURES


def test_no_two_kinds_share_the_letters_of_their_numbers():
    assert len({kind.prefix for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_an_action_names_only_what_there_is(kind, name):
    action = kind.actions[name]
    assert {*action.sources, action.to, action.completes} - {""} <= set(kind.states)
    assert {action.capability, *action.signers} <= set(CAPABILITIES)
    assert set(action.measures) <= set(MEASURES)
    assert not action.needs or action.measures
    assert set(action.sources).isdisjoint(END_STATES), "what ended stays ended"
    known = {"open", *(each for one in KINDS.values() for each in one.actions)}
    assert set(action.apart) <= known
    assert not action.signers or action.signers[0] == action.capability


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_state_can_be_reached_and_nothing_leaves_an_end(kind):
    reached, before = {kind.start, *kind.led_to}, set()
    while reached != before:
        before = set(reached)
        for state, name in itertools.product(before, kind.actions):
            action = kind.actions[name]
            if state in action.sources:
                reached |= {action.to or state, action.completes or action.to or state}
    assert reached | {"reversed"} == {*kind.states, "reversed"}
    assert all(allowed(kind, state) == [] for state in END_STATES)


STATUS_TABLE = """
pending   : accepted rejected quarantine
accepted  : on_hold quarantine recalled rejected pending
on_hold   : accepted rejected quarantine
quarantine: accepted rejected
recalled  : rejected quarantine
rejected  :
"""


def test_a_status_becomes_only_what_the_page_allows():
    table = {left.strip(): set(right.split()) for left, _, right in (
        row.partition(":") for row in STATUS_TABLE.strip().splitlines())}
    assert set(table) == set(STATUSES) == set(STATUS_MOVES)
    for old, new in itertools.product(STATUSES, repeat=2):
        assert may_become(old, new) == (old == new or new in table[old]), (old, new)


def test_accepted_goods_stay_out_of_red_zones_and_rejected_ones_inside():
    red = {name for name, kind in PLACE_KINDS.items() if kind.colour == "red"}
    physical = {name for name, kind in PLACE_KINDS.items() if kind.physical}
    assert red == {"rejected_area"}
    assert {name for name in physical if not may_stand("accepted", name)} == red
    assert {name for name in physical if may_stand("rejected", name)} == {
        *red, "dispatch_area", "in_transit"}
    assert all(may_stand("pending", name) for name in PLACE_KINDS)


def test_two_people_are_two_persons_and_the_actor_is_the_first():
    two = ("lifecycle.inspect", "lifecycle.decide")
    def wrong(*people, accounts=None):
        return [fault.code for fault in signer_faults(two, people, "ann", accounts or {})]
    assert wrong("ann", "ben") == []
    assert wrong("ann", "ben", accounts={"ben": {"ben", "ann"}}) == ["signature_same_person"]
    assert wrong("ann", "ann") == ["signature_same_person"]
    assert wrong("ben", "ann") == ["signature_first"]
    assert wrong("ann") == wrong("ann", "ben", "cas") == wrong() == ["signatures_missing"]
    assert [fault.code for fault in signer_faults((), ("ann",), "ann", {})] == [
        "signatures_missing"]


def test_whoever_did_the_step_before_is_named_once():
    faults = list(apart_faults({"book": ["ann"]}, ["ann", "ann", "ben"], {"book": "收货"}))
    assert [(f.code, f.params) for f in faults] == [("did_before", ("ann", "收货"))]


@pytest.mark.parametrize(("classes", "implants", "signers"), [
    ((), (), 1), (("II",), (), 1), (("III",), (), 2), (("Ⅲ",), (), 2), ((), ("yes",), 2),
    ((), ("no",), 1), (("II", "III"), (), 2)])
def test_class_three_and_implants_need_a_second_inspector_to_pass(classes, implants, signers):
    accept, reject = INSPECTION.actions["accept"], INSPECTION.actions["reject"]
    assert len(inspection.signers(accept, classes=classes, implants=implants)) == signers
    assert inspection.signers(reject, classes=classes, implants=implants) == reject.signers


LINES = {1: Line(1, "PLAIN", "", "", "pending", "", 10, "PEND", ""),
         2: Line(2, "LOTS", "L1", "", "pending", "", 4, "PEND", "")}


def _faults(kind: str, action: str, *amounts: Amount, sums: tuple[Sum, ...] = ()) -> set[str]:
    table = KINDS[kind]
    draft = ActionDraft(ID, ID, action, 1, amounts, dict.fromkeys(
        table.actions[action].evidence, "x"), "why")
    return {fault.code for fault in action_faults(
        table, table.actions[action], draft, LINES, sums)}


def test_the_four_quantities_of_a_receipt_match_or_say_why():
    notice = tuple(Sum(n, measure, q) for n, q in ((1, 10), (2, 4))
                   for measure in ("ordered", "shipped"))
    good = [Amount(n, measure, q) for n, q in ((1, 10), (2, 4))
            for measure in ("scanned", "accepted")]
    assert _faults("receipt", "book", *good, sums=notice) == set()
    assert _faults("receipt", "book", *good[:2], sums=notice) == {"line_missing"}
    short = [good[0]._replace(quantity=9), good[1]._replace(quantity=9), *good[2:]]
    assert _faults("receipt", "book", *short, sums=notice) == {"difference_unexplained"}
    short[0] = short[0]._replace(note="broken")
    assert _faults("receipt", "book", *short, sums=notice) == set()
    over = [good[0]._replace(quantity=9, note="?"), *good[1:]]
    assert _faults("receipt", "book", *over, sums=notice) == {"accepted_above_scanned"}


def test_facts_are_refused_one_by_one():
    fact = Amount(2, "put_away", 4, place="A-01")
    assert _faults("putaway", "put", fact) == set()
    for bad, code in (
            (fact._replace(quantity=5), "above_asked"), (fact._replace(line=3), "line_unknown"),
            (fact._replace(measure="accepted"), "measure_wrong"),
            (fact._replace(lot="L2"), "lot_differs"), (fact._replace(place=""), "place_missing"),
            (fact._replace(quantity=-4), "quantity_not_positive"),
            (fact._replace(lot="L" * 65), "too_long"), (fact._replace(note="n" * 2001), "too_long"),
            (fact._replace(quantity=2**53), "out_of_range")):
        assert code in _faults("putaway", "put", bad), bad
    assert _faults("putaway", "leave", fact) == {"amounts_not_taken"}
    assert _faults("putaway", "put") == {"no_amounts"}
    assert _faults("inspection", "accept", Amount(1, "accepted", 10, place="A-01"),
                   Amount(2, "accepted", 4)) == {"place_not_taken"}
    many = [Amount(1, "arrived", 2**53 - 1)] * 2
    assert _faults("receipt", "arrive", *many) == {"out_of_range"}


def test_the_last_putting_away_completes():
    kind, put = KINDS["putaway"], KINDS["putaway"].actions["put"]
    first = [Amount(1, "put_away", 10), Amount(2, "put_away", 3)]
    assert next_state(kind, put, first, LINES, []) == "running"
    assert next_state(kind, put, [Amount(2, "put_away", 1)], LINES, [
        Sum(1, "put_away", 10), Sum(2, "put_away", 3)]) == "done"


def test_a_bin_is_proposed_where_the_lot_lies_else_the_next_empty_one():
    bins = [Bin("B", 2, frozenset()), Bin("A", 1, frozenset()),
            Bin("C", 3, frozenset({("LOTS", "L1")})), Bin("D", 4, frozenset({("LOTS", "L1")}))]
    lines = [LINES[1], LINES[2], LINES[1]._replace(line=3, item="X"),
             LINES[1]._replace(line=4, item="Y"), LINES[1]._replace(line=5)]
    assert propose_bins(lines, bins) == {1: "A", 2: "C", 3: "B", 4: "", 5: "A"}

"""The one gate: yes, or every reason with its licence, its date and who can cure it.   证照"""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta

import pytest

from pandian.catalog.licences.rules import (
    ask_faults,
    covers,
    licence_faults,
    may,
    needs,
    warning_step,
)
from pandian.catalog.licences.words import (
    ACTIONS,
    CURES,
    DEVICE_CLASSES,
    FAULTS,
    GATES,
    GATES_OF,
    HOLDERS,
    KINDS,
    WHY,
    Ask,
    LicenceDraft,
    LicenceRow,
    Subject,
)
from pandian.kernel.words import FAULTS as KERNEL_FAULTS

ON = date(2026, 11, 22)
STENT = Subject("ST-1", "13-07", "III")
GLOVE = Subject("GL-1", "14-14", "II")
SWAB = Subject("SW-1", "14-10", "I")
DESK = Subject("DESK", "", "none")
REAGENT = Subject("RG-1", "22-04", "III", cold=True)


def held(kind, holder, *, number="", begins=date(2024, 1, 1), ends=date(2028, 12, 31),
         categories=(), regions=()):
    holder_kind, code = holder.split(":")
    return LicenceRow(0, kind, holder_kind, code, number or f"{kind}-1", "", tuple(categories),
                      tuple(regions), begins, ends, "")


ALL = (
    held("business_licence", "party:SUP", ends=None),
    held("operation_licence", "party:SUP", categories=("13", "22-04")),
    held("authorisation", "party:SUP", regions=("CN-31",)),
    held("registration", "item:ST-1"),
    held("registration", "item:RG-1"),
    held("label_sample", "item:ST-1"),
    held("label_sample", "item:RG-1"),
    held("institution_permit", "party:HOSPITAL"),
    held("delivery_address", "party:HOSPITAL", regions=("CN-31",)),
    held("operation_licence", "site:SH1"),
    held("cold_storage", "site:SH1"),
    held("cold_verification", "site:SH1"),
    held("training", "person:wang", categories=("receiving",)),
    held("health_record", "person:wang"),
)


def ask(action, item=STENT, *, party="", on=ON, **more):
    partner = party or ("HOSPITAL" if action == "issue" else "SUP")
    return Ask(action, "SH1", partner, item, on, **{"region": "CN-31-0115", **more})


def without(kind, holder, *instead):
    dropped = [row for row in ALL if (row.kind, f"{row.holder_kind}:{row.holder}")
               != (kind, holder)]
    assert len(dropped) == len(ALL) - 1
    return [*dropped, *instead]


def said(ruling):
    return [(reason.gate, reason.kind, reason.why, reason.date) for reason in ruling.reasons]


# --- the table: each gate, fulfilled and missed

@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "task"])
@pytest.mark.parametrize("item", [STENT, REAGENT], ids=["stent", "reagent"])
def test_with_all_licences_everything_may_be_done(action, item):
    ruling = may(ask(action, item, person="wang", post="receiving"), ALL)
    assert ruling == (True, (), ())


TABLE = [
    # the licence that is gone, and the acts that it stops
    ("business_licence", "party:SUP", {"order", "receipt", "supplier_return"}, "supplier"),
    ("operation_licence", "party:SUP", {"order", "receipt", "supplier_return"}, "supplier"),
    ("authorisation", "party:SUP", {"order", "receipt"}, "supplier"),
    ("registration", "item:RG-1", {"order", "receipt", "inspection", "issue"}, "item"),
    ("label_sample", "item:RG-1", {"order"}, "item"),
    ("institution_permit", "party:HOSPITAL", {"issue"}, "buyer"),
    ("delivery_address", "party:HOSPITAL", {"issue"}, "buyer"),
    ("operation_licence", "site:SH1",
     {"order", "receipt", "inspection", "issue", "supplier_return"}, "own_site"),
    ("cold_storage", "site:SH1",
     {"order", "receipt", "inspection", "issue", "supplier_return"}, "own_site"),
    ("cold_verification", "site:SH1",
     {"order", "receipt", "inspection", "issue", "supplier_return"}, "own_site"),
    ("training", "person:wang", set(ACTIONS), "person"),
    ("health_record", "person:wang", set(ACTIONS), "person"),
]


@pytest.mark.parametrize(("kind", "holder", "stopped", "gate"), TABLE)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_missing_licence_stops_exactly_these_acts(action, kind, holder, stopped, gate):
    ruling = may(ask(action, REAGENT, person="wang", post="receiving"), without(kind, holder))
    assert ruling.may == (action not in stopped)
    assert [(reason.gate, reason.why, reason.cure) for reason in ruling.reasons] == (
        [(gate, "missing", gate)] if action in stopped else [])


@pytest.mark.parametrize(("kind", "holder", "stopped", "gate"), TABLE)
def test_an_ended_licence_stops_as_a_missing_one_does_and_shows_its_last_day(
        kind, holder, stopped, gate):
    ended = held(kind, holder, number="OLD", ends=date(2026, 11, 21),
                 categories=("receiving",) if kind == "training" else ())
    for action in ACTIONS:
        ruling = may(ask(action, REAGENT, person="wang", post="receiving"),
                     without(kind, holder, ended))
        assert said(ruling) == (
            [(gate, kind, "expired", date(2026, 11, 21))] if action in stopped else []), action
        assert all(reason.number == "OLD" for reason in ruling.reasons)


@pytest.mark.parametrize(("on", "reasons"), [
    (date(2025, 12, 31), ["not_yet_valid"]), (date(2026, 1, 1), []),
    (date(2026, 6, 30), []), (date(2026, 7, 1), ["expired"])])
def test_a_licence_is_valid_from_its_first_through_its_last_day(on, reasons):
    row = held("registration", "item:ST-1", begins=date(2026, 1, 1), ends=date(2026, 6, 30))
    ruling = may(ask("order", on=on), without("registration", "item:ST-1", row))
    assert [reason.why for reason in ruling.reasons] == reasons


# --- the item at its made-on date

def test_stock_made_inside_the_validity_stays_saleable():
    ended = without("registration", "item:ST-1", held(
        "registration", "item:ST-1", ends=date(2026, 6, 30)))
    assert not may(ask("order"), ended).may
    assert may(ask("issue", made_on=date(2026, 6, 30)), ended).may
    assert may(ask("receipt", made_on=date(2026, 6, 30)), ended).may
    late = may(ask("issue", made_on=date(2026, 7, 1)), ended)
    assert said(late) == [("item", "registration", "expired", date(2026, 6, 30))]


def test_stock_made_before_the_registration_is_refused():
    ruling = may(ask("issue", made_on=date(2023, 12, 31)), ALL)
    assert said(ruling) == [("item", "registration", "not_yet_valid", date(2024, 1, 1))]


# --- scope and region

@pytest.mark.parametrize(("entries", "wanted", "covered"), [
    ((), "", True), ((), "13-07", True), (("13",), "13", True), (("13",), "13-07", True),
    (("13",), "1307", False), (("13-07",), "13", False), (("13",), "", False),
    (("14", "13"), "13-07-01", True)])
def test_scopes(entries, wanted, covered):
    assert covers(entries, wanted) is covered


def test_out_of_scope_and_out_of_region_are_reasons_of_their_own():
    glove = [*ALL, held("registration", "item:GL-1"), held("label_sample", "item:GL-1")]
    assert said(may(ask("order", GLOVE), glove)) == [
        ("supplier", "operation_licence", "out_of_scope", date(2028, 12, 31))]
    assert said(may(ask("order", region="CN-11"), ALL)) == [
        ("supplier", "authorisation", "out_of_region", date(2028, 12, 31))]
    assert said(may(ask("issue", region=""), ALL)) == [
        ("buyer", "delivery_address", "out_of_region", date(2028, 12, 31))]


def test_a_post_that_the_training_does_not_cover():
    ruling = may(ask("task", person="wang", post="cold_chain"), ALL)
    assert said(ruling) == [("person", "training", "out_of_scope", date(2028, 12, 31))]


# --- device classes

def test_each_class_asks_for_its_own_permits():
    only = [held("business_licence", "party:SUP"), held("operation_filing", "party:SUP"),
            held("authorisation", "party:SUP"), held("operation_filing", "site:SH1"),
            *(held(kind, f"item:{code}") for kind in ("registration", "label_sample")
              for code in ("GL-1", "ST-1", "SW-1"))]
    assert may(ask("order", GLOVE), only).may
    assert said(may(ask("order", STENT), only)) == [
        ("supplier", "operation_licence", "missing", None),
        ("own_site", "operation_licence", "missing", None)]
    assert may(ask("order", SWAB), [row for row in only if row.kind != "operation_filing"]).may
    assert may(ask("order", DESK), only[:1]).may
    assert not may(ask("order", DESK), []).may


def test_an_item_that_does_not_say_its_class_is_judged_as_the_strictest_and_named():
    unknown = STENT._replace(device_class="")
    assert said(may(ask("order", unknown), ALL)) == [("item", "", "class_unknown", None)]
    assert len(may(ask("order", unknown), []).reasons) == 1 + len(needs(ask("order", STENT)))


# --- all reasons, the nearest licence, renewals

def test_all_reasons_are_named_at_once():
    ruling = may(ask("order", REAGENT, person="li", post="cold_chain"), [])
    assert [(reason.gate, reason.kinds[0]) for reason in ruling.reasons] == [
        ("supplier", "business_licence"), ("supplier", "operation_licence"),
        ("supplier", "authorisation"), ("item", "registration"), ("item", "label_sample"),
        ("own_site", "operation_licence"), ("own_site", "cold_storage"),
        ("own_site", "cold_verification"), ("person", "training"), ("person", "health_record")]
    for reason in ruling.reasons:
        assert reason.gate in GATES
        assert reason.why in WHY
        assert reason.cure in CURES


def test_the_licence_that_comes_nearest_is_the_one_named():
    rows = without(
        "operation_licence", "party:SUP",
        held("operation_licence", "party:SUP", number="OLD", ends=date(2020, 1, 1),
             begins=date(2016, 1, 1), categories=("13",)),
        held("operation_licence", "party:SUP", number="LAST", ends=date(2026, 11, 1),
             categories=("13",)),
        held("production_licence", "party:SUP", number="OTHER", ends=date(2026, 11, 2),
             categories=("22",)))
    (reason,) = may(ask("order"), rows).reasons
    assert (reason.number, reason.why, reason.date) == ("LAST", "expired", date(2026, 11, 1))


def test_a_licence_that_misses_in_two_ways_says_both():
    rows = without("operation_licence", "party:SUP", held(
        "operation_licence", "party:SUP", ends=date(2026, 11, 1), categories=("22",)))
    assert [reason.why for reason in may(ask("order"), rows).reasons] == [
        "expired", "out_of_scope"]


def test_a_renewal_opens_the_gate_and_the_old_one_stays_to_be_judged():
    ended = held("registration", "item:ST-1", ends=date(2026, 6, 30))
    fresh = held("registration", "item:ST-1", number="NEW", begins=date(2026, 8, 1))
    rows = without("registration", "item:ST-1", ended, fresh)
    assert may(ask("order"), rows).may
    gap = may(ask("issue", made_on=date(2026, 7, 15)), rows)
    assert [reason.why for reason in gap.reasons] == ["not_yet_valid"]


# --- warnings

@pytest.mark.parametrize(("days", "step"), [
    (-1, None), (0, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90), (91, None)])
def test_warnings_at_90_60_and_30_days(days, step):
    ends = ON + timedelta(days=days)
    assert warning_step(ends, on=ON) == step
    ruling = may(ask("order"), without("registration", "item:ST-1",
                                       held("registration", "item:ST-1", ends=ends)))
    assert ruling.may == (days >= 0)
    assert [(each.kind, each.days, each.step) for each in ruling.warnings] == (
        [] if step is None else [("registration", days, step)])


def test_no_warning_for_what_never_ends_or_was_renewed():
    assert warning_step(None, on=ON) is None
    soon = held("registration", "item:ST-1", ends=ON + timedelta(days=10))
    assert may(ask("order"), [*ALL, soon]).warnings == ()


# --- what an ask and a licence must be

@pytest.mark.parametrize(("given", "pointers"), [
    (Ask("order", "SH1", "", None, ON), {"/party", "/item"}),
    (Ask("issue", "SH1", "", STENT, ON), {"/party"}),
    (Ask("inspection", "SH1", "", None, ON), {"/item"}),
    (Ask("task", "SH1", "", None, ON), {"/person"}),
    (Ask("steal", "SH1", "", None, ON), {"/action"}),
    (Ask("task", "SH1", "", None, ON, person="wang"), set())])
def test_an_ask_names_whom_and_what(given, pointers):
    assert {fault.pointer for fault in ask_faults(given)} == pointers


GOOD = LicenceDraft("registration", "item", "ST-1", "国械注准20263130001", "2026-01-01",
                    "2030-12-31", digest="a" * 64)


@pytest.mark.parametrize(("changes", "faults"), [
    ({}, set()),
    ({"valid_to": None, "digest": "", "categories": ("13", "14-02")}, set()),
    ({"kind": "x", "holder_kind": "y"}, {("/0/kind", "not_a_choice"),
                                         ("/0/holder_kind", "not_a_choice")}),
    ({"holder_kind": "party"}, {("/0/holder_kind", "not_held_by")}),
    ({"number": " ", "holder": ""}, {("/0/number", "blank"), ("/0/holder", "blank")}),
    ({"number": "x" * 121}, {("/0/number", "too_long")}),
    ({"valid_from": None}, {("/0/valid_from", "missing")}),
    ({"valid_from": "2026-02-30", "valid_to": "soon"}, {("/0/valid_from", "not_a_date"),
                                                        ("/0/valid_to", "not_a_date")}),
    ({"valid_to": "2025-12-31"}, {("/0/valid_to", "ends_before_it_begins")}),
    ({"valid_to": "2026-01-01"}, set()),
    ({"digest": "A" * 64}, {("/0/digest", "not_a_hash")}),
    ({"categories": ("13", "13", " ")}, {("/0/categories/1", "repeated"),
                                         ("/0/categories/2", "blank")}),
    ({"regions": tuple(f"r{n}" for n in range(201))}, {("/0/regions", "too_many")}),
    ({"issuer": "\x00"}, {("/0/issuer", "bad_character")}),
])
def test_every_fault_of_a_licence_is_named(changes, faults):
    found = licence_faults(GOOD._replace(**changes), "/0")
    assert {(fault.pointer, fault.code) for fault in found} == faults
    for fault in found:
        label = {**KERNEL_FAULTS, **FAULTS, "not_a_hash": KERNEL_FAULTS["blank"]}[fault.code]
        assert label.zh.format(*fault.params)


# --- the words belong together

def test_every_gate_cure_and_kind_fits_the_tables():
    assert set(GATES) == set(CURES)
    assert set(GATES_OF) == set(ACTIONS)
    assert {gate for gates in GATES_OF.values() for gate in gates} | {"person"} == set(GATES)
    assert all(set(kind.holders) <= set(HOLDERS) for kind in KINDS.values())


def test_every_kind_that_a_gate_asks_for_can_be_held_by_whom_it_asks():
    for action, word in itertools.product(ACTIONS, (*DEVICE_CLASSES, "?")):
        subject = Subject("X", "13", word, cold=True)
        for need in needs(ask(action, subject, person="wang")):
            assert all(need.holder_kind in KINDS[kind].holders for kind in need.kinds)


def test_more_licences_never_close_a_gate(seed):
    """Whatever is held besides, and in whatever order, a yes stays a yes."""
    dice = random.Random(seed)
    for _ in range(400):
        action = dice.choice(list(ACTIONS))
        item = dice.choice([STENT, GLOVE, SWAB, DESK, REAGENT])
        given = ask(action, item, person="wang", post="receiving")
        some = dice.sample(ALL, dice.randrange(len(ALL)))
        more = [*some, *dice.sample(ALL, dice.randrange(len(ALL)))]
        dice.shuffle(more)
        few, many = may(given, some), may(given, more)
        assert many.may or not few.may
        # the nearest licence may differ, what is wanted and not met may not
        assert {(r.gate, r.kinds) for r in many.reasons} <= {(r.gate, r.kinds)
                                                             for r in few.reasons}

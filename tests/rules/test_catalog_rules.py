"""What a place, an item, a lot must be, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.catalog.rules import (
    binding_key,
    cost_of,
    date_of,
    item_faults,
    lot_faults,
    orphans,
    parent_faults,
    party_faults,
    pinyin_of,
    place_faults,
    search_patterns,
)
from pandian.catalog.words import (
    COST_MAX,
    FAULTS,
    PLACE_KINDS,
    VIRTUAL,
    CodeDraft,
    ItemDraft,
    LotDraft,
    PackDraft,
    PartyDraft,
    PlaceDraft,
)
from pandian.codes.words import FAULTS as CODE_FAULTS
from pandian.governance.words import FAULTS as GOVERNANCE_FAULTS
from pandian.kernel.words import FAULTS as KERNEL_FAULTS

SENTENCES = {**CODE_FAULTS, **KERNEL_FAULTS, **GOVERNANCE_FAULTS, **FAULTS}
GOOD = ItemDraft("ST-1", "支架", "支")


def told(faults):
    """Return {(pointer, code)} and prove that each fault has its sentence in both languages."""
    for fault in faults:
        label = SENTENCES[fault.code]
        assert label.zh.format(*fault.params)
        assert label.en.format(*fault.params)
    return {(fault.pointer, fault.code) for fault in faults}


def test_every_fault_of_an_item_is_named_at_once_with_its_pointer():
    draft = ItemDraft(
        " A\n", "", "支", packs=(
            PackDraft("盒", 0, "4006381333930"), PackDraft("盒", True), PackDraft("支", 2),
            PackDraft("箱", 1.5), PackDraft("托", 10**12)),
        tracking="colour", expiry="yes", codes=(CodeDraft("GTIN", "12"), CodeDraft("ref", "")),
        cost="-1", attributes=["x"],
    )
    assert told(item_faults(draft, "/7")) >= {
        ("/7/code", "bad_character"), ("/7/code", "outer_space"), ("/7/name", "blank"),
        ("/7/packs/0/factor", "factor_not_positive"), ("/7/packs/0/gtin", "bad_gtin"),
        ("/7/packs/1/unit", "repeated"), ("/7/packs/1/factor", "not_an_integer"),
        ("/7/packs/2/factor", "base_factor"), ("/7/packs/3/factor", "not_an_integer"),
        ("/7/packs/4/factor", "out_of_range"), ("/7/tracking", "not_a_choice"),
        ("/7/expiry", "wrong_type"), ("/7/codes/0/value", "bad_gtin"),
        ("/7/codes/1/value", "blank"), ("/7/cost", "bad_cost"),
        ("/7/attributes", "not_an_object"),
    }


def test_a_plain_item_has_no_fault():
    assert item_faults(GOOD, "/0") == []


@pytest.mark.parametrize("tracking", ["none", "serial"])
def test_expiry_without_lots_is_refused(tracking):
    draft = GOOD._replace(tracking=tracking, expiry=True)
    assert told(item_faults(draft, "/0")) == {("/0/expiry", "expiry_needs_lot")}


@pytest.mark.parametrize("tracking", ["lot", "lot_serial"])
def test_expiry_with_lots_is_welcome(tracking):
    assert item_faults(GOOD._replace(tracking=tracking, expiry=True), "/0") == []


def test_a_wrong_check_digit_names_the_reason_too():
    draft = GOOD._replace(codes=(CodeDraft("gtin", "4006381333930"),))
    codes = {code for _, code in told(item_faults(draft, "/0"))}
    assert "bad_gtin" in codes
    assert len(codes) > 1


@pytest.mark.parametrize("short", ["4006381333931", "04006381333931"])
def test_all_lengths_of_a_gtin_have_one_key(short):
    assert binding_key("gtin", short) == "04006381333931"


@pytest.mark.parametrize(("given", "stored"), [
    ("12.5", 12_500_000), ("0", 0), (0, 0), (125, 125), ("0.000001", 1),
    ("0.0000001", None), ("-1", None), (-1, None), ("1e3", None), ("", None), ("１２", None),
    ("NaN", None), (True, None), (12.5, None), (COST_MAX, COST_MAX), (COST_MAX + 1, None),
    ("999999999999999999", None), ("12.5\n", None),
])
def test_cost_is_exact_or_refused(given, stored):
    assert cost_of(given) == stored


NO_DATES = ["2026-02-30", "20261122", "2026-1-1", 7, "x" * 10, "2026-W01-1", "２０２６-01-01"]


@pytest.mark.parametrize("given", NO_DATES)
def test_what_is_no_date_is_refused(given):
    with pytest.raises(ValueError, match=r"."):
        date_of(given)


def test_a_lot_that_expires_before_it_is_made_is_refused():
    draft = LotDraft("ST-1", "L1", "2026-05-01", date(2026, 4, 30))
    assert told(lot_faults(draft, "/0")) == {("/0/expires_on", "expires_before_made")}


def test_every_fault_of_a_lot_is_named():
    draft = LotDraft("", "x" * 65, "yesterday", "2026-13-01")
    assert told(lot_faults(draft, "/3")) == {
        ("/3/item", "blank"), ("/3/lot", "too_long"), ("/3/made_on", "not_a_date"),
        ("/3/expires_on", "not_a_date")}


def test_every_fault_of_a_place_is_named():
    draft = PlaceDraft("SH1", "@x", "moon", "\0", True, "yes")
    assert told(place_faults(draft, "/0")) >= {
        ("/0/code", "reserved_code"), ("/0/kind", "unknown_kind"),
        ("/0/parent", "bad_character"), ("/0/sequence", "not_an_integer"),
        ("/0/active", "wrong_type")}


@pytest.mark.parametrize("code", VIRTUAL)
def test_nobody_makes_a_virtual_place_by_hand(code):
    kind = code[1:]
    assert not PLACE_KINDS[kind].physical
    assert ("/0/kind", "virtual_kind") in told(place_faults(PlaceDraft("S", "X", kind), "/0"))


HOSTILE = ["a\0b", "a\rb", "a\nb", "\x1b[31m", "a\u202eb", "\ud800", "a\u2028b"]


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_characters_are_refused_everywhere(bad):
    faults = [
        *item_faults(ItemDraft(bad, bad, bad, bad, codes=(CodeDraft("ref", bad),)), ""),
        *place_faults(PlaceDraft("S", bad, "bin", bad), ""),
        *lot_faults(LotDraft(bad, bad), ""),
        *party_faults(PartyDraft(bad, bad, bad), ""),
    ]
    hit = {fault.pointer for fault in faults if fault.code == "bad_character"}
    assert hit == {"/code", "/name", "/name_en", "/unit", "/codes/0/value", "/parent", "/item",
                   "/lot"}


@given(st.text(max_size=80), st.text(max_size=80), st.integers() | st.text() | st.none())
def test_no_text_makes_a_judge_fall_over(code, name, anything):
    item_faults(ItemDraft(code, name, code, packs=(PackDraft(code, anything, name),),
                          codes=(CodeDraft("gtin", name),), cost=anything,
                          tracking=anything, expiry=anything), "/0")
    place_faults(PlaceDraft(code, name, anything, code, anything, anything), "/0")
    lot_faults(LotDraft(code, name, anything, anything), "/0")


def test_parents_in_a_circle_are_seen():
    assert told(parent_faults("A", {"A": "B", "B": "C", "C": "A"}, "")) == {
        ("/parent", "parent_circle")}
    assert told(parent_faults("A", {"A": "A"}, "")) == {("/parent", "parent_circle")}


def test_sixteen_levels_are_enough():
    chain = {f"P{n}": f"P{n + 1}" for n in range(40)}
    assert parent_faults("P25", chain, "") == []
    assert told(parent_faults("P24", chain, "")) == {("/parent", "parents_too_deep")}


def test_children_of_a_refused_parent_fall_with_it():
    wanted = {0: (1, "A", "lost"), 1: (1, "B", "A"), 2: (1, "C", "B"), 3: (1, "D", "known"),
              4: (2, "E", "known"), 5: (1, "F", "")}
    assert orphans(wanted, frozenset({(1, "known")})) == {0, 1, 2, 4}


@pytest.mark.parametrize(("name", "typed"), [
    ("重组人血白蛋白", ["czrxbdb", "zzrxbdb"]), ("药物洗脱支架", ["ywxtzj", "yaowuxituozhijia"]),
    ("银行卡", ["yhk"]),
])
def test_a_chinese_name_is_found_by_what_is_typed(name, typed):
    sounds = pinyin_of(name).split()
    assert any(word in sounds for word in typed), sounds


def test_a_name_without_chinese_has_no_pinyin():
    assert pinyin_of("Stent 2.5 mm") == ""


def test_a_search_cannot_smuggle_wildcards():
    assert search_patterns("100% a_b\\") == ["%100\\%%", "%a\\_b\\\\%"]
    assert search_patterns(" \0 ") == []
    assert len(search_patterns("a " * 500)) <= 8

"""What a rule may say, and what holds where.   规则判定"""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from pandian.governance.policies import rules
from pandian.governance.policies.kinds.words import KINDS, TYPES
from pandian.governance.policies.words import FAULTS, PolicyDraft

TOLERANCE = {"level": "item", "keys": ["A1"], "quantity": 2}
BANDS = {"rows": [{"from": 0, "approvers": 1}]}


def draft(content=TOLERANCE, **given):
    return PolicyDraft(**{"site": "*", "kind": "count.tolerance", "code": "T", "content": content,
                          "reason": "year 2026", **given})


def said(found):
    return {(fault.pointer, fault.code) for fault in found}


def test_a_sound_rule_has_no_faults():
    assert not rules.draft_faults(draft(), partial=False)
    assert not rules.draft_faults(draft(BANDS, kind="approval.matrix"), partial=False)


def test_all_faults_are_told_at_once_each_with_its_place():
    found = rules.draft_faults(draft(
        {"level": "shelf", "keys": ["A1", "A1", ""], "quantity": -1, "percent": "NaN",
         "value": 1.5, "combine": None, "colour": "red"}, code="", reason=" "), partial=False)
    assert said(found) == {
        ("/code", "blank"), ("/reason", "blank"), ("/content/level", "not_a_choice"),
        ("/content/keys/1", "repeated"), ("/content/keys/2", "blank"),
        ("/content/quantity", "out_of_range"), ("/content/percent", "policy_not_decimal"),
        ("/content/value", "not_an_integer"), ("/content/combine", "missing"),
        ("/content/colour", "policy_key_unknown")}


def test_what_a_strategy_lacks_is_told_beside_everything_else():
    given = PolicyDraft("*", "count.plan", "", {
        "strategy": "cycle", "priority": 12, "when.touches": 2, "when.units_max": "x"}, "")
    assert {(fault.pointer, fault.code) for fault in rules.draft_faults(given, partial=False)} >= {
        ("/content/priority", "out_of_range"), ("/content/when.units_max", "not_an_integer"),
        ("/content/when.every_days", "policy_field_missing"),
        ("/content/when.touches", "policy_field_idle")}
    unknown = given._replace(content={"strategy": "whim", "priority": 12})
    assert [fault.pointer for fault in rules.draft_faults(unknown, partial=False)
            if fault.pointer.startswith("/content")] == [
                "/content/strategy", "/content/priority"]


@pytest.mark.parametrize(("value", "wrong"), [
    ("0", False), ("100", False), ("2.5", False), ("100.000001", True), ("-1", True),
    ("1e2", True), ("1E-9", True), ("Infinity", True), (2.5, True), ("", True), ("9" * 40, True),
])
def test_percentages_are_exact_texts_within_limits(value, wrong):
    found = rules.draft_faults(draft({**TOLERANCE, "percent": value}), partial=False)
    assert bool(found) == wrong


@pytest.mark.parametrize("content", [
    {"level": "organisation", "keys": ["A1"], "quantity": 1},
    {"level": "person", "quantity": 1},
])
def test_a_level_and_its_keys_must_fit(content):
    assert rules.draft_faults(draft(content), partial=False)


def test_a_matrix_names_roles_that_exist_and_covers_small_amounts():
    found = rules.draft_faults(draft({"rows": [
        {"from": 100, "approvers": 1, "roles": ["emperor"]}, {"from": 100, "approvers": 2},
    ]}, kind="approval.matrix"), partial=False)
    assert said(found) == {
        ("/content/rows/0/roles/0", "policy_role_unknown"),
        ("/content/rows/1", "policy_bands_repeat"), ("/content/rows", "policy_first_band")}


@pytest.mark.parametrize(("control", "wrong"), [
    ({"quantity": {"mode": "locked"}}, None),
    ({"quantity": {"mode": "bounded", "high": 5}}, None),
    ({"quantity": {"mode": "bounded"}}, "policy_control"),
    ({"quantity": {"mode": "bounded", "low": 6, "high": 5}}, "policy_control"),
    ({"quantity": {"mode": "locked", "low": 1}}, "policy_control"),
    ({"keys": {"mode": "bounded", "high": 5}}, "policy_control_number"),
    ({"colour": {"mode": "free"}}, "policy_key_unknown"),
])
def test_only_numbers_are_bounded(control, wrong):
    found = rules.draft_faults(draft(control=control), partial=False)
    assert [fault.code for fault in found] == ([wrong] if wrong else [])
    assert [f.code for f in rules.draft_faults(draft(site="SH1", control=control), partial=False)
            ] == ["policy_control_site"]


def version(content, *, site="*", control=None, by_centre=False):
    return rules.Version(uuid4(), site, 1, content, control or {}, by_centre)


CENTRAL = version(
    {"level": "organisation", "quantity": 5, "percent": "2", "value": 100},
    control={"quantity": {"mode": "bounded", "high": 5}, "level": {"mode": "locked"},
             "percent": {"mode": "bounded", "high": 3}})


@pytest.mark.parametrize(("local", "centre", "holds", "without"), [
    ({"quantity": 3}, False, {"quantity": 3}, {}),
    ({"quantity": 5, "percent": "3.0"}, False, {"quantity": 5, "percent": "3.0"}, {}),
    ({"quantity": 6}, False, {"quantity": 5}, {"quantity": "outside"}),
    ({"percent": "3.000001"}, False, {"percent": "2"}, {"percent": "outside"}),
    ({"quantity": 6}, True, {"quantity": 6}, {}),
    ({"level": "item"}, True, {"level": "organisation"}, {"level": "locked"}),
    ({"value": 9, "combine": "or"}, False, {"value": 9, "combine": "or"}, {}),
])
def test_an_override_has_effect_as_far_as_the_centre_lets_it(local, centre, holds, without):
    held = rules.resolve(CENTRAL, version(local, site="SH1", by_centre=centre))
    assert held.content == {**CENTRAL.content, **holds}
    assert [link.site for link in held.chain] == ["*", "SH1"]
    assert held.chain[1].refused == without
    assert {*held.chain[0].keys, *held.chain[1].keys} == set(held.content)


def test_a_rule_alone_holds_as_it_is_and_none_is_none():
    assert rules.resolve(CENTRAL, None).content == CENTRAL.content
    own = version({"level": "person", "keys": ["li"]}, site="SH1")
    assert rules.resolve(None, own).chain == (
        rules.Link("SH1", own.id, 1, ("keys", "level")),)
    assert rules.resolve(None, None) is None


def test_contradicting_rules_are_named():
    assert rules.contradictions("approval.matrix", "B", BANDS, [("A", BANDS), ("B", BANDS)]) == [
        ("/code", "policy_twice", ("A",), "")]
    found = rules.contradictions(
        "count.tolerance", "B", {"level": "item", "keys": ["A1", "A2", "A3"]},
        [("A", {"level": "item", "keys": ["A2", "A3"]}),
         ("C", {"level": "class", "keys": ["A1"]})])
    assert [fault.params for fault in found] == [("A", "A2"), ("A", "A3")]


@pytest.mark.parametrize(("text", "zone", "instant"), [
    ("2026-03-01", "Asia/Shanghai", datetime(2026, 2, 28, 16, tzinfo=UTC)),
    ("2026-03-29", "Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ("2026-03-30", "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ("2026-03-01T08:00:00+08:00", "Europe/Berlin", datetime(2026, 3, 1, tzinfo=UTC)),
])
def test_a_date_is_the_midnight_of_the_site(text, zone, instant):
    assert rules.instant_of(text, zone) == instant


def test_a_midnight_that_the_clock_skips_is_the_first_instant_after_it():
    # Beirut went from 24:00 to 01:00 on 2022-03-27
    assert rules.instant_of("2022-03-27", "Asia/Beirut") == datetime(2022, 3, 26, 22, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "2026-03-01T08:00:00"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        rules.instant_of(text, "Asia/Shanghai")


def hour(n):
    return datetime(2026, 3, 1, n, tzinfo=UTC)


@pytest.mark.parametrize(("given", "state"), [
    ({}, "draft"),
    ({"rehearsed_at": hour(1)}, "draft"),
    ({"rehearsed_at": hour(2)}, "rehearsed"),
    ({"approved_at": hour(3)}, "approved"),
    ({"approved_at": hour(3), "effective_from": hour(11)}, "scheduled"),
    ({"approved_at": hour(3), "effective_from": hour(10)}, "active"),
    ({"approved_at": hour(3), "effective_from": hour(4), "next_from": hour(10)}, "superseded"),
    ({"approved_at": hour(3), "effective_from": hour(4), "ends_at": hour(10)}, "ended"),
    ({"approved_at": hour(3), "effective_from": hour(4), "withdrawn_at": hour(10)}, "withdrawn"),
    ({"approved_at": hour(3), "effective_from": hour(4), "withdrawn_at": hour(11)}, "active"),
])
def test_a_state_follows_from_the_clock(given, state):
    empty = dict.fromkeys(("rehearsed_at", "approved_at", "effective_from", "next_from",
                           "ends_at", "withdrawn_at"))
    row = SimpleNamespace(**{**empty, "changed_at": hour(2), **given})
    assert rules.state_of(row, hour(10)) == state


def test_what_steers_counting_needs_a_rehearsal_newer_than_its_last_change():
    row = SimpleNamespace(kind="count.plan", changed_at=hour(2), rehearsed_at=None, waived_at=None)
    assert not rules.may_pass(row)
    row.rehearsed_at = hour(1)
    assert not rules.may_pass(row)
    row.waived_at = hour(2)
    assert rules.may_pass(row)


def test_the_hash_binds_all_that_a_version_says():
    hashes = {rules.hash_of(one) for one in (
        draft(), draft(code="U"), draft(site="SH1"), draft(label_en="x"), draft(ends_at=hour(3)),
        draft({**TOLERANCE, "quantity": 3}), draft(control={"value": {"mode": "locked"}}))}
    assert len(hashes) == 7
    assert rules.hash_of(draft(reason="other words")) == rules.hash_of(draft())


def test_a_difference_names_each_key_that_changed():
    assert rules.difference({"a": 1, "b": 2}, {"b": 3, "c": 4}) == [
        ("a", 1, None), ("b", 2, 3), ("c", None, 4)]


def test_every_field_of_every_kind_has_a_known_type_and_its_choices():
    for kind in KINDS.values():
        fields = [*kind.fields, *(one for field in kind.fields for one in field.rows)]
        assert {field.type for field in fields} <= set(TYPES)
        assert all(bool(f.choices) == (f.type in ("choice", "choices")) for f in fields)
        assert len({field.name for field in kind.fields}) == len(kind.fields)
    assert all(label.zh and label.en for label in FAULTS.values())

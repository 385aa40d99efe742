"""Scope, roles and texts, without a database."""

from __future__ import annotations

import pytest

from pandian.governance.rules import (
    code_faults,
    grant_faults,
    grants_of,
    hides_of,
    repeats,
    site_faults,
    site_list_faults,
)
from pandian.governance.words import (
    ALL_HIDDEN,
    CAPABILITIES,
    ROLES,
    SYSTEM,
    Grant,
    Scope,
    SiteDraft,
)
from pandian.kernel.words import Forbidden

CONTRACT = {
    "catalog.write", "governance.write", "ledger.read", "ledger.post", "counting.plan",
    "counting.read", "counting.count", "counting.approve", "capture.push", "exchange.use",
}


def codes(faults):
    return {(fault.pointer, fault.code) for fault in faults}


def scope(*pairs):
    grants = grants_of(pairs)
    return Scope(
        "wang", 7, "王", False, frozenset(g.site for g in grants),
        frozenset().union(*(g.capabilities for g in grants)),
        frozenset().union(*(g.hides for g in grants)), grants=grants)


def test_the_capabilities_of_the_public_contract_all_exist():
    assert set(CAPABILITIES) >= CONTRACT


def test_roles_hold_only_declared_capabilities():
    assert all(role.capabilities <= set(CAPABILITIES) for role in ROLES.values())


def test_a_counter_never_sees_book_variance_or_value():
    role = ROLES["counter"]
    assert not role.capabilities & {"counting.read", "ledger.read", "insight.read", "exchange.use"}
    assert scope(("counter", "SH1")).hides == ALL_HIDDEN


def test_an_inspector_can_only_read():
    assert all(CAPABILITIES[name].risk == "read" for name in ROLES["inspector"].capabilities)


def test_a_role_at_one_site_gives_nothing_at_another():
    mixed = scope(("counter", "SH1"), ("controller", "BJ1"))
    assert mixed.may("counting.approve")
    assert mixed.may("counting.approve", "BJ1")
    assert not mixed.may("counting.approve", "SH1")
    assert not mixed.may("counting.approve", "GZ1")
    assert mixed.sites_with("ledger.read") == {"BJ1"}
    assert mixed.at("SH1").hides == ALL_HIDDEN
    assert mixed.at("BJ1").hides == frozenset()
    assert mixed.at("GZ1").capabilities == frozenset()
    assert mixed.hides == ALL_HIDDEN
    with pytest.raises(Forbidden):
        mixed.need("counting.approve", "SH1")


def test_a_role_everywhere_joins_the_role_at_a_site():
    mixed = scope(("counter", "*"), ("finance", "SH1"))
    assert mixed.at("SH1").capabilities == (
        ROLES["counter"].capabilities | ROLES["finance"].capabilities)
    assert mixed.at("BJ1").capabilities == ROLES["counter"].capabilities
    assert mixed.sees("ANY")


def test_nobody_without_a_role_sees_anything():
    nobody = scope()
    assert not nobody.sees("SH1")
    assert nobody.at("SH1").capabilities == frozenset()
    assert nobody.sites_with("ledger.read") == frozenset()


def test_the_system_may_do_everything_everywhere():
    assert all(SYSTEM.may(name, "ANY") for name in CAPABILITIES)
    assert SYSTEM.hides == frozenset()


def test_grants_merge_and_show_what_any_role_shows():
    assert grants_of([("lead", "S"), ("finance", "S")]) == (Grant(
        "S", ROLES["lead"].capabilities | ROLES["finance"].capabilities, frozenset()),)


@pytest.mark.parametrize(("held", "hidden"), [
    ((), ALL_HIDDEN), (("capture.push",), ALL_HIDDEN), (("ledger.read",), {"variance"}),
    (("counting.read",), set()),
])
def test_what_a_token_may_read_decides_what_it_is_shown(held, hidden):
    assert hides_of(held) == frozenset(hidden)


def test_every_fault_of_a_site_is_named():
    draft = SiteDraft("@x ", " ", "Mars/Base", "n\0", 7)
    assert codes(site_faults(draft, "/1")) == {
        ("/1/code", "outer_space"), ("/1/code", "reserved_code"), ("/1/name", "blank"),
        ("/1/time_zone", "unknown_time_zone"), ("/1/name_en", "bad_character"),
        ("/1/organisation", "wrong_type")}


def test_no_site_is_called_everywhere():
    assert codes(site_faults(SiteDraft("*", "x", "UTC"), "")) == {("/code", "reserved_code")}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires"])
def test_known_time_zones_pass(zone):
    assert site_faults(SiteDraft("S", "x", zone), "") == []


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/localtime", "asia/shanghai", "+08:00"])
def test_a_time_zone_is_a_name_from_the_table(zone):
    assert codes(site_faults(SiteDraft("S", "x", zone), "")) == {
        ("/time_zone", "unknown_time_zone")}


def test_every_fault_of_a_token_is_named():
    faults = grant_faults(["", "S"], ["ledger.read", "root"], days=400)
    assert codes(faults) == {
        ("/sites/0", "blank"), ("/capabilities/1", "unknown_capability"),
        ("/days", "out_of_range")}
    assert codes(grant_faults([], [], days=True)) == {
        ("/sites", "blank"), ("/capabilities", "blank"), ("/days", "not_an_integer")}


def test_a_grant_names_no_endless_list_of_sites():
    assert codes(site_list_faults(["S"] * 1_001)) == {("/sites", "too_many")}


def test_a_code_that_is_no_text_is_refused_by_name():
    assert codes(code_faults(None, "/code")) == {("/code", "missing")}
    assert codes(code_faults(7, "/code")) == {("/code", "wrong_type")}


def test_repeats_point_at_the_first_of_them():
    assert repeats(["a", "b", "a", "a"]) == {2: 0, 3: 0}

"""The pages of rules: drafted by one person, adopted by another, read by others.   规则页"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.governance.operations import create_person, put_sites
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.queries import active, versions
from pandian.governance.words import SYSTEM, SiteDraft

PASSWORD = "tall-heron-walks-42"
FORM = {"kind": "count.tolerance", "site": "*", "code": "T", "reason": "2026",
        "f.level": "item", "f.keys": "A1 A2", "f.quantity": "3", "f.value": "12.5",
        "c.quantity": "bounded", "low.quantity": "", "high.quantity": "5"}


@pytest.fixture
def people(db: None) -> dict[str, Client]:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[ItemDraft("A1", "甲", "个"), ItemDraft("A2", "乙", "个")])
    clients = {}
    for role in ("controller", "manager", "inspector", "counter"):
        create_person(scope=SYSTEM, code=role, name=role, role=role, sites=["*"],
                      password=PASSWORD)
        clients[role] = Client(headers={"accept-language": "en"})
        assert clients[role].login(username=role, password=PASSWORD)
    return clients


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_rule_is_drafted_waived_approved_and_put_in_effect_by_its_pages(
    people: dict[str, Client]
) -> None:
    assert "No rule is written yet" in text(people["controller"].get("/rules"))
    made = people["controller"].post("/rules/new", FORM)
    assert made.status_code == 302, text(made)
    (row,) = versions(scope=SYSTEM)
    assert row.content == {"level": "item", "keys": ["A1", "A2"], "quantity": 3,
                           "value": 12_500_000}
    assert row.control == {"quantity": {"mode": "bounded", "high": 5}}
    address = f"/rules/{row.id}"
    page = text(people["manager"].get(address))
    assert "Not rehearsed after its last change" in page
    assert 'name="act" value="approve"' not in text(people["controller"].get(address))
    early = people["manager"].post(f"{address}/act", {
        "act": "approve", "seen": row.content_hash, "password": PASSWORD})
    assert early.status_code == 422
    assert "neither rehearsed" in text(early)
    for body in ({"act": "waive", "reason": "new", "password": PASSWORD},
                 {"act": "approve", "seen": row.content_hash, "password": PASSWORD},
                 {"act": "schedule", "effective": ""}):
        assert people["manager"].post(f"{address}/act", body).status_code == 302, body
    (held,) = active(scope=SYSTEM, kind="count.tolerance", site="SH1", at=datetime.now(UTC))
    assert held.id == row.id
    again = people["controller"].get(f"/rules/new?from={row.id}")
    assert 'value="12.5"' in text(again)
    assert people["controller"].post("/rules/new", {**FORM, "f.quantity": "4"}).status_code == 302
    newest = versions(scope=SYSTEM)[0]
    assert (newest.version, newest.state) == (2, "draft")
    assert "Version 1" in text(people["inspector"].get(f"/rules/{newest.id}"))
    done = people["controller"].post(f"/rules/{newest.id}/act", {
        "act": "withdraw", "reason": "no need"})
    assert done.status_code == 302
    assert text(people["inspector"].get("/rules?all=1")).count("chip-red") == 1


def test_what_is_wrong_is_said_by_the_fields_name_and_nothing_typed_is_lost(
    people: dict[str, Client]
) -> None:
    answer = people["controller"].post("/rules/new", {
        **FORM, "f.level": "", "f.quantity": "three", "f.percent": "many", "reason": ""})
    assert answer.status_code == 422
    shown = text(answer)
    assert 'value="three"' in shown
    assert "Per cent of the book" in shown
    assert 'value="12.5"' in shown
    assert versions(scope=SYSTEM) == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_a_form_with_all_its_fields(people: dict[str, Client], kind: str) -> None:
    page = text(people["controller"].get(f"/rules/new?kind={kind}"))
    assert all(f'name="f.{field.name}' in page for field in KINDS[kind].fields)


def test_bands_are_filled_in_and_each_fault_stands_at_its_field(
    people: dict[str, Client]
) -> None:
    form = {"kind": "approval.matrix", "site": "*", "code": "M", "reason": "2026",
            "f.rows.n": ["0", "1", "2"], "f.rows.0.from": "0", "f.rows.0.approvers": "1",
            "f.rows.1.from": "500.5", "f.rows.1.approvers": "many",
            "f.rows.1.classes": ["A", "B C"], "f.rows.1.roles": ["manager", "finance"]}
    bad = people["controller"].post("/rules/new", form)
    assert bad.status_code == 422
    assert 'id="e-f.rows.1.approvers"' in text(bad)
    assert 'value="many"' in text(bad)
    assert 'name="f.rows.1.classes" value="C"' in text(bad)
    good = people["controller"].post("/rules/new", {**form, "f.rows.1.approvers": "2"})
    assert good.status_code == 302, text(good)
    (row,) = versions(scope=SYSTEM)
    assert row.content == {"rows": [
        {"from": 0, "approvers": 1},
        {"from": 500_500_000, "classes": ["A", "B", "C"], "approvers": 2,
         "roles": ["manager", "finance"]}]}
    page = text(people["inspector"].get(f"/rules/{row.id}"))
    assert "Amount from 500.5" in page
    again = text(people["controller"].get(f"/rules/new?from={row.id}"))
    assert 'name="f.rows.1.from" value="500.5"' in again


PLAN = {"kind": "count.plan", "site": "SH1", "code": "P", "reason": "2026",
        "f.strategy": "cycle", "f.scope.zones": ["", "Z1 Z2"], "f.scope.abc": ["A", "B"],
        "f.scope.attributes.k": ["line", "", ""],
        "f.scope.attributes.v": ["implants tools", "", ""],
        "f.when.days_by_class.k": ["A", "B", ""], "f.when.days_by_class.v": ["30", "60", ""]}


def test_names_with_values_lists_and_dates_need_no_data_format(
    people: dict[str, Client]
) -> None:
    world = {**PLAN, "f.scope.zones": []}
    assert people["controller"].post("/rules/new", world).status_code == 302
    full = {"kind": "count.plan", "site": "*", "code": "F", "reason": "2026",
            "f.strategy": "full", "f.when.dates.m": ["06", "12", ""],
            "f.when.dates.d": ["30", "31", ""], "f.when.weekdays": ["mon", "fri"]}
    assert people["controller"].post("/rules/new", full).status_code == 302
    found = {row.code: row.content for row in versions(scope=SYSTEM)}
    assert found["P"] == {
        "strategy": "cycle", "scope.abc": ["A", "B"],
        "scope.attributes": {"line": ["implants", "tools"]},
        "when.days_by_class": {"A": 30, "B": 60}}
    assert found["F"] == {"strategy": "full", "when.dates": ["06-30", "12-31"],
                          "when.weekdays": ["mon", "fri"]}


def test_every_fault_of_a_counting_rule_is_told_at_its_field(people: dict[str, Client]) -> None:
    answer = people["controller"].post("/rules/new", {
        **PLAN, "f.when.touches": "3", "f.scope.items": "NO-SUCH",
        "f.when.days_by_class.k": ["A", "A", ""],
        "f.when.dates.m": ["02"], "f.when.dates.d": ["30"]})
    assert answer.status_code == 422
    shown = text(answer)
    for name in ("scope.items", "scope.zones", "when.days_by_class", "when.dates"):
        assert f'id="e-f.{name}"' in shown, name
    idle = people["controller"].post("/rules/new", {
        **PLAN, "f.scope.zones": [], "f.when.touches": "3"})
    assert 'id="e-f.when.touches"' in text(idle)
    assert versions(scope=SYSTEM) == []


def test_the_roles_an_alert_is_passed_on_to_keep_their_order(people: dict[str, Client]) -> None:
    li = people["controller"]
    assert "the defaults of each condition hold" in text(li.get("/rules?kind=alert"))
    made = li.post("/rules/new", {
        "kind": "alert", "site": "*", "code": "N", "reason": "2026", "f.condition": "negative",
        "f.escalate_to": ["quality", "", "controller", "manager", ""]})
    assert made.status_code == 302, text(made)
    (row,) = versions(scope=SYSTEM, kind="alert")
    assert row.content["escalate_to"] == ["quality", "controller", "manager"]
    page = text(li.get(f"/rules/new?from={row.id}"))
    chosen = re.findall(r'value="(\w+)" selected', page[page.index('name="f.escalate_to"'):])
    assert chosen[:3] == ["quality", "controller", "manager"]


def test_a_form_without_a_site_tells_that_and_everything_else(people: dict[str, Client]) -> None:
    answer = people["controller"].post("/rules/new", {
        **PLAN, "site": "", "code": "", "f.when.touches": "x"})
    assert answer.status_code == 422
    shown = text(answer)
    assert "Choose a site" in shown
    assert 'id="e-f.when.touches"' in shown
    assert shown.count('class="field-wrong"') >= 3


def test_items_are_searched_for_and_ticked(people: dict[str, Client]) -> None:
    put_items(scope=SYSTEM, items=[ItemDraft("SCREW-5", "螺钉", "个", name_en="Screw 5 mm")])
    found = text(people["controller"].get(
        "/rules/codes?of=items&name=f.scope.items&f.scope.items=screw"))
    assert 'name="f.scope.items" value="SCREW-5"' in found
    assert "one site" in text(people["controller"].get(
        "/rules/codes?of=places&name=f.scope.places&f.scope.places=A&site=*"))
    assert people["inspector"].get("/rules/codes").status_code == 403


def test_the_first_counting_rule_says_that_it_ends_the_built_in_ones(
    people: dict[str, Client]
) -> None:
    told = "from its effect on the built-in ones hold no longer"
    for code, first in (("P1", True), ("P2", False)):
        made = people["controller"].post("/rules/new", {
            "kind": "count.plan", "site": "SH1", "code": code, "reason": "2026",
            "f.strategy": "cycle", "f.when.every_days": "14"})
        assert made.status_code == 302, text(made)
        (row,) = versions(scope=SYSTEM, code=code)
        assert (told in text(people["controller"].get(f"/rules/{row.id}"))) == first
        for body in ({"act": "waive", "reason": "new", "password": PASSWORD},
                     {"act": "approve", "seen": row.content_hash, "password": PASSWORD},
                     {"act": "schedule"}):
            answer = people["manager"].post(f"/rules/{row.id}/act", body)
            assert answer.status_code in (200, 302), text(answer)
        assert told not in text(people["controller"].get(f"/rules/{row.id}")), "it is in effect"


def test_counters_see_no_rules_and_readers_draft_none(people: dict[str, Client]) -> None:
    assert people["counter"].get("/rules").status_code == 403
    assert people["inspector"].get("/rules").status_code == 200
    assert people["inspector"].get("/rules/new").status_code == 403
    assert people["inspector"].post("/rules/new", FORM).status_code == 403


def test_rules_leave_as_a_file_and_come_back_as_drafts_all_or_none(
    people: dict[str, Client]
) -> None:
    boss = people["controller"]
    assert boss.post("/rules/new", FORM).status_code == 302
    file = boss.get("/rules/export")
    assert "pandian-rules.json" in file.headers["Content-Disposition"]
    told = json.loads(text(file))
    assert [row["code"] for row in told["policies"]] == ["T"]
    assert "/rules/import" in text(boss.get("/rules"))
    assert "/rules/import" not in text(people["inspector"].get("/rules"))
    again = boss.post("/rules/import", {"file": _upload(told)}, follow=True)
    assert "0 drafts taken in; 1 stood there already" in text(again)
    other = {**told["policies"][0], "code": "U"}
    wrong = {**other, "code": "V", "content": {"level": "nowhere"}}
    refused = boss.post("/rules/import", {"file": _upload({
        **told, "policies": [other, wrong]})})
    assert refused.status_code == 422
    assert {row.code for row in versions(scope=SYSTEM)} == {"T"}
    came = boss.post("/rules/import", {"file": _upload({**told, "policies": [other]})})
    assert came.status_code == 302
    assert {(row.code, row.state) for row in versions(scope=SYSTEM)} == {
        ("T", "draft"), ("U", "draft")}


@pytest.mark.parametrize("content", [
    b"", b"not json", b"[" * 100_000, b"\xff\xfe", b'{"format": "pandian-policies-1"}',
    b'{"format": "pandian-policies-1", "policies": [{"code": "\\u0000"}]}', b"[]", b"null"])
def test_a_file_that_is_none_of_rules_is_refused_by_name(
    people: dict[str, Client], content: bytes
) -> None:
    answer = people["controller"].post(
        "/rules/import", {"file": SimpleUploadedFile("rules.json", content)})
    assert answer.status_code in (400, 422)
    assert versions(scope=SYSTEM) == []
    assert people["inspector"].post("/rules/import").status_code == 403


def _upload(told: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile("rules.json", json.dumps(told).encode())

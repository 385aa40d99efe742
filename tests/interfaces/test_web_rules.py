"""The pages of rules: drafted by one person, adopted by another, read by others.   规则页"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from pandian.governance.operations import create_person, put_sites
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.queries import active, versions
from pandian.governance.words import SYSTEM, SiteDraft

PASSWORD = "tall-heron-walks-42"
FORM = {"kind": "count.tolerance", "site": "*", "code": "T", "reason": "2026",
        "f.level": "item", "f.keys": "A1 A2", "f.quantity": "3", "f.value": "12.5",
        "c.quantity": "bounded", "low.quantity": "", "high.quantity": "5"}


@pytest.fixture
def people(db: None, settings: Any) -> dict[str, Client]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
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
    assert all(f'name="f.{field.name}"' in page for field in KINDS[kind].fields)


def test_rows_are_typed_as_json_and_bad_json_is_refused(people: dict[str, Client]) -> None:
    form = {"kind": "approval.matrix", "site": "*", "code": "M", "reason": "2026"}
    bad = people["controller"].post("/rules/new", {**form, "f.rows": "[{"})
    assert bad.status_code == 422
    good = people["controller"].post("/rules/new", {
        **form, "f.rows": '[{"from": 0, "approvers": 1}]'})
    assert good.status_code == 302
    assert versions(scope=SYSTEM)[0].content == {"rows": [{"from": 0, "approvers": 1}]}


def test_counters_see_no_rules_and_readers_draft_none(people: dict[str, Client]) -> None:
    assert people["counter"].get("/rules").status_code == 403
    assert people["inspector"].get("/rules").status_code == 200
    assert people["inspector"].get("/rules/new").status_code == 403
    assert people["inspector"].post("/rules/new", FORM).status_code == 403

"""Rules through the API: drafted, waived, signed, in force, drifting.   规则接口"""

from __future__ import annotations

from typing import Any

from django.test import Client

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from tests.interfaces.conftest import PASSWORD, World, caller

RULE = {"site": "*", "kind": "count.tolerance", "code": "T", "reason": "2026",
        "content": {"level": "organisation", "quantity": 2}}


def signed_in(code: str, role: str, *sites: str) -> Client:
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=sites or ("*",),
                  password=PASSWORD)
    client = Client()
    assert client.login(username=code, password=PASSWORD)
    return client


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_a_rule_goes_from_draft_to_effect_and_drifts(world: World) -> None:
    boss = signed_in("zhao", "manager")
    made = world.everything.post("/rules", {
        **RULE, "control": {"quantity": {"mode": "bounded", "high": 5}}})
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["state"], row["result"]) == ("draft", "created")
    again = world.everything.post("/rules", {
        **RULE, "control": {"quantity": {"mode": "bounded", "high": 5}}})
    assert (again.status_code, again.json()["result"]) == (200, "exists")
    refused = post(boss, f"/rules/{row['id']}/approve", {
        "content_hash": row["content_hash"], "password": PASSWORD})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "policy_unrehearsed"
    wrong = post(boss, f"/rules/{row['id']}/waive", {"reason": "new", "password": "nonsense"})
    assert wrong.json()["errors"][0]["code"] == "wrong_password"
    for step, body in (
        ("waive", {"reason": "nothing to replay yet", "password": PASSWORD}),
        ("approve", {"content_hash": row["content_hash"], "password": PASSWORD}),
        ("schedule", {}),
    ):
        done = post(boss, f"/rules/{row['id']}/{step}", body)
        assert done.status_code == 200, done.content
    assert done.json()["state"] == "active"
    held = world.everything.get("/rules/active?kind=count.tolerance&site=SH1").json()["rows"]
    assert [(one["content"], one["chain"][0]["id"]) for one in held] == [
        (RULE["content"], row["id"])]
    drift = world.everything.get("/rules/drift").json()["rows"]
    assert {(one["drift"], one["key"], one["code"]) for one in drift} == {
        ("inherited", "", row["code"])}
    line = world.everything.get("/rules/drift").json()["rows"][0]
    body = {"hash": line["hash"], "reason": "as agreed", "password": PASSWORD}
    assert world.everything.post("/rules/drift/sign", body).status_code in (403, 422)
    assert post(boss, "/rules/drift/sign", {**body, "hash": "0" * 64}).status_code == 409
    assert post(boss, "/rules/drift/sign", {
        **body, "reason": "", "password": "no"}).status_code == 422
    assert post(boss, "/rules/drift/sign", body).json()["signed_by"] == "zhao"
    late = post(boss, f"/rules/{row['id']}/approve", {
        "content_hash": row["content_hash"], "password": PASSWORD})
    assert late.status_code == 409


def test_every_fault_comes_at_once_in_the_readers_language(world: World) -> None:
    answer = world.everything.post("/rules", {
        **RULE, "content": {"level": "shelf", "quantity": -1, "colour": 1}})
    assert answer.status_code == 422
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/content/level", "not_a_choice"), ("/content/quantity", "out_of_range"),
        ("/content/colour", "policy_key_unknown")}
    assert all(one["message"].isascii() for one in answer.json()["errors"])
    assert world.everything.post("/rules/reach", {
        **RULE, "content": {"level": "shelf", "colour": 1}}).status_code == 422


def test_a_draft_is_tried_on_the_stock_and_nothing_is_kept(world: World) -> None:
    rows = world.everything.post("/rules/reach", RULE).json()["rows"]
    assert rows
    assert all(row["holdings"] == row["whole"] for row in rows)
    assert world.everything.get("/rules").json()["rows"] == []


def test_a_token_may_draft_and_never_sign(world: World) -> None:
    row = world.everything.post("/rules", RULE).json()
    answer = world.everything.post(f"/rules/{row['id']}/waive", {
        "reason": "x", "password": PASSWORD})
    assert answer.status_code in (403, 422)
    reader = caller("reader", "SH1", can=["counting.read"])
    assert reader.post("/rules", RULE).status_code == 403
    assert len(reader.get("/rules").json()["rows"]) == 1


def test_rules_travel_as_files(world: World) -> None:
    world.everything.post("/rules", RULE)
    file = world.everything.get("/rules/export").json()
    done = world.everything.post("/rules/import", file)
    assert [row["result"] for row in done.json()["rows"]] == ["exists"]
    bad = world.everything.post("/rules/import", {**file, "policies": [{"site": "*"}, 7]})
    assert bad.status_code == 422
    assert ("/policies/1", "not_an_object") in {
        (one["pointer"], one["code"]) for one in bad.json()["errors"]}


def test_kinds_are_told_with_their_fields(world: World) -> None:
    rows = world.everything.get("/rules/kinds").json()["rows"]
    assert {row["kind"] for row in rows} >= {"count.plan", "count.tolerance", "approval.matrix"}
    assert all(field["label"]["zh"] for row in rows for field in row["fields"])

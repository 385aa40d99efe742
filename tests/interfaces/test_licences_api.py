"""Licences through the API: entered, listed with warnings, and asked for.   证照接口"""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.conftest import World, caller

STENT = {"code": "STENT", "name": "支架", "unit": "支", "tracking": "lot", "expiry": True,
         "attributes": {"class": "III", "category": "13-07"}}
REGISTRATION = {"kind": "registration", "holder_kind": "item", "holder": "STENT",
                "number": "国械注准20243130001", "valid_from": "2024-01-01",
                "valid_to": "2026-12-31"}
OWN = {"kind": "operation_licence", "holder_kind": "site", "holder": "SH1", "number": "OL-1",
       "valid_from": "2024-01-01", "valid_to": "2028-12-31"}
CHECK = {"action": "inspection", "site": "SH1", "item": "STENT", "on": "2026-11-22"}


@pytest.fixture
def licensed(world: World) -> World:
    assert world.everything.put("/items", [STENT]).status_code == 200
    answer = world.everything.put("/licences", [REGISTRATION, OWN])
    assert [row["result"] for row in answer.json()] == ["created", "created"]
    return world


def asked(world: World, **changes: Any) -> dict[str, Any]:
    answer = world.everything.post("/licences/check", CHECK | changes)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def test_sending_again_exists_and_sending_otherwise_is_refused_by_the_field(
    licensed: World
) -> None:
    again = licensed.everything.put("/licences", [REGISTRATION, OWN | {"valid_to": None}])
    assert again.status_code == 200
    assert [row["result"] for row in again.json()] == [
        "exists", "exists_with_different_valid_to"]
    assert again.json()[1]["errors"][0]["pointer"] == "/1/valid_to"
    assert "renewal" in again.json()[1]["errors"][0]["message"]


def test_the_list_warns_of_what_ends_soon(licensed: World) -> None:
    rows = licensed.everything.get("/licences?on=2026-11-22").json()["rows"]
    assert [(row["number"], row["warning"], row["renewed"]) for row in rows] == [
        (REGISTRATION["number"], 60, False), ("OL-1", None, False)]
    ending = licensed.everything.get("/licences?on=2026-11-22&ending_days=90").json()["rows"]
    assert [row["number"] for row in ending] == [REGISTRATION["number"]]
    first = licensed.everything.get("/licences?limit=1").json()
    rest = licensed.everything.get(f"/licences?limit=1&next={first['next']}").json()
    assert [row["number"] for row in rest["rows"]] == ["OL-1"]
    assert rest["next"] is None


def test_yes_with_a_warning(licensed: World) -> None:
    body = asked(licensed)
    assert (body["may"], body["reasons"], body["on"]) == (True, [], "2026-11-22")
    (warning,) = body["warnings"]
    assert (warning["kind"], warning["date"], warning["days"], warning["step"]) == (
        "registration", "2026-12-31", 39, 60)


def test_no_with_every_reason_in_the_reader_s_language(licensed: World) -> None:
    body = asked(licensed, action="order", party="OWN-1", on="2027-01-01")
    assert body["may"] is False
    assert [(row["gate"], row["kind"], row["why"], row["date"]) for row in body["reasons"]] == [
        ("supplier", "business_licence", "missing", None),
        ("supplier", "operation_licence", "missing", None),
        ("supplier", "authorisation", "missing", None),
        ("item", "registration", "expired", "2026-12-31"),
        ("item", "label_sample", "missing", None)]
    assert "2026-12-31" in body["reasons"][3]["message"]
    assert all(row["cure"] and "{" not in row["message"] for row in body["reasons"])
    chinese = licensed.everything._replace(language="zh-CN").post(
        "/licences/check", CHECK | {"on": "2027-01-01"}).json()
    assert "注册证" in chinese["reasons"][0]["message"]


def test_all_faults_are_named_at_once(licensed: World) -> None:
    bad = licensed.everything.put("/licences", [
        {**REGISTRATION, "kind": "x", "number": " ", "valid_to": "2020-01-01", "digest": "zz"}])
    assert bad.status_code == 422
    assert {error["pointer"] for error in bad.json()["errors"]} >= {"/0/number"}
    bad = licensed.everything.put("/licences", [
        {**REGISTRATION, "kind": "x", "valid_to": "2020-01-01", "digest": "zz"}])
    assert bad.status_code == 422
    assert {error["pointer"] for error in bad.json()["errors"]} == {
        "/0/kind", "/0/valid_to", "/0/digest"}
    bad = licensed.everything.post("/licences/check", CHECK | {
        "action": "order", "site": "NOWHERE", "item": "NOTHING", "party": "NOBODY"})
    assert bad.status_code == 422
    assert {error["pointer"] for error in bad.json()["errors"]} == {"/site", "/item", "/party"}
    bad = licensed.everything.get("/licences?ending_days=x&limit=0&on=never")
    assert bad.status_code in (400, 422)
    assert len(bad.json()["errors"]) == 3


def test_a_site_s_own_licences_stay_with_it(licensed: World) -> None:
    here = licensed.beijing.get("/licences").json()["rows"]
    assert [row["number"] for row in here] == [REGISTRATION["number"]]
    assert licensed.beijing.get("/licences?holder=SH1").json()["rows"] == []
    refused = licensed.beijing.put("/licences", [OWN | {"number": "OL-2"}])
    assert refused.status_code == 422
    assert refused.json()["results"][0]["result"] == "refused_unknown_holder"
    assert licensed.beijing.post("/licences/check", CHECK).status_code == 422


def test_who_may_only_count_sees_and_enters_nothing(licensed: World) -> None:
    assert licensed.counter.get("/licences").status_code == 403
    assert licensed.counter.post("/licences/check", CHECK).status_code == 403
    reader = caller("reader", "SH1", can=["ledger.read"])
    assert reader.get("/licences").status_code == 200
    assert reader.put("/licences", [OWN]).status_code == 403


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_too(licensed: World, on: str) -> None:
    assert asked(licensed, on=on)["may"] is False
    answer = licensed.everything.get(f"/licences?on={on}&ending_days=3650&valid_on={on}")
    assert answer.status_code == 200

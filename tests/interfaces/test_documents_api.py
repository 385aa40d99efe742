"""Documents over the API: the paper trail, faults at fields, conflicts.   单据接口"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller, World, caller


@pytest.fixture
def inspector(world: World) -> Caller:
    """A dock beside the bins, a supplier, and a person who inspects."""
    world.everything.put("/places", [{"site": "SH1", "code": "PEND", "kind": "pending_area"}])
    world.everything.put("/parties", [{"code": "SUP", "name": "供应商", "kinds": ["supplier"]}])
    create_person(scope=SYSTEM, code="quinn", name="奎", role="quality", sites=["SH1"],
                  password=PASSWORD)
    return caller("quinn", "SH1", can=["lifecycle.inspect", "lifecycle.read"])


def receipt(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "kind": "receipt",
            "header": {"supplier": "SUP", "place": "PEND"},
            "lines": [{"item": "GAUZE", "asked": 10}], **changes}


def action(name: str, version: int, *amounts: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    keys = ("line", "measure", "quantity", "place")
    return {"id": str(uuid7()), "action": name, "version": version,
            "evidence": {"delivery_note": "D", "transport": "van", "handed_over_by": "wang"},
            "amounts": [dict(zip(keys, fact, strict=False)) for fact in amounts], **more}


def stock(who: Caller) -> dict[tuple[str, str], int]:
    rows = who.get("/stock?site=SH1").json()["rows"]
    return {(row["place"], row["status"]): row["quantity"] for row in rows
            if row["place"][0] != "@"}


def test_goods_walk_from_the_announcement_to_the_bin_and_back(
    world: World, inspector: Caller
) -> None:
    given = receipt()
    made = world.shanghai.post("/documents", given)
    assert (made.status_code, made.json()["number"]) == (201, "RC-000001")
    assert world.shanghai.post("/documents", given).status_code == 200
    path = f"/documents/{given['id']}"
    assert world.shanghai.post(f"{path}/actions", action("arrive", 1)).status_code == 201
    book = action("book", 2, (1, "scanned", 10), (1, "accepted", 10))
    done = world.shanghai.post(f"{path}/actions", book).json()
    assert (done["state"], done["version"], done["moves"]) == ("booked", 3, 1)
    assert world.shanghai.post(f"{path}/actions", book).json()["result"] == "exists"
    assert stock(world.shanghai) == {("PEND", "pending"): 10}

    judge = {"id": str(uuid7()), "site": "SH1", "kind": "inspection", "follows": given["id"]}
    assert inspector.post("/documents", judge).status_code == 201
    accept = action("accept", 1, (1, "accepted", 10), signatures=[
        {"person": "quinn", "password": PASSWORD}])
    passed = inspector.post(f"/documents/{judge['id']}/actions", accept)
    assert passed.json()["state"] == "accepted", passed.content
    carry = {"id": str(uuid7()), "site": "SH1", "kind": "putaway", "follows": judge["id"]}
    world.shanghai.post("/documents", carry)
    put = world.shanghai.post(f"/documents/{carry['id']}/actions",
                              action("put", 1, (1, "put_away", 10, "A-02")))
    assert put.json()["state"] == "done"
    assert stock(world.shanghai) == {("A-02", "accepted"): 10}
    whole = world.shanghai.get(f"/documents/{carry['id']}").json()
    assert (whole["actions"], whole["lines"][0]["target"]) == ([], "A-01")
    assert whole["sums"] == [{"line": 1, "measure": "put_away", "quantity": 10}]
    listed = world.shanghai.get("/documents?site=SH1&limit=2").json()
    assert [row["number"] for row in listed["rows"]] == ["PA-000001", "IN-000001"]
    assert world.shanghai.get(
        f"/documents?next={listed['next']}").json()["rows"][0]["number"] == "RC-000001"

    early = world.shanghai.post(f"{path}/reversal", {
        "id": str(uuid7()), "version": 3, "reason": "wrong"})
    assert early.status_code == 422
    assert {error["code"] for error in early.json()["errors"]} == {"goods_moved_on", "goods_gone"}
    for each, version in ((carry, 2), (judge, 2), (given, 3)):
        undone = world.shanghai.post(f"/documents/{each['id']}/reversal", {
            "id": str(uuid7()), "version": version, "reason": "wrong"})
        assert undone.json()["state"] == "reversed", undone.content
    assert stock(world.shanghai) == {}


def test_every_fault_stands_at_its_field_with_a_sentence(world: World, inspector: Caller) -> None:
    refused = world.shanghai.post("/documents", receipt(
        header={"place": "A-01"}, lines=[{"item": "NONE", "asked": 0}]))
    assert refused.status_code == 422
    found = {(error["pointer"], error["code"]) for error in refused.json()["errors"]}
    assert found == {("/header/supplier", "header_missing"), ("/header/place", "place_kind_wrong"),
                     ("/lines/0/item", "item_unknown"),
                     ("/lines/0/asked", "quantity_not_positive")}
    assert all(error["message"] != error["code"] for error in refused.json()["errors"])
    given = receipt()
    world.shanghai.post("/documents", given)
    stale = world.shanghai.post(f"/documents/{given['id']}/actions", action("book", 9))
    assert (stale.status_code, {error["code"] for error in stale.json()["errors"]}) == (
        409, {"wrong_state", "version_changed"})


def test_a_token_cannot_sign_and_another_site_sees_nothing(
    world: World, inspector: Caller
) -> None:
    given = receipt()
    world.shanghai.post("/documents", given)
    path = f"/documents/{given['id']}"
    assert world.beijing.get(path).status_code == 404
    assert world.beijing.post(f"{path}/actions", action("arrive", 1)).status_code == 404
    assert world.beijing.get("/documents").json()["rows"] == []
    assert world.counter.get(path).status_code == 403
    assert inspector.post(f"{path}/actions", action("arrive", 1)).status_code == 403
    signed = world.shanghai.post(f"{path}/actions", action("arrive", 1, signatures=[
        {"person": "sh", "password": PASSWORD}]))
    assert signed.status_code == 422
    assert signed.json()["errors"][0]["code"] == "service_account"


def test_numbers_that_look_like_slips_come_back_as_warnings_and_ask_refuses_them(
    world: World, inspector: Caller
) -> None:
    given = receipt(lines=[{"item": "GAUZE", "asked": 120}])
    world.shanghai.post("/documents", given)
    path = f"/documents/{given['id']}/actions"
    arrive = action("arrive", 1, (1, "arrived", 12))
    asked = world.shanghai.post(path, arrive | {"ask": True})
    assert asked.status_code == 409
    assert [(e["pointer"], e["code"]) for e in asked.json()["errors"]] == [
        ("/amounts/0/quantity", "looks_unit")]
    assert world.shanghai.get(f"/documents/{given['id']}").json()["state"] == "announced"
    done = world.shanghai.post(path, arrive)
    assert (done.status_code, done.json()["state"]) == (201, "arrived")
    (warned,) = done.json()["warnings"]
    assert "120" in warned["message"]
    again = world.shanghai.post(path, arrive)
    assert (again.status_code, again.json()["warnings"]) == (200, [warned])

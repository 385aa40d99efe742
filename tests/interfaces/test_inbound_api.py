"""Buying and receiving over the API: levels, orders, labels, plans, standings.   入库接口"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller, World, caller


@pytest.fixture
def office(world: World) -> Caller:
    """A pending area, a supplier, a manager who signs, and a caller in his name."""
    world.everything.put("/places", [{"site": "SH1", "code": "PEND", "kind": "pending_area"}])
    world.everything.put("/parties", [{"code": "SUP", "name": "供应商", "kinds": ["supplier"]}])
    create_person(scope=SYSTEM, code="max", name="马", role="manager", sites=["SH1"],
                  password=PASSWORD)
    return caller("max", "SH1", can=["lifecycle.order", "lifecycle.read"])


def act(who: Caller, document: str, action: str, version: int, **more: Any) -> Any:
    return who.post(f"/documents/{document}/actions", {
        "id": str(uuid7()), "action": action, "version": version, **more})


def test_a_shortage_becomes_an_order_that_is_sent_received_and_inspected(
    world: World, office: Caller
) -> None:
    level = {"item": "GAUZE", "point": 5, "up_to": 40, "supplier": "SUP", "price": 1500}
    assert world.shanghai.put("/reorder-levels", {"site": "SH1", "levels": [level]}
                              ).json() == {"changed": 1}
    assert world.shanghai.get("/reorder-levels?site=SH1").json()["rows"][0]["up_to"] == 40
    (short,) = world.shanghai.get("/shortages?site=SH1").json()["rows"]
    assert (short["item"], short["quantity"], short["proved_at"]) == ("GAUZE", 40, None)
    given = {"id": str(uuid7()), "site": "SH1"}
    (draft,) = world.shanghai.post("/shortages", given).json()["rows"]
    order = draft["document"]
    assert act(world.shanghai, order, "submit", 1).status_code == 201
    signed = act(office, order, "approve", 2, signatures=[
        {"person": "max", "password": PASSWORD, "meaning": "approved"}])
    assert signed.json()["state"] == "approved", signed.content
    assert act(office, order, "send", 3, evidence={"contract": "HT-1"}).status_code == 201
    (line,) = world.shanghai.get("/orders/open?site=SH1").json()["rows"]
    assert (line["number"], line["open"], line["price"]) == ("PO-000001", 40, 1500)

    receipt = {"id": str(uuid7()), "site": "SH1", "kind": "receipt", "follows": order,
               "header": {"supplier": "SUP", "place": "PEND"}}
    assert world.shanghai.post("/documents", receipt).status_code == 201
    path = f"/documents/{receipt['id']}"
    act(world.shanghai, receipt["id"], "arrive", 1,
        evidence={"delivery_note": "D", "transport": "van"})
    found = world.shanghai.post(f"{path}/scans", {"scans": [
        {"code": "GAUZE", "times": 40}, {"code": "06901234500097"}]}).json()
    assert [(a["line"], a["measure"], a["quantity"]) for a in found["amounts"]] == [
        (1, "scanned", 40)]
    assert [(f["pointer"], f["code"]) for f in found["faults"]] == [("/scans/1", "scan_unknown")]
    facts = [{"line": 1, "measure": measure, "quantity": 40, "made_on": None}
             for measure in ("scanned", "accepted")]
    booked = act(world.shanghai, receipt["id"], "book", 2, amounts=facts,
                 evidence={"handed_over_by": "wang"})
    assert booked.json()["state"] == "booked", booked.content
    assert world.shanghai.get(f"/documents/{order}").json()["state"] == "received"

    judge = {"id": str(uuid7()), "site": "SH1", "kind": "inspection", "follows": receipt["id"]}
    assert world.everything.post("/documents", judge).status_code == 201
    (sample,) = world.shanghai.get(f"/documents/{judge['id']}/samples").json()["rows"]
    assert (sample["plan"]["units"], len(sample["drawn"])) == (20, 20)
    assert world.shanghai.get("/suppliers/standings?site=SH1").json() == {"rows": []}
    refused = world.everything.post("/suppliers/resume", {
        "site": "SH1", "supplier": "SUP", "item": "GAUZE", "reason": "better"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (
        422, "supplier_not_stopped")


def test_policies_are_decided_and_listed(world: World) -> None:
    rows = {row["name"]: row for row in world.shanghai.get("/policies?site=SH1").json()["rows"]}
    assert (rows["licences"]["value"], rows["licences"]["site"]) == ("note", "*")
    assert world.everything.put("/policies", [
        {"site": "SH1", "name": "life_percent_min", "value": 50}]).json() == {"decided": 1}
    wrong = world.everything.put("/policies", [{"site": "SH1", "name": "licences", "value": 7}])
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/0/value")
    elsewhere = world.beijing.put("/policies", [
        {"site": "SH1", "name": "life_percent_min", "value": 1}])
    assert elsewhere.status_code == 422
    rows = {row["name"]: row for row in world.shanghai.get("/policies?site=SH1").json()["rows"]}
    assert rows["life_percent_min"]["value"] == 50
    assert world.shanghai.get("/licences/ending").json() == {"rows": []}

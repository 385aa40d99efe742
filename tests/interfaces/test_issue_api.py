"""A sale over the API: claims to walk by, faults at fields, numbered parcels.   销售接口"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from tests.interfaces.conftest import Caller, World, caller, posting


@pytest.fixture
def people(world: World) -> dict[str, Caller]:
    """A lot on the shelf, a customer, a dispatch area; who sells, who picks, who checks."""
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    world.everything.put("/places", [{"site": "SH1", "code": "OUT", "kind": "dispatch_area"}])
    world.everything.put("/parties", [{"code": "HOSP", "name": "医院", "kinds": ["customer"]}])
    world.everything.put("/items", [{"code": "GLUE", "name": "胶", "unit": "支", "tracking": "lot",
                                     "expiry": True}])
    ends = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
    world.everything.put("/lots", [{"item": "GLUE", "lot": "L1", "expires_on": ends}])
    world.everything.post("/postings", posting(9, line={"item": "GLUE", "lot": "L1"}))
    return {"seller": caller("seller", "SH1", can=["lifecycle.sell", "lifecycle.read"]),
            "picker": caller("picker", "SH1", can=["lifecycle.issue", "lifecycle.read"]),
            "checker": caller("checker", "SH1", can=["lifecycle.issue", "lifecycle.read"])}


def act(who: Caller, order: str, name: str, version: int, *amounts: dict[str, Any],
        **evidence: Any) -> Any:
    return who.post(f"/documents/{order}/actions", {
        "id": str(uuid7()), "action": name, "version": version, "amounts": list(amounts),
        "evidence": evidence})


def test_an_order_walks_from_its_claims_to_its_parcel(people: dict[str, Caller]) -> None:
    order = str(uuid7())
    given = {"id": order, "site": "SH1", "kind": "issue",
             "header": {"customer": "HOSP", "place": "OUT"},
             "lines": [{"item": "GLUE", "asked": 4, "attributes": {"min_life_days": 30}}]}
    assert people["picker"].post("/documents", given).status_code == 403
    assert people["seller"].post("/documents", given).json()["number"] == "SO-000001"
    shown = people["picker"].get(f"/documents/{order}").json()
    claim, = shown["claims"]
    assert (claim["place"], claim["lot"], claim["quantity"]) == ("A-01", "L1", 4)
    fact = {"line": 1, "quantity": 4, "lot": "L1"}
    assert act(people["picker"], order, "pick", 1, {
        **fact, "measure": "picked", "source": claim["place"]}).json()["state"] == "picked"
    same = act(people["picker"], order, "check", 2, {**fact, "measure": "checked"})
    assert same.status_code == 403
    wrong = act(people["checker"], order, "check", 2, {**fact, "measure": "checked",
                                                       "quantity": 3})
    assert (wrong.status_code, [e["code"] for e in wrong.json()["errors"]]) == (
        422, ["check_differs"])
    assert act(people["checker"], order, "check", 2, {**fact, "measure": "checked"}
               ).status_code == 201
    assert act(people["picker"], order, "pack", 3, {**fact, "measure": "packed", "note": "1"},
               parcels=[{"parcel": "1", "seal": "S-9"}]).status_code == 201
    bare = act(people["picker"], order, "ship", 4)
    assert [e["pointer"] for e in bare.json()["errors"]] == [
        "/evidence/delivery_note", "/evidence/carrier", "/evidence/transport"]
    done = act(people["picker"], order, "ship", 4, delivery_note="DN", carrier="C",
               transport="van")
    assert (done.status_code, done.json()["moves"]) == (201, 1)
    unit, = people["seller"].get(f"/documents/{order}").json()["units"]
    assert (unit["seal"], unit["content"]) == ("S-9", [[1, "L1", "", 4]])


def test_an_order_for_more_than_there_is_is_refused_at_its_line(
    people: dict[str, Caller]
) -> None:
    answer = people["seller"].post("/documents", {
        "id": str(uuid7()), "site": "SH1", "kind": "issue",
        "header": {"customer": "HOSP", "place": "OUT"},
        "lines": [{"item": "GLUE", "asked": 2}, {"item": "GLUE", "asked": 99}]})
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/lines/1/asked", "not_available")]

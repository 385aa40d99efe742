"""What is between places, over the API: lists, zeros in a count, faults at fields.   之间的货"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller, World, caller


@pytest.fixture
def maker(world: World) -> Caller:
    """A station with gauze beside it, and two people who produce and ship."""
    everything = world.everything
    everything.put("/places", [
        {"site": "SH1", "code": "ST-1", "kind": "wip"},
        {"site": "SH1", "code": "PEND", "kind": "pending_area"}])
    everything.put("/items", [{"code": "SET", "name": "包", "unit": "包", "tracking": "lot"}])
    everything.post("/postings", {
        "id": str(uuid7()), "site": "SH1", "kind": "receipt", "cause": {"document": "D"},
        "effective_at": "2026-11-01T08:00:00Z",
        "lines": [{"item": "GAUZE", "source": "@supplier", "target": "A-01", "quantity": 20}]})
    for code in ("paul", "petra"):
        create_person(scope=SYSTEM, code=code, name=code, role="lead", sites=["SH1"],
                      password=PASSWORD)
    return caller("paul", "SH1", can=["lifecycle.produce", "lifecycle.issue", "lifecycle.read"])


def opened(who: Caller, kind: str, lines: list[dict[str, Any]], **head: str) -> str:
    """Open a document and return its path."""
    given = {"id": str(uuid7()), "site": "SH1", "kind": kind, "header": head, "lines": lines}
    made = who.post("/documents", given)
    assert made.status_code == 201, made.content
    return f"/documents/{given['id']}"


def done(who: Caller, path: str, action: str, version: int, *facts: dict[str, Any],
         sign: str = "", **evidence: str) -> Any:
    """Do an action and return the answer."""
    return who.post(f"{path}/actions", {
        "id": str(uuid7()), "action": action, "version": version, "evidence": evidence,
        "amounts": list(facts),
        "signatures": [{"person": sign, "password": PASSWORD}] if sign else []})


def test_a_remainder_of_nothing_is_a_zero_that_was_said(world: World, maker: Caller) -> None:
    path = opened(maker, "production", [{"item": "GAUZE", "asked": 8, "place": "A-01"},
                                        {"item": "SET", "asked": 4}],
                  station="ST-1", place="PEND", process="repack", bom="v1")
    assert done(maker, path, "issue", 1,
                {"line": 1, "measure": "issued", "quantity": 8}).status_code == 201
    petra = caller("petra", "SH1", can=["lifecycle.produce"])
    assert done(petra, path, "consume", 2, {"line": 1, "measure": "consumed", "quantity": 8},
                step="W-1").status_code == 201
    wrong = done(maker, path, "output", 3, {"line": 2, "measure": "output", "quantity": 0,
                                            "lot": "S-1"})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "quantity_not_positive")
    none = done(maker, path, "count", 3, sign="paul")
    assert none.json()["errors"][0]["code"] == "remainder_missing"
    counted = done(maker, path, "count", 3, {"line": 1, "measure": "remainder", "quantity": 0},
                   sign="paul")
    assert (counted.status_code, counted.json()["state"]) == (201, "counted"), counted.content
    rows = maker.get(path.replace("documents", "productions") + "/yield").json()["rows"]
    assert [(row["item"], row["issued"], row["consumed"], row["lost"]) for row in rows] == [
        ("GAUZE", 8, 8, 0), ("SET", 0, 0, 0)]


def test_a_transfer_says_all_its_faults_and_the_lists_answer(
    world: World, maker: Caller
) -> None:
    refused = maker.post("/documents", {
        "id": str(uuid7()), "site": "SH1", "kind": "transfer", "header": {"to": "NONE"},
        "lines": [{"item": "GAUZE", "asked": 1}]})
    assert refused.status_code == 422
    assert {(each["pointer"], each["code"]) for each in refused.json()["errors"]} == {
        ("/header/reason", "header_missing"), ("/header/to", "transfer_site_unknown"),
        ("/lines/0/place", "source_missing")}
    for path in ("/transfers/on-the-way", "/loans", "/loans/missed", "/consignments/pulls"):
        assert maker.get(path).json() == {"rows": []}
        assert maker.get(f"{path}?site=BJ1").status_code == 404, path
    assert maker.get("/consignments/pulls?days=-1").status_code == 422

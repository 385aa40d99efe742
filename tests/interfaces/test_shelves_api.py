"""Goods on the shelf over the API: faces, rounds, readings, scrap.   在库接口"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import Caller, World, posting

SITE = "site=SH1"


@pytest.fixture
def stocked(world: World) -> Caller:
    """Gauze in one bin, and a caller with every right at the site."""
    assert world.shanghai.post("/postings", posting(30)).status_code == 201
    return world.shanghai


def opened(who: Caller, kind: str, *lines: dict[str, Any], **header: Any) -> dict[str, Any]:
    """Open a document and return its path, with the answer."""
    made = who.post("/documents", {"id": str(uuid7()), "site": "SH1", "kind": kind,
                                   "header": header, "lines": list(lines)})
    assert made.status_code == 201, made.content
    return {**made.json(), "path": f"/documents/{made.json()['document']}"}


def test_pick_faces_are_filled_by_a_round(stocked: Caller) -> None:
    face = {"place": "A-02", "item": "GAUZE", "minimum": 5, "maximum": 20}
    assert stocked.put("/pick-faces", {"site": "SH1", "faces": [face]}).json() == {"changed": 1}
    assert stocked.get(f"/pick-faces?{SITE}").json()["rows"] == [face]
    (carry,) = stocked.get(f"/replenishment?{SITE}").json()["rows"]
    assert (carry["source"], carry["target"], carry["quantity"]) == ("A-01", "A-02", 20)
    asked = {"id": str(uuid7()), "site": "SH1"}
    made = stocked.post("/replenishment", asked)
    assert (made.status_code, made.json()["number"]) == (201, "RL-000001")
    refused = stocked.post("/replenishment", {**asked, "id": str(uuid7())})
    assert refused.json()["errors"][0]["code"] == "nothing_to_fill"
    bad = stocked.put("/pick-faces", {"site": "SH1", "faces": [{**face, "place": "X"}]})
    assert [(f["pointer"], f["code"]) for f in bad.json()["errors"]] == [
        ("/0/place", "face_place")]


def test_lots_near_their_expiry_are_listed(stocked: Caller, world: World) -> None:
    soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    world.everything.put("/lots", [{"item": "STENT", "lot": "SOON", "expires_on": soon}])
    stocked.post("/postings", posting(3, line={"item": "STENT", "lot": "SOON"}))
    (row,) = stocked.get(f"/expiry?{SITE}").json()["rows"]
    assert (row["lot"], row["expires_on"], row["days"], row["quantity"]) == ("SOON", soon, 30, 3)


def test_readings_are_kept_once_and_those_that_lack_are_listed(stocked: Caller) -> None:
    limits = {"place": "A-01", "coldest": 200, "warmest": 800, "driest": 3500, "wettest": 7500,
              "monitored": False}
    assert stocked.put("/climates", {"site": "SH1", "climates": [limits]}).json() == {
        "changed": 1}
    assert stocked.get(f"/climates?{SITE}").json()["rows"] == [limits]
    body = {"site": "SH1", "readings": [
        {"id": str(uuid7()), "place": "A-01", "temperature": 900, "humidity": 5000}]}
    for result in ("created", "exists"):
        assert stocked.post("/readings", body).json()["rows"][0]["result"] == result
    day = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    (kept,) = stocked.get(f"/readings?{SITE}&day={day}").json()["rows"]
    assert (kept["temperature"], kept["outside"]) == (900, ["warmest"])
    missing = stocked.get(f"/readings/missing?{SITE}&day={day}").json()["rows"]
    assert len(missing) == 1, "the other half of the day"
    body["readings"][0]["temperature"] = 901
    assert stocked.post("/readings", body).status_code == 409


def test_a_round_gives_the_record_of_article_74(stocked: Caller) -> None:
    check = opened(stocked, "stock_check", place="A-01")
    done = [stocked.post(f"{check['path']}/actions", {
        "id": str(uuid7()), "version": version, **action}) for version, action in ((1, {
            "action": "look", "amounts": [
                {"line": 1, "measure": "looked", "quantity": 1},
                {"line": 1, "measure": "doubt_look", "quantity": 2, "note": "压痕"}]}), (2, {
                    "action": "finish", "evidence": {
                        "storage": "好", "hygiene": "好", "monitoring": "好"}}))]
    assert [each.status_code for each in done] == [201, 201], [each.content for each in done]
    made = stocked.get(f"{check['path']}/check-record").json()
    assert (made["number"], made["state"], made["conditions"]["storage"]) == (
        "CK-000001", "done", "好")
    assert [(row["item"], row["doubts"]) for row in made["lines"]] == [
        ("GAUZE", {"doubt_look": 2})]
    assert stocked.get(f"/stock-checks/due?{SITE}").json()["rows"] == []


def test_what_no_destruction_has_is_told_and_values_stay_hidden(
    stocked: Caller, world: World
) -> None:
    stocked.put("/places", [{"site": "SH1", "code": "RED", "kind": "rejected_area"}])
    stocked.post("/postings", posting(4, line={"target": "RED", "status": "rejected"}))
    scrap = opened(stocked, "scrap", {"item": "GAUZE", "asked": 4, "place": "RED"},
                   cause="damaged")
    for tail in ("certificate", "certificate.json", "certificate.pdf"):
        refused = stocked.get(f"{scrap['path']}/{tail}")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (
            409, "not_certified")
    assert world.counter.get(f"{scrap['path']}/valuation").status_code == 403
    assert world.beijing.get(f"{scrap['path']}/valuation").status_code == 404
    assert stocked.get("/alarms/destroyed").json()["rows"] == []

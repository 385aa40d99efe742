"""Resolving and rescuing by the API: candidates, decisions, conflicts, and what is refused."""

from __future__ import annotations

import json

import pytest

from pandian.kernel.rules import uuid7

CODE = "]d20106975737430496" + "17281231" + "10LOT7"


@pytest.fixture
def waiting(world):
    """One scan of a code that nobody knows, in A-01."""
    id = str(uuid7())
    body = {"install": str(uuid7()), "sent_at": "2026-11-22T10:00:00+08:00", "last_seq": 1,
            "observations": [{
                "id": id, "seq": 1, "place": "A-01", "code": CODE, "mode": "set", "quantity": 2,
                "observed_at": "2026-11-22T09:59:00+08:00"}]}
    answer = world.shanghai.post("/push", body)
    assert json.loads(answer.content)["verdicts"][0]["tray"] == "unresolved"
    return id


def said(answer, status=200):
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_codes_become_candidates_in_their_order(world):
    world.everything.put("/items", [{"code": "STENT", "name": "支架", "unit": "支",
                                     "tracking": "lot", "expiry": True,
                                     "packs": [{"unit": "盒", "factor": 5,
                                                "gtin": "06975737430496"}]}])
    found = said(world.counter.post("/resolve", {"site": "SH1", "place": "A-01", "codes": [
        {"code": "]d20106975737430496" + "10L1"}, {"code": CODE}, {"code": "WHO"},
        {"code": "6975737430496", "symbology": "]E0"}, {"code": "gauze"}]}))["results"]
    assert [(one["ask"], one["reason"]) for one in found] == [
        (False, "known"), (True, "lot_new"), (True, "item_unknown"), (True, "lot_missing"),
        (True, "case_folded")]
    first = found[0]["candidates"][0]
    assert (first["item"], first["unit"], first["factor"], first["confidence"]) == (
        "STENT", "盒", 5, 1000)
    assert all(one["message"] for one in found)


def test_a_scan_waits_is_bound_and_taken_back(world, waiting):
    row = said(world.shanghai.get(f"/inbox/{waiting}"))
    assert (row["tray"], row["reason"], row["place"]) == ("unresolved", "item_unknown", "A-01")
    assert row["message"]
    assert [r["id"] for r in said(world.shanghai.get("/inbox?site=SH1"))["rows"]] == [waiting]
    done = said(world.shanghai.post(f"/inbox/{waiting}/bind",
                                    {"item": "STENT", "seen": row["seen"]}))
    assert (done["result"], done["row"]["tray"], done["row"]["lot"]) == ("bound", "", "LOT7")
    told = said(world.shanghai.post(f"/inbox/{waiting}/pick",
                                    {"item": "GAUZE", "seen": row["seen"]}), 409)
    assert told["errors"][0]["code"] == "decided_before"
    assert "sh" in told["errors"][0]["message"]
    back = said(world.shanghai.post(f"/inbox/{waiting}/undo", {}))
    assert back["row"]["tray"] == "unresolved"


def test_each_decision_has_its_route(world, waiting):
    at = f"/inbox/{waiting}"
    assert said(world.shanghai.post(f"{at}/reject", {"reason": " "}), 422)
    assert said(world.shanghai.post(f"{at}/reject", {"reason": "test"}))["result"] == "rejected"
    assert said(world.shanghai.get("/inbox?tray=rejected"))["rows"][0]["id"] == waiting
    assert said(world.shanghai.post(f"{at}/undo", {}))["result"] == "undone"
    assert said(world.shanghai.post(f"{at}/take", {}), 422)
    done = said(world.shanghai.post(f"{at}/pick", {"item": "STENT", "lot": "L1"}))
    assert (done["result"], done["row"]["lot"]) == ("picked", "L1")
    task = said(world.shanghai.post(f"{at}/label", {"note": "torn"}))
    assert said(world.shanghai.get("/label-tasks?kind=print_label"))["rows"][0]["id"] == task["id"]
    end = f"/label-tasks/{task['id']}/end"
    assert said(world.shanghai.post(end, {}), 422)["errors"][0]["code"] == "code_or_state"
    assert said(world.shanghai.post(end, {"code": "GAUZE"}), 422)["errors"][0][
        "code"] == "label_differs"
    assert said(world.shanghai.post(end, {"state": "withdrawn"}))["state"] == "withdrawn"


def test_what_is_readable_of_a_code_names_the_nearest_items(world):
    world.everything.put("/items", [
        {"code": code, "name": code, "unit": "支", "codes": [{"scheme": "gtin", "value": gtin}]}
        for code, gtin in (("NEAR", "06901234567892"), ("FAR", "06901234000892"))])
    rows = said(world.everything.post("/postings", {
        "id": str(uuid7()), "site": "SH1", "kind": "receipt", "cause": {"document": "P"},
        "effective_at": "2026-11-22T09:00:00+08:00",
        "lines": [{"item": "NEAR", "source": "@supplier", "target": "A-01", "quantity": 4}]}), 201)
    assert rows["result"] == "created"
    found = said(world.counter.post("/resolve/partial", {
        "site": "SH1", "place": "A-01", "pattern": "690123????892"}))["rows"]
    assert [(row["item"], row["near"]) for row in found] == [("NEAR", 0), ("FAR", 3)][:len(found)]
    assert "4" not in json.dumps([{k: v for k, v in row.items() if k != "value"}
                                  for row in found])
    assert said(world.counter.post("/resolve/partial", {"site": "SH1", "pattern": "??"}), 422)


def test_coverage_is_told_by_month(world, waiting):
    rows = said(world.shanghai.get("/label-coverage?since=2026-01-01&until=2027-01-01"))["rows"]
    assert [(r["site"], r["month"], r["rows"], r["scanned"], r["percent"]) for r in rows] == [
        ("SH1", "2026-11-01", 1, 0, 0.0)]


def test_nobody_decides_for_another_site_or_without_the_right(world, waiting):
    for path, body in (("bind", {"item": "STENT"}), ("reject", {"reason": "x"}), ("undo", {})):
        assert world.beijing.post(f"/inbox/{waiting}/{path}", body).status_code == 404
        assert world.counter.post(f"/inbox/{waiting}/{path}", body).status_code == 403
        assert world.nobody.post(f"/inbox/{waiting}/{path}", body).status_code == 401
    assert world.beijing.get(f"/inbox/{waiting}").status_code == 404
    assert world.beijing.post("/resolve", {"site": "SH1", "codes": []}).status_code == 404

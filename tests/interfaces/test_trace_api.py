"""Traces, recall lists and whereabouts over the API, and their files.   追溯接口"""

from __future__ import annotations

import csv
import io
import json

from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World, posting

LOT = {"item": "STENT", "lot": "L1"}


def moved(world: World) -> None:
    """Receive nine of a lot and sell four of them to a hospital."""
    answer = world.everything.post("/postings", [
        posting(9, line=LOT),
        posting(4, kind="issue", cause={"customer": "H1", "address": "=1+1"},
                line={**LOT, "source": "A-01", "target": "@customer"})])
    assert [each["result"] for each in answer.json()] == ["created", "created"]


def test_a_timeline_says_who_when_and_where_the_goods_are(world: World) -> None:
    moved(world)
    found = world.everything.get("/trace?item=STENT&lot=L1").json()
    assert {(row["kind"], row["source"], row["target"], row["quantity"])
            for row in found["rows"]} == {
        ("receipt", "@supplier", "A-01", 9), ("issue", "A-01", "@customer", 4)}
    assert {"actor", "device", "at", "recorded_at", "document", "seal"} <= set(found["rows"][0])
    assert [(row["place"], row["quantity"]) for row in found["standing"]] == [("A-01", 5)]
    assert (found["more"], found["descent"]) == (False, [])


def test_the_recall_list_is_handed_out_as_a_file_that_no_spreadsheet_runs(world: World) -> None:
    moved(world)
    rows = world.everything.get("/trace/customers?item=STENT&lot=L1").json()["rows"]
    assert [(row["customer"], row["outstanding"]) for row in rows] == [("H1", 4)]
    made = world.everything.get("/trace/export?item=STENT&lot=L1&list=customers")
    assert world.beijing.get("/trace/customers?item=STENT&lot=L1").status_code == 404
    assert made["Content-Type"].startswith("text/csv")
    head, first = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert (head[0], first[0], first[2]) == ("customer", "H1", "'=1+1")
    told = json.loads(world.everything.get(
        "/trace/export?item=STENT&lot=L1&format=json").content)
    assert sorted(row["quantity"] for row in told["rows"]) == [4, 9]
    assert told["asked"]["lot"] == "L1"


def test_a_life_is_printed_for_whoever_may_trace_it(world: World) -> None:
    moved(world)
    made = world.everything.get("/trace/life.pdf?item=STENT&lot=L1")
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    assert made.content.startswith(b"%PDF")
    assert "life-STENT-L1.pdf" in made["Content-Disposition"]
    assert world.beijing.get("/trace/life.pdf?item=STENT&lot=L1").status_code == 404
    assert world.everything.get("/trace/life.pdf?item=STENT&lot=NONE").status_code == 404


def test_what_cannot_be_traced_says_why(world: World) -> None:
    def codes(path: str) -> tuple[int, set[tuple[str, str]]]:
        answer = world.everything.get(path)
        return answer.status_code, {(e["pointer"], e["code"]) for e in answer.json()["errors"]}

    assert codes("/trace") == (400, {("/item", "trace_of_what")})
    assert codes("/trace?item=STENT") == (400, {("/lot", "missing"), ("/serial", "missing")})
    assert codes("/trace?item=STENT&lot=NONE") == (404, {("/lot", "not_found")})
    assert codes("/trace?document=RC-000009") == (404, {("/document", "not_found")})
    assert codes("/trace/export?item=STENT&lot=L1&format=exe") == (
        400, {("/format", "format_unknown")})


def test_whereabouts_and_their_export_agree(world: World) -> None:
    moved(world)
    sums = world.everything.get("/stock/whereabouts?item=STENT").json()["kinds"]
    assert sums == [{"kind": "bin", "status": "accepted", "quantity": 5}]
    made = world.everything.get("/stock/export?item=STENT&kind=bin").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(made)))
    assert [(row["place"], row["lot"], row["quantity"]) for row in rows] == [("A-01", "L1", "5")]
    assert world.beijing.get("/stock/whereabouts").json()["kinds"] == []
    assert world.counter.get("/stock/whereabouts").status_code == 403


def test_a_recall_is_opened_spread_and_read_over_the_api(world: World) -> None:
    moved(world)
    given = {"id": str(uuid7()), "site": "SH1", "kind": "recall",
             "header": {"level": "1", "reason": "r", "notice": "N-1"},
             "lines": [{"item": "STENT", "asked": 9, "lot": "L1"}]}
    assert world.everything.post("/documents", given).status_code == 201
    done = world.everything.post(f"/documents/{given['id']}/actions", {
        "id": str(uuid7()), "action": "spread", "version": 1})
    assert done.json()["state"] == "effective", done.content
    told = world.everything.get(f"/recalls/{given['id']}").json()
    (equation,) = told["equations"]
    assert {name: equation[name] for name in (
        "received", "on_hand_recalled", "issued", "outstanding", "gap", "closes")} == {
        "received": 9, "on_hand_recalled": 5, "issued": 4, "outstanding": 4, "gap": 0,
        "closes": False}
    assert [(row["customer"], row["outstanding"]) for row in told["customers"]] == [("H1", 4)]
    assert [row["quantity"] for row in told["postings"]] == [5]
    assert world.beijing.get(f"/recalls/{given['id']}").status_code == 404

"""Stock comes in and goes out through the API, and is seen only where the token may look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.governance.operations import assign_role, create_person
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM
from pandian.interfaces.api import system
from pandian.kernel.operations import record
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from tests.chance import fed
from tests.interfaces.conftest import NOW, PASSWORD, World, posting
from tests.interfaces.test_counting_api import opened


def test_masters_answer_one_result_each_and_sending_again_changes_nothing(world: World) -> None:
    items = [{"code": "GAUZE", "name": "纱布", "unit": "片",
              "packs": [{"unit": "盒", "factor": 10}]},
             {"code": "NEW", "name": "新", "unit": "个"}]
    first = world.everything.put("/items", items).json()
    assert [row["result"] for row in first] == ["unchanged", "created"]
    assert [row["key"] for row in first] == ["GAUZE", "NEW"]
    again = world.everything.put("/items", items).json()
    assert [row["result"] for row in again] == ["unchanged", "unchanged"]


def test_a_faulty_master_is_refused_by_name_beside_good_ones(world: World) -> None:
    answer = world.everything.put("/items", [
        {"code": "GOOD", "name": "好", "unit": "个"},
        {"code": "BAD", "name": "坏", "unit": "个", "packs": [{"unit": "箱", "factor": 0}]}])
    assert answer.status_code == 200
    good, bad = answer.json()
    assert good["result"] == "created"
    assert bad["result"].startswith("refused_")
    assert bad["errors"][0]["pointer"] == "/1/packs/0/factor"


def test_masters_that_are_all_refused_are_422_with_their_results(world: World) -> None:
    answer = world.everything.put("/places", [{"site": "SH1", "code": "X", "kind": "no-such-kind"}])
    assert answer.status_code == 422
    assert answer.json()["results"][0]["result"].startswith("refused_")
    assert answer.json()["errors"]


def test_a_posting_answers_what_it_did(world: World) -> None:
    given = posting(3, line={"unit": "盒"})
    answer = world.everything.post("/postings", given)
    assert answer.status_code == 201
    assert answer.json() | {"recorded_at": None} == {
        "id": given["id"], "result": "created", "posting": given["id"], "moves": 1, "healed": [],
        "shortages": 0, "doubts": 0, "recorded_at": None, "errors": [],
        "warnings": []}
    row = world.everything.get("/stock?site=SH1&item=GAUZE").json()["rows"][0]
    assert (row["place"], row["quantity"], row["unit"]) == ("A-01", 30, "片")


def test_a_posting_that_looks_double_says_so_and_whoever_asks_is_asked(world: World) -> None:
    world.everything.post("/postings", posting(30))
    told = world.everything.post("/postings", posting(30)).json()
    assert told["result"] == "created"
    assert [each["code"] for each in told["warnings"]] == ["looks_posted"]
    careful = {**posting(30), "ask": True}
    answer = world.everything.post("/postings", careful)
    assert (answer.status_code, answer.json()["result"]) == (409, "refused_doubted")
    assert [each["code"] for each in answer.json()["errors"]] == ["looks_posted"]
    many = world.everything.post("/postings", [careful, posting(7)]).json()
    assert [each["result"] for each in many] == ["refused_doubted", "created"]
    assert world.everything.post("/postings", {**careful, "ask": False}).status_code == 201


def test_an_array_answers_per_element_in_order(world: World) -> None:
    known = posting(1)
    world.everything.post("/postings", known)
    given = [posting(5), posting(0), known, {**known, "kind": "putaway"}, posting(7)]
    answer = world.everything.post("/postings", given)
    assert answer.status_code == 200
    results = [row["result"] for row in answer.json()]
    assert (results[0], results[2], results[4]) == ("created", "exists", "created")
    assert results[1].startswith("refused_")
    assert results[3].startswith("exists_with_different_")
    assert [row["id"] for row in answer.json()] == [each["id"] for each in given]
    assert answer.json()[1]["errors"][0]["pointer"] == "/1/lines/0/quantity"


def test_stock_is_true_at_any_instant_and_grouped_as_asked(world: World) -> None:
    early, late = NOW - timedelta(days=2), NOW - timedelta(days=1)
    world.everything.post("/postings", [
        posting(100, effective_at=early.isoformat()),
        posting(30, kind="issue", effective_at=late.isoformat(),
                line={"source": "A-01", "target": "@customer"}),
        posting(7, effective_at=early.isoformat(), line={"target": "A-02"})])

    def total(at: datetime | None) -> list[tuple[str, int]]:
        query = f"&as_of={at.isoformat().replace('+', '%2B')}" if at else ""
        rows = world.everything.get(f"/stock?item=GAUZE&group_by=item{query}").json()["rows"]
        return [(row["item"], row["quantity"]) for row in rows]

    assert total(None) == [("GAUZE", 77)]
    assert total(early + timedelta(hours=1)) == [("GAUZE", 107)]
    assert total(early - timedelta(hours=1)) == []
    row = world.everything.get("/stock?item=GAUZE&group_by=item").json()["rows"][0]
    assert "place" not in row
    assert "lot" not in row


def test_stock_pages_join_to_the_whole(world: World) -> None:
    world.everything.post("/postings", [
        posting(n + 1, line={"target": f"A-0{n % 3 + 1}", "item": item, "lot": lot})
        for n in range(12) for item, lot in (("GAUZE", None), ("STENT", f"L{n}"))])
    whole = world.everything.get("/stock?site=SH1").json()["rows"]
    pages, cursor = [], ""
    while True:
        page = world.everything.get(f"/stock?site=SH1&limit=4{cursor}").json()
        pages += page["rows"]
        if page["next"] is None:
            break
        cursor = f"&next={page['next']}"
    assert pages == whole
    assert len(whole) == 15


def test_the_card_runs_the_balance_newest_first(world: World) -> None:
    for hours, kind, quantity, line in (
        (5, "receipt", 50, {}), (4, "issue", 20, {"source": "A-01", "target": "@customer"}),
        (3, "receipt", 8, {})):
        world.everything.post("/postings", posting(
            quantity, kind=kind, line=line,
            effective_at=(NOW - timedelta(hours=hours)).isoformat()))
    card = world.everything.get("/stock/card?site=SH1&item=GAUZE&place=A-01").json()
    assert [(row["quantity"], row["balance"]) for row in card["rows"]] == [
        (8, 38), (-20, 30), (50, 50)]
    assert card["on_hand"] == 38


def test_a_trace_shows_where_a_lot_came_from_and_went(world: World) -> None:
    lot = {"item": "STENT", "lot": "L1"}
    world.everything.post("/postings", [
        posting(9, line=lot),
        posting(4, kind="issue", line={**lot, "source": "A-01", "target": "@customer"})])
    trace = world.everything.get("/trace?item=STENT&lot=L1").json()
    assert {(e["source"], e["target"], e["quantity"]) for e in trace["edges"]} == {
        ("@supplier", "A-01", 9), ("A-01", "@customer", 4)}


def test_a_reversal_takes_a_posting_back_once(world: World) -> None:
    given = posting(10)
    world.everything.post("/postings", given)
    back = {"id": str(uuid7()), "reason": "typed twice", "effective": "now"}
    path = f"/postings/{given['id']}/reversal"
    assert world.everything.post(path, back).status_code == 201
    assert world.everything.post(path, back).status_code == 200
    assert world.everything.get("/stock?item=GAUZE").json()["rows"] == []
    second = world.everything.post(path, {**back, "id": str(uuid7())})
    assert second.status_code == 409


def test_another_site_looks_as_if_it_did_not_exist(world: World) -> None:
    given = posting(777013)
    world.everything.post("/postings", given)
    for path in ("/stock?site=SH1", "/stock/card?site=SH1&item=GAUZE", "/counts?site=SH1",
                 "/tasks?site=SH1"):
        assert world.beijing.get(path).status_code == 404, path
    assert world.beijing.get("/stock").json()["rows"] == []
    assert b"777013" not in world.beijing.get("/facts").content
    assert world.beijing.post("/postings", posting()).status_code == 404
    assert world.beijing.post(f"/postings/{given['id']}/reversal", {
        "id": str(uuid7()), "reason": "r", "effective": "now"}).status_code == 404
    refused = world.beijing.put("/places", [{"site": "SH1", "code": "X", "kind": "bin"}])
    assert refused.status_code == 422
    rows = world.everything.get("/stock?site=SH1").json()["rows"]
    assert [row["quantity"] for row in rows] == [777013]


@pytest.mark.django_db(transaction=True)
def test_the_feed_tells_every_write_once_and_goes_on_from_a_bookmark(world: World) -> None:
    given = posting()
    world.everything.post("/postings", given)
    read: list[dict[str, Any]] = []
    bookmark = "0-0"
    for _ in fed():
        page = world.everything.get(f"/facts?limit=7&after={bookmark}").json()
        read, bookmark = read + page["rows"], page["next"]
        if any(given["id"] in row["subject"] for row in read):
            break
    assert len([row for row in read if given["id"] in row["subject"]]) == 1
    assert len({row["bookmark"] for row in read}) == len(read)
    assert {"feed"} <= {row["actor"] for row in read}
    assert world.everything.get("/facts?after=rubbish").status_code == 400


def test_who_only_counts_at_a_site_neither_reads_nor_moves_its_stock_by_a_role_elsewhere(
    world: World
) -> None:
    given, own = posting(777013), posting(5, site="BJ1")
    assert world.everything.post("/postings", [given, own]).status_code in (200, 201)
    create_person(scope=SYSTEM, code="duo", name="两", role="counter", sites=["SH1"],
                  password=PASSWORD)
    assign_role(scope=SYSTEM, person="duo", role="controller", site="BJ1")
    client = Client()
    client.force_login(get_user_model().objects.get(code="duo"))
    for path in ("/stock", "/stock?item=GAUZE", "/stock/export?item=GAUZE", "/stock/whereabouts"):
        answer = client.get(f"/api/v1{path}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code, b"777013" in body) == (200, False), path
    assert [row["site"] for row in client.get("/api/v1/stock").json()["rows"]] == ["BJ1"]
    for path in ("/stock?site=SH1", "/stock/card?site=SH1&item=GAUZE",
                 "/stock/export?site=SH1"):
        assert client.get(f"/api/v1{path}").status_code == 403, path
    (made,) = client.post("/api/v1/postings", json.dumps([posting(1)]),
                          "application/json").json()
    assert made["result"] == "refused_site_unknown"
    assert client.post(
        f"/api/v1/postings/{given['id']}/reversal",
        json.dumps({"id": str(uuid7()), "reason": "r", "effective": "now"}),
        "application/json").status_code == 404
    (made,) = client.post("/api/v1/postings", json.dumps([posting(1, site="BJ1")]),
                          "application/json").json()
    assert made["result"] == "created"


def test_facts_of_counts_tell_figures_only_to_who_is_shown_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # without the feed's wait for older transactions, those of this test itself among them
    monkeypatch.setattr(system, "facts", lambda *, scope, sites, after, limit: (
        facts_about(scope=scope, sites=sites, subject="count:1"), "0-0"))
    for code in ("SH1", "BJ1"):
        record(scope=SYSTEM, site=site_by_code(scope=SYSTEM, code=code).id, subject="count:1",
               kind="counting.approved", data={"gain": 777013})
    for code, role in (("kim", "keeper"), ("con", "controller"), ("duo", "counter")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                      password=PASSWORD)
    assign_role(scope=SYSTEM, person="duo", role="controller", site="BJ1")
    assign_role(scope=SYSTEM, person="con", role="counter", site="SH1")

    def read(who: str) -> list[tuple[str, dict[str, Any]]]:
        client = Client()
        client.force_login(get_user_model().objects.get(code=who))
        return [(row["site"], row["data"]) for row in client.get("/api/v1/facts").json()["rows"]]

    assert read("con") == [("SH1", {"gain": 777013})]
    assert read("kim") == [("SH1", {})], "a keeper is shown no variance"
    assert read("duo") == [("BJ1", {"gain": 777013})], "a counter reads no trail of his site"
    _, (task,) = opened(world)
    assert world.everything.post(f"/tasks/{task}/assign", {"person": "con"}).status_code == 200
    assert read("con") == [("SH1", {})], "who counts blind there is told nothing while he does"


def test_health_names_the_parts_and_shows_no_stock(world: World) -> None:
    body = world.nobody.get("/health").json()
    assert body["database"]["ok"] is True
    assert set(body) >= {"status", "database", "workers", "disk", "jobs", "seal", "invariants"}
    assert datetime.fromisoformat(body["at"]) <= datetime.now(UTC)


def test_a_pause_is_begun_listed_and_ended_and_a_posting_there_asks(world: World) -> None:
    made = {"id": str(uuid7()), "site": "SH1", "place": "A-01", "minutes": 15,
            "reason": "3 or 5"}
    wrong = world.everything.post("/pauses", made | {"minutes": 0, "place": "NO"})
    assert {row["code"] for row in wrong.json()["errors"]} == {"pause_minutes", "pause_place"}
    assert world.everything.post("/pauses", made).json()["over"] is False
    assert world.counter.post("/pauses", made | {"id": str(uuid7())}).status_code == 403
    assert world.beijing.get("/pauses?site=SH1").status_code == 404
    (row,) = world.everything.get("/pauses?site=SH1&place=A-01").json()["rows"]
    assert (row["id"], row["reason"]) == (made["id"], "3 or 5")
    now = datetime.now(UTC).isoformat()
    asked = world.everything.post("/postings", posting(7, effective_at=now, ask=True))
    assert asked.status_code == 409
    assert [each["code"] for each in asked.json()["errors"]] == ["looks_paused_too"]
    kept = world.everything.post("/postings", posting(7, effective_at=now))
    assert kept.status_code == 201
    assert world.everything.post(
        f"/pauses/{made['id']}/end", {"site": "SH1"}).json()["over"] is True
    assert world.everything.get("/pauses?site=SH1").json()["rows"] == []
    assert len(world.everything.get("/pauses?site=SH1&over=true").json()["rows"]) == 1

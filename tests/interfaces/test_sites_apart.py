"""S1: a token of one site reads nothing of another, by any route, filter or id."""

from __future__ import annotations

from tests.interfaces.conftest import World, posting
from tests.interfaces.test_blind import asked, routes
from tests.interfaces.test_counting_api import Phone, opened

CANARIES = (b"777013", "上海仓".encode(), b"CANARY", "三个货位".encode())
QUERIES = ("", "site=SH1", "site=SH1&item=GAUZE", "item=GAUZE", "item=STENT&lot=CANARY-LOT",
           "place=CANARY-BIN", "item=GAUZE&group_by=item", "verdict=matched", "after=0-0", "mine=1",
           "state=open", "limit=1000")


def test_no_route_shows_another_site_s_canaries(world: World) -> None:
    made = world.everything.put("/places", [
        {"site": "SH1", "code": "CANARY-BIN", "kind": "bin"}])
    assert made.json()[0]["result"] == "created"
    given, (task,) = opened(world)
    stocked = posting(7, line={"item": "STENT", "lot": "CANARY-LOT", "target": "CANARY-BIN"},
                      cause={"document": "CANARY-PO"})
    assert world.everything.post("/postings", stocked).status_code == 201
    phone = Phone(world.counter)
    row = phone.saw(task, "A-01", 3, note="CANARY-NOTE")
    phone.push(row)
    phone.close(task, "A-01")
    world.everything.post(f"/counts/{given['id']}/settle", {})
    ids = [given["id"], task, stocked["id"], row["id"], "SH1"]
    own = world.shanghai.get("/facts").content + world.shanghai.get("/stock").content
    assert any(canary in own for canary in CANARIES), "the canaries must be there to be missed"
    for pattern in routes():
        for path, query, refused in asked(pattern, ids, QUERIES):
            answer = world.beijing.get(f"{path}?{query}".rstrip("?"))
            assert answer.status_code < 500, (path, query)
            assert answer.status_code >= 400 or not refused, (path, query)
            found = [canary for canary in CANARIES if canary in answer.content]
            assert found == [], (path, query, answer.content[:500])


def test_what_is_pushed_for_a_task_of_another_site_moves_nothing_there(world: World) -> None:
    given, (task,) = opened(world)
    phone = Phone(world.beijing)
    answer = phone.push(phone.saw(task, "A-01", 1))
    assert answer.status_code == 200, "a phone always gets its verdicts"
    world.everything.post(f"/counts/{given['id']}/settle", {})
    rows = world.everything.get(f"/counts/{given['id']}/lines").json()["rows"]
    assert [line for line in rows if line["counted"] is not None] == []

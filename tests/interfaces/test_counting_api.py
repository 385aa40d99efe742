"""A count from its plan to its certificate, through the API alone."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pandian.counting.certifying.rules import altered as verify_certificate
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller, World, posting

SENTINEL = 777013


def plan(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "name": "三个货位", "purpose": "cycle_counting",
            "scope": {"places": ["A-01", "A-02", "A-03"]}, "blind": True,
            "tolerance": {"quantity": 0}, **changes}


class Phone:
    """A device that pushes what it saw, gzipped, with its own sequence."""

    def __init__(self, who: Caller) -> None:
        self.who, self.install, self.seq = who, str(uuid4()), 0

    def saw(self, task: str, place: str, quantity: int, **more: Any) -> dict[str, Any]:
        self.seq += 1
        return {"id": str(uuid7()), "seq": self.seq, "task": task, "place": place,
                "item": "GAUZE", "mode": "set", "quantity": quantity,
                "observed_at": datetime.now(UTC).isoformat(), **more}

    def push(self, *rows: Any) -> Any:
        body = {"install": self.install, "sent_at": datetime.now(UTC).isoformat(),
                "last_seq": self.seq, "observations": list(rows)}
        return self.who.ask("POST", "/push", raw=gzip.compress(json.dumps(body).encode()),
                            headers={"Content-Encoding": "gzip"})

    def close(self, task: str, place: str) -> Any:
        self.seq += 1
        return self.who.post("/visits", {
            "id": str(uuid7()), "task": task, "place": place, "complete": True,
            "install": self.install, "seq": self.seq,
            "opened_at": (datetime.now(UTC) - timedelta(seconds=30)).isoformat(),
            "closed_at": datetime.now(UTC).isoformat()})


def opened(world: World, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    """Stock three places, open a count, and return it with its task ids."""
    world.everything.post("/postings", [
        posting(SENTINEL), posting(20, line={"target": "A-02"}),
        posting(5, line={"target": "A-03"})])
    given = plan(**changes)
    answer = world.everything.post("/counts", given)
    assert answer.status_code == 201, answer.content
    return given, [task["id"] for task in answer.json()["tasks"]]


def test_a_count_closes_from_plan_to_certificate(world: World, approver: Caller) -> None:
    given, (task,) = opened(world)
    phone = Phone(world.counter)
    rows = [phone.saw(task, "A-01", SENTINEL), phone.saw(task, "A-02", 17)]
    answer = phone.push(*rows)
    assert answer.status_code == 200, answer.content
    assert [row["result"] for row in answer.json()["verdicts"]] == ["created", "created"]
    assert [row["result"] for row in phone.push(*rows).json()["verdicts"]] == ["exists", "exists"]
    for place in ("A-01", "A-02", "A-03"):
        visit = phone.close(task, place)
        assert visit.status_code == 201, visit.content
    path = f"/counts/{given['id']}"
    summary = world.everything.post(f"{path}/settle", {})
    assert summary.status_code == 200, summary.content
    lines = {row["place"]: row for row in world.everything.get(f"{path}/lines").json()["rows"]}
    assert (lines["A-01"]["verdict"], lines["A-01"]["variance"]) == ("matched", 0)
    assert (lines["A-02"]["counted"], lines["A-02"]["book"], lines["A-02"]["variance"]) == (
        17, 20, -3)
    assert (lines["A-03"]["counted"], lines["A-03"]["variance"]) == (0, -5)
    approved = approver.post(f"{path}/approve", {
        "lines": "all", "meaning": "approved", "password": PASSWORD})
    assert approved.status_code == 200, approved.content
    assert approved.json()["lines"] == 2
    again = approver.post(f"{path}/approve", {
        "lines": "all", "meaning": "approved", "password": PASSWORD})
    assert again.status_code == 409
    closed_task = world.counter.post(f"/tasks/{task}/close", {})
    assert closed_task.status_code in (200, 409), closed_task.content
    closed = world.everything.post(f"{path}/close", {})
    assert closed.status_code == 200, closed.content
    certificate = world.everything.get(f"{path}/certificate.json")
    assert certificate.status_code == 200
    assert verify_certificate(certificate.json()) == []
    altered = json.loads(certificate.content)
    altered["lines"][1]["counted"] = 20
    assert [fault.pointer for fault in verify_certificate(altered)] == ["/lines/1"]
    stock = world.everything.get("/stock?item=GAUZE&group_by=item").json()["rows"]
    assert [row["quantity"] for row in stock] == [SENTINEL + 17]


def test_a_service_account_cannot_sign_and_a_wrong_password_signs_nothing(
    world: World, approver: Caller
) -> None:
    given, (task,) = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(task, "A-02", 3))
    phone.close(task, "A-02")
    path = f"/counts/{given['id']}"
    world.everything.post(f"{path}/settle", {})
    body = {"lines": "all", "meaning": "approved", "password": PASSWORD}
    assert world.everything.post(f"{path}/approve", body).status_code in (403, 422)
    wrong = approver.post(f"{path}/approve", {**body, "password": "wrong"})
    assert wrong.status_code in (401, 403, 422)
    assert wrong.json()["errors"][0]["code"] == "wrong_password"
    stock = world.everything.get("/stock?place=A-02&site=SH1").json()["rows"]
    assert [row["quantity"] for row in stock] == [20]


def test_one_bad_row_never_holds_back_the_others(world: World) -> None:
    _, (task,) = opened(world)
    phone = Phone(world.counter)
    rows: list[Any] = [
        phone.saw(task, "A-01", 1),
        phone.saw(task, "A-01", "12"), 7, {"id": "x"},  # type: ignore[arg-type]
        phone.saw(task, "A-01", -1), phone.saw(task, "A-01", 2**53),
        phone.saw(task, "A-01", 1, note="x" * 9_000), phone.saw(task, "A-01", 1, note="nul\0"),
        phone.saw(task, "A-01", 1, colour="nul\0", more={"deep": ["\ud800"]}),
        phone.saw(task, "A-02", 20, future_field={"kept": True})]
    answer = phone.push(*rows)
    assert answer.status_code == 200, answer.content
    verdicts = answer.json()["verdicts"]
    assert len(verdicts) == len(rows)
    by_id = {row["id"]: row for row in verdicts}
    assert by_id[rows[0]["id"]]["result"] == "created"
    assert by_id[rows[-1]["id"]]["result"] == "created"
    refused = [row for row in verdicts if row["result"].startswith("refused_")]
    assert len(refused) >= len(rows) - 3
    assert all(row["message"] for row in refused)


def test_the_same_count_twice_is_one_and_another_under_its_id_is_409(world: World) -> None:
    given, _ = opened(world)
    assert world.everything.post("/counts", given).status_code == 200
    other = world.everything.post("/counts", {**given, "name": "另一个"})
    assert other.status_code == 409
    assert other.json()["result"] == "exists_with_different_name"


def test_a_count_of_places_and_items_that_are_not_there_names_each(world: World) -> None:
    answer = world.everything.post("/counts", plan(
        scope={"places": ["A-01", "Z-1", "Z-2"], "items": ["NOPE"]}))
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} >= {
        "/scope/places/1", "/scope/places/2", "/scope/items/0"}


def test_counts_and_tasks_of_another_site_are_404(world: World) -> None:
    given, (task,) = opened(world)
    path = f"/counts/{given['id']}"
    assert world.beijing.post("/counts", plan()).status_code == 404
    for each in (path, f"{path}/lines", f"{path}/certificate.json"):
        assert world.beijing.get(each).status_code == 404, each
    for each, body in (
        (f"{path}/settle", {}), (f"{path}/close", {}), (f"{path}/recount", {"lines": "all"}),
        (f"{path}/approve", {"lines": "all", "meaning": "approved", "password": "p"}),
        (f"/tasks/{task}/assign", {"person": "chen"}), (f"/tasks/{task}/close", {}),
        ("/visits", {"id": str(uuid7()), "task": task, "place": "A-01"})):
        assert world.beijing.post(each, body).status_code == 404, each
    assert world.beijing.get("/tasks").json()["rows"] == []
    assert world.everything.get(path).json()["state"] == "open"


def test_an_unchanged_count_is_not_sent_again(world: World) -> None:
    given, _ = opened(world)
    path = f"/counts/{given['id']}"
    tag = world.everything.get(path)["ETag"]
    again = world.everything.get(path, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")

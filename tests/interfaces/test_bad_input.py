"""Bad input is answered by a named, complete error on every route, and changes nothing."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import Caller, World, posting

ID = "01980000-0000-7000-8000-000000000000"
COUNT = {"id": ID, "site": "SH1", "name": "n", "scope": {"places": ["A-01"]}}
VISIT = {"id": ID, "task": ID, "place": "A-01"}
LABELS = {"id": ID, "site": "SH1", "kind": "lot", "things": [{"item": "STENT", "lot": "L1"}]}
BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/items"): [{"code": "X", "name": "x", "unit": "ea"}],
    ("PUT", "/places"): [{"site": "SH1", "code": "X", "kind": "bin"}],
    ("PUT", "/sites"): [{"code": "X", "name": "x", "time_zone": "Asia/Shanghai"}],
    ("PUT", "/lots"): [{"item": "STENT", "lot": "L9"}],
    ("PUT", "/parties"): [{"code": "X", "name": "x"}],
    ("POST", "/postings"): posting(),
    ("POST", f"/postings/{ID}/reversal"): {"id": ID, "reason": "r", "effective": "now"},
    ("POST", "/counts"): COUNT,
    ("POST", f"/tasks/{ID}/assign"): {"person": "p"},
    ("POST", f"/tasks/{ID}/close"): {},
    ("POST", "/push"): {"install": ID, "sent_at": "2026-11-22T10:00:00Z", "observations": []},
    ("POST", "/visits"): VISIT,
    ("POST", f"/counts/{ID}/settle"): {},
    ("POST", f"/counts/{ID}/approve"): {"lines": "all", "meaning": "approved", "password": "p"},
    ("POST", f"/counts/{ID}/recount"): {"lines": [1]},
    ("POST", f"/counts/{ID}/close"): {},
    ("POST", "/labels"): LABELS,
    ("POST", "/labels/preview"): LABELS,
    ("POST", f"/labels/{ID}/verify"): {"code": "]d2"},
    ("POST", f"/counts/{ID}/sheets"): {"id": ID, "tasks": [ID]},
    ("POST", "/documents"): {
        "id": ID, "site": "SH1", "kind": "receipt", "header": {"supplier": "S", "place": "A-01"},
        "lines": [{"item": "GAUZE", "asked": 5}]},
    ("POST", f"/documents/{ID}/actions"): {
        "id": ID, "action": "book", "version": 1, "evidence": {"handed_over_by": "w"},
        "amounts": [{"line": 1, "measure": "scanned", "quantity": 5}], "reason": "r",
        "signatures": [{"person": "p", "password": "p"}]},
    ("POST", f"/documents/{ID}/reversal"): {"id": ID, "version": 1, "reason": "r"},
    ("PUT", "/licences"): [{"kind": "registration", "holder_kind": "item", "holder": "STENT",
                            "number": "R-1", "valid_from": "2026-01-01"}],
    ("PUT", "/policies"): [{"site": "SH1", "name": "licences", "value": "note"}],
    ("PUT", "/reorder-levels"): {"site": "SH1", "levels": [
        {"item": "GAUZE", "point": 1, "up_to": 5, "supplier": "S"}]},
    ("POST", f"/documents/{ID}/scans"): {"scans": [{"code": "06901234567892"}]},
    ("POST", "/shortages"): {"id": ID, "site": "SH1"},
    ("POST", "/suppliers/resume"): {"site": "SH1", "supplier": "S", "item": "GAUZE",
                                    "reason": "r"},
    ("POST", "/legal-holds"): {"id": ID, "site": "SH1", "cause": "legal", "reason": "r",
                               "password": "p"},
    ("POST", f"/legal-holds/{ID}/release"): {"reason": "r", "password": "p"},
    ("POST", "/purges"): {"id": ID, "site": "SH1", "before": "2026-01-01", "digests": ["a"],
                          "reason": "r"},
    ("POST", f"/purges/{ID}/approve"): {"password": "p"},
    ("POST", "/licences/check"): {"action": "task", "site": "SH1", "person": "p"},
}
READS = ["/stock", "/stock/card?site=SH1&item=GAUZE", "/trace?item=STENT&lot=L1",
         "/trace/customers?item=STENT&lot=L1", "/trace/export?item=STENT&lot=L1",
         "/stock/whereabouts", "/stock/export", f"/recalls/{ID}", "/records", "/counts",
         "/tasks", f"/counts/{ID}", f"/counts/{ID}/lines", f"/counts/{ID}/certificate.json",
         "/facts", "/labels", f"/labels/{ID}", "/sheets/ruler?size=40x30", "/documents",
         f"/documents/{ID}", "/licences", "/licences/ending", "/orders/open",
         "/reorder-levels?site=SH1", "/shortages?site=SH1",
         f"/documents/{ID}/samples", f"/documents/{ID}/positions",
         "/suppliers/standings?site=SH1", "/policies?site=SH1"]
WRITES = sorted(BODIES)
FREE = ("cause", "header", "evidence")
"""Fields that take any object."""


def checked(answer: Any, *statuses: int) -> dict[str, Any]:
    """Return a problem document after checking its form."""
    assert answer.status_code in statuses, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) >= {"type", "title", "status", "id", "errors"}
    assert body["status"] == answer.status_code
    assert body["errors"], body
    for error in body["errors"]:
        assert set(error) == {"pointer", "code", "message", "hint"}
        assert error["message"] != error["code"], f"nobody wrote a sentence for {error['code']}"
    assert b"Traceback" not in answer.content
    return body


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_bytes_that_are_no_json(everything: Caller, method: str, path: str) -> None:
    for raw in (b"", b"{", b"nonsense", b'{"a": NaN}', "盘".encode("utf-16"), b"[" * 50_000):
        checked(everything.ask(method, path, raw=raw), *((400,) if not path.endswith(
            ("/close", "/settle")) or raw else (400, 404)))


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_values_of_the_wrong_type(everything: Caller, method: str, path: str) -> None:
    for value in (7, "text", None, True, [[]], [7], [{}], {"": 1}, [None]):
        if isinstance(BODIES[method, path], dict) and value is None:
            continue
        answer = everything.ask(method, path, value)
        checked(answer, 422, 400)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_field_of_the_wrong_type_is_pointed_at(
    everything: Caller, method: str, path: str
) -> None:
    good = BODIES[method, path]
    fields = good[0] if isinstance(good, list) else good
    for name in fields:
        if path == "/push":
            continue
        bad = {**fields, name: 7 if name in FREE else {"wrong": ["type"]}}
        body = checked(everything.ask(
            method, path, [bad] if isinstance(good, list) else bad), 422)
        prefix = "/0" if isinstance(good, list) else ""
        assert any(error["pointer"].startswith(f"{prefix}/{name}") for error in body["errors"])


@pytest.mark.parametrize(("method", "path"), [key for key in WRITES if key[1] != "/push"])
def test_an_unknown_field_is_a_fault_and_never_assigned(
    everything: Caller, method: str, path: str
) -> None:
    good = BODIES[method, path]
    extra = {"is_admin": True, "recorded_at": "2020-01-01T00:00:00Z", "site_id": 1, "actor": "x"}
    bad = [{**good[0], **extra}] if isinstance(good, list) else {**good, **extra}
    body = checked(everything.ask(method, path, bad), 422)
    prefix = "/0" if isinstance(good, list) else ""
    assert {(e["pointer"], e["code"]) for e in body["errors"]} == {
        (f"{prefix}/{name}", "unknown_field") for name in extra}


@pytest.mark.parametrize("path", READS)
def test_an_unknown_query_parameter_is_a_fault(everything: Caller, path: str) -> None:
    joint = "&" if "?" in path else "?"
    body = checked(everything.get(f"{path}{joint}order_by=secret&bogus=1"), 422, 404)
    if body["status"] == 422:
        assert {error["pointer"] for error in body["errors"]} == {"/order_by", "/bogus"}


@pytest.mark.parametrize("query", [
    "limit=0", "limit=-1", "limit=1001", "limit=x", "limit=1e3", "as_of=yesterday",
    "as_of=2026-11-22T10:00:00", "as_of=0001-01-01T00:00:00%2B08:00", "next=%00", "next=abc",
    "group_by=secret", "site=%00", "limit=1&limit=2", "item=%ED%A0%80'%20OR%201=1--%00",
])
def test_a_query_that_makes_no_sense_is_named(everything: Caller, query: str) -> None:
    checked(everything.get(f"/stock?{query}"), 422, 400, 404)


def test_all_faults_of_a_body_are_listed_at_once(everything: Caller) -> None:
    bad = posting(line={"quantity": "12", "item": 5, "colour": "red"}, effective_at="soon",
                  id="not-an-id", precision="hour")
    del bad["kind"]
    body = checked(everything.post("/postings", bad), 422)
    assert {(e["pointer"], e["code"]) for e in body["errors"]} == {
        ("/id", "not_a_uuid"), ("/kind", "missing"), ("/effective_at", "not_an_instant"),
        ("/precision", "not_a_choice"), ("/lines/0/item", "wrong_type"),
        ("/lines/0/quantity", "not_an_integer"), ("/lines/0/colour", "unknown_field")}


def test_all_faults_of_a_posting_are_listed_at_once(world: World) -> None:
    bad = posting(0, line={"item": "NOPE", "target": "Z-99"}, effective_at="2090-01-01T00:00:00Z")
    body = checked(world.everything.post("/postings", bad), 422)
    assert {e["pointer"] for e in body["errors"]} >= {
        "/effective_at", "/lines/0/item", "/lines/0/target", "/lines/0/quantity"}


@pytest.mark.parametrize("quantity", [0, -1, 2**53, -2**53, 2**63, 10**40, 1.0, 12.5, "12", True,
                                      None, [1]])
def test_a_quantity_that_is_no_positive_exact_integer_is_refused(
    world: World, quantity: Any
) -> None:
    body = checked(world.everything.post("/postings", posting(quantity)), 422)
    assert [e["pointer"] for e in body["errors"]] == ["/lines/0/quantity"]


@pytest.mark.parametrize("at", ["2090-01-01T00:00:00Z", "1999-12-31T23:59:59Z",
                                "0001-01-01T00:00:00Z"])
def test_future_and_ancient_instants_are_refused(world: World, at: str) -> None:
    body = checked(world.everything.post("/postings", posting(effective_at=at)), 422)
    assert [e["pointer"] for e in body["errors"]] == ["/effective_at"]


@pytest.mark.parametrize(("method", "path"), [
    ("PUT", "/items"), ("PUT", "/places"), ("PUT", "/sites"), ("PUT", "/lots"),
    ("PUT", "/parties"), ("POST", "/postings")])
def test_more_than_ten_thousand_elements_are_413(
    everything: Caller, method: str, path: str
) -> None:
    good = BODIES[method, path]
    element = good[0] if isinstance(good, list) else good
    body = checked(everything.ask(method, path, [element] * 10_001), 413)
    assert [e["code"] for e in body["errors"]] == ["too_many"]


def test_more_than_sixteen_megabytes_are_413(everything: Caller) -> None:
    checked(everything.ask("PUT", "/items", raw=b"[" + b" " * (16 << 20) + b"]"), 413)


def test_a_gzip_bomb_is_413_and_a_cut_gzip_is_400(everything: Caller) -> None:
    headers = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(b"[" + b" " * (64 << 20) + b"]")
    checked(everything.ask("POST", "/push", raw=bomb, headers=headers), 413)
    checked(everything.ask("POST", "/push", raw=bomb[:-9], headers=headers), 413, 400)
    checked(everything.ask("POST", "/push", raw=b"{}", headers=headers), 400)
    checked(everything.ask("POST", "/push", raw=b"{}", headers={"Content-Encoding": "br"}),
            415)


@pytest.mark.parametrize("path", ["/nowhere", "/counts/not-an-id", "/counts/1/lines", "/items/1",
                                  "/../admin", f"/counts/{ID}/certificate.xml"])
def test_an_address_that_is_none_is_a_problem_document_too(everything: Caller, path: str) -> None:
    checked(everything.get(path), 404, 405)


def test_a_method_that_is_none_is_405(everything: Caller) -> None:
    answer = everything.ask("DELETE", "/items")
    checked(answer, 405)
    assert "PUT" in answer["Allow"]


def test_the_language_is_the_reader_s(everything: Caller) -> None:
    for language, word in (("zh-CN", "缺少"), ("en", "missing")):
        answer = everything._replace(language=language).post("/counts", {})
        assert word in answer.json()["errors"][0]["message"]


def test_a_broken_server_shows_an_id_and_nothing_else(
    everything: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise KeyError("secret 777013")

    monkeypatch.setattr("pandian.interfaces.api.stock.queries.stock", broken)
    answer = everything.get("/stock")
    body = checked(answer, 500)
    assert b"777013" not in answer.content
    assert body["id"] in caplog.text
    assert "777013" in caplog.text


def test_a_lost_database_is_503_with_retry_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    def lost(**_: object) -> None:
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("pandian.interfaces.api.stock.post_by_hand", lost)
    answer = world.everything.post("/postings", posting())
    checked(answer, 503)
    assert 1 <= int(answer["Retry-After"]) <= 10
    monkeypatch.setattr("pandian.interfaces.api.door.scope_of_token", lost)
    checked(world.everything.get("/stock"), 503)


def test_health_says_in_its_own_words_that_the_database_is_away(
    everything: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandian.interfaces.api.system._database", lambda: {"ok": False})
    answer = everything.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert "Retry-After" in answer


def test_too_many_requests_are_429_with_retry_after(
    everything: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandian.interfaces.api.pace.BURST_REQUESTS_MAX", 2)
    monkeypatch.setattr("pandian.interfaces.api.pace.REFILL_REQUESTS_PER_SECOND", 0.01)
    monkeypatch.setattr("pandian.interfaces.api.pace._buckets", {})
    answers = [everything.get("/counts") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1


def test_refusals_leave_nothing_behind(world: World) -> None:
    from django.db import connection

    def rows() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM ledger_posting),"
                           " (SELECT count(*) FROM ledger_move),"
                           " (SELECT count(*) FROM catalog_lot)")
            return cursor.fetchall()

    before = rows()
    bad = posting(line={"item": "STENT", "lot": "NEW-LOT", "target": "Z-99"})
    checked(world.everything.post("/postings", bad), 422)
    mixed = [{"code": "OK", "name": "ok", "unit": "ea"}, {"code": 5}]
    checked(world.everything.put("/items", mixed), 422)
    assert rows() == before
    assert json.loads(world.everything.get("/stock?item=OK").content)["rows"] == []


def test_an_id_with_another_body_is_409_and_names_the_field(world: World) -> None:
    first = posting(10)
    assert world.everything.post("/postings", first).status_code == 201
    assert world.everything.post("/postings", first).status_code == 200
    again = {**first, "cause": {"document": "PO-2"}}
    body = checked(world.everything.post("/postings", again), 409)
    assert body["result"].startswith("exists_with_different_")
    assert body["posting"] == first["id"]


def test_a_reversal_of_what_is_not_there_is_404(world: World) -> None:
    checked(world.everything.post(f"/postings/{uuid7()}/reversal",
                                  {"id": str(uuid7()), "reason": "r", "effective": "then"}), 404)

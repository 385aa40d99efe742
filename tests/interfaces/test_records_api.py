"""Quality records over the API.   质量记录接口"""

from __future__ import annotations

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from tests.interfaces.conftest import PASSWORD, World, caller
from tests.interfaces.test_documents_api import action, receipt

RANGE = "since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z"


def test_the_records_are_listed_read_and_handed_out(world: World) -> None:
    world.everything.put("/places", [{"site": "SH1", "code": "PEND", "kind": "pending_area"}])
    world.everything.put("/parties", [{"code": "SUP", "name": "供应商", "kinds": ["supplier"]}])
    listed = world.everything.get("/records").json()
    assert {row["record"] for row in listed["rows"]} >= {"incoming", "sales", "recall", "count"}
    assert listed["not_here"]["service"]
    given = receipt()
    world.shanghai.post("/documents", given)
    refuse = action("refuse", 1, (1, "refused", 10), reason="broken")
    done = world.shanghai.post(f"/documents/{given['id']}/actions", refuse)
    assert done.json()["state"] == "refused", done.content
    rows = world.everything.get(f"/records/incoming?{RANGE}").json()
    assert [(row["number"], row["quantity"], row["party"], row["reason"])
            for row in rows["rows"]] == [("RC-000001", 10, "SUP", "broken")]
    assert (rows["more"], rows["next"]) == (False, None)
    (refusal,) = world.everything.get(f"/records/refusal?{RANGE}").json()["rows"]
    assert (refusal["refusal"], refusal["number"], refusal["quantity"], refusal["reason"]) == (
        "RC-000001-R2", "RC-000001", 10, "broken")
    made = world.everything.get(f"/records/incoming/export?{RANGE}")
    assert made["Content-Disposition"] == 'attachment; filename="record-incoming.csv"'
    assert "RC-000001" in made.content.decode("utf-8-sig")
    assert world.beijing.get(f"/records/incoming?{RANGE}").json()["rows"] == []


def test_a_wrong_question_says_what_is_wrong(world: World) -> None:
    def codes(path: str) -> tuple[int, set[str]]:
        answer = world.everything.get(path)
        return answer.status_code, {error["code"] for error in answer.json()["errors"]}

    assert codes(f"/records/sales?{RANGE}&next=zz") == (400, {"cursor_invalid"})
    assert codes(f"/records/diary?{RANGE}") == (400, {"record_unknown"})
    assert codes(f"/records/sales/export?{RANGE}&format=exe") == (400, {"format_unknown"})
    assert codes("/records/sales")[0] == 422
    assert world.counter.get(f"/records/sales?{RANGE}").status_code == 403


def test_holds_and_purges_are_signed_by_people_and_listed(world: World) -> None:
    id = "01980000-0000-7000-8000-0000000000aa"
    hold = {"id": id, "site": "SH1", "cause": "legal", "reason": "lawsuit 7", "password": "no"}
    refused = world.everything.post("/legal-holds", hold)
    assert refused.status_code in (401, 403, 422), "a token signs nothing"
    wrong = world.everything.post("/legal-holds", hold | {"cause": "whim", "reason": " "})
    assert {(e["pointer"], e["code"]) for e in wrong.json()["errors"]} == {
        ("/cause", "cause_of_hold"), ("/reason", "blank_reason")}
    assert world.everything.get("/legal-holds").json() == {"rows": []}
    assert world.everything.get("/purges/offered?site=SH1&before=2030-01-01").json() == {
        "rows": []}
    unknown = world.everything.post("/purges", {
        "id": id, "site": "SH1", "before": "2030-01-01", "digests": ["00"], "reason": "old"})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "purge_unknown")
    assert world.everything.post(f"/purges/{id}/approve", {"password": "x"}).status_code == 404


def test_a_legal_hold_is_placed_once_listed_and_released(world: World) -> None:
    create_person(scope=SYSTEM, code="rosa", name="Rosa", role="quality", sites=["SH1"],
                  password=PASSWORD)
    rosa = caller("rosa", "SH1", can=["lifecycle.read", "lifecycle.decide"])
    hold = {"id": "01980000-0000-7000-8000-0000000000ab", "site": "SH1", "cause": "legal",
            "reason": "lawsuit 7", "password": PASSWORD}
    made = rosa.post("/legal-holds", hold)
    assert (made.status_code, made.json()) == (201, {"id": hold["id"], "result": "created"})
    again = rosa.post("/legal-holds", hold)
    assert (again.status_code, again.json()["result"]) == (200, "exists")
    assert [row["reason"] for row in rosa.get("/legal-holds").json()["rows"]] == ["lawsuit 7"]
    ended = rosa.post(f"/legal-holds/{hold['id']}/release",
                      {"reason": "settled", "password": PASSWORD})
    assert (ended.status_code, ended.json()) == (200, {"id": hold["id"], "result": "released"})

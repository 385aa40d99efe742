"""RFID over HTTP and by command: the shape of the page, answers that a reader can rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest

from tests.interfaces.conftest import World, caller

EPC = "3074257BF7194E4000001A85"


def body(**changes: Any) -> dict[str, Any]:
    return {"reader": "R-07", "pass": str(UUID(int=77)), "task": None, "place": "A-01",
            "started_at": "2026-01-22T10:00:00+08:00", "ended_at": "2026-01-22T10:00:42+08:00",
            "site": "SH1", "reads": [{"epc": EPC, "antenna": 2, "rssi_cdbm": -5210, "count": 14}],
            **changes}


def test_reads_are_answered_by_tag_and_again_exist(world: World) -> None:
    first = world.shanghai.post("/rfid/reads", body())
    assert first.status_code == 200, first.content
    (tag,) = first.json()["tags"]
    assert (tag["result"], tag["tray"], tag["epc"]) == ("created", "unresolved", EPC)
    again = world.shanghai.post("/rfid/reads", body()).json()
    assert [(t["result"], t["observation"]) for t in again["tags"]] == [
        ("exists", tag["observation"])]
    page = world.shanghai.get(f"/rfid/passes/{UUID(int=77)}").json()
    assert [row["epc"] for row in page["tags"]] == [EPC]
    assert page["reads"] == 14


def test_a_read_at_fault_is_named_beside_the_others(world: World) -> None:
    answer = world.shanghai.post("/rfid/reads", body(reads=[
        {"epc": EPC}, {"epc": "", "count": 0}])).json()
    told = {tag["result"]: tag for tag in answer["tags"]}
    assert set(told) == {"created", "refused_schema"}
    assert [fault["pointer"] for fault in told["refused_schema"]["errors"]] == [
        "/reads/1/epc", "/reads/1/count"]


@pytest.mark.parametrize("given", [[], "x", 7, None, {"reads": []}, body(reads={})])
def test_what_is_no_pass_is_refused(world: World, given: Any) -> None:
    answer = world.shanghai.post("/rfid/reads", given)
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["errors"]


def test_passes_of_another_site_are_not_found(world: World) -> None:
    world.shanghai.post("/rfid/reads", body())
    assert world.beijing.get(f"/rfid/passes/{UUID(int=77)}").status_code == 404
    assert world.beijing.get("/rfid/passes").json()["rows"] == []
    assert world.beijing.post("/rfid/reads", body()).status_code in (404, 422)


@pytest.mark.parametrize("question", ["passes", "readers", "rates"])
def test_a_site_that_nobody_knows_is_not_an_empty_one(world: World, question: str) -> None:
    assert world.shanghai.get(f"/rfid/{question}?site=SH1").status_code == 200
    for foreign in ("NOWHERE", "BJ1"):
        refused = world.shanghai.get(f"/rfid/{question}?site={foreign}")
        assert refused.status_code == 404, refused.content
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/site"]


def test_who_may_only_push_sees_his_passes_without_the_book(world: World) -> None:
    gate = caller("gate-1", "SH1", can=["capture.push"])
    world.shanghai.post("/rfid/reads", body(**{"pass": str(UUID(int=78))}))
    assert gate.post("/rfid/reads", body()).status_code == 200
    assert [row["id"] for row in gate.get("/rfid/passes").json()["rows"]] == [str(UUID(int=77))]
    page = gate.get(f"/rfid/passes/{UUID(int=77)}").json()
    assert (page["expected"], page["serial_alerts"]) == (None, [])
    assert gate.post(f"/rfid/passes/{UUID(int=77)}/calibrate").status_code == 403
    assert gate.put("/rfid/readers", []).status_code == 403


def test_readers_are_registered_all_or_nothing(world: World) -> None:
    good = {"site": "SH1", "code": "G", "kind": "gate", "antennas": {"1": "A-01"}}
    wrong = world.shanghai.put("/rfid/readers", [good, {**good, "antennas": {"1": "NO"}}])
    assert wrong.status_code == 422
    assert world.shanghai.get("/rfid/readers").json()["rows"] == []
    results = [world.shanghai.put("/rfid/readers", [good]).json()[0]["result"] for _ in range(2)]
    assert results == ["created", "unchanged"]


def command(action: str, *lines: Any) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "pandian.config.main", "epc", action], check=False,
        input="\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines),
        capture_output=True, text=True)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_epc_decodes_line_by_line() -> None:
    code, (tag, refused, broken) = command("decode", json.dumps(EPC), {"epc": "E200"}, "{")
    assert code == 1
    assert (tag["tag_uri"], tag["gs1_element_string"]) == (
        "urn:epc:tag:sgtin-96:3.0614141.812345.6789", "(01)80614141123458(21)6789")
    assert refused["verdict"] == "refused"
    assert [reason["code"] for reason in refused["reasons"]] == ["header_unknown"]
    assert "error" in broken


def test_epc_encodes_line_by_line() -> None:
    fields = {"gtin": "80614141123458", "serial": "6789", "company_prefix_length": 7, "filter": 3}
    code, answers = command(
        "encode", "\"urn:epc:tag:sgtin-96:3.0614141.812345.6789\"", fields,
        {**fields, "serial": "001"}, {**fields, "serial": "001", "bits": 96},
        {**fields, "company_prefix_length": None}, {**fields, "gtin": "80614141123457"})
    assert code == 0
    assert [answer.get("hex") for answer in answers[:2]] == [EPC, EPC]
    assert answers[2]["scheme"] == "sgtin-198"
    assert [[reason["code"] for reason in answer["reasons"]] for answer in answers[3:]] == [
        ["not_encodable"], ["prefix_unknown"], ["check_digit"]]

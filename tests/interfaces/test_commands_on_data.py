"""The commands that need the database, called as the entry point calls them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from pandian.catalog.operations import put_places
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import PlaceDraft
from pandian.config import main as entry
from pandian.counting.operations import approve, settle
from pandian.counting.queries import plans
from pandian.governance.operations import TokenRefused, create_person
from pandian.governance.queries import PersonNotFound, scope_of_person, scope_of_token, site_ids
from pandian.governance.words import SYSTEM
from pandian.interfaces.commands.site import SiteRefused
from pandian.interfaces.jobs import tasks
from pandian.kernel.words import Refused
from pandian.lifecycle.words import CHECKS, CHECKS_OF_HISTORY
from tests.interfaces.conftest import PASSWORD, Caller, World, posting
from tests.interfaces.test_counting_api import Phone, opened


def run(*arguments: str) -> int:
    """Run a sub-command on the test's database."""
    args = entry._parser().parse_args(arguments)
    status: int = args.module.handle(args)
    return status


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_token_is_printed_once_and_is_just_what_was_asked_for(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("token", "create", "--actor", "erp", "--site", "SH1", "--site", "BJ1",
               "--can", "ledger.read", "--can", "ledger.post", "capture.push") == 0
    token = capsys.readouterr().out.strip()
    scope = scope_of_token(token=token)
    assert scope is not None
    assert (scope.actor, scope.service, scope.sites) == ("erp", True, {"SH1", "BJ1"})
    assert scope.capabilities == {"ledger.read", "ledger.post", "capture.push"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM governance_token WHERE governance_token::text LIKE %s",
                       [f"%{token}%"])
        assert cursor.fetchone() == (0,)


def test_a_token_with_faults_is_refused_with_all_of_them(db: None) -> None:
    with pytest.raises(TokenRefused) as error:
        run("token", "create", "--actor", "x", "--site", "S", "--can", "nope", "--days", "900")
    assert {fault.pointer for fault in error.value.faults} == {"/capabilities/0", "/days"}


def test_a_person_made_on_the_command_line_can_sign(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert run("person", "create", "--code", "sun", "--role", "controller", "--site", "SH1",
               "--name", "孙", "--password-stdin", "--json") == 0
    assert answer(capsys)["name"] == "孙"
    given, (task,) = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(task, "A-02", 19))
    phone.close(task, "A-02")
    world.everything.post(f"/counts/{given['id']}/settle", {})
    run("token", "create", "--actor", "sun", "--site", "SH1", "--can", "counting.approve")
    sun = Caller(capsys.readouterr().out.strip())
    approved = sun.post(f"/counts/{given['id']}/approve", {
        "lines": "all", "meaning": "approved", "password": PASSWORD})
    assert approved.status_code == 200, approved.content


def test_verify_prints_every_invariant_and_fails_on_a_breach(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.everything.post("/postings", [posting(), posting()])
    assert run("verify", "--json") == 0
    sound = answer(capsys)
    assert sound["ok"] is True
    assert {row["code"] for row in sound["invariants"]} == {f"I{n}" for n in range(1, 12)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance SET on_hand = on_hand + 1 WHERE on_hand > 0")
    assert run("verify", "--json") == 1
    broken = [row["code"] for row in answer(capsys)["invariants"] if not row["ok"]]
    assert "I2" in broken
    assert run("verify") == 1
    assert "BROKEN" in capsys.readouterr().out


def test_verify_fails_on_what_documents_may_not_do(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", "--json") == 0
    sound = answer(capsys)
    assert {row["code"]: row["ok"] for row in sound["documents"]} == dict.fromkeys(CHECKS, True)
    assert run("verify", "--quick", "--json") == 0
    assert {row["code"] for row in answer(capsys)["documents"]} == set(CHECKS) - CHECKS_OF_HISTORY
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "RED", "rejected_area")])
    world.everything.post("/postings", posting(line={"target": "RED"}))
    assert run("verify", "--json") == 1
    told = answer(capsys)
    assert told["ok"] is False
    assert [row["broken"] for row in told["documents"] if not row["ok"]] == [
        ["RED GAUZE accepted"]]
    assert run("verify") == 1
    assert "RED GAUZE accepted" in capsys.readouterr().out


def test_seal_prints_the_head_of_every_chain(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.everything.post("/postings", posting())
    assert run("seal", "--json") == 0
    first = answer(capsys)
    assert first["sealed"] >= 1
    assert {row["site"] for row in first["heads"]} == {"SH1"}
    assert run("seal", "--json") == 0
    assert answer(capsys)["sealed"] == 0


def test_snapshots_are_taken_of_each_site(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("snapshot", "--json") == 0
    assert set(answer(capsys)["rows"]) == {"SH1", "BJ1"}


def test_an_import_says_what_became_of_every_row(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "items.csv"
    path.write_text("code,name,unit\nNEW-1,新一,个\nNEW-2,新二,个\n", "utf-8")
    assert run("import", str(path), "--layout", "items", "--dry-run", "--json") == 0
    assert answer(capsys)["state"] == "checked"
    assert run("import", str(path), "--layout", "items", "--json") == 0
    done = answer(capsys)
    assert (done["read"], done["new"], done["refused"]) == (2, 2, 0)
    path.write_text("code,name,unit\nNEW-3,,\n", "utf-8")
    assert run("import", str(path), "--layout", "items", "--json") == 1
    assert answer(capsys)["faults"]


def test_a_large_count_is_settled_by_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandian.interfaces.jobs.tasks.SETTLE_HERE_LINES_MAX", 0)
    given, (task,) = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(task, "A-02", 19))
    path = f"/counts/{given['id']}"
    waiting = world.everything.post(f"{path}/settle", {})
    assert waiting.status_code == 202
    assert waiting["Location"] == f"/api/v1{path}"
    assert world.everything.post(f"{path}/settle", {}).json() == waiting.json()
    tasks.settle_plan(plan=given["id"], actor="feed")
    rows = world.everything.get(f"{path}/lines").json()["rows"]
    assert [row["variance"] for row in rows if row["counted"] is not None] == [-1]


def test_a_site_is_made_and_changed_on_the_command_line(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("site", "create", "--code", "CD1", "--name", "成都", "--json") == 0
    assert answer(capsys) == {"code": "CD1", "result": "created"}
    assert run("site", "create", "--code", "CD1", "--name", "成都仓", "--json") == 0
    assert answer(capsys)["result"] == "updated"
    assert "@supplier" in places_by_code(
        scope=SYSTEM, site=site_ids(scope=SYSTEM)["CD1"], codes=["@supplier"])
    with pytest.raises(SiteRefused) as error:
        run("site", "create", "--code", "", "--name", "", "--time-zone", "Mars/Base")
    assert len(error.value.faults) == 3


def test_an_import_as_a_person_is_his_work_and_not_his_to_approve(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("货位,物料,实盘数\nA-01,GAUZE,3\n", "utf-8")
    made = create_person(scope=SYSTEM, code="zhao", name="赵", role="lead", sites=["SH1"],
                         password=PASSWORD)
    counted_at = datetime.now(UTC).isoformat(timespec="seconds")
    began = datetime.now(UTC)
    assert run("import", str(sheet), "--layout", "count_sheet", "--site", "SH1", "--as", "zhao",
               "--counted-at", counted_at, "--json") == 0, capsys.readouterr().out
    capsys.readouterr()
    plan, = plans(scope=SYSTEM, site="SH1")
    with connection.cursor() as cursor:
        cursor.execute("""SELECT person, count(*) FROM capture_observation
                           WHERE site = %s AND received_at >= %s GROUP BY person""",
                       [site_ids(scope=SYSTEM)["SH1"], began])
        assert cursor.fetchall() == [("zhao", 1)]
    settle(scope=SYSTEM, plan=plan.id)
    with pytest.raises(Refused) as error:
        approve(scope=scope_of_person(person=made.id), plan=plan.id, lines="all",
                meaning="approved", password=PASSWORD)
    assert [fault.code for fault in error.value.faults][:2] == ["own_count", "own_plan"]
    with pytest.raises(PersonNotFound):
        run("import", str(sheet), "--layout", "count_sheet", "--as", "nobody")

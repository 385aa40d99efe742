"""Why lines differ, through the API and on the desk's page; a blind counter sees none of it."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.counting.detective.queries import progress
from pandian.counting.queries import open_plan
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs import tasks
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller, World
from tests.interfaces.test_counting_api import Phone, opened


@pytest.fixture
def settled(world: World) -> str:
    """A count in which 20 of GAUZE stand at A-02 by the book and 29 on the shelf of A-01..."""
    given, (task,) = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(task, "A-01", 777013), phone.saw(task, "A-02", 8),
               phone.saw(task, "A-03", 17))
    world.everything.post(f"/counts/{given['id']}/settle", {})
    return str(given["id"])


def rows(world: World, plan: str, **more: Any) -> list[dict[str, Any]]:
    world.everything.post(f"/counts/{plan}/explain", {})
    answer = world.everything.get(f"/counts/{plan}/explanations", **more)
    assert answer.status_code == 200, answer.content
    return answer.json()["rows"]


def wishes(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"wishes": [{"id": str(uuid7()), "line": row["line"],
                        "causes": row["alternatives"][0]["causes"], **more}]}


def test_many_differences_are_looked_into_by_a_worker(
    world: World, settled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandian.interfaces.jobs.tasks.EXPLAIN_HERE_LINES_MAX", 1)
    path = f"/counts/{settled}/explain"
    assert world.counter.post(path, {}).status_code == 403
    waiting = world.everything.post(path, {})
    assert waiting.status_code == 202
    assert world.everything.post(path, {}).json()["job"] == waiting.json()["job"]
    opened = open_plan(scope=SYSTEM, plan=UUID(settled))
    assert progress(scope=SYSTEM, opened=opened) == (0, 2)
    tasks.explain_plan(plan=settled, actor="feed")
    assert progress(scope=SYSTEM, opened=opened) is None
    shown = world.everything.get(f"/counts/{settled}/explanations").json()["rows"]
    assert [row["alternatives"][0]["causes"] for row in shown] == [["place_swap"]] * 2


def test_a_swap_is_shown_previewed_repaired_and_undone(
    world: World, settled: str, approver: Caller
) -> None:
    here, there = rows(world, settled)
    first = here["alternatives"][0]
    assert first["causes"] == ["place_swap"]
    assert first["choices"][0]["evidence"][0]["line"] == there["line"]
    assert "A-03" in first["texts"][0]
    chinese = world.everything.get(f"/counts/{settled}/explanations", **{"Accept-Language": "zh"})
    assert "货位 A-03" in chinese.json()["rows"][0]["alternatives"][0]["texts"][0]
    path = f"/counts/{settled}/explanations"
    (shown,) = world.everything.post(f"{path}/preview", wishes(here)).json()["rows"]
    (step,) = shown["steps"]
    assert (step["source"], step["target"], step["quantity"]) == ("A-02", "A-03", 12)
    wish = wishes(here)
    own = world.everything.post(f"{path}/repair", wish)
    assert (own.status_code, own.json()["errors"][-1]["code"]) == (403, "others_repair")
    assert "陈 (chen)" in own.content.decode()
    answer = approver.post(f"{path}/repair", wish)
    assert answer.status_code == 200, answer.content
    (done,) = answer.json()["rows"]
    assert (done["result"], done["left"], done["verdict"]) == ("created", 0, "explained")
    assert approver.post(f"{path}/repair", wish).json()["rows"][0]["result"] == "exists"
    lines = world.everything.get(f"/counts/{settled}/lines").json()["rows"]
    assert [line["verdict"] for line in lines if line["place"] != "A-01"] == ["explained"] * 2
    undone = approver.post(f"{path}/{done['id']}/undo", {
        "id": str(uuid7()), "reason": "wrong"})
    assert undone.status_code == 200, undone.content


def test_bad_wishes_are_refused_with_their_place(world: World, settled: str) -> None:
    row = rows(world, settled)[0]
    path = f"/counts/{settled}/explanations"
    for body, status in (({"wishes": []}, 422), (wishes(row, choice=10), 422),
                         (wishes(row, causes=["aliens"]), 422), (wishes(row, line=10**9), 422)):
        answer = world.everything.post(f"{path}/repair", body)
        assert answer.status_code == status, answer.content
    assert world.nobody.get(path).status_code in (401, 403)
    assert world.beijing.get(path).status_code == 404


def test_a_blind_counter_sees_nothing_of_it(world: World, settled: str) -> None:
    rows(world, settled)
    answer = world.counter.get(f"/counts/{settled}/explanations")
    assert answer.status_code == 403
    create_person(scope=SYSTEM, code="counter2", name="甲", role="counter", sites=["SH1"],
                  password=PASSWORD)
    client = Client()
    client.force_login(get_user_model().objects.get(code="counter2"))
    for path in (f"/counts/{settled}", f"/counts/{settled}/why?line=1"):
        page = client.get(path)
        assert page.status_code in (302, 403)
        assert b"A-03" not in page.content


@pytest.mark.parametrize(("language", "cause", "button"), [
    ("en", "stands in another place", "Move it to where it is"),
    ("zh-hans", "放在别的货位", "按实物对调")])
def test_the_desk_shows_the_cause_and_one_tap_repairs_it(
        world: World, settled: str, language: str, cause: str, button: str) -> None:
    row = rows(world, settled)[0]
    create_person(scope=SYSTEM, code="boss", name="Boss", role="controller", sites=["SH1"],
                  password=PASSWORD)
    client = Client(headers={"Accept-Language": language})
    client.force_login(get_user_model().objects.get(code="boss"))
    page = client.get(f"/counts/{settled}").content.decode()
    assert cause in page
    part = client.get(f"/counts/{settled}/why?line={row['line']}").content.decode()
    assert cause in part
    assert button in part
    value = re.search(r'name="repair" value="([^"]+)"', part)
    assert value
    answer = client.post(f"/counts/{settled}/cause", {"repair": value[1]}, follow=True)
    assert answer.status_code == 200
    lines = world.everything.get(f"/counts/{settled}/lines").json()["rows"]
    assert [line["verdict"] for line in lines if line["place"] != "A-01"] == ["explained"] * 2
    again = client.get(f"/counts/{settled}/why?line={row['line']}").content.decode()
    assert 'name="repair"' not in again
    for bad in ("", "x", "7:8:9"):
        refused = client.post(f"/counts/{settled}/cause", {"repair": bad})
        assert refused.status_code in (302, 400, 422)


def test_reasons_are_listed_shared_exported_and_taken_back(world: World, settled: str) -> None:
    here, _ = rows(world, settled)
    path = f"/counts/{settled}/explanations"
    (done,) = world.everything.post(f"{path}/confirm", wishes(here)).json()["rows"]
    (row,) = world.everything.get("/reasons?site=SH1&cause=place_swap").json()["rows"]
    assert (row["id"], row["causes"], row["undone_by"]) == (done["id"], ["place_swap"], "")
    told = world.everything.get("/reasons/shares").json()
    assert [(each["causes"], each["lines"]) for each in told["shares"]] == [(["place_swap"], 1)]
    bad = world.everything.get("/reasons?cause=ghosts&since=2026-02-02&until=2026-01-01")
    assert (bad.status_code, len(bad.json()["errors"])) == (422, 2)
    assert world.counter.get("/reasons").status_code == 403

    boss = _signed_in("boss2", "controller")
    page = boss.get("/counts/reasons").content.decode()
    assert f"/counts/{settled}/reasons/{done['id']}/undo" in page
    assert f"/counts/{settled}?verdict=all&amp;after=" in page
    file = boss.get("/counts/reasons/export?format=csv")
    assert "GAUZE" in file.content.decode("utf-8-sig")
    empty = boss.get("/counts/reasons?cause=unit").content.decode()
    assert f"/reasons/{done['id']}/undo" not in empty
    refused = boss.get("/counts/reasons?since=soon")
    assert refused.status_code == 422
    blank = boss.post(f"/counts/{settled}/reasons/{done['id']}/undo", {"id": "x", "why": " "})
    assert blank.status_code == 422
    gone = boss.post(f"/counts/{settled}/reasons/{done['id']}/undo", {"id": "x", "why": "no"})
    assert gone.status_code == 302
    assert world.everything.get("/reasons?stands=undone").json()["rows"][0]["why"] == "no"
    assert world.everything.get("/reasons/shares").json()["shares"] == []


def _signed_in(code: str, role: str) -> Client:
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                  password=PASSWORD)
    client = Client()
    client.force_login(get_user_model().objects.get(code=code))
    return client

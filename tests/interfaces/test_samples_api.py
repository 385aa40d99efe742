"""Sampling stocktakes through the API: price, draw, report, rights.   抽样盘点接口"""

from __future__ import annotations

import io
from typing import Any

import pypdf

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting.rules import row_hash
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World, posting


def stock(world: World) -> None:
    put_items(scope=SYSTEM, items=[
        ItemDraft(f"S{n:03}", f"物料{n}", "片", cost=(n + 1) * 1_000_000) for n in range(200)])
    lines = [{"item": f"S{n:03}", "source": "@supplier", "target": place, "quantity": 5 + n % 9}
             for place in ("A-01", "A-02") for n in range(200)]
    done = world.everything.post("/postings", {**posting(), "lines": lines})
    assert done.status_code in (200, 201), done.content


def study(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "name": "年终抽盘", **changes}


def test_the_price_comes_first_then_the_draw_then_the_report(world: World) -> None:
    stock(world)
    body = study()
    made = world.shanghai.post("/samples", body)
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["state"] == "designed"
    assert told["seed"] == ""
    assert told["result"] is None
    assert told["design"]["sample"] >= 350
    assert told["design"]["minutes"] > 0
    assert world.shanghai.post("/samples", body).status_code == 200
    assert world.shanghai.post("/samples", {**body, "half_percent": 2}).status_code == 409
    early = world.shanghai.get(f"/samples/{body['id']}/report.json")
    assert early.status_code == 409
    drawn = world.shanghai.post(f"/samples/{body['id']}/draw", {"seed": "4711"}).json()
    assert (drawn["seed"], drawn["drawn"]) == ("4711", told["design"]["sample"])
    assert world.shanghai.get(f"/counts/{drawn['plan']}").json()["blind"]
    report = world.shanghai.get(f"/samples/{body['id']}/report.json").json()
    assert len(report["lines"]) == drawn["drawn"]
    assert all(row["hash"] == row_hash(row) for row in report["lines"])
    assert report["head"]["frame_hash"] == told["frame_hash"]
    for language, word in (("en", "Report of a sampling stocktake"), ("zh-hans", "抽样盘点报告")):
        paper = world.shanghai._replace(language=language).get(
            f"/samples/{body['id']}/report.pdf")
        assert paper.status_code == 200, paper.content
        text = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
        assert word in text
        assert "4711" in text
    assert [row["id"] for row in world.shanghai.get("/samples").json()["rows"]] == [body["id"]]


def test_every_fault_of_a_study_is_named_with_its_place(world: World) -> None:
    stock(world)
    answer = world.shanghai.post("/samples", study(
        name=" ", half_percent=0, whole_items=["NOPE"], expiring_days=0))
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} >= {
        "/half_percent", "/whole_items/0"}
    assert world.shanghai.post("/samples", {"id": "x"}).status_code in (400, 422)
    assert world.shanghai.get("/samples").json()["rows"] == []


def test_a_study_is_given_up_only_with_a_reason(world: World) -> None:
    stock(world)
    body = study(kind="gate")
    assert world.shanghai.post("/samples", body).status_code == 201
    path = f"/samples/{body['id']}"
    assert world.shanghai.post(f"{path}/withdraw", {"reason": " "}).status_code == 422
    gone = world.shanghai.post(f"{path}/withdraw", {"reason": "wrong site"}).json()
    assert gone["state"] == "withdrawn"
    assert world.shanghai.post(f"{path}/draw", {}).status_code == 409
    assert world.shanghai.post(f"{path}/extend").status_code == 409


def test_another_site_sees_and_does_nothing_of_it(world: World) -> None:
    stock(world)
    body = study()
    world.shanghai.post("/samples", body)
    path = f"/samples/{body['id']}"
    assert world.beijing.get(path).status_code == 404
    assert world.beijing.post(f"{path}/draw", {}).status_code == 404
    assert world.beijing.get("/samples").json()["rows"] == []
    assert world.counter.get(path).status_code == 403
    assert world.beijing.post("/samples", study()).status_code == 404

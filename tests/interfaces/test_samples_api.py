"""Sampling stocktakes through the API: price, draw, report, rights.   抽样盘点接口"""

from __future__ import annotations

import io
from typing import Any

import pypdf
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting.certifying.rules import code_of
from pandian.counting.rules import row_hash
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, World, posting


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
    drawn = world.shanghai.post(f"/samples/{body['id']}/draw", {"number": "4711"}).json()
    assert (drawn["number"], drawn["drawn"]) == ("4711", told["design"]["sample"])
    assert (told["secret"], len(drawn["seed"])) == ("", 64)
    assert world.shanghai.get(f"/counts/{drawn['plan']}").json()["blind"]
    report = world.shanghai.get(f"/samples/{body['id']}/report.json").json()
    assert len(report["lines"]) == drawn["drawn"]
    assert all(row["hash"] == row_hash(row) for row in report["lines"])
    assert report["head"]["frame_hash"] == told["frame_hash"]
    code = code_of(report["content_hash"])
    for asked in (code, report["content_hash"]):
        (row,) = world.shanghai.get(f"/certificates/{asked}").json()["rows"]
        assert (row["kind"], row["subject"], row["issue"], row["latest"]) == (
            "sampling", body["id"], 1, code)
    foreign = world.beijing.get(f"/certificates/{code}")
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (
        404, "certificate_unknown")
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


def test_amounts_of_the_design_are_for_who_may_see_values(world: World) -> None:
    stock(world)
    body = study()
    (_, lines, sample, value, squares), *_ = world.shanghai.post(
        "/samples", body).json()["design"]["strata"]
    assert value > 0 < squares
    create_person(scope=SYSTEM, code="insp", name="检", role="inspector", sites=["SH1"],
                  password=PASSWORD)
    client = Client()
    client.force_login(get_user_model().objects.get(code="insp"))
    for drawn in (False, True):
        if drawn:
            world.shanghai.post(f"/samples/{body['id']}/draw", {"number": "7"})
        (listed,) = client.get("/api/v1/samples").json()["rows"]
        for row in (listed, client.get(f"/api/v1/samples/{body['id']}").json()):
            assert (row["design"]["value"], row["design"]["strata"][0]) == (
                None, [0, lines, sample, None, None])
        page = client.get(f"/samples/{body['id']}")
        assert (page.status_code, page.content.count(f"{value:,}".encode())) == (200, 0)
    strata = client.get(f"/api/v1/samples/{body['id']}/report.json").json()["strata"]
    assert {row["value"] for row in strata} == {None}
    strata = world.shanghai.get(f"/samples/{body['id']}/report.json").json()["strata"]
    assert strata[0]["value"] == value


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

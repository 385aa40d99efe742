"""The pages of sampling stocktakes: price, draw, statement, giving up.   抽样盘点页面"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.certifying.reading.rules import read
from pandian.counting.certifying.rules import altered, code_of
from pandian.counting.sampling.ordering.queries import orders
from pandian.counting.sampling.queries import studies
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from tests.interfaces.conftest import NOW

PASSWORD = "tall-heron-walks-42"


@pytest.fixture
def boss(db: None) -> Client:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[
        ItemDraft(f"I-{n:03}", f"物料{n}", "支", cost=1_000_000 * (n + 1)) for n in range(100)])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", f"A-{n}", "bin", sequence=n) for n in range(5)])
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": "D"}, NOW, tuple(
            LineRequest(f"I-{n:03}", "@supplier", f"A-{at}", 3 + n % 7)
            for at in range(5) for n in range(100)))])
    create_person(scope=SYSTEM, code="li", name="李", role="controller", sites=["SH1"],
                  password=PASSWORD)
    client = Client()
    assert client.post("/sign-in", {"code": "li", "password": PASSWORD}).status_code == 302
    return client


def form(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "name": "年终抽盘", "kind": "value",
            "half_percent": "1", "accuracy_percent": "98", "wrong_allowed": "2", "level": "II",
            "aql": "1.0", "blind": "1", **changes}


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_price_stands_before_the_draw_and_the_seed_after_it(boss: Client) -> None:
    assert "还没有抽样盘点" in text(boss.get("/samples"))
    assert boss.get("/samples/new").status_code == 200
    given = form()
    answer = boss.post("/samples/new", given)
    assert answer.status_code == 302, text(answer)
    path = f"/samples/{given['id']}"
    shown = text(boss.get(path))
    assert "抽取并开出盘点" in shown
    assert "350<small>/500</small>" in shown
    assert boss.post(f"{path}/act", {"act": "draw", "number": "20261123"}).status_code == 302
    drawn = text(boss.get(path))
    assert "20261123" in drawn
    assert "尚无结论" in drawn
    assert "抽取并开出盘点" not in drawn
    (row,) = studies(scope=SYSTEM)
    assert f"/counts/{row.plan}" in drawn
    assert boss.get(f"/counts/{row.plan}").status_code == 200
    paper = boss.get(f"{path}/report.pdf")
    assert paper.content.startswith(b"%PDF")
    assert len(boss.get(f"{path}/report.json").json()["lines"]) == row.drawn
    assert "年终抽盘" in text(boss.get("/samples"))


def test_what_is_wrong_is_said_on_the_form_and_nothing_is_made(boss: Client) -> None:
    answer = boss.post("/samples/new", form(half_percent="lots", wrong_allowed="-1", site=""))
    assert answer.status_code == 422 or answer.status_code == 400
    assert "年终抽盘" in text(answer)
    assert studies(scope=SYSTEM) == []
    assert boss.post("/samples/new", form(item_codes="NOPE")).status_code == 422


def test_an_act_at_the_wrong_time_says_why(boss: Client) -> None:
    given = form(kind="gate")
    boss.post("/samples/new", given)
    path = f"/samples/{given['id']}/act"
    for act in ("extend", "close", "nonsense"):
        assert boss.post(path, {"act": act, "password": PASSWORD}).status_code in (400, 409, 422)
    assert boss.post(path, {"act": "withdraw", "reason": "错了"}).status_code == 302
    assert "错了" in text(boss.get(f"/samples/{given['id']}"))
    refused = boss.post(path, {"act": "draw"})
    assert refused.status_code == 409
    assert "已撤销" in text(refused)


def test_each_figure_of_a_stratum_opens_the_lines_that_it_is_made_of(boss: Client) -> None:
    given = form()
    boss.post("/samples/new", given)
    path = f"/samples/{given['id']}"
    assert "#drawn" not in text(boss.get(path)), "nothing is drawn yet"
    boss.post(f"{path}/act", {"act": "draw", "seed": "7"})
    shown = text(boss.get(f"{path}?stratum=0"))
    assert "全盘的行" in shown
    assert "/stock/card?site=SH1&amp;item=I-" in shown
    for odd in ("x", "99", "-1", "1" * 40, "²"):
        assert boss.get(f"{path}?stratum={odd}").status_code == 200


def test_a_report_proves_itself_as_json_and_from_its_paper(boss: Client) -> None:
    given = form()
    boss.post("/samples/new", given)
    path = f"/samples/{given['id']}"
    boss.post(f"{path}/act", {"act": "draw"})
    body = boss.get(f"{path}/report.json").json()
    assert altered(body) == []
    paper = boss.get(f"{path}/report.pdf").content
    assert "certificate.json" in PdfReader(io.BytesIO(paper)).attachments
    attached, faults = read(paper)
    assert (faults, altered(attached)) == ([], [])
    code = code_of(body["content_hash"])
    said = text(boss.get(f"/verify?code={code.lower()}"))
    assert f"/samples/{given['id']}" in said
    assert "最新" in said
    body["lines"][3]["place"] = "elsewhere"
    assert [fault.pointer for fault in altered(body)] == ["/lines/3"]


def test_a_study_of_a_time_to_come_is_ordered_listed_and_ended(boss: Client) -> None:
    at = (datetime.now(UTC) + timedelta(days=40)).replace(microsecond=0)
    local = (at + timedelta(hours=8)).replace(tzinfo=None).isoformat()
    answer = boss.post("/samples/new", form(frame_at=local, every_months="3"))
    assert (answer.status_code, answer["Location"]) == (302, "/samples")
    (row,) = orders(scope=SYSTEM)
    assert (row.starts_at, row.every_months, row.made_by) == (at, 3, "li")
    listed = text(boss.get("/samples"))
    assert "每 3 个月" in listed
    assert studies(scope=SYSTEM) == []
    assert boss.post(f"/samples/orders/{row.id}/end").status_code == 302
    assert orders(scope=SYSTEM)[0].state == "ended"
    assert boss.post(f"/samples/orders/{uuid7()}/end").status_code == 404
    wrong = boss.post("/samples/new", form(frame_at=local, every_months="77"))
    assert wrong.status_code == 422

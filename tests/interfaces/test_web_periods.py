"""Closing a period on the page, over the API and by command.   期间结账各入口"""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.config import main as entry
from pandian.counting.certifying.reading.rules import read
from pandian.counting.certifying.rules import altered, code_of
from pandian.counting.closing.words import SECTIONS, PeriodRefused
from pandian.governance.operations import create_person
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_of
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from tests.interfaces.conftest import caller

PASSWORD = "tall-heron-walks-42"
DAY = date(2026, 2, 28)


def receive(quantity: int, at: datetime) -> None:
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": "IN-7"}, at,
        (LineRequest("I-1", "@supplier", "A-1", quantity),))])


@pytest.fixture
def people(db: None) -> tuple[Client, Client, Client]:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[ItemDraft("I-1", "纱布", "片", cost=1_000_000)])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "A-1", "bin")])
    receive(40, datetime(2026, 2, 27, 4, tzinfo=UTC))
    receive(2, datetime(2026, 2, 28, 17, tzinfo=UTC))  # the first of March in Shanghai
    found = []
    for code, role in (("li", "controller"), ("qian", "finance"), ("mei", "quality")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                      password=PASSWORD)
        client = Client()
        assert client.post("/sign-in", {"code": code, "password": PASSWORD}).status_code == 302
        found.append(client)
    return found[0], found[1], found[2]


def run(*arguments: str) -> int:
    """Run the command on the test's database."""
    args = entry._parser().parse_args(["periods", *arguments])
    status: int = args.module.handle(args)
    return status


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_one_makes_the_report_another_signs_and_late_paper_is_listed(
    people: tuple[Client, Client, Client], capsys: pytest.CaptureFixture[str]
) -> None:
    li, qian, mei = people
    assert "还没有编制过期间报告" in text(li.get("/periods"))
    ahead = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    form = {"id": str(uuid7()), "site": "SH1", "last_day": ahead}
    refused = li.post("/periods", form)
    assert refused.status_code == 422
    assert "结束之后才能编制" in text(refused)
    broken = li.post("/periods", {**form, "site": "", "last_day": "x"})
    assert all(word in text(broken) for word in ("请选择站点", "不是日期"))
    assert mei.post("/periods", {**form, "last_day": DAY.isoformat()}).status_code == 403
    made = li.post("/periods", {**form, "last_day": DAY.isoformat()})
    assert made.status_code == 302
    path = f"/periods/{form['id']}"
    assert made["Location"] == path
    shown = text(li.get(path))
    assert "由另一人签名" in shown
    assert "40.00" in shown
    assert li.post(path, {"password": PASSWORD}).status_code == 403
    assert qian.post(path, {"password": "no"}).status_code == 422
    assert "签名并结账" in text(qian.get(path))
    assert qian.post(path, {"password": PASSWORD}).status_code == 302
    receive(3, datetime(2026, 2, 20, 4, tzinfo=UTC))
    after = text(qian.get(f"{path}?list=after"))
    assert "IN-7" in after
    assert "报告不再改变" in after
    for name in SECTIONS:
        assert qian.get(f"{path}?list={name}").status_code == 200
    assert "40" in text(qian.get(f"{path}?list=stock"))

    paper = qian.get(f"{path}/report.pdf")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    body, faults = read(paper.content)
    assert not faults
    assert altered(body) == []
    assert code_of(body["content_hash"]) in words
    assert json.loads(qian.get(f"{path}/report.json").content) == body
    assert code_of(body["content_hash"]) in text(qian.get(
        f"/verify?code={code_of(body['content_hash'])}"))

    # quality reads the lists without values, and gets no paper
    bare = text(mei.get(f"{path}?list=stock"))
    assert "40.00" not in bare
    assert mei.get(f"{path}/report.json").status_code == 403
    assert run("--site", "SH1") == 0
    assert f"{form['id']} SH1 2026-02-28" in capsys.readouterr().out
    assert run("--report", form["id"], "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["quantity"] for row in told["after"]] == [3]
    assert run("--site", "SH1", "--prepare", "2026-03-01", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["totals"]["late"] == {"rows": 1, "plus": 3_000_000, "minus": 0}
    with pytest.raises(PeriodRefused):
        run("--prepare", "2026-03-01")


def test_the_api_says_the_same(people: tuple[Client, Client, Client]) -> None:
    book = caller("robot", "SH1")
    body = {"id": str(uuid7()), "site": "SH1", "last_day": "2026-02-28"}
    assert book.post("/periods", body).status_code == 201
    again = book.post("/periods", body)
    assert (again.status_code, again.json()["made"]) == (200, "exists")
    (row,) = book.get("/periods?site=SH1").json()["rows"]
    assert row["totals"]["stock"] == {"rows": 1, "plus": 40_000_000, "minus": 0}
    path = f"/periods/{body['id']}"
    assert book.get(path).json()["state"] == "prepared"
    (stock,) = book.get(f"{path}/lists/stock").json()["rows"]
    assert (stock["item"], stock["quantity"], stock["value"]) == ("I-1", 40, 40_000_000)
    assert book.get(f"{path}/lists/ghosts").status_code == 422
    assert book.get(f"{path}/after").json()["rows"] == []
    assert book.get(f"{path}/report.json").json()["head"]["last_day"] == "2026-02-28"
    assert book.get(f"{path}/report.pdf").content.startswith(b"%PDF")
    assert book.post(f"{path}/close", {"password": "x"}).status_code == 403


def typed(at: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a posting as somebody types it."""
    rows = lines or ({"item": "I-1", "source": "@supplier", "target": "A-1", "quantity": 5},)
    return {"id": str(uuid7()), "site": "SH1", "kind": "receipt", "effective_at": at,
            "lines": list(rows), **more}


def shut(li: Client, qian: Client) -> str:
    """Close February; return the address of its period."""
    id = str(uuid7())
    li.post("/periods", {"id": id, "site": "SH1", "last_day": DAY.isoformat()})
    assert qian.post(f"/periods/{id}", {"password": PASSWORD}).status_code == 302
    return f"/periods/{id}"


def test_nobody_types_into_a_closed_period_but_by_name_and_reason(
    people: tuple[Client, Client, Client]
) -> None:
    li, qian, _ = people
    for code in ("book", "plain"):
        create_person(scope=SYSTEM, code=code, name=code, role="lead", sites=["SH1"],
                      password=PASSWORD)
    book = caller("book", "SH1")
    plain = caller("plain", "SH1", can=["ledger.post", "ledger.read"])
    before = typed("2026-02-10T04:00:00Z")
    assert book.post("/postings", before).status_code == 201
    path = shut(li, qian)
    last, first = "2026-02-28T15:59:59Z", "2026-02-28T16:00:00Z"  # midnight in Shanghai

    two = typed(last, *(
        {"item": "I-1", "source": "@supplier", "target": "A-1", "quantity": n} for n in (6, 7)))
    refused = plain.post("/postings", two)
    assert refused.status_code == 422
    assert refused.json()["result"] == "refused_posting_closed"
    found = refused.json()["errors"]
    assert [(e["pointer"], e["code"]) for e in found] == [
        ("/lines/0", "posting_closed"), ("/lines/1", "posting_closed")]
    assert ("2026-02-28: I-1 x 6 cannot be posted there by hand. Post it as of today"
            in found[0]["message"])
    assert "I-1 x 7" in found[1]["message"]
    assert plain.post("/postings", typed(first)).status_code == 201, "the next period is open"
    assert plain.post("/postings", before).json()["result"] == "exists", "a replay is answered"

    told = plain.post("/postings", {**two, "late": "供应商晚到的单"}).json()
    assert [e["code"] for e in told["errors"]] == ["posting_closed"] * 2 + ["late_not_yours"]
    many = plain.post("/postings", [two, typed(first)]).json()
    assert [row["result"] for row in many] == ["refused_posting_closed", "created"]
    assert "/0/lines/1" in {e["pointer"] for e in many[0]["errors"]}

    blank = book.post("/postings", {**two, "late": "  "})
    assert blank.status_code == 422
    let_in = {**two, "late": "供应商晚到的单"}
    assert book.post("/postings", let_in).status_code == 201
    assert book.post("/postings", let_in).json()["result"] == "exists"
    rows = book.get(f"{path}/after").json()["rows"]
    assert [(row["quantity"], row["reason"]) for row in rows] == [
        (6, "供应商晚到的单"), (7, "供应商晚到的单")]
    assert "供应商晚到的单" in text(qian.get(f"{path}?list=after"))
    site = site_by_code(scope=SYSTEM, code="SH1")
    told = facts_of(scope=SYSTEM, sites=[site.id], kinds=["period.late"],
                    subjects=[f"posting:{two['id']}"])
    assert [each.data["reason"] for each in told] == ["供应商晚到的单"]

    robot = caller("robot", "SH1", can=["ledger.post", "ledger.read"])
    assert robot.post("/postings", typed(last)).status_code == 201, "a machine reports facts"
    rows = book.get(f"{path}/after").json()["rows"]
    assert [(row["quantity"], row["reason"]) for row in rows][2:] == [(5, "")]


def test_what_lies_in_a_closed_period_is_undone_from_now_on_only(
    people: tuple[Client, Client, Client]
) -> None:
    li, qian, _ = people
    book = caller("robot", "SH1")
    early, again = typed("2026-02-10T04:00:00Z"), typed("2026-02-11T04:00:00Z")
    for each in (early, again):
        assert book.post("/postings", each).status_code == 201
    id = str(uuid7())
    way = f"/postings/{early['id']}/reversal"
    undone = {"id": id, "reason": "重复", "effective": "then"}
    assert book.post(way, undone).status_code == 201
    shut(li, qian)
    assert book.post(way, undone).json()["result"] == "exists", "a replay is answered"

    way = f"/postings/{again['id']}/reversal"
    refused = book.post(way, {"id": str(uuid7()), "reason": "重复", "effective": "then"})
    assert refused.status_code == 422
    (told,) = refused.json()["errors"]
    assert (told["pointer"], told["code"]) == ("/effective", "reversal_closed")
    assert "2026-02-28: I-1 x 5" in told["message"]
    page = li.post(f"/stock/postings/{again['id']}/reversal", {
        "id": str(uuid7()), "reason": "重复", "effective": "then"})
    assert page.status_code == 422
    assert "不能当作从未发生" in text(page)
    now = {"id": str(uuid7()), "reason": "重复", "effective": "now"}
    assert book.post(way, now).status_code == 201

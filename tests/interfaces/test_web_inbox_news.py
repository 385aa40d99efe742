"""The inbox of news on the page and by the API: sentences, putting away, refusals, blindness."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.operations import approve, assign, create_plan, settle
from pandian.counting.queries import tasks
from pandian.counting.words import PlanDraft, Scope
from pandian.governance.operations import create_person, create_token
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest

PASSWORD = "tall-heron-walks-42"
NOW = datetime.now(UTC)
BOOK = 987_654


def moved(kind: str, source: str, target: str, quantity: int, minutes: float) -> None:
    rows = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", kind, {"document": "D-1"}, NOW - timedelta(minutes=minutes),
        (LineRequest("I-1", source, target, quantity),))])
    assert rows[0].result == "created", rows


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """A count of `wang`, approved by `li`, that a late pick healed."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[ItemDraft("I-1", "纱布", "片")])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "A-01", "bin")])
    made = {code: create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                                password=PASSWORD).id
            for code, role in (("li", "controller"), ("wang", "counter"), ("zhou", "counter"))}
    moved("receipt", "@supplier", "A-01", BOOK, 600)
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "cycle", Scope(places=("A-01",)))).id
    task: UUID = tasks(scope=SYSTEM, plan=plan)[0].id
    accept(scope=scope_of_person(person=made["wang"]), sites_of_tasks={task: "SH1"}, push=Push(
        None, None, None, (ObservationDraft(uuid7(), "set", "A-01", BOOK - 13, item="I-1",
                                            task=task),), site="SH1"))
    settle(scope=SYSTEM, plan=plan)
    approve(scope=scope_of_person(person=made["li"]), plan=plan, lines="all", meaning="approved",
            password=PASSWORD)
    moved("issue", "A-01", "@customer", 10, 60)
    return made


def browser(people: dict[str, int], code: str, language: str) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    client.force_login(get_user_model()._default_manager.get(pk=people[code]))
    return client


@pytest.mark.parametrize(("language", "told", "away"), [
    ("zh-hans", "所点的数仍然成立", "收起"), ("en", "The count stands", "Put away")])
def test_the_page_tells_who_counted_what_came_late_and_what_remains(
    people: dict[str, int], language: str, told: str, away: str
) -> None:
    page = browser(people, "li", language).get("/inbox").content.decode()
    assert told in page
    assert away in page
    assert "+10" in page
    assert "-3" in page
    assert "wang" in page


def test_a_counter_reads_his_news_without_a_figure_and_another_has_none(
    people: dict[str, int]
) -> None:
    page = browser(people, "wang", "en").get("/inbox").content.decode()
    assert "explains the difference" in page
    assert "+10" not in page
    assert str(BOOK) not in page
    assert "explains" not in browser(people, "zhou", "en").get("/inbox").content.decode()


def test_a_row_is_put_away_and_shown_again(people: dict[str, int]) -> None:
    li = browser(people, "li", "en")
    (row,) = {part.split('"')[0] for part in
              li.get("/inbox").content.decode().split('name="row" value="')[1:]}
    assert li.post("/inbox/read", {"row": row, "act": "away"}).status_code == 302
    assert "The count stands" not in li.get("/inbox").content.decode()
    assert "The count stands" in li.get("/inbox?read=1").content.decode()
    again = li.post("/inbox/read", {"row": row, "act": "away"})
    assert again.status_code == 422
    assert "no longer" in again.content.decode(), again.content.decode().split("faults")[1][:900]
    assert li.post("/inbox/read", {"row": row, "act": "back"}).status_code == 302
    assert "The count stands" in li.get("/inbox").content.decode()


def test_the_api_lists_puts_away_and_names_what_it_cannot(people: dict[str, int]) -> None:
    token = create_token(scope=SYSTEM, actor="li", sites=["SH1"], capabilities=["counting.read"])
    client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    def ask(path: str, body: Any = None) -> Any:
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    (row,) = client.get("/api/v1/inbox/news").json()["rows"]
    assert (row["kind"], row["label"], row["quantity"]) == ("healed", "Healed", 10)
    assert row["detail"]["remains"] == -3
    which = {name: row[name] for name in ("kind", "site", "subject")}
    refused = ask("/inbox/read", {"rows": [which, {**which, "subject": "line:0"}]})
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/rows/1"]
    assert ask("/inbox/read", {"rows": [which]}).json() == {"rows": 1}
    assert client.get("/api/v1/inbox/news").json()["rows"] == []
    assert len(client.get("/api/v1/inbox/news?read=true").json()["rows"]) == 1
    assert ask("/inbox/unread", {"rows": [which]}).json() == {"rows": 1}
    assert len(client.get("/api/v1/inbox/news").json()["rows"]) == 1


def test_who_disagrees_and_who_recounts_stand_there_by_name(people: dict[str, int]) -> None:
    for code, name in (("wang", "王五"), ("zhou", "周六"), ("wei", "魏七")):
        if code not in people:
            people[code] = create_person(scope=SYSTEM, code=code, name=code, role="counter",
                                         sites=["SH1"], password=PASSWORD).id
        get_user_model().objects.filter(code=code).update(name=name, name_en=f"Ms {code.title()}")
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "twice", Scope(places=("A-01",)))).id
    task = tasks(scope=SYSTEM, plan=plan)[0].id
    for code, counted in (("wang", 50), ("zhou", 60)):
        accept(scope=scope_of_person(person=people[code]), sites_of_tasks={task: "SH1"}, push=Push(
            None, None, None, (ObservationDraft(uuid7(), "set", "A-01", counted, item="I-1",
                                                task=task),), site="SH1"))
    settle(scope=SYSTEM, plan=plan)
    recount = next(row for row in tasks(scope=SYSTEM, plan=plan) if row.kind == "recount")
    assign(scope=SYSTEM, task=recount.id, person="wei")
    page = browser(people, "li", "zh-hans").get("/inbox").content.decode()
    assert "王五、周六 的点数" in page
    assert "魏七" in page
    page = browser(people, "li", "en").get("/inbox").content.decode()
    assert "Ms Wang, Ms Zhou disagree" in page
    assert "Ms Wei" in page
    assert f"Recount task {recount.number}: wei" not in page

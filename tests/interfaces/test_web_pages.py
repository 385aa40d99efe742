"""The pages as the server sends them: rights, foreign things, queries, errors, headers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.certifying.rules import altered as verify_certificate
from pandian.counting.operations import create_plan, record_visit, settle
from pandian.counting.queries import tasks
from pandian.counting.words import PlanDraft, Scope, VisitDraft
from pandian.governance.access.operations import make_first_run_link
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.interfaces.web import urls
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.simulation.queries import BEGUN, DEMO_PASSWORD, READY, SUBJECT
from tests.asked import asked

COUNT_QUERIES_MAX, TASK_QUERIES_MAX = 24, 12
SENTINEL = 987_654_321
PASSWORD = "tall-heron-walks-42"


@pytest.fixture
def stage(db: None) -> dict[str, Any]:
    """Site SH1 with a settled blind count, site BJ1 with another; people of both."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai"),
                                   SiteDraft("BJ1", "北京仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[ItemDraft(f"I-{n:02}", f"物料{n}", "支") for n in range(40)])
    put_places(scope=SYSTEM, places=[
        PlaceDraft(site, f"A-{n:02}", "bin", sequence=n)
        for site in ("SH1", "BJ1") for n in range(40)])
    people = {code: create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[site],
                                  password=PASSWORD).id
              for code, role, site in (("li", "controller", "SH1"), ("wang", "counter", "SH1"),
                                       ("chen", "controller", "BJ1"))}
    held: dict[str, Any] = {"people": people}
    for site in ("SH1", "BJ1"):
        held[site] = _count(site)
    wang = scope_of_person(person=people["wang"])
    task = held["task"] = tasks(scope=SYSTEM, plan=held["SH1"])[0].id
    accept(scope=wang, sites_of_tasks={task: "SH1"}, push=Push(None, None, None, (
        ObservationDraft(uuid7(), "set", "A-00", 7, item="I-00", task=task),), site="SH1"))
    record_visit(scope=wang, draft=VisitDraft(uuid7(), task, "A-00"))
    settle(scope=SYSTEM, plan=held["SH1"])
    return held


def _count(site: str) -> UUID:
    from datetime import UTC, datetime, timedelta

    rows = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), site, "receipt", {"document": "PO-1"}, datetime.now(UTC) - timedelta(hours=1),
        tuple(LineRequest(f"I-{n:02}", "@supplier", f"A-{n:02}", SENTINEL) for n in range(40)))])
    assert rows[0].result == "created", rows
    return create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), site, f"count of {site}", Scope(places=tuple(f"A-{n:02}" for n in range(40))),
    )).id


def browser(stage: dict[str, Any], code: str, language: str = "en") -> Client:
    from django.contrib.auth import get_user_model

    client = Client(raise_request_exception=False, headers={"accept-language": language})
    client.force_login(get_user_model()._default_manager.get(pk=stage["people"][code]))
    return client


def test_every_address_declares_who_may_open_it() -> None:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert getattr(pattern.callback, "policy", ""), pattern
    assert get_resolver().resolve("/stock").func.policy == "ledger.read"


def test_who_is_not_signed_in_is_sent_to_the_door_and_comes_back(db: None) -> None:
    answer = Client().get("/stock?site=SH1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=%2Fstock%3Fsite%3DSH1"
    part = Client().get("/stock", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (401, "/sign-in")


def test_the_way_back_never_leaves_the_site(stage: dict[str, Any]) -> None:
    for target in ("//evil.example", "https://evil.example/", "javascript:x", ""):
        answer = Client().post("/sign-in", {"code": "li", "password": PASSWORD, "next": target})
        assert (answer.status_code, answer["Location"]) == (302, "/"), target


def test_a_wrong_password_keeps_the_code_and_says_nothing_more(stage: dict[str, Any]) -> None:
    client = Client(headers={"accept-language": "en"})
    wrong = client.post("/sign-in", {"code": "li", "password": "nope"})
    unknown = client.post("/sign-in", {"code": "xx", "password": "nope"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert b'value="li"' in wrong.content
    assert "The code or the password is wrong" in wrong.content.decode()
    assert "The code or the password is wrong" in unknown.content.decode()


PAGES = {"/": 21, "/stock": 12, "/stock?site=SH1&group=item": 14,
         "/stock/card?site=SH1&item=I-00": 12, "/counts": 11, "/counts/new": 5, "/inbox": 23,
         "/labels": 7}
"""Pages, and how often each may ask the database."""


def test_a_page_asks_the_database_few_times(
    stage: dict[str, Any]
) -> None:
    client = browser(stage, "li")
    for address, most in PAGES.items():
        with asked() as sent:
            answer = client.get(address.format(**stage))
        assert answer.status_code == 200, address
        assert len(sent) <= most, (address, len(sent))


def test_the_page_of_a_count_asks_as_often_for_one_line_as_for_all(
    stage: dict[str, Any]
) -> None:
    client, numbers = browser(stage, "li"), []
    for query in ("?verdict=approval", "?verdict=uncounted", ""):
        with asked() as seen:
            assert client.get(f"/counts/{stage['SH1']}{query}").status_code == 200
        numbers.append(len(seen))
        assert sum("-- One site by its code" in one for one in seen) == 1
        assert sum("-- Plans with their progress" in one for one in seen) == 1
    assert len(set(numbers)) == 1, numbers
    assert numbers[0] <= COUNT_QUERIES_MAX


def test_closing_names_every_reason_why_not_yet(stage: dict[str, Any]) -> None:
    answer = browser(stage, "li").post(f"/counts/{stage['SH1']}/close")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert text.count("has not been finished") == 39
    assert "Your data is safe" in text


def test_a_place_that_is_not_in_the_task_is_named(stage: dict[str, Any]) -> None:
    answer = browser(stage, "wang").post(f"/count/{stage['task']}/record", {"code": "Q-99"})
    assert answer.status_code == 422
    assert "Q-99 is no place of this task" in answer.content.decode()


def test_the_counting_page_asks_few_times_too(
    stage: dict[str, Any]
) -> None:
    client = browser(stage, "wang")
    with asked() as sent:
        assert client.get(f"/count/{stage['task']}?place=A-00").status_code == 200
    assert len(sent) <= TASK_QUERIES_MAX


def test_a_counter_is_refused_what_shows_the_book(stage: dict[str, Any]) -> None:
    client = browser(stage, "wang")
    for address in ("/stock", "/stock/card?site=SH1&item=I-00", "/counts", "/counts/{SH1}",
                    "/inbox/labels", "/inbox/coverage", "/counts/new"):
        answer = client.get(address.format(**stage))
        assert answer.status_code == 403, address
        assert "capability: ledger.read" not in answer.content.decode()
        assert str(SENTINEL) not in answer.content.decode().replace(",", "")


def test_nothing_that_a_blind_counter_reaches_holds_the_book(stage: dict[str, Any]) -> None:
    client = browser(stage, "wang")
    task = f"/count/{stage['task']}"
    answers = [client.get("/"), client.get("/inbox"), client.get("/inbox?read=1"),
               client.get(task), client.get(f"{task}?place=A-00"),
               client.post(f"{task}/record", {"place": "A-01", "code": "I-01", "quantity": "3"}),
               client.post(f"{task}/close", {}), client.get(f"{task}?place=A-01")]
    assert [each.status_code for each in answers] == [
        200, 200, 200, 200, 200, 302, 409, 200]
    for each in answers:
        assert str(SENTINEL) not in each.content.decode().replace(",", "")


def test_what_is_not_yours_looks_as_if_it_did_not_exist(stage: dict[str, Any]) -> None:
    nobody = UUID(int=1)
    li, wang = browser(stage, "li"), browser(stage, "wang")
    for client, address in (
        (li, f"/counts/{stage['BJ1']}"), (li, f"/counts/{nobody}"), (li, "/stock?site=BJ1"),
        (li, "/stock/card?site=BJ1&item=I-00"), (li, "/nothing/here"), (wang, f"/count/{nobody}"),
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "Is my data safe?" in answer.content.decode()


def test_every_page_carries_the_strict_policy(stage: dict[str, Any]) -> None:
    client = browser(stage, "li")
    for address in ("/", "/stock", "/nothing", "/sign-in"):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("language", "words"), [
    ("zh-hans", ["应是不小于 0 的整数", "应是不小于 0 的百分数", "请选择站点"]),
    ("en", ["A whole number of 0 or more", "A percentage of 0 or more", "Choose a site"]),
])
def test_one_answer_lists_every_fault_of_a_form(
    stage: dict[str, Any], language: str, words: list[str]
) -> None:
    answer = browser(stage, "li", language).post("/counts/new", {
        "name": "x", "place_codes": "A-01", "tolerance_quantity": "-1",
        "tolerance_percent": "many"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in text for word in words)
    assert "A-01</textarea>" in text


def test_every_unknown_code_of_a_pasted_list_is_named(stage: dict[str, Any]) -> None:
    answer = browser(stage, "li").post("/counts/new", {
        "name": "x", "site": "SH1", "place_codes": "A-01 Z-1\nZ-2", "item_codes": "NOPE"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(code in text for code in ("Z-1", "Z-2", "NOPE"))


def test_the_first_administrator_comes_by_a_link_that_works_once(db: None) -> None:
    address = urlsplit(make_first_run_link(base_url="http://127.0.0.1")).path
    client = Client(headers={"accept-language": "en"})
    form = {"code": "boss", "name": "Boss", "password": PASSWORD, "again": "other"}
    assert client.get(address).status_code == 200
    differ = client.post(address, form)
    assert (differ.status_code, "passwords differ" in differ.content.decode()) == (422, True)
    weak = client.post(address, {**form, "password": "1234", "again": "1234"})
    assert weak.status_code == 422
    assert client.post(address, {**form, "again": PASSWORD})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Client().get(address).status_code == 403


def test_a_form_sent_twice_makes_one_count(stage: dict[str, Any]) -> None:
    client, form = browser(stage, "li"), {
        "id": str(uuid7()), "name": "twice", "site": "SH1", "place_codes": "A-01", "blind": "1"}
    first, again = client.post("/counts/new", form), client.post("/counts/new", form)
    assert first["Location"] == again["Location"] == f"/counts/{form['id']}"


def test_a_malformed_question_is_answered_in_words(stage: dict[str, Any]) -> None:
    client = browser(stage, "li")
    for address in ("/stock?as_of=tomorrow", "/stock?after=xx", "/stock?group=x&after=%00",
                    f"/counts/{stage['SH1']}?after=zz", "/stock/card?site=SH1&item=I-00&before=1"):
        answer = client.get(address)
        assert answer.status_code in (400, 422), address
        assert "Traceback" not in answer.content.decode()


def test_characters_that_no_column_keeps_are_refused_not_failed(stage: dict[str, Any]) -> None:
    client, task = browser(stage, "li"), f"/count/{stage['task']}"
    for answer in (
        client.get("/stock?item=%00"), client.get("/stock?place=%00"), client.get("/stock?lot=%00"),
        client.get("/stock?site=%00"), client.get("/counts?site=%00"),
        client.get("/counts/pick?kind=items&q=%00"),
        client.get("/counts/pick?kind=places&site=SH1&q=%00"),
        client.post("/counts/new", {"name": "a\0", "site": "SH1", "place_codes": "A\0"}),
        client.post("/sign-in", {"code": "\0", "password": "\0"}),
        browser(stage, "wang").post(f"{task}/record", {"place": "A-01", "code": "\0",
                                                      "quantity": "1"}),
    ):
        assert answer.status_code < 500, (answer.request["PATH_INFO"], answer.content.decode())


def test_an_unexpected_error_gives_an_id_and_no_trace(
    stage: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pandian.interfaces.web.views import stock as view

    def fails(**_given: Any) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(view, "stock", fails)
    answer = browser(stage, "li").get("/stock")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "a secret detail" not in text
    assert "Is my data safe?" in text
    incident = text.split("<code>")[1].split("</code>")[0]
    assert incident in caplog.text


def test_the_role_bar_is_for_demos_on_this_machine_only(
    stage: dict[str, Any], settings: Any, tmp_path: Any
) -> None:
    settings.HOME = tmp_path
    client = Client(headers={"accept-language": "en"})
    assert client.post("/demo/switch", {"person": "li"}).status_code == 422
    (tmp_path / "demo.json").write_text('{"people": ["li", "wang"]}', "utf-8")
    assert b'value="wang"' in client.get("/sign-in").content
    for elsewhere in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        assert b'value="wang"' not in client.get("/sign-in", **elsewhere).content
        assert client.post("/demo/switch", {"person": "li"}, **elsewhere).status_code == 422
    assert client.post("/demo/switch", {"person": "chen"}).status_code == 422
    stays = client.post("/demo/switch", {"person": "li", "next": "/stock?site=SH1"})
    assert (stays.status_code, stays["Location"]) == (302, "/stock?site=SH1")
    assert client.get("/stock").status_code == 200
    assert client.post("/demo/switch", {"person": "wang", "next": "/stock"})["Location"] == "/"


def test_what_was_ticked_stays_ticked_when_it_is_refused(stage: dict[str, Any]) -> None:
    client, address = browser(stage, "li"), f"/counts/{stage['SH1']}"
    page = client.get(f"{address}?verdict=approval").content.decode()
    line = page.split('name="line" value="')[1].split('"')[0]
    refused = client.post(f"{address}/decide?verdict=approval", {"line": line, "act": "reject"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "A reason is needed" in text
    assert f'value="{line}" checked' in text
    done = client.post(f"{address}/decide", {"line": line, "act": "reject", "reason": "torn"})
    assert (done.status_code, done["Location"]) == (302, address)


def test_nobody_approves_without_ticking_or_with_a_wrong_password(stage: dict[str, Any]) -> None:
    client, address = browser(stage, "li"), f"/counts/{stage['SH1']}/approve"
    nothing = client.post(address, {"which": "chosen", "password": PASSWORD})
    assert "Choose at least one line" in nothing.content.decode()
    wrong = client.post(address, {"which": "all", "password": "nope"})
    assert "password is wrong" in wrong.content.decode()
    stale = client.post(address, {"which": "all", "password": PASSWORD, "seen": "0" * 64})
    assert stale.status_code == 409
    assert client.post(address, {"which": "all", "password": PASSWORD}).status_code == 302


def test_a_closed_count_leads_to_its_certificate(stage: dict[str, Any]) -> None:
    client = browser(stage, "li")
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "one place", Scope(places=("A-05",)))).id
    task = tasks(scope=SYSTEM, plan=plan)[0].id
    wang = scope_of_person(person=stage["people"]["wang"])
    accept(scope=wang, sites_of_tasks={task: "SH1"}, push=Push(None, None, None, (
        ObservationDraft(uuid7(), "set", "A-05", SENTINEL, item="I-05", task=task),), site="SH1"))
    record_visit(scope=wang, draft=VisitDraft(uuid7(), task, "A-05"))
    assert client.post(f"/counts/{plan}/close")["Location"] == f"/counts/{plan}"
    page = client.get(f"/counts/{plan}").content.decode()
    address = f"/counts/{plan}/certificate.json"
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert verify_certificate(answer.json()) == []
    assert browser(stage, "chen").get(address).status_code == 404


@pytest.fixture
def demo_home(stage: dict[str, Any], settings: Any, tmp_path: Any) -> str:
    """A home whose note says that it is a demo; return the counting page of its open task."""
    settings.HOME = tmp_path
    (tmp_path / "demo.json").write_text('{"people": ["li", "wang"]}', "utf-8")
    return f"/count/{stage['task']}?place=A-00"


def _built(shelf: list[list[object]]) -> None:
    """Note in the database that a demo was built here, with what lies on its shelves."""
    record(scope=SYSTEM, site=0, kind=BEGUN, subject=SUBJECT, data={"seed": 1, "size": "tiny"})
    record(scope=SYSTEM, site=0, kind=READY, subject=SUBJECT, data={"shelf": shelf})


def test_a_demo_shows_its_shelf_to_who_has_no_warehouse(
    stage: dict[str, Any], demo_home: str
) -> None:
    client = browser(stage, "wang")
    assert b"what lies on this shelf" not in client.get(demo_home).content
    _built([["SH1", "A-00", "I-00", "L7", "", "accepted", 4321],
            ["SH1", "A-01", "I-01", "", "", "accepted", 55]])
    text = client.get(demo_home).content.decode()
    assert "4,321" in text
    assert "code=I-00&amp;lot=L7" in text
    assert "I-01" not in text
    assert str(SENTINEL) not in text.replace(",", "")
    taken = client.get(f"{demo_home}&code=I-00&lot=L7&serial=S1").content.decode()
    assert all(f'value="{value}"' in taken for value in ("I-00", "L7", "S1"))


def test_the_shelf_of_a_demo_never_shows_outside_it(
    stage: dict[str, Any], demo_home: str, settings: Any
) -> None:
    client = browser(stage, "wang")
    for elsewhere in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        _built([])
        text = client.get(demo_home, **elsewhere).content.decode()
        assert "what lies on this shelf" not in text
        assert str(SENTINEL) not in text.replace(",", "")
    assert "what lies on this shelf" in client.get(demo_home).content.decode()
    (settings.HOME / "demo.json").unlink()
    text = client.get(demo_home).content.decode()
    assert "what lies on this shelf" not in text
    assert str(SENTINEL) not in text.replace(",", "")


def test_the_demo_says_with_which_password_its_people_sign(
    stage: dict[str, Any], demo_home: str
) -> None:
    client, address = browser(stage, "li"), f"/counts/{stage['SH1']}"
    assert DEMO_PASSWORD in client.get(address).content.decode()
    away = client.get(address, HTTP_X_FORWARDED_FOR="192.0.2.7").content.decode()
    assert 'name="password"' in away
    assert DEMO_PASSWORD not in away


def test_people_are_shown_by_name_and_goods_in_the_language_of_the_reader(
    stage: dict[str, Any]
) -> None:
    from pandian.governance.models import Person

    Person.objects.filter(code="wang").update(name="王五")
    put_items(scope=SYSTEM, items=[ItemDraft("I-00", "物料0", "支", "Goods zero")])
    address = f"/counts/{stage['SH1']}?verdict=all"
    text = browser(stage, "li").get(address).content.decode()
    assert '<span title="wang">王五</span>' in text
    assert "Goods zero" in text
    assert "物料0" not in text
    assert "物料0" in browser(stage, "li", "zh-hans").get(address).content.decode()
    assert "Goods zero" in browser(stage, "li").get("/stock").content.decode()


def test_a_count_opens_with_what_waits_for_somebody(stage: dict[str, Any]) -> None:
    client, address = browser(stage, "li"), f"/counts/{stage['SH1']}"
    first = client.get(address).content.decode()
    assert 'class="verdict-approval"' in first
    assert 'class="verdict-uncounted"' not in first
    assert first.index('id="sign"') < first.index('<tr class="verdict')
    every = client.get(f"{address}?verdict=all").content.decode()
    assert f'formaction="{address}/approve?verdict=all"' in every
    assert 'class="verdict-uncounted"' in every

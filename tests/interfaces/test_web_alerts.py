"""The pages of alerts: one line each, acts and their undoing, conflicts, who sees what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import resolve

from pandian.catalog.operations import put_sites
from pandian.governance.operations import create_person
from pandian.governance.policies.queries import versions
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.insight.alerting.operations import close, evaluate, take
from pandian.insight.alerting.queries import alert, alerts, last_look
from pandian.insight.alerting.words import CONDITIONS, AlertFilter, AlertRow
from pandian.interfaces.web.views.alert_lines import ADVICE, doors
from pandian.kernel.rules import uuid7
from tests.asked import asked
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db
SHORT = 37_123
QUERIES_MAX = 15


@pytest.fixture
def world() -> World:
    """Two books of SH1 are too small since ten hours: PLAIN at A-01 and at A-02."""
    world = World()
    for place in ("A-01", "A-02"):
        world.stock_in("PLAIN", place, 2, minutes=700)
        world.ship("PLAIN", place, 2 + SHORT, 600)
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    for code, role, site in (("li", "controller", "SH1"), ("gu", "manager", "SH1"),
                             ("wang", "counter", "SH1"), ("it", "it", "SH1"),
                             ("far", "controller", "BJ1")):
        create_person(scope=SYSTEM, code=code, name=f"{code}-name", role=role, sites=[site],
                      password=PASSWORD)
    evaluate(scope=SYSTEM, site="SH1", now=world.now)
    return world


def client(code: str, language: str = "en") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(get_user_model().objects.get(code=code))
    return made


def rows(stand: str = "") -> list[AlertRow]:
    return alerts(scope=SYSTEM, wanted=AlertFilter("SH1", stand=stand)).rows


def text(answer: Any) -> str:
    return str(answer.content.decode())


def keys(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="alert" value="([^"]+)"', page)


def send(who: Client, act: str, *chosen: str, **more: str) -> Any:
    return who.post("/alerts/act", {"act": act, "alert": list(chosen), "back": "/alerts",
                                    **more}, follow=True)


def test_the_list_says_what_where_since_when_whose_and_leads_to_the_thing(world: World) -> None:
    page = text(client("li").get("/alerts"))
    assert f"The book of PLAIN at A-01 is {SHORT:,} short" in page
    assert "/stock/card?site=SH1&amp;item=PLAIN&amp;place=A-01" in page
    assert "Open the stock" in page
    assert "Controller" in page or "controller" in page
    assert len(keys(page)) == 2
    assert "账面不足" in text(client("li", "zh-hans").get("/alerts"))
    assert "/alerts?show=closed" in page.replace("&amp;", "&")
    assert "No alert was closed yet." in text(client("li").get("/alerts?show=closed"))
    assert "Nothing is overdue." in text(client("li").get("/alerts?show=late"))
    assert "No alert matches" in text(client("li").get("/alerts?condition=task_late"))
    assert client("li").get("/alerts?condition=nonsense").status_code == 422


def test_who_may_not_see_a_book_reads_no_figure_and_others_read_nothing(world: World) -> None:
    assert str(SHORT) not in text(client("it").get("/alerts")).replace(",", "")
    assert client("wang").get("/alerts").status_code == 403
    (row, _) = rows()
    assert "A-01" not in text(client("far").get("/alerts"))
    assert client("far").get(f"/alerts/{row.id}").status_code == 404
    assert client("wang").get(f"/alerts/{row.id}").status_code == 403
    assert client("wang").get("/alerts/bell").status_code == 403
    assert send(client("far"), "take", f"{row.id}@{row.version}").status_code == 404
    assert "data-bell" not in text(client("wang").get("/"))


def test_a_chosen_set_is_taken_put_off_closed_and_every_act_is_undone(world: World) -> None:
    li = client("li")
    page = text(send(li, "take", *keys(text(li.get("/alerts")))))
    assert "2 alerts are yours now." in page
    assert 'value="give_back">Undo' in page
    undo = re.findall(r'type="hidden" name="alert" value="([^"]+)"', page)[:2]
    page = text(send(li, "give_back", *undo, reason="taken back at once"))
    assert "2 alerts are free again." in page
    assert 'value="give_back">Undo' not in page
    page = text(send(li, "snooze", *keys(page), span="4", reason="the paper comes at noon"))
    assert "2 alerts are put off" in page
    assert "Nothing needs you." in page
    snoozed = text(li.get("/alerts?show=snoozed"))
    assert len(keys(snoozed)) == 2
    page = text(send(li, "wake", *keys(snoozed)))
    assert "2 alerts are awake." in page
    page = text(send(li, "close", *keys(page), reason="found it"))
    assert "2 alerts are closed." in page
    assert {row.closed_how for row in rows("closed")} == {"person"}
    assert "closed by a person" in text(li.get("/alerts?show=closed")).lower()
    closed = [f"{row.id}@{row.version}" for row in rows("closed")]
    assert "2 alerts are open again." in text(send(li, "reopen", *closed, reason="too early"))


def test_what_is_wrong_is_said_with_all_reasons_and_what_was_typed_stays(world: World) -> None:
    li = client("li")
    first, _second = keys(text(li.get("/alerts")))
    answer = send(li, "snooze", first, span="168", reason="")
    assert answer.status_code == 422
    assert "hours at most" in text(answer) or "Not done" in text(answer)
    answer = send(li, "snooze", first, back=f"/alerts/{first.split('@')[0]}", reason="because",
                  until="2020-01-01T00:00")
    assert answer.status_code == 422
    assert "only into the future" in text(answer)
    assert 'value="because"' in text(answer)
    assert 'value="2020-01-01T00:00"' in text(answer)
    assert send(li, "take").status_code == 422
    assert send(li, "nonsense", first).status_code == 422
    assert send(li, "take", "x@y").status_code == 422
    assert send(li, "take", first, back="https://evil.example/").redirect_chain[-1][0] == "/alerts"


def test_of_two_who_take_the_second_is_shown_both(world: World) -> None:
    li, page = client("li"), text(client("li").get("/alerts"))
    first, second = keys(page)
    taken = UUID(first.split("@")[0])
    take(scope=scope_of_code(scope=SYSTEM, code="gu"), id=taken, seen=1)
    answer = send(li, "take", first, second)
    assert answer.status_code == 409
    shown = text(answer)
    assert "Somebody was first" in shown
    assert "gu-name" in shown
    assert "1 alert is yours now." in shown
    assert alert(scope=SYSTEM, id=taken).row.person == "gu"
    one = send(li, "close", first, back=f"/alerts/{taken}", reason="mine")
    assert one.status_code == 409
    assert "What stands now" in text(one)


def test_one_alert_shows_its_history_and_the_rule_that_asks(world: World) -> None:
    li = client("li")
    row = rows()[0]
    shown = text(li.get(f"/alerts/{row.id}"))
    assert "No rule of yours decides this condition" in shown
    link = "/rules/new?kind=alert&f.condition=negative&site=SH1"
    assert link in shown.replace("&amp;", "&")
    form = text(li.get(link))
    assert re.search(r'<option value="negative" selected>', form)
    assert "data-used-by" in form
    made = li.post("/rules/new", {
        "kind": "alert", "site": "SH1", "code": "ALERT-1", "label_zh": "不足", "label_en": "Short",
        "reason": "sooner", "f.condition": "negative", "f.hours": "2", "f.severity": "critical",
        "f.owner": "controller", "f.escalate_to": ["manager"], "f.snooze_hours_max": "12"})
    assert made.status_code == 302, text(made)
    (draft,) = versions(scope=SYSTEM, kind="alert")
    assert draft.content["hours"] == 2
    assert "Book too small" in text(li.get(f"/rules/{draft.id}"))
    assert "账面不足" in text(client("li", "zh-hans").get(f"/rules/new?from={draft.id}"))
    assert send(li, "hand_over", f"{row.id}@{row.version}", person="gu", reason="yours",
                back=f"/alerts/{row.id}").status_code == 200
    shown = text(li.get(f"/alerts/{row.id}"))
    assert "→" in shown
    assert "gu-name" in shown
    assert "yours" in shown


def test_the_bell_and_the_first_page_say_how_many_are_mine(world: World) -> None:
    li = client("li")
    told = li.get("/alerts/bell").json()
    assert (told["number"], told["late"], told["said"]) == (2, 0, "2 alerts are yours")
    first = text(li.get("/"))
    assert "Needs you" in first
    assert "/alerts/bell" in first
    send(client("gu"), "hand_over", f"{rows()[0].id}@1", person="gu", reason="mine")
    again = li.get("/alerts/bell").json()
    assert (again["number"], again["stamp"] != told["stamp"]) == (1, True)


def test_the_list_asks_as_often_for_many_as_for_few(world: World) -> None:
    li, numbers = client("li"), []
    for _time in range(2):
        with asked() as seen:
            page = text(li.get("/alerts"))
        numbers.append((len(keys(page)), len(seen)))
        close(scope=SYSTEM, id=rows()[0].id, seen=1, reason="found")
    (many, once), (few, again) = numbers
    assert (many, few) == (2, 1)
    assert again == once <= QUERIES_MAX


def test_every_condition_says_what_to_do_and_its_doors_are_addresses() -> None:
    assert set(ADVICE) == set(CONDITIONS)
    for label in ADVICE.values():
        assert label.zh
        assert label.en.endswith(".")
    facts = {"place": "A-01", "item": "I", "lot": "L", "line": 7, "holder": "P", "kind": "k"}
    nothing = {"backup", "job", "night"}
    for name, condition in CONDITIONS.items():
        row = _row(name, f"{condition.subject}:{uuid7()}", facts)
        found = doors(row, SYSTEM)
        assert bool(found) is (name not in nothing), name
        for each in found:
            assert resolve(each.href.partition("?")[0]), each
        assert doors(row, SYSTEM._replace(capabilities=frozenset({"insight.read"}))) == []


def _row(condition: str, subject: str, facts: dict[str, Any]) -> AlertRow:
    now = datetime.now(UTC)
    return AlertRow("SH1", uuid7(), condition, "warning", subject, uuid7() if facts else None,
                    facts, 1, now, now, now, "open", ("controller",), 0, "", now, False, None,
                    None, None, "", "", True, None, 1, True, ())


def test_no_alert_says_nothing_while_nobody_looks(world: World) -> None:
    """A worker that stands still must not look like a warehouse in which all is well."""
    now = datetime.now(UTC)
    manager = scope_of_code(scope=SYSTEM, code="gu")
    assert not last_look(scope=manager, now=world.now).late
    assert last_look(scope=manager, now=world.now + timedelta(minutes=11)).late
    never = text(client("far").get("/alerts"))
    assert "Nobody has looked yet" in never
    assert "Nothing needs you" not in never
    evaluate(scope=SYSTEM, site="BJ1", now=now)
    looked = text(client("far").get("/alerts"))
    assert "Nobody has looked" not in looked
    assert "Nothing needs you" in looked


def test_the_language_of_a_refused_form_is_switched_on_the_page_it_stood_on(world: World) -> None:
    """The address of the form itself takes no GET: a switch there ended in 405."""
    one = rows()[0]
    take(scope=scope_of_code(scope=SYSTEM, code="gu"), id=one.id, seen=1)
    for came, there in ((f"http://testserver/alerts/{one.id}", f"/alerts/{one.id}"),
                        ("http://testserver/alerts?show=late", "/alerts?show=late"),
                        ("http://testserver/alerts/act", "/"), ("http://evil.example/alerts", "/"),
                        ("", "/")):
        answer = client("li").post(
            "/alerts/act", {"act": "take", "alert": [f"{one.id}@1"], "back": "/alerts"},
            headers={"referer": came})
        assert answer.status_code == 409
        assert f'name="next" value="{there}"' in text(answer), came


def test_who_has_no_alert_of_his_own_is_led_to_those_that_he_watches(world: World) -> None:
    page = text(client("gu").get("/"))
    assert "Nothing is yours" in page
    assert "See all open alerts" in page
    assert "See all open alerts" not in text(client("li").get("/"))

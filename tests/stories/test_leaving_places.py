"""A count is never closed in silence over places that nobody finished.   未盘货位不静默"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.catalog.queries import places_by_code
from pandian.counting import operations as counting
from pandian.counting.certifying.operations import issue
from pandian.counting.certifying.rules import altered
from pandian.counting.finishing.queries import places_left
from pandian.counting.planning.queries import stock_of
from pandian.counting.queries import summary
from pandian.counting.words import CloseRefused
from pandian.exchange.certificates.rules import on_paper
from pandian.governance.words import SYSTEM
from tests.stories.counting_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World(places=3)


def covered(world):
    """Which places hold something that planning takes as counted."""
    held = stock_of(scope=SYSTEM, site=world.site, rules=[], now=datetime.now(UTC))
    codes = {row.id: code for code, row in places_by_code(
        scope=SYSTEM, site=world.site_id, codes=world.places).items()}
    return {codes[place]: counted > 0 for place, counted, on_hand in zip(
        held.place.tolist(), held.counted.tolist(), held.on_hand.tolist(), strict=True) if on_hand}


@pytest.fixture
def walked(world):
    """A-01 seen and not closed, A-02 finished, A-03 never visited."""
    for place in world.places:
        world.stock_in("PLAIN", place, 10)
    plan = world.plan()
    task, anna = world.task(plan), world.person("anna")
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=9)
    world.see(anna, task, "A-02", "PLAIN", 10, minutes=8)
    world.visit(anna, task, "A-02", minutes=7)
    return plan


def told(error):
    return {(fault.code, *fault.params[:1]) for fault in error.value.faults}


def test_closing_tells_each_place_that_nobody_finished(walked):
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=SYSTEM, plan=walked.id)
    assert told(refused) == {("place_unclosed", "A-01"), ("place_open", "A-03"),
                             ("line_not_final", "A-03 PLAIN")}
    assert summary(scope=SYSTEM, plan=walked.id).state == "open"


def test_a_count_whose_only_place_was_seen_and_not_closed_does_not_close(world):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(world.person("anna"), world.task(plan), "A-01", "PLAIN", 10, minutes=9)
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=SYSTEM, plan=plan.id)
    assert told(refused) == {("place_unclosed", "A-01")}


def test_with_a_reason_it_closes_and_names_what_was_left(world, walked):
    boss = world.controller()
    done = counting.close_plan(scope=boss, plan=walked.id, leaving="  库位改造，上锁 ")
    assert (done.state, done.places_done, done.places) == ("closed", 1, 3)
    left = places_left(scope=boss, plan=walked.id)
    assert [(row.place, row.seen, row.lines, row.reason, row.person) for row in left] == [
        ("A-01", True, 0, "库位改造，上锁", "boss"), ("A-03", False, 1, "库位改造，上锁", "boss")]
    again = counting.close_plan(scope=boss, plan=walked.id, leaving="another reason")
    assert again.state == "closed"
    assert places_left(scope=boss, plan=walked.id) == left
    verdicts = {line.place: (line.counted, line.verdict) for line in world.lines(walked)}
    assert verdicts == {"A-01": (10, "matched"), "A-02": (10, "matched"),
                        "A-03": (None, "uncounted")}
    assert world.on_hand("PLAIN", "A-03") == 10
    assert covered(world) == {"A-01": True, "A-02": True, "A-03": False}
    world.assert_sound()


def test_the_certificate_and_its_paper_name_what_was_left(world, walked):
    counting.close_plan(scope=SYSTEM, plan=walked.id, leaving="上锁")
    body = issue(scope=SYSTEM, plan=walked.id).body
    assert [row["place"] for row in body["head"]["left"]] == ["A-01", "A-03"]
    assert altered(body) == []
    body["head"]["left"].pop()
    assert [fault.pointer for fault in altered(body)] == ["/head"]
    paper = on_paper(issue(scope=SYSTEM, plan=walked.id).body, "en", "")
    assert paper["head"]["left"] == "2 (上锁; the system): A-01, A-03"


def test_a_count_that_left_nothing_says_nothing_of_it(world):
    world.stock_in("PLAIN", "A-01", 10)
    plan, anna = world.plan("A-01"), world.person("anna")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 10, minutes=9)
    world.visit(anna, task, "A-01", minutes=8)
    counting.close_plan(scope=SYSTEM, plan=plan.id, leaving="in case")
    assert places_left(scope=SYSTEM, plan=plan.id) == []
    assert "left" not in issue(scope=SYSTEM, plan=plan.id).body["head"]


def test_a_reason_does_not_close_over_a_difference_that_waits(world):
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01")
    world.see(world.person("anna"), world.task(plan), "A-01", "PLAIN", 7, minutes=9)
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=SYSTEM, plan=plan.id, leaving="上锁")
    assert told(refused) == {("line_not_final", "A-01 PLAIN")}
    with pytest.raises(CloseRefused) as refused:
        counting.close_plan(scope=SYSTEM, plan=plan.id, leaving="x" * 501)
    assert {fault.code for fault in refused.value.faults} == {"reason_long", "line_not_final"}


def test_the_page_offers_to_close_with_a_reason_and_then_says_so(world, walked):
    world.controller()
    client = Client()
    client.force_login(get_user_model()._default_manager.get(code="boss"))
    page = client.post(f"/counts/{walked.id}/close")
    assert page.status_code == 409
    assert 'name="leaving"' in page.content.decode()
    blank = client.post(f"/counts/{walked.id}/close", {"leaving": " "})
    assert blank.status_code == 422
    assert 'name="leaving"' in blank.content.decode()
    assert client.post(f"/counts/{walked.id}/close", {"leaving": "上锁"}).status_code == 302
    text = client.get(f"/counts/{walked.id}").content.decode()
    assert "上锁" in text
    assert "A-03" in text

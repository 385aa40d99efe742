"""The confidence map, scores and accuracy by API and on the desk: words, rights, empty states."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from pandian.counting.risk import operations, queries
from pandian.counting.words import Tolerance
from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs.health import risk_health
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import seal_all
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


def signed_in(client, world, code="boss", role="controller"):
    world.controller(code, role)
    client.post("/sign-in", {"code": code, "password": PASSWORD})
    return client


def follow(world):
    seal_all(scope=SYSTEM)
    operations.follow(scope=SYSTEM, site=world.site)
    operations.score_site(scope=SYSTEM, site=world.site)


def busy(world):
    world.stock_in("PLAIN", "A-01", 100, 10_000)
    for minute in range(40):
        world.ship("PLAIN", "A-01", 1, 300 + minute)
    world.stock_in("LOTS", "A-02", 5, lot="L1")
    follow(world)


def test_the_way_down_from_zone_to_reasons_in_words(client, world):
    busy(world)
    signed_in(client, world)
    page = client.get("/confidence").content.decode()
    assert "zone=A" in page
    page = client.get("/confidence?zone=A").content.decode()
    assert "A-01" in page
    assert "不可信" in page or "该盘了" in page  # the word stands beside the colour
    page = client.get("/confidence?zone=A&place=A-01").content.decode()
    assert "PLAIN" in page
    assert "出入库与移动次数" in page
    card = "/stock/card?site=SH1&amp;item=PLAIN&amp;place=A-01"
    assert card in page, "what the percent comes from opens: the moves there"
    assert "A-01" in client.get(card.replace("&amp;", "&")).content.decode()


def test_health_is_red_once_a_night_or_a_week_was_missed(client, world):
    assert risk_health(datetime.now(UTC))["why"] == []  # nothing lies anywhere: nothing is late
    busy(world)
    scored = datetime.now(UTC)
    assert risk_health(scored + timedelta(hours=25))["ok"]
    late = risk_health(scored + timedelta(hours=27))
    assert (late["ok"], late["why"], late["sites_late"]) == (False, ["scores_old"], 1)
    assert queries.ages(scope=SYSTEM, now=scored + timedelta(hours=27)).late == ("SH1",)
    week = risk_health(scored + timedelta(days=9))
    assert week["why"] == ["scores_old", "model_old"], "never taught: counts from the first seal"
    operations.refit_model(scope=SYSTEM, now=scored + timedelta(days=8))
    assert risk_health(scored + timedelta(days=9))["why"] == ["scores_old"]
    told = client.get("/api/v1/health").json()["risk"]
    assert (told["ok"], told["sites_late"]) == (True, 0)
    assert "SH1" not in str(told), "whoever is not signed in learns no site"


def test_the_map_of_a_new_site_says_what_will_stand_there(client, world):
    signed_in(client, world)
    assert "还没有可信或可疑的" in client.get("/confidence").content.decode()
    assert client.get("/confidence?zone=NONE&site=NONE").status_code == 200
    assert "还没有发生过任何事" in client.get("/confidence?place=NONE").content.decode()


def test_english_readers_read_english(client, world):
    busy(world)
    signed_in(client, world)
    client.post("/language", {"language": "en", "next": "/"})
    page = client.get("/confidence?zone=A&place=A-01").content.decode()
    assert "touches" in page
    assert "Last count" in page


def test_a_counter_opens_neither_the_page_nor_the_api(client, world):
    busy(world)
    signed_in(client, world, "anna", "counter")
    for address in ("/confidence", "/api/v1/risk/scores?site=SH1",
                    "/api/v1/risk/confidence?site=SH1", "/api/v1/risk/accuracy?site=SH1"):
        assert client.get(address).status_code == 403, address


def test_the_api_says_the_same_with_messages(client, world):
    busy(world)
    signed_in(client, world)
    rows = client.get("/api/v1/risk/scores?site=SH1").json()["rows"]
    assert rows[0]["place"] == "A-01"
    assert rows[0]["reasons"][0]["message"]
    zones = client.get("/api/v1/risk/confidence?site=SH1").json()["rows"]
    assert [(row["zone"], row["holdings"]) for row in zones] == [("A", 2)]
    assert zones[0]["message"]
    places = client.get("/api/v1/risk/confidence?site=SH1&zone=A").json()["rows"]
    assert [row["place"] for row in places] == ["A-01", "A-02"]
    assert client.get("/api/v1/risk/scores?site=NO").status_code == 404


def test_goods_on_the_road_are_not_on_the_map(world):
    for place in ("A-01", "A-02"):
        world.stock_in("PLAIN", place, 5)
    operations.rebuild(scope=SYSTEM, site=world.site)
    assert {"A-01", "A-02"} <= {row.place for row in queries.confidence(
        scope=SYSTEM, site=world.site)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_place SET kind = 'in_transit' WHERE site = %s"
                       " AND code = 'A-02'", [world.site_id])
    assert "A-02" not in {row.place for row in queries.confidence(scope=SYSTEM, site=world.site)}
    assert "A-02" not in {row.zone for row in queries.zones(scope=SYSTEM, site=world.site)}


def why(world, plan, place, strategy):
    """Mark a place of a plan's task as chosen by a strategy, as the daily planner does."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO counting_task_why (site, task, place, rule, label_zh, label_en, version,
                   strategy, holdings, due_on, params)
            SELECT %s, %s, p.id, %s, '', '', 1, %s, 1, %s, '{}' FROM catalog_place p
             WHERE p.site = %s AND p.code = %s""",
            [world.site_id, world.task(plan), strategy, strategy, date.today(),
             world.site_id, place])


def counted(world, place, quantity, strategy):
    anna = world.person("anna")
    world.stock_in("PLAIN", place, 100)
    plan = world.plan(place, id=uuid7(), tolerance=Tolerance(quantity=3))
    why(world, plan, place, strategy)
    world.see(anna, world.task(plan), place, "PLAIN", quantity, 5)
    world.visit(anna, world.task(plan), place, 4)
    world.settle(plan)


def test_accuracy_rests_on_the_random_part_only(client, world):
    counted(world, "A-01", 100, "sampling")
    counted(world, "A-02", 98, "sampling")   # inside tolerance, not exact
    counted(world, "A-03", 100, "cycle")
    counted(world, "A-04", 50, "risk")       # chosen because it was likely wrong: not asked
    found = queries.accuracy(scope=SYSTEM, site=world.site)
    assert (found.exact.right, found.exact.counted) == (2, 3)
    assert (found.tolerated.right, found.tolerated.counted) == (3, 3)
    assert (found.places.right, found.places.counted) == (2, 3)
    assert found.quantity == pytest.approx(1 - 2 / 300)
    assert found.exact.low < 2 / 3 < found.exact.high
    assert found.quantity_range is None, "one place that differs is too few to draw from"
    assert [(each.so_far.right, each.so_far.counted) for each in found.days][-1] == (2, 3)
    signed_in(client, world)
    told = client.get("/api/v1/risk/accuracy?site=SH1").json()
    assert (told["exact"]["right"], told["exact"]["counted"]) == (2, 3)
    assert told["latest"] is None, "three lines are no window"
    page = client.get("/confidence").content.decode()
    assert "2 / 3" in page
    assert "最近几天" not in page
    assert "99.33 %" in page  # by quantity
    page = client.get("/counts").content.decode()
    assert "66.7 %" in page
    assert "尚不能断定" in page  # three lines decide nothing about 98 percent
    assert "/confidence?site=SH1" in page
    assert "66.7 %" not in client.get("/counts?site=NO").content.decode()
    page = client.get("/").content.decode()
    assert "66.7 %" in page
    assert "/counts/reasons" in page  # why it is what it is: one press from the first page
    assert 'href="/approvals"' in page


def test_without_counts_accuracy_is_unknown_not_perfect(world):
    found = queries.accuracy(scope=SYSTEM, site=world.site, until=datetime.now(UTC))
    assert found.exact.share is None
    assert (found.exact.low, found.exact.high) == (0, 1)
    assert found.quantity is None

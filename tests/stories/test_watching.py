"""Hot items and risky places watched closely: weeks, control line, proposals, doors."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from pandian.counting.risk.rules import share
from pandian.counting.watching.operations import unwatch, watch
from pandian.counting.watching.queries import watch_list
from pandian.counting.watching.rules import proposed_of, verdict, week_of
from pandian.counting.watching.words import WatchDraft, WatchRefused, Why
from pandian.counting.words import Tolerance
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from tests.stories.counting_world import PASSWORD, World


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def draft(item: str = "", place: str = "", reason: str = "少过两次", **more: object) -> WatchDraft:
    return WatchDraft(more.pop("id", uuid7()), "SH1", item, place, reason,  # type: ignore
                      more.pop("until", today() + timedelta(days=30)))  # type: ignore


@pytest.mark.parametrize(("wrong", "counted", "site", "said"), [
    (0, 0, share(5, 100), "none"), (1, 2, share(5, 100), "chance"),
    (5, 10, share(5, 100), "above"), (0, 200, share(5, 100), "below"),
    (5, 100, share(5, 100), "chance")])
def test_the_control_line_speaks_only_beyond_chance(wrong, counted, site, said):
    assert verdict(share(wrong, counted), site=site) == said


def test_units_of_several_items_are_not_added_up_and_worth_hides():
    row = SimpleNamespace(week=date(2026, 1, 5), lines=4, exact=1, over=1, under=2, items=2,
                          plus=3, minus=9, plus_value=30, minus_value=90)
    assert week_of(row, hides=False)[5:] == (None, None, 30, 90)
    row.items = 1
    assert week_of(row, hides=True)[5:] == (3, 9, None, None)


def test_a_thing_proposed_twice_stands_once_and_first():
    row = SimpleNamespace
    found = proposed_of([
        row(code="differs", item="A", item_name="", place="", first=3, second=4),
        row(code="risk", item="B", item_name="", place="", first=7, second=0),
        row(code="attractive", item="B", item_name="", place="", first=1, second=0)])
    assert [(each.item, each.whys) for each in found] == [
        ("B", (Why("risk", (7,)), Why("attractive", (1,)))), ("A", (Why("differs", (3, 4, 8)),))]


@pytest.fixture
def world(db):
    """PLAIN is 5 over at A-01, 5 under at A-02, right at A-03; LOTS is right at A-03."""
    world = World()
    anna = world.person("anna")
    world.stock_in("PLAIN", "A-01", 100)
    world.stock_in("PLAIN", "A-02", 100)
    world.stock_in("PLAIN", "A-03", 100)
    world.stock_in("LOTS", "A-03", 7, lot="L1")
    plan = world.plan("A-01", "A-02", "A-03", tolerance=Tolerance(quantity=9))
    task = world.task(plan)
    for place, quantity in (("A-01", 105), ("A-02", 95), ("A-03", 100)):
        world.see(anna, task, place, "PLAIN", quantity, 5)
    world.see(anna, task, "A-03", "LOTS", 7, 5, lot="L1")
    for place in ("A-01", "A-02", "A-03"):
        world.visit(anna, task, place, 4)
    world.settle(plan)
    return world


def test_over_and_under_are_never_netted_and_every_act_is_on_record(world):
    boss = world.controller()
    mine = draft("PLAIN")
    assert [watch(scope=boss, draft=mine), watch(scope=boss, draft=mine)] == ["created", "exists"]
    watch(scope=boss, draft=draft(place="A"))
    watch(scope=boss, draft=draft("LOTS", "A-03"))
    told = watch_list(scope=boss, site="SH1")
    assert (told.wrong.right, told.wrong.counted) == (2, 4)
    lots, zone, plain = told.watched
    assert [week[1:] for week in plain.weeks] == [
        (3, 1, 1, 1, 5, 5, 100_000, 100_000)], "5 over and 5 under are two wrong lines"
    assert [week[1:] for week in zone.weeks] == [(4, 2, 1, 1, None, None, 100_000, 100_000)]
    assert [week[1:3] for week in lots.weeks] == [(1, 1)]
    assert {each.verdict for each in told.watched} == {"chance"}
    assert {(each.item, each.place) for each in told.proposed} == set(), "PLAIN is watched"
    with pytest.raises(WatchRefused, match="watched_already"):
        watch(scope=boss, draft=draft("PLAIN"))
    with pytest.raises(WatchRefused, match="watch_differs"):
        watch(scope=boss, draft=draft("LOTS", id=mine.id))
    unwatch(scope=boss, site="SH1", watch=mine.id, why="好了")
    with pytest.raises(WatchRefused, match="watch_unknown"):
        unwatch(scope=boss, site="SH1", watch=mine.id, why="好了")
    later = watch_list(scope=boss, site="SH1", now=datetime.now(UTC) + timedelta(days=40))
    assert later.watched == [], "the last day is over"
    told = watch_list(scope=boss, site="SH1")
    assert [each.item for each in told.watched] == ["LOTS", ""]
    assert [(each.item, each.whys) for each in told.proposed] == [
        ("PLAIN", (Why("differs", (2, 3, 8)),))]
    told_of = facts_about(scope=SYSTEM, sites=[world.site_id], subject=f"watch:{mine.id}")
    assert sorted((row.kind, row.actor) for row in told_of) == [
        ("counting.unwatched", "boss"), ("counting.watched", "boss")]


def test_a_bad_watch_is_refused_with_everything_that_is_wrong(world):
    with pytest.raises(WatchRefused) as refused:
        watch(scope=SYSTEM, draft=draft("NO", "NOWHERE", " ", until=today()))
    assert [(each.pointer, each.code) for each in refused.value.faults] == [
        ("/item", "item_unknown"), ("/place", "place_unknown"), ("/reason", "blank"),
        ("/until", "watch_over")]
    with pytest.raises(WatchRefused, match="watch_nothing"):
        watch(scope=SYSTEM, draft=draft())
    with pytest.raises(WatchRefused, match="/why blank"):
        unwatch(scope=SYSTEM, site="SH1", watch=uuid7(), why=" ")


def test_the_page_and_the_api_say_the_same_and_counters_open_neither(client, world):
    boss = world.controller()
    client.post("/sign-in", {"code": "boss", "password": PASSWORD})
    page = client.get("/confidence/watch").content.decode()
    assert "还没有监控" in page
    assert "近 8 周 3 行中有 2 行不符" in page
    form = {"id": str(uuid7()), "site": "SH1", "item": "PLAIN", "reason": "热门",
            "until": (today() + timedelta(days=9)).isoformat()}
    bad = client.post("/confidence/watch/new", form | {"until": "?"})
    assert (bad.status_code, "热门" in bad.content.decode()) == (422, True)
    assert client.post("/confidence/watch/new", form).status_code == 302
    page = client.get("/confidence/watch").content.decode()
    assert "items=PLAIN" in page, "the button that counts now"
    assert "PLAIN" in client.get("/counts/new?site=SH1&items=PLAIN").content.decode()
    rows = client.get("/api/v1/watches?site=SH1").json()["watched"]
    assert [(row["item"], row["weeks"][0]["plus"], row["message"]) for row in rows] == [
        ("PLAIN", 5, "与全站点无异：差别可能只是偶然")]
    ended = client.post(f"/confidence/watch/{form['id']}/end", {"site": "SH1", "why": "好了"})
    assert ended.status_code == 302
    body = form | {"id": str(uuid7()), "place": "A-01"}
    answer = client.post("/api/v1/watches", body, content_type="application/json")
    assert (answer.status_code, answer.json()["result"]) == (201, "created")
    path = f"/api/v1/watches/{body['id']}/end"
    assert client.post(path, {"site": "SH1", "why": "好"}, content_type="application/json"
                       ).json()["result"] == "ended"
    with pytest.raises(Forbidden):
        watch_list(scope=boss._replace(hides=frozenset({"variance"})), site="SH1")
    world.controller("cora", "counter")
    client.post("/sign-in", {"code": "cora", "password": PASSWORD})
    for address in ("/confidence/watch", "/api/v1/watches?site=SH1"):
        assert client.get(address).status_code == 403, address

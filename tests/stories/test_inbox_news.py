"""What the inbox tells of late paper and of counters who disagree, to whom, and putting it away."""

from __future__ import annotations

import pytest
from counting_world import PASSWORD

from pandian.counting import operations as counting
from pandian.counting.inbox.operations import put_away, take_back
from pandian.counting.inbox.queries import inbox
from pandian.counting.inbox.words import NotPutAway, RowKey


def key(row):
    return RowKey(row.kind, row.site, row.subject)


@pytest.fixture
def healed(world, anna):
    """97 stood, 87 were counted after a pick of 10 that is written an hour later."""
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 100, minutes=600)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 87, minutes=30)
    world.settle(plan)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    world.ship("PLAIN", "A-01", 10, minutes=60)
    assert world.on_hand("PLAIN", "A-01") == 87
    return plan


def test_a_healed_line_tells_both_documents_and_what_remains(world, healed):
    (row,) = inbox(scope=world.controller("boss2"))
    assert (row.kind, row.place, row.item, row.quantity) == ("healed", "A-01", "PLAIN", 10)
    assert (row.detail["remains"], row.detail["people"]) == (-3, ["anna"])
    (paper,) = row.detail["papers"]
    assert paper["kind"] == "issue"
    assert paper["posting"]


def test_the_counter_is_told_without_any_figure(world, anna, ben, healed):
    (row,) = inbox(scope=anna)
    assert (row.kind, row.quantity) == ("healed", None)
    assert set(row.detail) == {"people", "observed_at", "papers"}
    assert set(row.detail["papers"][0]) == {"kind", "actor", "recorded_at"}
    assert inbox(scope=ben) == []


def test_what_is_put_away_is_away_for_one_person_and_news_show_again(world, anna, healed):
    one, two = world.controller("one"), world.controller("two")
    (row,) = inbox(scope=one)
    assert put_away(scope=one, rows=[key(row), key(row)]) == 1
    assert inbox(scope=one) == []
    assert [key(r) for r in inbox(scope=one, read=True)] == [key(row)]
    assert [key(r) for r in inbox(scope=two)] == [key(row)]
    assert take_back(scope=one, rows=[key(row)]) == 1
    assert [key(r) for r in inbox(scope=one)] == [key(row)]
    put_away(scope=one, rows=[key(row)])
    world.ship("PLAIN", "A-01", 2, minutes=90)
    (news,) = inbox(scope=one)
    assert (news.quantity, news.detail["remains"], len(news.detail["papers"])) == (12, -1, 2)


def test_every_row_that_cannot_be_put_away_is_named_and_none_is(world, anna, ben, healed):
    boss = world.controller("one")
    plan = world.plan("A-02")
    world.stock_in("PLAIN", "A-02", 5)
    world.see(anna, world.task(plan), "A-02", "PLAIN", 4, minutes=9)
    world.see(ben, world.task(plan), "A-02", "PLAIN", 3, minutes=8)
    world.settle(plan)
    rows = {row.kind: row for row in inbox(scope=boss)}
    assert set(rows) == {"healed", "disagreement"}
    unknown = RowKey("healed", "SH1", "line:999999")
    with pytest.raises(NotPutAway) as refused:
        put_away(scope=boss, rows=[key(rows["healed"]), key(rows["disagreement"]), unknown])
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/rows/1", "row_needs_decision"), ("/rows/2", "row_not_here")]
    assert {row.kind for row in inbox(scope=boss)} == {"healed", "disagreement"}


def test_counters_who_disagree_stand_there_with_the_recount_until_a_third_decides(
    world, anna, ben
):
    boss = world.controller()
    world.stock_in("PLAIN", "A-01", 9)
    plan = world.plan("A-01")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 9, minutes=9)
    world.see(ben, task, "A-01", "PLAIN", 7, minutes=8)
    world.settle(plan)
    (row,) = inbox(scope=boss)
    assert (row.kind, row.quantity, row.detail["people"]) == ("disagreement", None, ["anna", "ben"])
    assert (row.recount.state, row.recount.person) == ("open", "")
    world.see(world.person("carl"), row.recount.task, "A-01", "PLAIN", 9, minutes=2)
    world.settle(plan)
    assert inbox(scope=boss) == []


def test_a_serial_in_two_places_is_told_with_its_places(world, anna):
    boss = world.controller()
    plan = world.plan("A-01", "A-02")
    for place, minutes in (("A-01", 9), ("A-02", 6)):
        world.see(anna, world.task(plan), place, "SERIAL", 1, minutes=minutes, serial="S1")
    world.settle(plan)
    rows = inbox(scope=boss)
    assert {row.kind for row in rows} == {"serial"}
    assert {row.place for row in rows} == {"A-01", "A-02"}
    assert rows[0].detail["note"]["params"]["places"] == ["A-01", "A-02"]


def test_nothing_of_another_site_shows(world, healed):
    elsewhere = world.person("anna")._replace(sites=frozenset({"OTHER"}))
    assert inbox(scope=elsewhere) == []


def test_who_counts_blind_reads_no_figure_of_it_in_the_inbox_either(world, anna, healed):
    """Neither what remained of a line nor what another counted: he may count it next."""
    boss, both = world.controller("one"), world.controller("both")
    counting.assign(scope=boss, task=world.task(healed), person="both")
    world.see(anna, world.task(healed), "A-01", "PLAIN", 86, minutes=45)
    world.settle(healed)
    for who, figures in ((boss, {10, 86}), (both, {None})):
        rows = inbox(scope=who)
        assert {row.kind for row in rows} == {"healed", "late"}
        assert {row.quantity for row in rows} == figures
        assert ("remains" in rows[0].detail or "remains" in rows[1].detail) == (who is boss)

"""What a rule reaches is the same in arrays and in a plain query, for every facet.   范围孪生"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from pandian.catalog.operations import put_items, put_parties, put_places
from pandian.catalog.queries import known_attributes
from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
from pandian.counting.planning.queries import stock_of
from pandian.counting.planning.rulebook.rules import rule_of
from pandian.counting.planning.rules import inside
from pandian.counting.planning.words import RuleRefused
from pandian.counting.watching.operations import unwatch, watch
from pandian.counting.watching.words import WatchDraft
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Label
from tests.stories.counting_world import World

pytestmark = pytest.mark.django_db
ZONE = "p.parent = (SELECT z.id FROM catalog_place_view z WHERE z.site = p.site AND z.code = 'B')"
LINE = "i.attributes ->> 'line' = 'implant'"
CASES: dict[str, tuple[Any, str]] = {
    "scope.places": (["A-01", "B"], f"(p.code = 'A-01' OR {ZONE})"),
    "scope.zones": (["B"], ZONE),
    "scope.place_kinds": (["bin"], "p.kind = 'bin'"),
    "scope.items": (["PLAIN"], "i.code = 'PLAIN'"),
    "scope.tracking": (["lot"], "i.tracking = 'lot'"),
    "scope.classes": (["III"], "i.attributes ->> 'class' = 'III'"),
    "scope.abc": (["C"], "true"),  # nothing was used: all is C, and Z
    "scope.xyz": (["X"], "false"),
    "scope.attributes": ({"line": ["implant"], "flag": ["true"], "size": ["12"]},
                         f"{LINE} AND i.attributes ->> 'flag' = 'true'"),
    "scope.lots": (["L1"], "t.code = 'L1'"),
    "scope.owners": (["OWN"], "y.code = 'OWN'"),
    "scope.statuses": (["quarantine"], "h.status = 'quarantine'"),
    "scope.watched": (True, "(i.code = 'BONE' AND p.code = 'A-03' OR p.code = 'B-01' "
                            "OR i.code = 'PLAIN')"),
    "exceptions.skip_items": (["PLAIN"], "NOT (i.code = 'PLAIN')"),
    "exceptions.skip_places": (["B"], f"NOT ({ZONE})"),
    "exceptions.skip_owners": (["OWN"], "y.code IS DISTINCT FROM 'OWN'"),
    "exceptions.skip_classes": (["III"], "i.attributes ->> 'class' IS DISTINCT FROM 'III'"),
    "exceptions.skip_attributes": ({"line": ["implant"]}, f"({LINE}) IS NOT TRUE"),
}
QUERY = """
SELECT h.id FROM ledger_holding h
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical
  JOIN catalog_item i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
  LEFT JOIN catalog_party_view y ON y.id = h.owner AND h.owner <> 0
 WHERE h.site = %s AND """


def _world() -> World:
    world = World()
    put_places(scope=SYSTEM, places=[
        PlaceDraft(world.site, "B", "zone"), PlaceDraft(world.site, "B-01", "bin", "B")])
    put_parties(scope=SYSTEM, parties=[PartyDraft("OWN", "customer", "货主")])
    put_items(scope=SYSTEM, items=[
        ItemDraft("BONE", "骨板", "块", tracking="lot",
                  attributes={"line": "implant", "class": "III", "flag": True, "size": 12}),
        ItemDraft("TEST", "试剂", "盒", attributes={"line": "reagent", "class": "II"})])
    world.stock_in("PLAIN", "A-01", 4)
    world.stock_in("TEST", "B-01", 4, owner="OWN")
    world.stock_in("TEST", "A-02", 4)
    world.stock_in("BONE", "B-01", 4, lot="L1")
    world.stock_in("BONE", "A-03", 4, lot="L2", owner="OWN")
    world.stock_in("PLAIN", "A-04", 4, status="quarantine")
    for item, place in (("BONE", "A-03"), ("", "B"), ("PLAIN", ""), ("TEST", "A-02")):
        id, today = uuid7(), world.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        watch(scope=SYSTEM, draft=WatchDraft(
            id=id, site=world.site, item=item, place=place, reason="hot",
            until=today + timedelta(days=9)))
        if place == "A-02":  # looked at no longer
            unwatch(scope=SYSTEM, site=world.site, watch=id, why="calm")
    return world


def test_every_facet_reaches_the_same_holdings_as_a_plain_query() -> None:
    declared = {field.name for field in KINDS["count.plan"].fields
                if field.name.startswith(("scope.", "exceptions.skip_"))}
    assert set(CASES) == declared
    world = _world()
    known = known_attributes(scope=SYSTEM)
    assert (known["flag"], known["size"]) == (("true",), ("12",))
    for key, (value, condition) in CASES.items():
        rule = rule_of({"strategy": "touched", key: value}, code="R", label=Label("R", "R"))
        stock = stock_of(scope=SYSTEM, site=world.site, rules=[rule], now=datetime.now(UTC))
        with connection.cursor() as cursor:
            cursor.execute(QUERY + condition, [world.site_id])
            wanted = sorted(row[0] for row in cursor.fetchall())
        assert sorted(stock.holding[inside(rule, stock)].tolist()) == wanted, key
        assert wanted or condition == "false", key


def test_all_that_a_rule_names_must_fit_and_exceptions_come_last() -> None:
    world = _world()
    rule = rule_of({
        "strategy": "touched", "scope.zones": ["B"], "scope.attributes": {"line": ["implant"]},
        "scope.lots": ["L1", "L2"], "exceptions.skip_owners": ["OWN"]}, code="R",
        label=Label("R", "R"))
    stock = stock_of(scope=SYSTEM, site=world.site, rules=[rule], now=datetime.now(UTC))
    assert inside(rule, stock).sum() == 1


def test_a_rule_of_the_watch_list_counts_what_is_watched_more_often() -> None:
    world = _world()
    now = datetime.now(UTC)
    rules = [rule_of({"strategy": "periodic", "when.every_days": days, **more}, code=code,
                     label=Label(code, code))
             for code, days, more in (("ALL", 90, {}), ("HOT", 7, {"scope.watched": True}),
                                      ("SAME", 90, {"scope.watched": False}))]
    stock = stock_of(scope=SYSTEM, site=world.site, rules=rules, now=now)
    every, hot, same = (inside(rule, stock) for rule in rules)
    assert (every == same).all(), "no is as if it were not said"
    assert 0 < hot.sum() < every.sum()
    later = now + timedelta(days=10)  # the watches are over by then
    stock = stock_of(scope=SYSTEM, site=world.site, rules=rules, now=later)
    assert not inside(rules[1], stock).any()
    with pytest.raises(RuleRefused) as refused:
        rule_of({"strategy": "touched", "scope.watched": "yes"}, code="R", label=Label("R", "R"))
    assert [fault.code for fault in refused.value.faults] == ["rule_not_flag"]

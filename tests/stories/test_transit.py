"""Goods on the road stand in the sender's book until they are taken in, at any instant.   在途"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from between_world import Between
from counting_world import World

from pandian.catalog.operations import put_lots, put_parties, put_places, put_sites
from pandian.catalog.words import LotDraft, PartyDraft, PlaceDraft
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.queries import card, stock, transit
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.expiry.queries import near
from pandian.lifecycle.shortage.operations import put_levels
from pandian.lifecycle.shortage.queries import shortages
from pandian.lifecycle.shortage.words import LevelDraft
from pandian.lifecycle.trace.queries import trace
from pandian.lifecycle.trace.words import TraceAsk
from pandian.lifecycle.whereabouts.queries import whereabouts
from pandian.lifecycle.whereabouts.words import Asked
from pandian.lifecycle.words import Acted, Amount, LineDraft

BEIJING = SYSTEM._replace(sites=frozenset({"BJ1"}))
SHIPMENTS = 25


@pytest.fixture
def house(db):
    """Yield two sites; nothing may be lost between them."""
    here = Between()
    yield here
    here.assert_sound()


def sent(house: Between, quantity: int, item: str = "PLAIN", lot: str = "") -> Acted:
    transfer = house.open("transfer", house.keeper, LineDraft(item, quantity, lot, place="A-01"),
                          to="BJ1", reason="北京缺货")
    house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"])
    house.act(house.keeper, transfer, "ship", Amount(1, "shipped", quantity),
              sign=["keeper", "porter"])
    return transfer


def places(as_of: datetime | None, site: str | None = None, **asked) -> dict[str, int]:
    return {row.place: row.quantity for row in stock(
        scope=SYSTEM, site=site, as_of=as_of, group_by=("place",), **asked).rows}


def test_each_instant_shows_what_is_open_and_only_at_the_sender(house):
    before = datetime.now(UTC)
    transfer = sent(house, 20)
    shipped = datetime.now(UTC)
    receipt = house.carried(transfer)
    house.act(house.bea, receipt, "receive", Amount(1, "received", 8, place="B-PEND"))
    part = datetime.now(UTC)
    house.act(house.bea, receipt, "receive", Amount(1, "received", 12, place="B-PEND"))
    whole = datetime.now(UTC)

    item = {"item": "PLAIN"}
    told = [(places(at, "SH1", **item), places(at, "BJ1", **item))
            for at in (before, shipped, part, whole, None)]
    assert told == [({"A-01": 50}, {}),
                    ({"A-01": 30, "TRANSIT-BJ1": 20}, {}),
                    ({"A-01": 30, "TRANSIT-BJ1": 12}, {"B-PEND": 8}),
                    ({"A-01": 30}, {"B-PEND": 20}),
                    ({"A-01": 30}, {"B-PEND": 20})]
    for at in (before, shipped, part, whole, None):
        assert sum(places(at, **item).values()) == 50, "the whole loses nothing on the way"
        for site in ("SH1", "BJ1"):  # every other road through the question says the same
            everything = places(at, site)
            assert {name: n for name, n in everything.items() if name != "A-01"} == {
                name: n for name, n in places(at, site, **item).items() if name != "A-01"}
            for place in ("TRANSIT-BJ1", "TRANSIT-SH1"):
                known = places(at, site, place=place, kind="in_transit")
                assert known.get(place, 0) == everything.get(place, 0)
    assert all(row.quantity >= 0 for row in stock(scope=BEIJING, as_of=part).rows)


def test_the_other_pages_tell_the_same(house):
    receipt = house.carried(sent(house, 20, "LOTS", "L1"))
    house.act(house.bea, receipt, "receive", Amount(1, "received", 8, place="B-PEND"))
    for scope in (SYSTEM, BEIJING, SYSTEM._replace(sites=frozenset({"SH1"}))):
        found = whereabouts(scope=scope, asked=Asked(item="LOTS")).on_the_way
        assert [(row.left, row.arrived, row.on_the_way) for row in found] == [(20, 8, 12)]
    standing = {(row.site, row.place): row.quantity
                for row in trace(scope=SYSTEM, ask=TraceAsk(item="LOTS", lot="L1")).standing}
    assert standing == {("SH1", "A-01"): 10, ("SH1", "TRANSIT-BJ1"): 12, ("BJ1", "B-PEND"): 8}
    for site, on_hand in (("SH1", 10), ("BJ1", 8)):
        page = card(scope=SYSTEM, site=site, item="LOTS")
        assert page.on_hand == page.rows[0].balance == on_hand
    own = card(scope=SYSTEM, site="SH1", item="LOTS", place="TRANSIT-BJ1")
    assert own.on_hand == 20, "who asks for an end of the road sees its own book"


def test_what_is_on_the_road_is_nothing_a_site_can_use_or_let_expire(house):
    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "供货", kinds=("supplier",))])
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", expires_on=date(2031, 5, 31))])
    receipt = house.carried(sent(house, 20, "LOTS", "L1"))
    house.act(house.bea, receipt, "receive", Amount(1, "received", 8, place="B-PEND"))
    for site in ("SH1", "BJ1"):
        put_levels(scope=SYSTEM, site=site,
                   drafts=[LevelDraft("LOTS", 100, 200, 1, "SUP", 1)])
    have = [(row.available, row.pending) for site in ("SH1", "BJ1")
            for row in shortages(scope=SYSTEM, site=site, now=datetime(2031, 5, 1, tzinfo=UTC))]
    assert have == [(10, 0), (0, 8)]
    last = [row.quantity for site in ("SH1", "BJ1") for row in near(
        scope=SYSTEM, site=site, now=datetime(2031, 5, 31, 1, tzinfo=UTC))]
    assert last == [10, 8]


@pytest.fixture
def roads(db):
    """Three sites; each has a road to each other one."""
    here = World()
    put_sites(scope=SYSTEM, sites=[SiteDraft(code, code, "Asia/Shanghai")
                                   for code in ("BJ1", "GZ1")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft(site, code, kind) for site in ("SH1", "BJ1", "GZ1")
        for code, kind in (("A-01", "bin"), *((f"TRANSIT-{other}", "in_transit") for other in (
            "SH1", "BJ1", "GZ1") if other != site))])
    return here


def moved(world: World, site: str, source: str, target: str, quantity: int, minutes: float,
          transfer: UUID | None, lot: str) -> None:
    answer = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), site, "transfer", {}, world.at(minutes),
        (LineRequest("LOTS", source, target, quantity, lot=lot),), transfer=transfer)])[0]
    assert answer.result == "created", answer


def test_roads_both_ways_and_late_paper_keep_each_shipment_apart(roads, seed):
    """The model knows shipments only: what was sent less what was taken in, at the sender."""
    dice, shipments = random.Random(seed), []
    for site in ("SH1", "BJ1", "GZ1"):
        for lot in ("L1", "L2"):
            moved(roads, site, "@supplier", "A-01", 5_000, 900, None, lot)
    for _ in range(SHIPMENTS):
        a, b = dice.sample(("SH1", "BJ1", "GZ1"), 2)
        lot, n, left = dice.choice(("L1", "L2")), dice.randint(1, 40), dice.uniform(60, 800)
        parts, rest, at = [], n, left
        while rest and dice.random() < 0.7:
            part, at = dice.randint(1, rest), dice.uniform(1, at)
            parts.append((part, at))
            rest -= part
        shipments.append((uuid7(), a, b, lot, n, left, parts))
    writes = [(one, None) for one in shipments] + [
        (one, part) for one in shipments for part in one[6]]
    dice.shuffle(writes)
    for (transfer, a, b, lot, n, left, _), part in writes:
        if part is None:
            moved(roads, a, "A-01", f"TRANSIT-{b}", n, left, transfer, lot)
        else:
            moved(roads, b, f"TRANSIT-{a}", "A-01", part[0], part[1], transfer, lot)
    for minutes in (850, *(dice.uniform(1, 800) for _ in range(8)), 0):
        assert_open(roads, shipments, minutes)


def assert_open(world: World, shipments: list, minutes: float) -> None:
    wanted: Counter[tuple[str, str, str]] = Counter()
    shown: Counter[tuple[str, str, str]] = Counter()
    for _, a, b, lot, n, left, parts in shipments:
        taken = sum(part for part, at in parts if at >= minutes)
        if left >= minutes and n > taken:
            wanted[a, f"TRANSIT-{b}", lot] += n - taken
            shown[a, b, lot] += n
    at = world.at(minutes) + timedelta(microseconds=1)
    for asked in ({}, {"item": "LOTS"}):
        rows = stock(scope=SYSTEM, as_of=at, kind="in_transit", **asked).rows
        assert {(r.site, r.place, r.lot): r.quantity for r in rows} == dict(wanted)
    for site in ("SH1", "BJ1", "GZ1"):
        one = Scope(**{**SYSTEM._asdict(), "sites": frozenset({site})})
        rows = stock(scope=one, as_of=at, kind="in_transit").rows
        assert {(r.site, r.place, r.lot): r.quantity for r in rows} == {
            key: n for key, n in wanted.items() if key[0] == site}
    ways = transit(scope=SYSTEM, as_of=at)
    assert {(w.site, w.other, w.lot): w.sent for w in ways} == dict(shown)
    assert {(w.site, w.place, w.lot): w.sent - w.taken for w in ways} == dict(wanted)


def test_what_was_taken_in_before_it_was_sent_shows_at_the_receiver(roads):
    transfer = uuid7()
    moved(roads, "SH1", "@supplier", "A-01", 50, 900, None, "L1")
    moved(roads, "BJ1", "TRANSIT-SH1", "A-01", 10, 300, transfer, "L1")
    assert places(None, kind="in_transit") == {"TRANSIT-SH1": -10}
    moved(roads, "SH1", "A-01", "TRANSIT-BJ1", 10, 200, transfer, "L1")
    assert places(None, kind="in_transit") == {}
    between = roads.at(250)
    assert places(between, kind="in_transit") == {"TRANSIT-SH1": -10}
    assert sum(row.quantity for row in stock(scope=SYSTEM, as_of=between).rows) == 50

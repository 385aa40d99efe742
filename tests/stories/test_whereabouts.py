"""What was where, in what status, at any instant: shelf, way, process, hospital.   时点去处"""

from __future__ import annotations

import pytest
from counting_world import World

from pandian.catalog.operations import put_places, put_sites
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.queries import GROUPS
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.whereabouts.queries import rows, whereabouts
from pandian.lifecycle.whereabouts.words import Asked

ALL = Asked()


@pytest.fixture
def two(db):
    """Two sites with the places of a transfer, a station and a hospital shelf."""
    here = World()
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "TO-BJ1", "in_transit"), PlaceDraft("BJ1", "FROM-SH1", "in_transit"),
        PlaceDraft("BJ1", "B-01", "bin"), PlaceDraft("SH1", "WIP-1", "wip"),
        PlaceDraft("SH1", "HOSPITAL", "consignment_site")])
    yield here
    here.assert_sound()


def at_the_other_site(world: World, source: str, target: str, quantity: int, minutes: float
                      ) -> None:
    answer = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "BJ1", "transfer_receive", {}, world.at(minutes),
        (LineRequest("LOTS", source, target, quantity, lot="L1"),))])[0]
    assert answer.result == "created", answer


def test_goods_on_the_way_are_both_sides_of_their_transfer_at_every_instant(two):
    two.stock_in("LOTS", "A-01", 30, minutes=600, lot="L1")
    two.move("LOTS", "A-01", "TO-BJ1", 10, 300, lot="L1", kind="transfer_ship")
    at_the_other_site(two, "FROM-SH1", "B-01", 4, 200)
    at_the_other_site(two, "FROM-SH1", "B-01", 6, 100)

    def way(minutes: float) -> list[tuple[int, int, int]]:
        found = whereabouts(scope=SYSTEM, asked=ALL, as_of=two.at(minutes)).on_the_way
        return [(row.left, row.arrived, row.on_the_way) for row in found]

    assert [way(minutes) for minutes in (400, 250, 150, 50)] == [
        [], [(10, 0, 10)], [(10, 4, 6)], []]
    total = {minutes: sum(row.quantity for row in whereabouts(
        scope=SYSTEM, asked=ALL, as_of=two.at(minutes)).kinds
        if row.kind in ("bin", "in_transit")) for minutes in (400, 250, 150, 50)}
    assert set(total.values()) == {30}, "what is on the way is neither lost nor there twice"
    one_side = SYSTEM._replace(sites=frozenset({"BJ1"}))
    seen = whereabouts(scope=one_side, asked=ALL, as_of=two.at(150))
    assert [row.on_the_way for row in seen.on_the_way] == [-4]


def test_the_question_may_be_narrowed_to_kind_status_item_and_owner(two):
    two.stock_in("LOTS", "A-01", 30, minutes=600, lot="L1")
    two.stock_in("PLAIN", "A-02", 5, minutes=600, status="pending")
    two.move("LOTS", "A-01", "WIP-1", 8, 300, lot="L1")
    two.move("LOTS", "A-01", "HOSPITAL", 2, 200, lot="L1")

    def kinds(minutes: float = 1, **asked: str) -> list[tuple[str, str, int]]:
        found = whereabouts(scope=SYSTEM, asked=Asked(**asked), as_of=two.at(minutes))
        return [tuple(row) for row in found.kinds]

    assert kinds() == [("bin", "accepted", 20), ("bin", "pending", 5),
                       ("consignment_site", "accepted", 2), ("wip", "accepted", 8)]
    assert kinds(250) == [("bin", "accepted", 22), ("bin", "pending", 5), ("wip", "accepted", 8)]
    assert kinds(kind="wip") == [("wip", "accepted", 8)]
    assert kinds(status="pending") == [("bin", "pending", 5)]
    assert kinds(item="LOTS", lot="L1", kind="bin") == [("bin", "accepted", 20)]
    assert kinds(site="BJ1") == []
    assert kinds(owner="NOBODY") == []


def test_an_export_has_every_holding_once_however_small_the_page(two, monkeypatch):
    for n, place in enumerate(two.places):
        two.stock_in("PLAIN", place, n + 1)
        two.stock_in("LOTS", place, 1, lot=f"L{n}")
    monkeypatch.setattr("pandian.lifecycle.whereabouts.queries.PAGE_ROWS_MAX", 5)
    found = list(rows(scope=SYSTEM, asked=ALL, as_of=two.at(0), group_by=GROUPS))
    assert len(found) == len({(row.place, row.item, row.lot) for row in found}) == 12
    assert {row.kind for row in found} == {"bin"}
    assert len(list(rows(scope=SYSTEM, asked=ALL, as_of=None, group_by=GROUPS, limit=7))) == 7

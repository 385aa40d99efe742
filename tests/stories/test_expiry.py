"""Every night expired goods are proposed to the red zone, and near ones are told once.   效期"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from shelf_world import Shelves

from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.words import ItemDraft, LotDraft, PlaceDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.lifecycle.expiry.operations import run_night
from pandian.lifecycle.expiry.queries import near
from pandian.lifecycle.words import Amount

LAST_HOUR = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
"""One minute before midnight in Shanghai: still the 30th there."""
MIDNIGHT = datetime(2026, 11, 30, 16, 1, tzinfo=UTC)


@pytest.fixture
def shelves(db):
    here = Shelves()
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", expires_on=date(2026, 11, 30)),
                                 LotDraft("LOTS", "L2", expires_on=date(2026, 12, 29)),
                                 LotDraft("LOTS", "L3", expires_on=date(2027, 5, 20))])
    yield here
    here.assert_sound()


def night(now: datetime):
    return run_night(scope=SYSTEM, site="SH1", now=now)


def told(lot: str) -> list[int]:
    """Return the thresholds at which people were told of a lot, oldest first."""
    rows = facts_about(scope=SYSTEM, sites=None, subject=f"lot:LOTS:{lot}")
    return [row.data["days"] for row in rows if row.kind == "expiry.near"][::-1]


def test_a_lot_is_usable_through_its_last_day_and_proposed_the_night_after(shelves):
    assert night(LAST_HOUR).documents == ()
    made = night(MIDNIGHT)
    assert (made.day, made.lines) == (date(2026, 12, 1), 1)
    draft = shelves.read(made.documents[0])
    assert (draft.head.number, draft.head.state, draft.head.created_by) == (
        "DR-000001", "draft", "@system")
    assert draft.head.header == {"cause": "expired", "place": "RED", "day": "2026-12-01"}
    assert [(line.source, line.lot, line.asked, line.target) for line in draft.lines] == [
        ("A-01", "L1", 10, "RED")]


def test_a_night_that_runs_twice_proposes_once(shelves):
    first = night(MIDNIGHT)
    assert night(MIDNIGHT).documents == ()
    assert night(datetime(2026, 12, 1, 20, tzinfo=UTC)).documents == (), "still open on the 2nd"
    draft = shelves.read(first.documents[0])
    shelves.act(shelves.keeper, first.documents[0], "cancel", version=draft.head.version)
    assert len(night(datetime(2026, 12, 2, 20, tzinfo=UTC)).documents) == 1, "proposed anew"


def test_whoever_carries_the_expired_goods_counts_them_and_needs_no_photo(shelves):
    draft = night(MIDNIGHT).documents[0]
    done = shelves.act(shelves.keeper, draft, "report", Amount(1, "damaged", 10),
                       Amount(1, "counted", 10), evidence={})
    assert done.state == "reported"
    assert shelves.standing()["RED", "LOTS", "L1", "rejected"] == 10
    assert night(datetime(2026, 12, 1, 20, tzinfo=UTC)).lines == 0


def test_expired_goods_are_found_wherever_they_are_accepted(shelves):
    shelves.stock_in("LOTS", "OUT", 2, lot="L1")
    shelves.stock_in("LOTS", "RED", 3, lot="L1", status="rejected")
    draft = shelves.read(night(MIDNIGHT).documents[0])
    assert sorted((line.source, line.asked) for line in draft.lines) == [("A-01", 10), ("OUT", 2)]


def test_people_are_told_once_at_each_threshold_the_tightest_first_reached(shelves):
    shelves.stock_in("LOTS", "A-02", 5, lot="L2")
    shelves.stock_in("LOTS", "A-02", 5, lot="L3")
    before = datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert night(before).warned == 3
    assert (told("L1"), told("L2"), told("L3")) == ([30], [90], [180])
    assert night(before).warned == 0
    assert night(MIDNIGHT).warned == 1
    assert told("L2") == [90, 30]


def test_an_item_may_have_its_own_days_of_warning(shelves):
    put_items(scope=SYSTEM, items=[ItemDraft("LOTS", "骨钉", "支", tracking="lot",
                                             attributes={"near_expiry_days": "400, 10"})])
    shelves.stock_in("LOTS", "A-02", 5, lot="L3")
    assert [(row.lot, row.left, row.days, row.quantity) for row in near(
        scope=shelves.boss, site="SH1", now=MIDNIGHT)] == [("L3", 170, 400, 5)]


def test_a_site_without_a_red_place_is_told_and_nothing_is_proposed(shelves):
    from pandian.catalog.operations import put_places

    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "RED", "rejected_area", active=False)])
    assert night(MIDNIGHT).faults == ("no_red_place",)
    assert [row.kind for row in facts_about(scope=SYSTEM, sites=None, subject="site:SH1")][:1] == [
        "expiry.no_red_place"]

"""Risk follows the ledger: exposures, resets by counts, late paper, rebuild, scores, the map."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting.risk import operations, queries
from pandian.counting.words import Tolerance
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden
from pandian.ledger.operations import seal_all
from tests.stories.counting_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


def follow(world):
    seal_all(scope=SYSTEM)
    return operations.follow(scope=SYSTEM, site=world.site)


def table(name, columns="*"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM counting_risk_{name} ORDER BY 1, 2, 3")
        return cursor.fetchall()


def exposure(world, item="PLAIN"):
    with connection.cursor() as cursor:
        cursor.execute("""SELECT e.touches, e.receipts, e.lots, e.counted_at IS NOT NULL
            FROM counting_risk_exposure e JOIN catalog_item i ON i.id = e.item
            WHERE i.code = %s ORDER BY e.holding""", [item])
        return cursor.fetchall()


def count(world, place, item, quantity, minutes, **more):
    anna = world.person("anna")
    plan = world.plan(place, tolerance=Tolerance(quantity=1_000))
    task = world.task(plan)
    world.see(anna, task, place, item, quantity, minutes, **more)
    world.visit(anna, task, place, minutes - .01)
    world.settle(plan)
    return plan


def test_moves_add_up_and_a_count_begins_anew(world):
    world.stock_in("PLAIN", "A-01", 100)
    world.ship("PLAIN", "A-01", 10, 300)
    world.ship("PLAIN", "A-01", 5, 200)
    assert follow(world) == 1
    assert exposure(world) == [(3, 1, 0, False)]
    count(world, "A-01", "PLAIN", 85, 100)
    world.ship("PLAIN", "A-01", 1, 50)
    follow(world)
    assert exposure(world) == [(1, 0, 0, True)]
    assert table("outcome", "touches, receipts, variance") == [(3, 1, 0)]


def test_nothing_new_is_no_work(world):
    world.stock_in("PLAIN", "A-01", 100)
    assert follow(world) == 1
    assert follow(world) == 0


def test_late_paper_from_before_a_count_goes_to_what_the_count_taught(world):
    world.stock_in("PLAIN", "A-01", 100)
    count(world, "A-01", "PLAIN", 100, 100)
    follow(world)
    world.ship("PLAIN", "A-01", 10, 300)
    follow(world)
    assert exposure(world) == [(0, 0, 0, True)]
    assert table("outcome", "touches, receipts, lots") == [(2, 1, 0)]


def test_a_pick_among_several_lots_is_told_from_a_pick_of_the_only_one(world):
    world.stock_in("LOTS", "A-01", 10, 600, lot="L1")
    world.ship("LOTS", "A-01", 1, 500, lot="L1")
    world.stock_in("LOTS", "A-01", 10, 400, lot="L2")
    world.ship("LOTS", "A-01", 1, 300, lot="L1")
    world.ship("LOTS", "A-01", 8, 200, lot="L1")
    world.ship("LOTS", "A-01", 1, 100, lot="L2")  # L1 is empty by now
    follow(world)
    assert exposure(world, "LOTS") == [(4, 1, 2, False), (2, 1, 0, False)]


def test_following_piece_by_piece_equals_building_from_nothing(world):
    seed = random.randrange(10**6)
    print("seed", seed)
    draw = random.Random(seed)
    for lot in ("L1", "L2", "L3"):
        world.stock_in("LOTS", "A-01", 1_000, 10_000, lot=lot)
        world.stock_in("LOTS", "A-02", 1_000, 10_000, lot=lot)
    world.stock_in("PLAIN", "A-03", 1_000, 10_000)
    for _ in range(6):
        for _ in range(draw.randrange(1, 6)):
            world.ship("LOTS", draw.choice(["A-01", "A-02"]), draw.randrange(1, 9),
                       draw.uniform(1, 9_000), lot=draw.choice(["L1", "L2", "L3"]))
        world.ship("PLAIN", "A-03", 1, draw.uniform(1, 9_000))
        if draw.random() < .7:
            count(world, "A-01", "LOTS", draw.randrange(900, 1_001), draw.uniform(2, 8_000),
                  lot=draw.choice(["L1", "L2"]))
        follow(world)
    followed = table("exposure"), table("outcome")
    assert followed[0]
    operations.rebuild(scope=SYSTEM, site=world.site)
    assert (table("exposure"), table("outcome")) == followed


def test_scores_name_the_busiest_first_and_say_why(world):
    put_items(scope=SYSTEM, items=[
        ItemDraft("GEM", "钻头", "支", cost=20_000, attributes={"attractive": True})])
    world.stock_in("PLAIN", "A-01", 100, 100_000)
    world.stock_in("GEM", "A-02", 100, 100_000)
    for minute in range(20):
        world.ship("PLAIN", "A-01", 1, 500 + minute)
    follow(world)
    done = operations.score_site(scope=SYSTEM, site=world.site)
    assert done.holdings == 2
    rows = queries.scores(scope=SYSTEM, site=world.site)
    assert [row.item for row in rows] == ["PLAIN", "GEM"]
    assert rows[0].reasons[0].code == "touches"
    assert rows[1].reasons[0].code == "attractive"
    assert all(0 < row.probability < 1 and row.expected_value > 0 for row in rows)


def test_what_was_counted_since_the_night_is_not_asked_for(world):
    world.stock_in("PLAIN", "A-01", 100)
    world.stock_in("PLAIN", "A-02", 100)
    follow(world)
    operations.score_site(scope=SYSTEM, site=world.site,
                          now=datetime.now(UTC) - timedelta(minutes=200))
    count(world, "A-01", "PLAIN", 100, 100)
    follow(world)
    assert [row.place for row in queries.scores(scope=SYSTEM, site=world.site)] == ["A-02"]


def test_a_pick_beyond_the_book_goes_before_all_others(world):
    world.stock_in("PLAIN", "A-01", 100)
    for minute in range(30):
        world.ship("PLAIN", "A-01", 1, 300 + minute)
    world.stock_in("PLAIN", "A-02", 8)
    follow(world)
    operations.score_site(scope=SYSTEM, site=world.site)
    assert queries.scores(scope=SYSTEM, site=world.site)[0].place == "A-01"
    world.ship("PLAIN", "A-02", 10, 60)
    follow(world)
    first = queries.scores(scope=SYSTEM, site=world.site)[0]
    assert (first.place, first.urgent) == ("A-02", True)


def test_counts_teach_the_model_and_the_model_is_kept(world):
    for n in range(1, 6):
        world.stock_in("PLAIN", f"A-0{n}", 100)
        count(world, f"A-0{n}", "PLAIN", 90 if n < 4 else 100, 100)
    world.stock_in("LOTS", "A-06", 5, lot="L1")
    follow(world)
    fitted = operations.refit_model(scope=SYSTEM)
    assert (fitted.counts, fitted.wrong) == (5, 3)
    assert fitted.theta[0] > .008
    again = operations.refit_model(scope=SYSTEM)
    assert again == fitted
    _when, kept = queries.last_fit(scope=SYSTEM)
    assert kept == fitted


def test_the_map_decays_with_touches_and_rises_with_a_count(world):
    world.stock_in("PLAIN", "A-01", 100)
    for minute in range(20):
        world.ship("PLAIN", "A-01", 1, 300 + minute)
    world.stock_in("PLAIN", "A-02", 100)
    follow(world)
    before = {row.place: row for row in queries.confidence(scope=SYSTEM, site=world.site)}
    assert before["A-01"].right < before["A-02"].right < 1
    assert before["A-01"].zone == "A"
    zone = queries.zones(scope=SYSTEM, site=world.site)[0]
    assert (zone.zone, zone.holdings) == ("A", 2)
    count(world, "A-01", "PLAIN", 80, 1)
    follow(world)
    after = {row.place: row for row in queries.confidence(scope=SYSTEM, site=world.site, zone="A")}
    assert after["A-01"].right > before["A-01"].right
    drill = queries.holdings(scope=SYSTEM, site=world.site, place="A-02")
    assert [row.item for row in drill] == ["PLAIN"]
    assert drill[0].reasons


def test_an_empty_site_has_an_empty_map_and_no_scores(world):
    assert follow(world) == 0
    assert operations.score_site(scope=SYSTEM, site=world.site).holdings == 0
    assert queries.scores(scope=SYSTEM, site=world.site) == []
    assert queries.confidence(scope=SYSTEM, site=world.site) == []
    assert queries.zones(scope=SYSTEM, site=world.site) == []
    assert operations.refit_model(scope=SYSTEM).counts == 0


def test_a_counter_reads_neither_scores_nor_map(world):
    anna = world.person("anna")
    for read in (queries.scores, queries.confidence, queries.zones):
        with pytest.raises(Forbidden):
            read(scope=anna, site=world.site)

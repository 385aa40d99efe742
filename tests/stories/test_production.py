"""Goods are fed, used up and come out as others, and every unit is accounted for.   投料与完工"""

from __future__ import annotations

from datetime import date

import pytest
from between_world import Between

from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import ItemDraft, LotDraft
from pandian.governance.words import SYSTEM
from pandian.lifecycle.production.queries import yields
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentConflict,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
)

STATION = "ST-1-PD-000001"


@pytest.fixture
def house(db):
    """Yield a house with a station; whatever was made there, the books must be sound."""
    here = Between()
    put_items(scope=SYSTEM, items=[ItemDraft("SET", "骨钉包", "包", tracking="lot")])
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def released(house: Between, *lines: LineDraft, **more) -> Acted:
    """Return an order: 20 LOTS of L1 and 10 PLAIN make 10 SET."""
    lines = lines or (LineDraft("LOTS", 20, "L1", place="A-01"),
                      LineDraft("PLAIN", 10, place="A-01"), LineDraft("SET", 10))
    head = {"station": "ST-1", "place": "PEND", "process": "repack", "bom": "SET v3", **more}
    return house.open("production", house.keeper, *lines, **head)


def running(house: Between) -> Acted:
    """Return an order to which all was fed."""
    order = released(house)
    return house.act(house.keeper, order, "issue", Amount(1, "issued", 20),
                     Amount(2, "issued", 10))


STEP = {"step": "W-12"}


def test_ten_sets_are_made_of_a_lot_and_the_remainder_closes_the_order(house):
    order = released(house)
    assert (order.number, order.state) == ("PD-000001", "released")
    house.act(house.keeper, order, "issue", Amount(1, "issued", 20), Amount(2, "issued", 10))
    assert house.there(STATION) == {(STATION, "LOTS", "L1", "accepted"): 20,
                                    (STATION, "PLAIN", "", "accepted"): 10}
    house.act(house.porter, order, "consume", Amount(1, "consumed", 16),
              Amount(2, "estimated", 8), evidence=STEP)
    house.act(house.keeper, order, "output", Amount(
        3, "output", 8, lot="S-1", made_on="2026-11-20", expires_on="2028-11-20"))
    assert house.there("PEND") == {("PEND", "SET", "S-1", "pending"): 8}
    house.act(house.keeper, order, "return", Amount(2, "returned", 1, place="A-02"))
    house.act(house.keeper, order, "scrap", Amount(1, "scrapped", 1, place="RED"),
              sign=["keeper", "quinn"], reason="掉在地上")
    counted = house.act(house.keeper, order, "count", Amount(1, "remainder", 2),
                        Amount(2, "remainder", 1), sign=["keeper"])
    assert (counted.state, counted.moves) == ("counted", 1), "one LOTS is missing"
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "close", sign=["keeper"])
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("station_not_clear", (1, 2)), ("station_not_clear", (2, 1))]
    house.act(house.keeper, order, "clear", Amount(1, "returned", 2, place="A-01"),
              Amount(2, "returned", 1, place="A-01"))
    assert house.act(house.keeper, order, "close", sign=["keeper"]).state == "closed"
    assert house.there(STATION) == {}
    report = {row.item: row for row in yields(scope=SYSTEM, id=order.document)}
    one, two, three = report["LOTS"], report["PLAIN"], report["SET"]
    assert (one.issued, one.consumed, one.returned, one.scrapped, one.lost) == (20, 16, 2, 1, 1)
    assert (two.issued, two.estimated, two.consumed, two.returned, two.lost) == (10, 8, 0, 2, 0)
    assert (three.output, three.asked, three.made) == (True, 10, 8)
    for row in (one, two):
        assert row.issued == (row.consumed + row.estimated + row.returned + row.scrapped
                              + row.lost)
    assert (house.total("LOTS"), house.total("PLAIN"), house.total("SET")) == (13, 42, 8)
    item = items_by_code(scope=SYSTEM, codes=["SET"])["SET"].id
    lot = lots_by_code(scope=SYSTEM, pairs=[(item, "S-1")])[item, "S-1"]
    assert (lot.made_on, lot.expires_on) == (date(2026, 11, 20), date(2028, 11, 20))


def test_whoever_consumes_does_not_count_what_comes_out(house):
    order = running(house)
    house.act(house.porter, order, "consume", Amount(1, "consumed", 2), evidence=STEP)
    with pytest.raises(NotThisPerson):
        house.act(house.porter, order, "output", Amount(3, "output", 1, lot="S-1"))
    house.act(house.keeper, order, "output", Amount(3, "output", 1, lot="S-1"))
    with pytest.raises(NotThisPerson):
        house.act(house.keeper, order, "consume", Amount(1, "consumed", 2), evidence=STEP)


def test_inputs_are_claimed_until_they_are_fed_or_the_order_is_counted(house):
    order = released(house)
    with pytest.raises(DocumentRefused) as refused:
        released(house)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("not_available", ("LOTS", 10, 20))]
    house.act(house.keeper, order, "issue", Amount(1, "issued", 1))
    house.act(house.keeper, order, "count", Amount(1, "remainder", 1), sign=["keeper"])
    assert released(house).number == "PD-000002"


def test_no_more_is_used_up_than_was_fed_nor_fed_than_was_planned(house):
    order = running(house)
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "consume", Amount(1, "consumed", 21), evidence=STEP)
    assert [(f.code, f.params) for f in refused.value.faults] == [("above_fed", (1, 20, 21))]
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "issue", Amount(2, "issued", 1), Amount(3, "issued", 1))
    assert codes(refused) == ["not_an_input", "above_planned"]
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "output", Amount(1, "output", 1))
    assert "not_an_output" in codes(refused)


def test_every_input_is_counted_also_when_nothing_is_left(house):
    order = running(house)
    house.act(house.porter, order, "consume", Amount(1, "consumed", 20), Amount(2, "consumed", 10),
              evidence=STEP)
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "count", Amount(1, "remainder", 0), sign=["keeper"])
    assert [(f.code, f.params) for f in refused.value.faults] == [("remainder_missing", (2,))]
    done = house.act(house.keeper, order, "count", Amount(1, "remainder", 0),
                     Amount(2, "remainder", 0), sign=["keeper"])
    assert (done.state, done.moves) == ("counted", 0)
    assert house.act(house.keeper, order, "close", sign=["keeper"]).state == "closed"


def test_more_left_than_the_book_says_is_a_gain_and_asks_for_a_count_of_its_bin(house):
    from pandian.counting.requesting.queries import requests

    order = running(house)
    house.act(house.keeper, order, "count", Amount(1, "remainder", 22), Amount(2, "remainder", 10),
              sign=["keeper"])
    assert house.there(STATION)[STATION, "LOTS", "L1", "accepted"] == 22
    asked = requests(scope=house.boss, document=order.document)
    assert [(row.request.reason, row.request.place) for row in asked] == [("remainder", "A-01")]


def test_expired_goods_are_not_used_up(house):
    order = running(house)
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", None, "2026-11-01")])
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.porter, order, "consume", Amount(1, "consumed", 1), evidence=STEP)
    assert codes(refused) == ["exit_expired"]
    house.act(house.keeper, order, "return", Amount(1, "returned", 20, place="A-01"))


def test_what_comes_out_has_a_lot_of_its_own(house):
    lines = (LineDraft("LOTS", 5, "L1", place="A-01"), LineDraft("LOTS", 5))
    order = released(house, *lines, process="relabel")
    house.act(house.keeper, order, "issue", Amount(1, "issued", 5))
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "output", Amount(2, "output", 5, lot="L1"))
    assert codes(refused) == ["output_lot_old"]
    with pytest.raises(DocumentRefused) as refused:
        house.act(house.keeper, order, "output", Amount(2, "output", 5))
    assert codes(refused) == ["lot_required"]


def test_an_order_names_all_that_is_wrong_with_it(house):
    with pytest.raises(DocumentRefused) as refused:
        released(house, LineDraft("LOTS", 1, "L1", place="A-01"), process="magic", station="A-01",
                 bom=" ")
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/header/process", "process_unknown"), ("/header/station", "place_kind_wrong"),
        ("/header/bom", "header_missing"), ("/lines", "no_outputs")}
    with pytest.raises(DocumentRefused) as refused:
        released(house, LineDraft("SET", 1))
    assert codes(refused) == ["no_inputs"]


def test_what_was_made_is_inspected_and_put_away(house):
    order = running(house)
    house.act(house.porter, order, "consume", Amount(1, "consumed", 20), evidence=STEP)
    house.act(house.keeper, order, "output", Amount(3, "output", 10, lot="S-1"))
    inspection = house.follow("inspection", order)
    assert [(line.item, line.lot, line.asked, line.source) for line in house.read(inspection).lines
            ] == [("SET", "S-1", 10, "PEND")]
    house.act(house.quinn, inspection, "accept", Amount(1, "accepted", 10))
    putaway = house.follow("putaway", inspection)
    house.act(house.keeper, putaway, "put", Amount(1, "put_away", 10, place="A-03"))
    assert house.there("A-03") == {("A-03", "SET", "S-1", "accepted"): 10}
    with pytest.raises(DocumentRefused) as refused:
        house.reverse(order)
    assert "goods_moved_on" in codes(refused)


def test_an_order_is_undone_whole_back_to_the_starting_stock(house):
    before = house.there()
    order = running(house)
    house.act(house.porter, order, "consume", Amount(1, "consumed", 18), evidence=STEP)
    house.act(house.keeper, order, "output", Amount(3, "output", 9, lot="S-1"))
    house.act(house.keeper, order, "count", Amount(1, "remainder", 1), Amount(2, "remainder", 10),
              sign=["keeper"])
    house.reverse(order)
    assert house.there() == before
    with pytest.raises(DocumentConflict):
        house.act(house.keeper, order, "close", sign=["keeper"])


def test_the_trace_of_a_lot_leads_to_what_was_made_of_it_and_back(house):
    from pandian.lifecycle.trace.queries import trace
    from pandian.lifecycle.trace.words import TraceAsk

    order = running(house)
    house.act(house.porter, order, "consume", Amount(1, "consumed", 20), evidence=STEP)
    house.act(house.keeper, order, "output", Amount(3, "output", 10, lot="S-1"))
    for goods in (TraceAsk(item="LOTS", lot="L1"), TraceAsk(item="SET", lot="S-1")):
        (step,) = trace(scope=SYSTEM, ask=goods).descent
        assert (step.parent.item, step.parent.lot) == ("LOTS", "L1")
        assert (step.child.item, step.child.lot) == ("SET", "S-1")

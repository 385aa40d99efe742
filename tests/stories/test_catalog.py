"""Masters come in, change, and are refused with all their faults."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections

from pandian.catalog import operations as do
from pandian.catalog import queries as ask
from pandian.catalog.words import (
    VIRTUAL,
    CodeDraft,
    ItemDraft,
    LotDraft,
    PackDraft,
    PartyDraft,
    PlaceDraft,
)
from pandian.governance.queries import SiteNotFound, site_ids
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden
from tests.asked import asked

pytestmark = pytest.mark.django_db
SH1 = SiteDraft("SH1", "上海", "Asia/Shanghai")
BOX = PackDraft("盒", 10, "06901234567892")
STENT = ItemDraft("ST-1", "药物洗脱支架", "支", "Stent", packs=(BOX,), tracking="lot", expiry=True,
                  codes=(CodeDraft("gtin", "4006381333931"), CodeDraft("old", "旧-77")),
                  cost="12.5", attributes={"class": "III"})


@pytest.fixture
def site():
    do.put_sites(scope=SYSTEM, sites=[SH1, SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    return site_ids(scope=SYSTEM)["SH1"]


def limited(*sites, can=("catalog.write",), hides=()):
    return Scope("erp", 5, "ERP", True, frozenset(sites), frozenset(can), frozenset(hides))


def results(outcomes):
    return [outcome.result for outcome in outcomes]


def faults(outcome):
    return [(fault.pointer, fault.code) for fault in outcome.faults]


# --- sites and places


def test_every_site_gets_its_virtual_places_once(site):
    assert results(do.put_sites(scope=SYSTEM, sites=[SH1])) == ["unchanged"]
    found = ask.places_by_code(scope=SYSTEM, site=site, codes=VIRTUAL)
    assert set(found) == set(VIRTUAL)
    assert not any(place.physical for place in found.values())


def test_a_site_is_created_then_updated_then_unchanged_and_leaves_facts():
    renamed = SH1._replace(name="上海二仓")
    seen = [results(do.put_sites(scope=SYSTEM, sites=[one]))[0] for one in (SH1, renamed, renamed)]
    assert seen == ["created", "updated", "unchanged"]
    told = facts_about(scope=SYSTEM, sites=None, subject="site:SH1")
    assert [fact.kind for fact in told] == ["site.updated", "site.created"]
    assert told[0].data["before"]["name"] == "上海"
    assert told[0].data["now"]["name"] == "上海二仓"


def test_a_bad_site_does_not_hold_up_a_good_one():
    outcomes = do.put_sites(scope=SYSTEM, sites=[
        SH1._replace(time_zone="Mars"), SH1, SH1, SiteDraft("", "", "")])
    assert results(outcomes) == [
        "refused_unknown_time_zone", "refused_repeated", "refused_repeated", "refused_blank"]
    outcomes = do.put_sites(scope=SYSTEM, sites=[SiteDraft("X", "x", "Mars"), SH1])
    assert results(outcomes) == ["refused_unknown_time_zone", "created"]


def test_a_token_makes_only_the_sites_it_names():
    outcomes = do.put_sites(scope=limited("SH1"), sites=[SH1, SH1._replace(code="BJ1")])
    assert results(outcomes) == ["created", "refused_not_found"]


def test_places_hang_under_parents_of_the_same_batch_in_any_order(site):
    outcomes = do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "A-01", "bin", "A", 1), PlaceDraft("SH1", "A", "zone", "W"),
        PlaceDraft("SH1", "W", "warehouse")])
    assert results(outcomes) == ["created"] * 3
    rows = ask.places_by_code(scope=SYSTEM, site=site, codes=["A-01", "A", "W"])
    assert rows["A-01"].parent == rows["A"].id
    assert rows["A"].parent == rows["W"].id
    assert rows["W"].parent == 0


def test_what_a_place_does_not_say_stays_as_it_is(site):
    do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "A", "zone"), PlaceDraft("SH1", "A-01", "bin", "A", 7)])
    silent = PlaceDraft("SH1", "A-01", "bin", None, None)
    assert results(do.put_places(scope=SYSTEM, places=[silent])) == ["unchanged"]
    assert results(do.put_places(scope=SYSTEM, places=[silent._replace(parent="")])) == ["updated"]
    row = ask.places_by_code(scope=SYSTEM, site=site, codes=["A-01"])["A-01"]
    assert (row.parent, row.sequence) == (0, 7)


def test_unknown_parents_and_circles_are_refused_with_their_children(site):
    outcomes = do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "B", "bin", "lost"), PlaceDraft("SH1", "C", "bin", "B"),
        PlaceDraft("SH1", "X", "zone", "Y"), PlaceDraft("SH1", "Y", "zone", "X"),
        PlaceDraft("SH1", "OK", "bin")])
    assert results(outcomes) == [
        "refused_unknown_parent", "refused_unknown_parent", "refused_parent_circle",
        "refused_parent_circle", "created"]
    assert faults(outcomes[1]) == [("/1/parent", "unknown_parent")]


def test_a_circle_through_places_known_before_is_refused(site):
    do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "A", "zone"), PlaceDraft("SH1", "B", "zone", "A"),
        PlaceDraft("SH1", "C", "zone", "B")])
    outcomes = do.put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "A", "zone", "C")])
    assert results(outcomes) == ["refused_parent_circle"]


def test_a_parent_of_another_site_is_no_parent(site):
    do.put_places(scope=SYSTEM, places=[PlaceDraft("BJ1", "A", "zone")])
    outcomes = do.put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "A-01", "bin", "A")])
    assert results(outcomes) == ["refused_unknown_parent"]


def test_the_same_place_code_lives_at_two_sites(site):
    outcomes = do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "A", "zone"), PlaceDraft("BJ1", "A", "zone"),
        PlaceDraft("SH1", "A", "bin")])
    assert results(outcomes) == ["created", "created", "refused_repeated"]


def test_places_of_a_site_out_of_scope_do_not_exist(site):
    narrow = limited("BJ1")
    outcomes = do.put_places(scope=narrow, places=[PlaceDraft("SH1", "A", "bin"),
                                                   PlaceDraft("NO", "A", "bin")])
    assert results(outcomes) == ["refused_unknown_site"] * 2
    for look in (
        lambda: ask.places_by_code(scope=narrow, site=site, codes=["A"]),
        lambda: ask.list_places(scope=narrow, site=site),
        lambda: ask.search_places(scope=narrow, site=site, text="A", limit=5),
        lambda: ask.place_by_id(scope=narrow, site=site, places=[1]),
    ):
        with pytest.raises(SiteNotFound):
            look()


def test_writing_masters_needs_the_capability():
    with pytest.raises(Forbidden):
        do.put_items(scope=limited("SH1", can=("ledger.read",)), items=[STENT])


def test_places_are_found_by_what_is_typed_in_walking_order(site):
    do.put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "B-02", "bin", sequence=1), PlaceDraft("SH1", "A-02", "bin", sequence=2),
        PlaceDraft("SH1", "A-01", "bin", sequence=3),
        PlaceDraft("SH1", "XA-01", "bin", sequence=0)])
    found = ask.search_places(scope=SYSTEM, site=site, text="-02", limit=2)
    assert [place.code for place in found] == ["B-02", "A-02"]
    found = ask.search_places(scope=SYSTEM, site=site, text="a-0", limit=9)
    assert [place.code for place in found][:2] == ["A-02", "A-01"]
    found = ask.search_places(scope=SYSTEM, site=site, text="A-01", limit=1)
    assert [place.code for place in found] == ["A-01"], "what was typed comes first"
    assert ask.search_places(scope=SYSTEM, site=site, text="%", limit=2) == []
    assert ask.search_places(scope=SYSTEM, site=site, text="@", limit=9) == []


# --- items


def test_an_item_is_created_then_unchanged_then_updated_and_leaves_facts():
    cheaper = STENT._replace(cost="11")
    packed = cheaper._replace(packs=(BOX, PackDraft("箱", 200)))
    seen = [results(do.put_items(scope=SYSTEM, items=[one]))[0]
            for one in (STENT, STENT, cheaper, packed, packed)]
    assert seen == ["created", "unchanged", "updated", "updated", "unchanged"]
    told = facts_about(scope=SYSTEM, sites=None, subject="item:ST-1")
    assert [fact.kind for fact in told] == ["item.updated", "item.updated", "item.created"]
    assert told[1].data["before"]["cost"] == 12_500_000
    assert told[1].data["now"]["cost"] == 11_000_000
    assert told[0].data["packs"] == [{"unit": "箱", "factor": 200, "gtin": ""}]
    assert told[0].actor == "@system"


def test_packs_codes_and_cost_left_out_stay():
    do.put_items(scope=SYSTEM, items=[STENT])
    bare = STENT._replace(packs=(), codes=(), cost=None)
    assert results(do.put_items(scope=SYSTEM, items=[bare])) == ["unchanged"]
    assert results(do.put_items(scope=SYSTEM, items=[bare._replace(name="支架")])) == ["updated"]
    row = ask.items_by_code(scope=SYSTEM, codes=["ST-1"])["ST-1"]
    assert row.cost == 12_500_000
    assert ask.factors(scope=SYSTEM, pairs=[(row.id, "盒"), (row.id, "支"), (row.id, "桶")]) == {
        (row.id, "盒"): 10, (row.id, "支"): 1}
    packs = ask.packs_of(scope=SYSTEM, items=[row.id])[row.id]
    assert [pack.unit for pack in packs] == ["支", "盒"]


def test_the_smallest_unit_never_changes():
    do.put_items(scope=SYSTEM, items=[STENT])
    outcome, = do.put_items(scope=SYSTEM, items=[STENT._replace(unit="盒", packs=())])
    assert outcome.result == "exists_with_different_unit"
    assert faults(outcome) == [("/0/unit", "different_unit")]
    assert ask.items_by_code(scope=SYSTEM, codes=["ST-1"])["ST-1"].unit == "支"


def test_faulty_items_are_refused_and_the_others_written():
    outcomes = do.put_items(scope=SYSTEM, items=[
        STENT, STENT._replace(code="BAD", packs=(PackDraft("盒", 0), PackDraft("箱", 2, "1"))),
        STENT, STENT._replace(code="ST-2")])
    assert results(outcomes) == [
        "created", "refused_factor_not_positive", "refused_repeated", "created"]
    assert {("/1/packs/0/factor", "factor_not_positive"), ("/1/packs/1/gtin", "bad_gtin")} <= set(
        faults(outcomes[1]))
    assert faults(outcomes[2]) == [("/2/code", "repeated")]
    assert set(ask.items_by_code(scope=SYSTEM, codes=["ST-1", "BAD", "ST-2"])) == {"ST-1", "ST-2"}


def test_a_code_matches_exactly_then_folded_and_never_by_guess():
    do.put_items(scope=SYSTEM, items=[
        STENT._replace(code=code, packs=(), codes=()) for code in ("85123A", "85123a", "Ab-1")])
    found = ask.items_by_code(
        scope=SYSTEM, codes=["85123A", "85123a", "AB-1", "ａｂ-1", "no", "\0", "\ud800"])
    assert {given: row.code for given, row in found.items()} == {
        "85123A": "85123A", "85123a": "85123a", "AB-1": "Ab-1", "ａｂ-1": "Ab-1"}
    do.put_items(scope=SYSTEM, items=[STENT._replace(code="X1", packs=(), codes=()),
                                      STENT._replace(code="x1", packs=(), codes=())])
    assert set(ask.items_by_code(scope=SYSTEM, codes=["Ｘ1"])) == set()


def test_a_trade_number_stands_for_its_pack_in_every_length():
    do.put_items(scope=SYSTEM, items=[STENT, STENT._replace(code="ST-2", codes=())])
    found = ask.items_by_gtin(
        scope=SYSTEM, gtins=["4006381333931", "04006381333931", "6901234567892", "12", "x"])
    assert {gtin: [(row.item.code, row.unit, row.factor) for row in rows]
            for gtin, rows in found.items()} == {
        "4006381333931": [("ST-1", "支", 1)], "04006381333931": [("ST-1", "支", 1)],
        "6901234567892": [("ST-1", "盒", 10), ("ST-2", "盒", 10)]}


@pytest.mark.parametrize("typed", [
    "st-1", "ＳＴ-1", "支架", "ywxtzj", "yaowuxituo", "STENT", "ste zhijia", "4006381333931",
    "04006381333931", "旧-77"])
def test_an_item_is_found_by_what_a_person_types(typed):
    do.put_items(scope=SYSTEM, items=[STENT, ItemDraft("ZZ", "纱布", "片")])
    assert [row.code for row in ask.search_items(scope=SYSTEM, text=typed, limit=5)] == ["ST-1"]


@pytest.mark.parametrize("typed", ["", "  ", "\0", "%", "_", "' OR 1=1 --", "\\"])
def test_a_search_for_nothing_or_for_wildcards_finds_nothing(typed):
    do.put_items(scope=SYSTEM, items=[STENT])
    assert ask.search_items(scope=SYSTEM, text=typed, limit=5) == []


def test_an_exact_code_comes_first():
    do.put_items(scope=SYSTEM, items=[ItemDraft(code, "x", "支") for code in ("A12", "A1", "BA1")])
    found = [row.code for row in ask.search_items(scope=SYSTEM, text="a1", limit=5)]
    assert found == ["A1", "A12", "BA1"]


def test_cost_is_absent_for_those_it_is_hidden_from():
    do.put_items(scope=SYSTEM, items=[STENT])
    blind = limited("SH1", hides=("value",))
    assert ask.items_by_code(scope=blind, codes=["ST-1"])["ST-1"].cost is None
    assert ask.search_items(scope=blind, text="st", limit=1)[0].cost is None
    assert ask.list_items(scope=blind).rows[0].cost is None
    assert ask.items_by_gtin(
        scope=blind, gtins=["4006381333931"])["4006381333931"][0].item.cost is None


def test_lists_go_on_from_a_cursor():
    do.put_items(scope=SYSTEM, items=[ItemDraft(f"I{n}", "x", "支") for n in range(5)])
    seen, after = [], None
    while True:
        page = ask.list_items(scope=SYSTEM, after=after, limit=2)
        seen += [row.code for row in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == ["I0", "I1", "I2", "I3", "I4"]
    assert ask.list_items(scope=SYSTEM, after="\0", limit=10**9).next is None


# --- lots, serials, partners


def test_lots_take_dates_and_keep_what_is_not_said():
    do.put_items(scope=SYSTEM, items=[STENT])
    full = LotDraft("ST-1", "L1", "2026-01-01", date(2028, 1, 1))
    seen = [results(do.put_lots(scope=SYSTEM, lots=[one]))[0]
            for one in (full, LotDraft("ST-1", "L1"), full._replace(expires_on="2029-01-01"),
                        LotDraft("ST-1", "L1", "2026-01-02"))]
    assert seen == ["created", "unchanged", "updated", "updated"]
    item = ask.items_by_code(scope=SYSTEM, codes=["ST-1"])["ST-1"].id
    lot = ask.lots_by_code(scope=SYSTEM, pairs=[(item, "L1"), (item, "l1")])
    assert set(lot) == {(item, "L1")}
    assert lot[item, "L1"][3:] == (date(2026, 1, 2), date(2029, 1, 1))


def test_lots_are_refused_with_reasons():
    do.put_items(scope=SYSTEM, items=[STENT, ItemDraft("N", "x", "支")])
    do.put_lots(scope=SYSTEM, lots=[LotDraft("ST-1", "L1", "2026-06-01")])
    outcomes = do.put_lots(scope=SYSTEM, lots=[
        LotDraft("?", "L"), LotDraft("N", "L"), LotDraft("ST-1", "L1", None, "2026-05-01"),
        LotDraft("ST-1", "L2", "x", "y"), LotDraft("ST-1", "L3")])
    assert results(outcomes) == [
        "refused_unknown_item", "refused_item_without_lots", "refused_expires_before_made",
        "refused_not_a_date", "created"]
    assert len(outcomes[3].faults) == 2


def test_lots_and_serials_are_opened_once_where_they_are_first_seen():
    do.put_items(scope=SYSTEM, items=[STENT])
    item = ask.items_by_code(scope=SYSTEM, codes=["ST-1"])["ST-1"].id
    pusher = limited("SH1", can=("capture.push",))
    for opened in (do.open_lots, do.open_serials):
        first = opened(scope=pusher, pairs=[(item, "A"), (item, "B")])
        again = opened(scope=pusher, pairs=[(item, "B"), (item, "C"), (item, "A")])
        assert set(again) == {(item, "A"), (item, "B"), (item, "C")}
        assert first.items() <= again.items()
    told = facts_about(scope=SYSTEM, sites=None, subject=f"lot:{item}/A")
    assert [(fact.kind, fact.actor) for fact in told] == [("lot.opened", "erp")]


def test_no_lot_is_opened_under_an_impossible_code():
    with pytest.raises(do.LotsRefused) as caught:
        do.open_lots(scope=SYSTEM, pairs=[(1, "a\0"), (1, " "), (1, "x" * 65)])
    assert [fault.code for fault in caught.value.faults] == ["bad_character", "blank", "too_long"]


def test_partners_come_in_and_change():
    maker = PartyDraft("M1", "微创", kinds=("maker", "supplier"))
    seen = [results(do.put_parties(scope=SYSTEM, parties=[one]))[0]
            for one in (maker, maker, maker._replace(kinds=()), maker._replace(kinds=("moon",)))]
    assert seen == ["created", "unchanged", "updated", "refused_not_a_choice"]
    assert ask.parties_by_code(scope=SYSTEM, codes=["M1", "M2"])["M1"].kinds == ()


# --- limits


def test_a_batch_that_is_too_large_is_refused_whole():
    for put, name, draft in (
        (do.put_items, "items", STENT), (do.put_places, "places", PlaceDraft("S", "A", "bin")),
        (do.put_lots, "lots", LotDraft("A", "L")),
        (do.put_parties, "parties", PartyDraft("a", "a")),
    ):
        with pytest.raises(do.BatchRefused):
            put(scope=SYSTEM, **{name: [draft] * 10_001})


def test_an_empty_batch_is_no_fault():
    assert do.put_items(scope=SYSTEM, items=[]) == []
    assert do.put_places(scope=SYSTEM, places=[]) == []
    assert do.put_lots(scope=SYSTEM, lots=[]) == []
    assert do.put_parties(scope=SYSTEM, parties=[]) == []
    assert do.put_sites(scope=SYSTEM, sites=[]) == []
    assert ask.items_by_code(scope=SYSTEM, codes=[]) == {}
    assert do.open_lots(scope=SYSTEM, pairs=[]) == {}


def _batches(tag, size):
    """Return one write of each kind with `size` elements (items first)."""
    codes = [f"{tag}{n}" for n in range(size)]
    return [
        lambda: do.put_sites(scope=SYSTEM, sites=[SiteDraft(c, c, "UTC") for c in codes]),
        lambda: do.put_items(scope=SYSTEM, items=[STENT._replace(code=c) for c in codes]),
        lambda: do.put_places(scope=SYSTEM, places=[
            PlaceDraft("SH1", f"Z{tag}", "zone"),
            *(PlaceDraft("SH1", c, "bin", f"Z{tag}") for c in codes)]),
        lambda: do.put_lots(scope=SYSTEM, lots=[LotDraft(c, "L") for c in codes]),
        lambda: do.put_parties(scope=SYSTEM, parties=[PartyDraft(c, c) for c in codes]),
    ]


def test_the_number_of_statements_does_not_depend_on_the_number_of_elements(site):
    tallies = []
    for tag, size in (("few", 2), ("many", 300)):
        mine = []
        for write in _batches(tag, size):
            with asked() as sent:
                assert all(one.result == "created" for one in write())
            mine.append(len(sent))
        codes = [f"{tag}{n}" for n in range(size)]
        with asked() as sent:
            ids = [row.id for row in ask.items_by_code(scope=SYSTEM, codes=codes).values()]
            do.open_lots(scope=SYSTEM, pairs=[(item, "new") for item in ids])
            do.open_serials(scope=SYSTEM, pairs=[(item, "new") for item in ids])
            ask.factors(scope=SYSTEM, pairs=[(item, "盒") for item in ids])
            ask.places_by_code(scope=SYSTEM, site=site, codes=codes)
        mine.append(len(sent))
        tallies.append(mine)
    assert tallies[0] == tallies[1]
    assert max(tallies[0]) <= 20


@pytest.mark.django_db(transaction=True)
def test_two_writers_who_open_the_same_lots_agree_and_do_not_deadlock():
    do.put_items(scope=SYSTEM, items=[STENT._replace(code="RACE")])
    item = ask.items_by_code(scope=SYSTEM, codes=["RACE"])["RACE"].id
    pairs = [(item, f"L{n}") for n in range(200)]
    got, start = [], threading.Barrier(4)

    def writer(order):
        start.wait()
        try:
            got.append(do.open_lots(scope=SYSTEM, pairs=order))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer, args=(pairs[::step],)) for step in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert all(one == got[0] for one in got)
    assert len(set(got[0].values())) == 200

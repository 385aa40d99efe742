"""The simulated world is repeatable, plausible, and its truth is known exactly."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from pandian.simulation.auditor.rules import all_sightings, book, gaps, open_effects
from pandian.simulation.life.days.rules import live
from pandian.simulation.life.words import LOCAL
from pandian.simulation.words import SIZES, Cause, Story
from pandian.simulation.world.rules import check_digit, gtin, items, places

UNTIL = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@cache
def story(seed: int = 1, size: str = "small") -> Story:
    return live(seed=seed, size=SIZES[size], until=UNTIL)


def test_gtins_have_valid_check_digits_and_the_demonstration_prefix():
    assert check_digit("629104150021") == "3"
    assert check_digit("0614141123452"[:12]) == "2"
    codes = [code for item in items(2_000) for code in (item.gtin, *(p[2] for p in item.packs))]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert len(code) == 14
        assert code[1:4] == "952"
        assert check_digit(code[:-1]) == code[-1]
    assert gtin(1) != gtin(1, level=1)


def test_two_thousand_items_have_names_in_both_languages_and_integer_packs():
    made = items(2_000)
    assert len({item.code for item in made}) == len({item.name for item in made}) == 2_000
    for item in made:
        assert not any("一" <= c <= "鿿" for c in item.name_en), item.name_en
        assert all(factor > 1 for _, factor, _ in item.packs)
    kinds = Counter(item.tracking for item in made)
    assert kinds["lot_serial"] > 100
    assert {"支", "盒", "片"} <= {item.unit for item in made}


def test_places_are_walked_like_an_s():
    bins = [place for place in places(aisles=2) if place.site == "DC1" and place.parent == "A"]
    assert [place.sequence for place in bins] == sorted(place.sequence for place in bins)
    assert bins[0].code == "A-01-01-1"
    assert bins[len(bins) // 2].code == "A-02-12-1"


def test_a_seed_always_makes_the_same_world():
    assert live(seed=3, size=SIZES["tiny"], until=UNTIL) == story(3, "tiny")
    assert story(4, "tiny").documents != story(3, "tiny").documents


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_gap_between_truth_and_book_has_a_planted_cause(seed: int):
    told = story(seed)
    explained: Counter = Counter()
    for _, key, quantity in open_effects(
            told.mishaps, all_sightings(told), delivered=told.until, until=told.until):
        explained[key] += quantity
    found = gaps(told, delivered=told.until)
    assert {key: q for key, q in explained.items() if q} == found, f"seed {seed}"


def test_all_causes_happen():
    told = story(1)
    seen = Counter(mishap.cause for seed in range(1, 6) for mishap in story(seed).mishaps)
    assert set(seen) == set(Cause), seen
    assert {d.kind for d in told.documents} >= {
        "opening", "receipt", "inspection", "putaway", "pick", "issue", "usage", "transfer_ship",
        "transfer_receive", "relocation"}


def test_no_two_facts_of_a_key_lie_inside_a_clock_error():
    told = story(2)
    moves = {}
    for document in told.documents:
        moves.setdefault(document.site, set()).add(document.at)
    for sighting in all_sightings(told):
        near = [at for at in moves[sighting.key.site]
                if abs((at - sighting.at).total_seconds()) <= sighting.uncertainty_ms / 1000]
        assert not near


def test_what_is_sent_is_what_arrives():
    told = story(1)
    sent, got = Counter(), Counter()
    for document in told.documents:
        for line in document.lines:
            if document.kind == "transfer_ship":
                sent[document.transfer] += line.base
            if document.kind == "transfer_receive":
                got[document.transfer] += line.base
    assert len(got) > 10
    assert all(sent[transfer] == quantity for transfer, quantity in got.items())


def test_a_late_paper_parts_book_from_truth_only_until_it_is_delivered():
    told = story(1)
    late = next(d for d in told.documents if d.delivered > d.at)
    before = book(told.documents, [], delivered=late.at, until=late.at)
    after = book(told.documents, [], delivered=late.delivered, until=late.at)
    assert before != after


def test_nothing_leaves_after_its_last_day_in_eighteen_months():
    told = live(seed=1, size=SIZES["small"]._replace(months=18), until=UNTIL)
    out = [(document, line) for document in told.documents for line in document.lines
           if line.target in ("@customer", "@used", "@production")
           or line.target.startswith("TRANSIT")]
    assert len(out) > 1_000
    late = [(document.id, line) for document, line in out
            if (lot := told.lots.get((line.item, line.lot))) and lot.expires_on
            and lot.expires_on < document.at.astimezone(LOCAL).date()]
    assert not late, "the ledger would not let these go, and the demo could not be built"
    assert {line.status for _, line in out} == {"accepted"}

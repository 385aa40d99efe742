"""How sure an absence is, what two passes say, and what a body of reads must be.   射频规则"""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pandian.capture.rfid.rules import (
    estimate,
    may_propose_loss,
    missed_ppm,
    observation_id,
    pass_from,
    rates,
    read_from,
)
from pandian.capture.rfid.words import Malformed, PassDraft, Read, ReadsRefused, Trial
from pandian.counting.rfid.rules import state_of
from pandian.exchange.rfid.rules import parts, rows_of_csv, rows_of_json

PPM = st.integers(0, 1_000_000)


@given(st.lists(PPM, max_size=6))
def test_the_chance_to_miss_is_the_product_rounded_up(given_rates: list[int]) -> None:
    exact = Fraction(1)
    for rate in given_rates:
        exact *= 1 - Fraction(rate, 1_000_000)
    found = missed_ppm(given_rates)
    assert 0 <= found - exact * 1_000_000 < 1


@given(st.lists(PPM, max_size=5), PPM)
def test_one_more_pass_never_makes_a_miss_likelier(given_rates: list[int], more: int) -> None:
    assert missed_ppm([*given_rates, more]) <= missed_ppm(given_rates)
    assert missed_ppm([*given_rates, 0]) == missed_ppm(given_rates)


def test_no_pass_at_all_misses_everything() -> None:
    assert missed_ppm([]) == 1_000_000
    with pytest.raises(ValueError, match="1000001"):
        missed_ppm([1_000_001])


@pytest.mark.parametrize(("missed", "searched", "may"), [
    (999, True, True), (1_000, True, False), (0, False, False), (999, False, False)])
def test_a_loss_needs_a_small_chance_and_a_search(missed: int, searched: bool, may: bool) -> None:
    assert may_propose_loss(missed, searched=searched) is may


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_chapman_is_never_below_what_was_seen(first: int, second: int, both: int) -> None:
    both = min(first, second, both)
    found = estimate(first, second, both)
    if not both:
        assert found.tags is None
        return
    exact = Fraction((first + 1) * (second + 1), both + 1) - 1
    assert abs(found.tags - exact) <= Fraction(1, 2)
    assert found.tags >= first + second - both
    assert found.first_ppm == both * 1_000_000 // second


def test_two_passes_that_shared_all_they_read_found_everything() -> None:
    found = estimate(40, 40, 40)
    assert (found.tags, found.first_ppm, found.second_ppm) == (40, 1_000_000, 1_000_000)
    with pytest.raises(ValueError, match="3, 4, 5"):
        estimate(3, 4, 5)


def test_two_passes_estimate_what_is_really_there(seed: int) -> None:
    dice = random.Random(seed)
    present = range(5_000)
    one, two = ({tag for tag in present if dice.random() < .9} for _ in range(2))
    found = estimate(len(one), len(two), len(one & two))
    # the estimate strays by sqrt(5000 * .1 * .1 / (.9 * .9)) = 7.9, the rate by
    # sqrt(.9 * .1 / 4500) = .0045: chance goes beyond 7.6 and 6.7 times as much once in 10^13
    # and 10^10 times
    assert abs(found.tags - 5_000) < 60
    assert abs(found.first_ppm - 900_000) < 30_000


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_is_cautious_and_never_certain(read: int, present: int) -> None:
    (rate,) = rates([Trial("gate", "metal", "bin", present, min(read, present))])
    assert rate.cautious_ppm < 1_000_000
    assert rate.fit == (rate.rate_ppm >= 900_000)


@pytest.mark.parametrize(("read", "seen_at", "before", "state"), [
    (True, "A", False, "read"), (True, "B", False, "read_elsewhere"),
    (False, "", True, "read_before"), (False, "", False, "unread")])
def test_states(read: bool, seen_at: str, before: bool, state: str) -> None:
    assert state_of(read=read, seen_at=seen_at, place="A", read_before=before) == state


@given(st.uuids(), st.text(max_size=60), st.text(max_size=60))
def test_the_id_of_an_observation_is_that_of_pass_and_tag(id: UUID, one: str, two: str) -> None:
    made = observation_id(id, one)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert (observation_id(id, two) == made) == (one == two)


def test_the_documented_id() -> None:
    assert str(observation_id(UUID(int=0), "3074257BF7194E4000001A85")) == (
        "98abe67f-aa38-88c0-bf82-9e241afeb44c")


BODY = {"reader": "R", "pass": str(UUID(int=7)), "place": "A", "reads": [],
        "started_at": "2026-11-22T10:00:00+08:00", "ended_at": "2026-11-22T10:00:42+08:00"}


def test_the_body_of_the_page_is_read() -> None:
    found = pass_from({**BODY, "task": None, "reads": [
        {"epc": "3074257BF7194E4000001A85", "antenna": 2, "rssi_cdbm": -5210, "count": 14,
         "first_at": "2026-11-22T10:00:01.2+08:00", "last_at": "2026-11-22T10:00:09.9+08:00"}]})
    assert found.reads[0] == Read(
        "3074257BF7194E4000001A85", 2, -5210, 14,
        datetime(2026, 11, 22, 2, 0, 1, 200_000, UTC),
        datetime(2026, 11, 22, 2, 0, 9, 900_000, UTC))


@pytest.mark.parametrize(("changes", "faults"), [
    ({"reader": None}, {"/reader": "missing"}), ({"pass": "x"}, {"/pass": "not_a_uuid"}),
    ({"ended_at": "2026-11-22T09:00:00+08:00"}, {"/ended_at": "pass_reversed"}),
    ({"started_at": "2026-11-22T10:00:00"}, {"/started_at": "not_an_instant"}),
    ({"reads": {}, "more": "yes", "task": 7},
     {"/reads": "not_an_array", "/more": "wrong_type", "/task": "not_a_uuid"}),
    ({"place": "A\x00"}, {"/place": "bad_character"}),
    ({"reads": [{}] * 10_001}, {"/reads": "too_many"}),
])
def test_a_pass_that_cannot_be_read_names_every_fault(changes: Any, faults: Any) -> None:
    with pytest.raises(ReadsRefused) as refusal:
        pass_from({**BODY, **changes})
    assert {f.pointer: f.code for f in refusal.value.faults} == faults


@pytest.mark.parametrize(("body", "codes"), [
    (7, ["not_an_object"]), ({}, ["epc_blank"]), ({"epc": 7}, ["wrong_type"]),
    ({"epc": "E", "rssi_cdbm": -1e3, "count": 0, "antenna": True},
     ["not_an_integer", "not_an_integer", "out_of_range"]),
    ({"epc": "E", "first_at": "2026-11-22T10:00:00Z", "last_at": "2026-11-22T09:00:00Z"},
     ["read_reversed"]), ({"epc": "\ud800"}, ["bad_character"]), ({"epc": "E" * 257}, ["too_long"]),
])
def test_a_read_at_fault_is_named_and_the_others_stay(body: Any, codes: list[str]) -> None:
    found = pass_from({**BODY, "reads": [{"epc": "E"}, body]})
    assert (len(found.reads), len(found.malformed)) == (1, 1)
    assert sorted(fault.code for fault in found.malformed[0].faults) == codes


READ_FIELDS = ("epc", "antenna", "rssi_cdbm", "count", "first_at", "last_at")
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
# what is nested is refused by its kind: a few leaves say all that a hundred would
JSON = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.text(max_size=8) | st.sampled_from(READ_FIELDS), inner, max_size=3), max_leaves=4)
DEEP: Any = "E"
for _ in range(50):
    DEEP = {"epc": [DEEP]}


@settings(max_examples=300, deadline=None)
@example({**BODY, "reads": [DEEP, [DEEP], [[]], {}, [], None, True, 0.0, "E"]}, DEEP)
@example(dict.fromkeys(BODY, DEEP), [DEEP])
@example({"task": {}, "more": [], "site": [""], "sent_at": {"": None}}, {"epc": {"epc": "E"}})
@example({"started_at": float("nan"), "ended_at": float("inf")}, {"count": float("nan")})
@given(st.dictionaries(st.sampled_from([*BODY, "task", "more", "site", "sent_at"]), JSON),
       JSON | st.dictionaries(st.sampled_from(READ_FIELDS), JSON))
def test_no_body_raises_anything_else(changes: Any, one: Any) -> None:
    with suppress(ReadsRefused):
        assert isinstance(pass_from({**BODY, **changes}), PassDraft)
    assert isinstance(read_from(one, ""), Read | Malformed)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=80)), st.booleans())
def test_no_file_raises(lines: list[str], as_csv: bool) -> None:
    faults: list[Any] = []
    read = rows_of_csv if as_csv else rows_of_json
    head = ["pass,reader,started_at,ended_at,epc"] if as_csv else []
    list(parts(read(iter([*head, *lines]), faults), faults))
    assert all(fault.code for fault in faults)

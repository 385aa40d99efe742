"""The referee's world: repeatable, fair to every way of choosing, with a truth that parts."""

from __future__ import annotations

import numpy as np
import pytest

from pandian.simulation.referee.risk.rules import choose, judge, live
from pandian.simulation.referee.risk.words import WAYS
from pandian.simulation.referee.world.rules import Year, build
from pandian.simulation.referee.world.words import Assumptions, Size

SMALL = Size(items=80, holdings=250, zones=4, operators=4, days=60, counts_per_day=4)
CLEAN = Assumptions(theta=(0,) * 6)


def test_a_seed_is_always_the_same_year():
    assert judge(3, size=SMALL) == judge(3, size=SMALL)
    assert judge(3, size=SMALL) != judge(4, size=SMALL)


def test_without_errors_book_and_truth_never_part():
    told = judge(5, assumptions=CLEAN, size=SMALL, ways=("uncounted",)).by_way["uncounted"]
    assert (told.wrong, told.phantom, told.value) == (0, 0, 0)


def test_every_way_has_the_same_effort():
    told = judge(6, size=SMALL).by_way
    assert {told[way].counts for way in WAYS if way != "uncounted"} == {60 * 4}
    assert told["uncounted"].counts == 0
    assert live(build(seed=6, size=SMALL), "risk", effort=.5).counts == 60 * 2


def test_a_count_brings_the_book_to_the_shelf():
    year = Year(build(seed=7, size=SMALL))
    for _ in range(50):
        year.live()
    before = year.wrong()
    everything = np.arange(SMALL.holdings)
    variance = year.count(everything)
    assert before > 0
    assert (variance != 0).mean() >= before * .9
    assert year.wrong() <= .03  # counters slip, too
    assert not year.exposures().any()


def test_counting_anything_beats_counting_nothing():
    told = judge(8, size=SMALL).by_way
    assert all(told[way].wrong < told["uncounted"].wrong for way in WAYS[:-1])


def test_stock_never_falls_below_nothing():
    year = Year(build(seed=9, size=SMALL))
    for _ in range(60):
        year.live()
        assert year.truth.min() >= 0
        assert year.book.min() >= 0


@pytest.mark.parametrize("share", [0.0, .25, 1.0])
def test_events_come_first_and_the_random_part_is_kept(share):
    draw = np.random.default_rng(1)
    score = np.arange(100.0)
    waiting = np.array([3, 5])
    chosen = choose(score, waiting, 20, draw, share)
    assert len(chosen) == len(set(chosen.tolist())) == 20
    if share < 1:
        assert {3, 5} <= set(chosen.tolist())
    if share == 0:
        assert set(chosen.tolist()) == {3, 5, *range(82, 100)}

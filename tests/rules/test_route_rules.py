"""The way between places, and the shortest walk that the solver finds.   路线规则"""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from pandian.counting.routing import rules
from pandian.counting.routing.rules import (
    cm_between,
    cm_walked,
    layout_of,
    routed,
    shortest,
    solved,
)
from pandian.counting.routing.words import STOPS_MAX, Layout, SolverMissing, Spot

PLAN = Layout(True, 300, 100)


@pytest.mark.parametrize(("one", "other", "cm"), [
    (Spot(1, 4, 1, 20), Spot(1, 4, 1, 20), 0),
    (Spot(1, 4, 1, 20), Spot(1, 9, 1, 20), 500),      # along one aisle
    (Spot(1, 2, 1, 20), Spot(2, 3, 1, 20), 600),      # round the front: 1 + 2 bays, one aisle
    (Spot(1, 18, 1, 20), Spot(3, 19, 1, 20), 900),    # round the back: 2 + 1 bays, two aisles
    (Spot(1, 5, 1, 5), Spot(2, 10, 1, 20), 1600),     # the longer aisle's end is the way round
])
def test_the_way_goes_along_the_aisle_or_round_its_nearer_end(one, other, cm):
    assert cm_between(one, other, PLAN) == cm == cm_between(other, one, PLAN)


def test_a_content_says_how_a_site_is_walked():
    assert layout_of({"order": "solver", "aisle_cm": 250, "levels": False}, "R") == Layout(
        True, 250, 100, False, "R")
    assert layout_of({"order": "s_shape"}, "R") == Layout(False, 300, 100, None, "R")


def _drawn(seed: int, stops: int) -> list[Spot]:
    draw = random.Random(seed)
    return [Spot(draw.randint(1, 6), draw.randint(1, 20), 1, 20) for _ in range(stops)]


@pytest.mark.parametrize("seed", range(6))
def test_the_solver_finds_the_shortest_of_all_walks_and_always_the_same(seed):
    spots = _drawn(seed, 6)
    order = shortest(spots, PLAN)
    best = min(cm_walked([spots[n] for n in way], PLAN) for way in permutations(range(6)))
    assert sorted(order) == list(range(6))
    assert cm_walked([spots[n] for n in order], PLAN) == best, f"seed {seed}"
    assert shortest(spots, PLAN) == order, f"seed {seed}"


def test_a_solver_that_does_worse_is_not_followed():
    spots = [Spot(1, bay, 1, 20) for bay in range(1, 8)]
    assert shortest(spots, PLAN, lambda ways: [3, 0, 6, 1, 5, 2, 4]) == list(range(7))
    backwards = shortest(spots[::2] + spots[1::2], PLAN, lambda ways: [0, 4, 1, 5, 2, 6, 3])
    assert backwards == [0, 4, 1, 5, 2, 6, 3]  # it is shorter than as given


def test_levels_of_one_bay_stay_together_and_too_many_stands_stay_as_they_are():
    spots = [Spot(1, 9, 1, 20), Spot(2, 1, 1, 20), Spot(1, 9, 1, 20), Spot(1, 1, 1, 20)]
    order = shortest(spots, PLAN)
    assert abs(order.index(0) - order.index(2)) == 1
    many = _drawn(1, STOPS_MAX) + [Spot(7 + n, 1, 1, 20) for n in range(STOPS_MAX)]
    assert shortest(many, PLAN) == list(range(2 * STOPS_MAX))


def test_tasks_are_measured_both_ways_and_unknown_places_keep_their_order():
    spots = dict(enumerate([Spot(1, 1, 1, 9), Spot(1, 9, 1, 9), Spot(1, 2, 1, 9),
                            Spot(1, 8, 1, 9)]))
    orders, walk = routed([[0, 1, 2, 3], [1, 99, 0]], spots, PLAN)
    assert orders[1] == [0, 1, 2]
    assert walk == ("solver", 800, 800 + 700 + 600)
    assert orders[0] in ([0, 2, 3, 1], [1, 3, 2, 0])
    assert routed([[0, 1, 2, 3]], spots, PLAN._replace(solver=False)) == (
        [[0, 1, 2, 3]], ("s_shape", 2100, 2100))


def test_without_the_extra_the_solver_says_that_it_is_missing(monkeypatch):
    monkeypatch.setattr(rules, "find_spec", lambda name: None)
    with pytest.raises(SolverMissing):
        solved([[0, 1, 2], [1, 0, 1], [2, 1, 0]])

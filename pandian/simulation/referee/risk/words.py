"""Words of the referee of risk counting: ways of choosing, and what is compared.   风险裁判词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.simulation.referee.world.words import Assumptions, Measured

WAYS = ("risk", "abc", "abc+events", "oldest", "random", "perfect", "uncounted")
"""`perfect` knows the true rates and factors: what no learner can beat by much."""
RANDOM_SHARE = .08
"""This much of the effort of risk counting stays random: the accuracy figure rests on it."""
REFIT_DAYS = 7
FREQUENCIES = (12, 4, 1)
"""How often A, B and C are counted, in proportion (usage value, 80 and 95 %)."""
LESS = .4
"""G2: the share of ABC's counts that risk counting must do with."""
GOALS = {"found_abc": 1.7, "found_events": 1.3, "wrong": .75, "phantom": .6, "value": .95}

WRONG_ASSUMPTIONS = (
    Assumptions("time only", theta=(0, 0, 0, .006, 0, 0)),
    Assumptions("all alike", item_shape=1e6, zone_shape=1e6, operator_shape=1e6),
    Assumptions("receipts only", theta=(0, .25, 0, 0, 0, 0)),
    Assumptions("swaps only", swaps=1.0),
)


class Year(NamedTuple):
    """The figures of one seed, by way of choosing."""

    seed: int
    by_way: dict[str, Measured]


class Ratios(NamedTuple):
    """Risk counting against another way: found, wrong records, phantom short picks, value."""

    found: float
    wrong: float
    phantom: float
    value: float

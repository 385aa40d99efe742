"""Words of judging the sampling stocktake.   抽样裁判词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

COVERAGE_MIN, COVERAGE_MAX = 0.93, 0.97
HALF_PERCENT_MAX = 1.0
DRAWS_DEFAULT = 50
TUNED_ON = range(1, 21)
"""Seeds on which the floor of the interval was chosen; figures come from others."""


class Population(NamedTuple):
    """How books go wrong: the share of wrong lines, and what a wrong line is.

    `mix`: a few units off, all gone, half or double (a pack mistaken), a part gone.  `spread`
    is the sigma of log unit costs: the larger, the more value lies in few lines.
    """

    rate: float
    mix: tuple[float, float, float, float]
    spread: float = 1.2


POPULATIONS: Mapping[str, Population] = {
    "0.3 % wrong": Population(.003, (.5, .3, .1, .1)),
    "1 % wrong, units": Population(.01, (1, 0, 0, 0)),
    "1 % wrong, losses": Population(.01, (.3, .7, 0, 0)),
    "3 % wrong, mixed": Population(.03, (.7, .1, .1, .1)),
    "6 % wrong, mixed": Population(.06, (.7, .1, .1, .1)),
    "12 % wrong, mixed": Population(.12, (.6, .1, .15, .15)),
    "5 % wrong, losses": Population(.05, (.2, .3, 0, .5)),
    "4 % wrong, packs": Population(.04, (.3, 0, .7, 0)),
    "4 % wrong, few dear": Population(.04, (.7, .1, .1, .1), 1.8),
}


class Judged(NamedTuple):
    """What became of a population: shares of intervals that held the truth, half-widths in
    percent of book value.  `naive` has no floor; `mean_per_unit` is the estimate beside it.
    """

    population: str
    draws: int
    lines: int
    sample_percent: float
    coverage: float
    naive: float
    mean_per_unit: float
    half: float
    half_95: float
    half_mean_per_unit: float

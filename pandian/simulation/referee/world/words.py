"""Words of the referee's world: what it is made of, what a day brings, what is measured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Assumptions(NamedTuple):
    """What holds in a world.  The start is what the product expects; G3 changes it.

    `theta`: errors per touch, receipt, pick among lots, day, attractive day, fragile day; the
    shapes say how alike items, zones and people are (Gamma with mean 1; large: all the same).
    """

    name: str = "as expected"
    theta: tuple[float, ...] = (.008, .02, .006, .0004, .001, .0005)
    theta_spread: float = .4
    item_shape: float = 1.0
    zone_shape: float = 5.0
    operator_shape: float = 4.0
    swaps: float = .25


class Size(NamedTuple):
    """How large a world is."""

    items: int = 900
    holdings: int = 2_500
    zones: int = 10
    operators: int = 12
    days: int = 365
    counts_per_day: int = 25


class World(NamedTuple):
    """A warehouse before its year: per holding its item, zone, other lot (-1: none), unit cost.

    `rate`: picks a day; `quantity`: pieces a pick; `pack`: pieces in a pack; `reorder`, `lot`: when
    goods come, and how many; `factor`: what item and zone multiply the error rates by in truth.
    """

    seed: int
    size: Size
    assumptions: Assumptions
    theta: Floats
    item: Whole
    zone: Whole
    other: Whole
    cost: Floats
    attractive: Truths
    fragile: Truths
    rate: Floats
    quantity: Whole
    pack: Whole
    start: Whole
    reorder: Whole
    lot: Whole
    factor: Floats
    operator_factor: Floats


class Measured(NamedTuple):
    """What a year brought under one way of choosing counts.

    `counts` and `found`: counts done, and those that met a wrong record; `wrong`: share of records
    wrong, mean over the days; `phantom`: picks that the book promised and the shelf could not
    serve; `value`: absolute value of undetected differences, mean over the days.
    """

    counts: int
    found: int
    wrong: float
    phantom: int
    value: float

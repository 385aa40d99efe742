"""Years under each way of choosing counts, with the product's own rules for risk.   风险裁判规则"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pandian.counting.risk.rules import (
    Exposures,
    Model,
    assess,
    refit,
    score,
    start,
    typical_error,
)
from pandian.simulation.referee.risk.words import (
    FREQUENCIES,
    RANDOM_SHARE,
    REFIT_DAYS,
    WAYS,
    Ratios,
)
from pandian.simulation.referee.risk.words import Year as Told
from pandian.simulation.referee.world.rules import START, Year, build
from pandian.simulation.referee.world.words import (
    Assumptions,
    Floats,
    Measured,
    Size,
    Whole,
    World,
)

Order = Callable[[Year, np.random.Generator], Floats]


class Learner:
    """Risk counting as the product does it: exposures, weekly refit, score."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.model: Model = start(**self._sizes())
        self.taught: list[tuple[Exposures, Floats, Floats]] = []

    def _sizes(self) -> dict[str, int]:
        size = self.world.size
        return {"items": size.items, "sites": 1, "zones": size.zones, "operators": size.operators}

    def known(self, year: Year, at: Whole) -> Exposures:
        """Return what the product knows of these holdings now."""
        row, person = np.nonzero(year.touches[at])
        return Exposures(
            year.exposures()[at], self.world.item[at], np.zeros(len(at), dtype=np.int64),
            self.world.zone[at], typical_error(self.world.cost[at],
                                               year.book[at].astype(np.float64)),
            row, person, year.touches[at][row, person])

    def order(self, year: Year, draw: np.random.Generator) -> Floats:
        """Return the score of every holding; refit once a week."""
        if year.day % REFIT_DAYS == 0 and self.taught:
            self.model = self._refit()
        return assess(self.known(year, np.arange(len(year.book))), self.model).score

    def perfect(self, year: Year, draw: np.random.Generator) -> Floats:
        """Return the scores of one who knows the true rates and factors."""
        world, x = self.world, year.exposures()
        x[:, 0] = year.touches @ world.operator_factor
        hazard = (x @ world.theta) * world.factor
        unit = typical_error(world.cost, year.book.astype(np.float64))
        return score(hazard, (year.day - year.counted).astype(np.float64),
                     -np.expm1(-hazard) * unit)

    def _refit(self) -> Model:
        parts = [each[0] for each in self.taught]
        starts = np.cumsum([0, *(len(part.x) for part in parts)])
        moved = [part._replace(row=part.row + first)
                 for part, first in zip(parts, starts, strict=False)]
        known = Exposures(*(np.concatenate(each) for each in zip(*moved, strict=True)))
        variance = np.concatenate([each[1] for each in self.taught])
        cost = np.concatenate([each[2] for each in self.taught])
        return refit(known, variance > 0, variance * cost, **self._sizes())

    def learn(self, known: Exposures, at: Whole, variance: Whole) -> None:
        """Take up what counts found."""
        self.taught.append((known, np.abs(variance).astype(np.float64), self.world.cost[at]))


def abc(world: World) -> Floats:
    """Return how often each holding is to be counted, in proportion, by its item's usage value."""
    usage = np.bincount(world.item, weights=world.rate * world.quantity * world.cost,
                        minlength=world.size.items)
    order = np.argsort(-usage, kind="stable")
    share = np.cumsum(usage[order]) / usage.sum()
    often = np.empty(world.size.items)
    often[order] = np.select([share <= .8, share <= .95], FREQUENCIES[:2], FREQUENCIES[2])
    return often[world.item]


def _order(way: str, world: World, learner: Learner) -> Order:
    often = abc(world)
    return {
        "risk": learner.order,
        "perfect": learner.perfect,
        "abc": lambda year, draw: (year.day - year.counted) * often,
        "abc+events": lambda year, draw: (year.day - year.counted) * often,
        "oldest": lambda year, draw: (year.day - year.counted).astype(np.float64),
        "random": lambda year, draw: draw.random(len(year.book)),
    }[way]


def live(world: World, way: str, *, effort: float = 1.0) -> Measured:
    """Live a year under one way of choosing; `effort` is a share of the world's counts a day."""
    year, learner = Year(world), Learner(world)
    order = _order(way, world, learner) if way != "uncounted" else None
    waiting: Whole = np.zeros(0, dtype=np.int64)
    counts = found = 0
    wrong = value = owed = 0.0
    for day in range(world.size.days):
        year.live()
        draw = np.random.default_rng([START, world.seed, day, 2])
        if order is not None:
            owed += world.size.counts_per_day * effort
            budget, owed = int(owed), owed - int(owed)
            if way in ("risk", "abc+events", "perfect"):
                waiting = np.union1d(waiting, year.short)
            chosen = choose(order(year, draw), waiting, budget, draw,
                            RANDOM_SHARE if way in ("risk", "perfect") else 0.0)
            waiting = np.setdiff1d(waiting, chosen)
            known = learner.known(year, chosen) if way == "risk" else None
            variance = year.count(chosen)
            if known is not None:
                learner.learn(known, chosen, variance)
            counts, found = counts + len(chosen), found + int((variance != 0).sum())
        wrong += year.wrong()
        value += year.value()
    days = world.size.days
    return Measured(counts, found, wrong / days, year.phantom, value / days)


def choose(worth: Floats, waiting: Whole, budget: int, draw: np.random.Generator,
           random_share: float) -> Whole:
    """Return what is counted today: the random part first, events, then the highest scores."""
    free = draw.random(len(worth))
    at_random = int(draw.random() < (budget * random_share) % 1) + int(budget * random_share)
    rank = worth.astype(np.float64).copy()
    rank[waiting] = np.inf
    drawn = np.argsort(free, kind="stable")[:at_random]
    rank[drawn] = np.inf
    tie = np.lexsort((free, -rank))
    chosen = np.concatenate([drawn, tie[~np.isin(tie, drawn)]])[:budget]
    return np.asarray(np.sort(chosen))


def judge(seed: int, *, assumptions: Assumptions | None = None, size: Size | None = None,
          ways: Sequence[str] = WAYS) -> Told:
    """Return the figures of one seed for each way, all on the same year."""
    world = build(seed=seed, assumptions=assumptions, size=size)
    return Told(seed, {way: live(world, way) for way in ways})


def ratios(one: Measured, other: Measured) -> Ratios:
    """Return one way's figures over another's."""
    return Ratios(one.found / max(other.found, 1), one.wrong / max(other.wrong, 1e-9),
                  one.phantom / max(other.phantom, 1), one.value / max(other.value, 1e-9))

"""Make the referee's world and live its days: picks, receipts, losses, and what goes wrong.

Pure and repeatable: what a day brings is drawn from (seed, day), whatever was counted before, so
ways of counting are compared on the same year.
"""

from __future__ import annotations

import numpy as np

from pandian.simulation.referee.world.words import (
    Assumptions,
    Floats,
    Size,
    Truths,
    Whole,
    World,
)

PICKS_PER_DAY_MAX = 6
PACKS = np.array([5, 10, 12, 20, 50])
MISCOUNT = .01
START = 77


def build(*, seed: int, assumptions: Assumptions | None = None, size: Size | None = None) -> World:
    """Return the warehouse of a seed."""
    how, big = assumptions or Assumptions(), size or Size()
    draw = np.random.default_rng([START, seed])
    item = np.sort(draw.integers(0, big.items, big.holdings))
    usage = draw.lognormal(-2.0, 1.2, big.items)[item]
    quantity = 1 + draw.poisson(draw.lognormal(.7, .6, big.items))[item]
    rate = np.minimum(usage * draw.uniform(.5, 1.5, big.holdings), 4.0)
    lot = np.maximum(10, (rate * quantity * draw.uniform(20, 60, big.holdings))).astype(np.int64)
    zone = draw.integers(0, big.zones, big.holdings)
    item_factor = _alike(draw, how.item_shape, big.items)
    zone_factor = _alike(draw, how.zone_shape, big.zones)
    spread = np.exp(draw.normal(0, how.theta_spread, 6))
    return World(
        seed, big, how, np.array(how.theta) * spread, item, zone, _others(item),
        draw.lognormal(3.0, 1.2, big.items)[item], (draw.random(big.items) < .1)[item],
        (draw.random(big.items) < .1)[item], rate, quantity,
        PACKS[draw.integers(0, len(PACKS), big.items)][item],
        lot + draw.integers(0, lot), np.maximum(2, lot // 4), lot,
        item_factor[item] * zone_factor[zone], _alike(draw, how.operator_shape, big.operators))


def _alike(draw: np.random.Generator, shape: float, n: int) -> Floats:
    """Return factors with mean 1 that are the more alike the larger the shape."""
    return draw.gamma(shape, 1 / shape, n)


def _others(item: Whole) -> Whole:
    """Return another lot's holding of the same item, -1 where there is none; items ascend."""
    n = len(item)
    after = np.append(item[1:] == item[:-1], False)
    before = np.insert(item[1:] == item[:-1], 0, False)
    places = np.arange(n)
    return np.where(after, places + 1, np.where(before, places - 1, -1))


class Year:
    """A warehouse that lives: the book, the truth, exposures since the last count."""

    def __init__(self, world: World) -> None:
        n, people = world.size.holdings, world.size.operators
        self.world = world
        self.day = 0
        self.book: Whole = world.start.copy()
        self.truth: Whole = world.start.copy()
        self.counted: Whole = np.zeros(n, dtype=np.int64)
        self.touches: Floats = np.zeros((n, people))
        self.receipts: Floats = np.zeros(n)
        self.lots: Floats = np.zeros(n)
        self.phantom = 0
        self.short: Whole = np.zeros(0, dtype=np.int64)

    def exposures(self) -> Floats:
        """Return (n, 6) exposures since the last count, as the product counts them."""
        days = (self.day - self.counted).astype(np.float64)
        return np.column_stack([
            self.touches.sum(axis=1), self.receipts, self.lots, days,
            days * self.world.attractive, days * self.world.fragile])

    def live(self) -> None:
        """Live one day; `short` names the holdings where a picker found less than promised."""
        draw = np.random.default_rng([START, self.world.seed, self.day + 1])
        self.day += 1
        self.short = np.zeros(0, dtype=np.int64)
        self._lose(draw)
        picks = np.minimum(draw.poisson(self.world.rate), PICKS_PER_DAY_MAX)
        for wave in range(PICKS_PER_DAY_MAX):
            self._pick(np.flatnonzero(picks > wave), draw)
        self._receive(draw)

    def _lose(self, draw: np.random.Generator) -> None:
        """Goods vanish, break, or are put away elsewhere without a document."""
        world = self.world
        rate = world.theta[3] + world.theta[4] * world.attractive + world.theta[5] * world.fragile
        hit = draw.random(len(self.truth)) < -np.expm1(-rate * world.factor)
        gone = np.minimum(1 + draw.integers(0, 3, len(self.truth)), np.maximum(self.truth, 0))
        self.truth -= np.where(hit, gone, 0)

    def _pick(self, at: Whole, draw: np.random.Generator) -> None:
        """Pick once at each of these holdings; a short pick is written down as it was."""
        world, n = self.world, len(at)
        person = draw.integers(0, world.size.operators, n)
        chance, kind, lucky = draw.random((3, n))
        off = self._off(at, draw)
        partner = draw.integers(0, len(self.truth), n)
        want = np.minimum(world.quantity[at], np.maximum(self.book[at], 0))
        there = np.maximum(self.truth[at], 0)
        asked = want > 0
        short = asked & (there < want)
        taken = np.minimum(want, there)
        self.phantom += int(short.sum())
        self.short = np.union1d(self.short, at[short])
        self.book[at] -= taken
        factor = world.factor[at] * world.operator_factor[person]
        wrong = asked & (chance < -np.expm1(-world.theta[0] * factor))
        swapped = wrong & (kind < world.assumptions.swaps)
        self._take(at, np.where(wrong & ~swapped, np.maximum(taken + off, 0), taken), swapped,
                   partner)
        other = world.other[at]
        among = asked & (other >= 0) & (self.book[other] > 0)
        mixed = among & (lucky < -np.expm1(-world.theta[2] * world.factor[at]))
        self._mix(at[mixed], other[mixed], taken[mixed])
        np.add.at(self.touches, (at[asked], person[asked]), 1)
        self.lots[at[among]] += 1

    def _off(self, at: Whole, draw: np.random.Generator) -> Whole:
        """Return by how much an error differs: mostly a few pieces, sometimes a pack."""
        few = draw.integers(1, 4, len(at)) * draw.choice([-1, 1], len(at))
        packed = draw.random(len(at)) < .2
        return np.asarray(np.where(packed, self.world.pack[at] * np.sign(few), few))

    def _take(self, at: Whole, taken: Whole, swapped: Truths, partner: Whole) -> None:
        """Take goods from these holdings, or from another one by mistake."""
        self.truth[at] -= np.where(swapped, 0, np.minimum(taken, np.maximum(self.truth[at], 0)))
        for k in np.flatnonzero(swapped):
            self.truth[partner[k]] -= min(int(taken[k]), max(int(self.truth[partner[k]]), 0))

    def _mix(self, at: Whole, other: Whole, taken: Whole) -> None:
        """What was written as taken from one lot came from another."""
        moved = np.minimum(taken, np.maximum(self.truth[other], 0))
        self.truth[at] += moved
        np.subtract.at(self.truth, other, moved)

    def _receive(self, draw: np.random.Generator) -> None:
        """Goods come where the book is low; what the document says is not always what came."""
        world = self.world
        chance, people = draw.random(len(self.book)), draw.integers(
            0, world.size.operators, len(self.book))
        off = self._off(np.arange(len(self.book)), draw)
        due = np.flatnonzero(self.book <= world.reorder)
        wrong = chance[due] < -np.expm1(-(world.theta[1] + world.theta[0]) * world.factor[due])
        self.book[due] += world.lot[due]
        self.truth[due] += np.maximum(world.lot[due] + np.where(wrong, off[due], 0), 0)
        self.receipts[due] += 1
        np.add.at(self.touches, (due, people[due]), 1)

    def count(self, at: Whole) -> Whole:
        """Count these holdings: return the variances found; the book becomes what was counted."""
        draw = np.random.default_rng([START, self.world.seed, self.day, 1])
        slip = draw.random(len(self.book)) < MISCOUNT
        counted = np.maximum(self.truth[at] + np.where(slip[at], 1, 0), 0)
        variance = counted - self.book[at]
        self.book[at] = counted
        self.counted[at] = self.day
        self.touches[at] = 0
        self.receipts[at] = 0
        self.lots[at] = 0
        return np.asarray(variance)

    def wrong(self) -> float:
        """Return the share of records that are wrong now."""
        return float((self.book != self.truth).mean())

    def value(self) -> float:
        """Return the absolute value of all differences now."""
        return float((np.abs(self.book - self.truth) * self.world.cost).sum())

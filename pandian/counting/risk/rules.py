"""How likely a book is wrong since its last count, learned from counts.   风险规则

Pure: no clock, no database, no Django.  Hazard `H = m_item m_site m_zone · Σ θ_c x_c`, chance of
being wrong `P = 1 - exp(-H)`.  A count that found an error stands for `H / (1 - exp(-H))` expected
errors (several may hide in one); Gamma-Poisson updates share them out to causes and factors.
Sources: DeHoratius & Raman 2008; DeHoratius, Mersereau & Schrage 2008; Kök & Shang 2007.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pandian.counting.risk.words import (
    BAND_STARTS,
    BANDS,
    CAUSES,
    FACTORS,
    LATEST_LINES_MIN,
    DayShare,
    Latest,
    Reason,
    Share,
)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

THETA = np.array([.008, .02, .006, .0004, .001, .0005])
"""Errors to expect per touch, receipt, pick among lots, day, attractive day, fragile day."""
PRIOR = np.array([2_000, 500, 1_000, 20_000, 5_000, 5_000], dtype=np.float64)
"""How much exposure the start values are worth; so much evidence weighs as much as they."""
KAPPA = {"item": 1.0, "site": 8.0, "zone": 5.0, "operator": 4.0}
"""How many errors of evidence bring a factor half-way from 1."""
_DAYS = 3
"""The column of exposures with the days since the last count."""
SIZE_PRIOR_ERRORS = 20.0
SWEEPS = 4
WEIGHT = 60.0
"""What knowing one more wrong record is worth, in typical errors; 40 to 100 is flat."""
WRONG_DAY = .005
"""What a record that stays wrong a day costs, in errors found: 200 such days weigh as one find."""
HAZARD_TURN = 1.75
"""From about here on a wrong record would be the less worth the surer it is wrong; it is not."""
RATE_PRIOR = (.03, 6.0)
"""Errors and days that keep the daily rate of what was counted just now from being wild."""
REASONS_MAX = 3
SHARE_MIN = .1
FACTOR_TELLING = 1.5
TINY = 1e-12
WRONG_PLACES_MIN = 5
"""With fewer places that differ, no interval is stated for quantity and value."""
REDRAWS, REDRAWN_AT_ONCE = 1_000, 100


class Exposures(NamedTuple):
    """What happened to n holdings since their last count.

    `x`: (n, 6) by cause, touches unweighted; `item`, `site`, `zone`: (n,) places of their factors;
    `unit`: (n,) value of a typical error, in minor units of money; `row`, `operator`, `touches`:
    who touched what how often, as triples.
    """

    x: Floats
    item: Places
    site: Places
    zone: Places
    unit: Floats
    row: Places
    operator: Places
    touches: Floats


class Model(NamedTuple):
    """What was learned: rate and size of errors per cause, factors per item, site, zone, person."""

    theta: Floats
    size: Floats
    item: Floats
    site: Floats
    zone: Floats
    operator: Floats


class Risk(NamedTuple):
    """What is expected of n holdings: hazard (and by cause), chance, value, order of counting."""

    hazard: Floats
    causes: Floats
    probability: Floats
    value: Floats
    score: Floats


def start(*, items: int, sites: int, zones: int, operators: int) -> Model:
    """Return the model that nobody has taught anything."""
    return Model(THETA.copy(), np.ones(len(THETA)), np.ones(items), np.ones(sites),
                 np.ones(zones), np.ones(operators))


def typical_error(cost: Floats, book: Floats) -> Floats:
    """Return what an error of a holding typically costs: unit cost times the root of the book."""
    return cost * np.sqrt(1.0 + np.maximum(book, 0.0))


def weighted(known: Exposures, model: Model) -> Floats:
    """Return the exposures with each touch weighted by the factor of who did it."""
    if not len(known.row):
        return known.x
    extra = known.touches * (model.operator[known.operator] - 1.0)
    x = known.x.copy()
    x[:, 0] += np.bincount(known.row, weights=extra, minlength=len(x))
    return x


def multiplier(known: Exposures, model: Model) -> Floats:
    """Return the product of the factors of item, site and zone."""
    return model.item[known.item] * model.site[known.site] * model.zone[known.zone]


def assess(known: Exposures, model: Model, *, weight: float = WEIGHT) -> Risk:
    """Return hazard, chance of being wrong, expected variance value and score of each holding."""
    causes = multiplier(known, model)[:, None] * (weighted(known, model) * model.theta)
    hazard = causes.sum(axis=1)
    chance = -np.expm1(-hazard)
    share = np.divide(chance, hazard, out=np.ones_like(hazard), where=hazard > 0)
    value = share * (causes @ model.size) * known.unit
    return Risk(hazard, causes, chance, value,
                score(hazard, known.x[:, _DAYS], value, weight=weight))


def gain(hazard: Floats, days: Floats) -> Floats:
    """Return what counting a holding now is worth, in chances to be wrong.

    Counted every T days at a rate λ a holding is found wrong `(1 - e^-λT) / T` times a day and is
    wrong `1 - (1 - e^-λT) / λT` of the time.  One more count a day brings `1 - e^-H (1 + H)` more
    finds and that over λ fewer wrong days: so whoever only wants finds counts what goes wrong
    often, and whoever wants right records goes with the square root of the rate.  Scaled to the
    chances (least squares), for the score to stay in their unit.
    """
    errors, since = RATE_PRIOR
    chance = -np.expm1(-hazard)
    finds = chance - hazard * np.exp(-hazard)
    at_most = np.minimum(hazard, HAZARD_TURN)
    saved = (-np.expm1(-at_most) - at_most * np.exp(-at_most)) * (days + since)
    worth = finds + WRONG_DAY * saved / (at_most + errors)
    whole = float(worth @ worth)
    return np.asarray(worth * (float(chance @ worth) / whole)) if whole > 0 else worth


def score(hazard: Floats, days: Floats, value: Floats, *, weight: float = WEIGHT) -> Floats:
    """Return `w · median(EV / P) · gain + EV`: records and money in one order.

    The median is over the holdings that can be wrong and have a value.
    """
    chance = -np.expm1(-hazard)
    asked = (chance > 0) & (value > 0)
    typical = float(np.median(value[asked] / chance[asked])) if asked.any() else 1.0
    return np.asarray(weight * typical * gain(hazard, days) + value)


def errors_expected(hazard: Floats, wrong: NDArray[np.bool_]) -> Floats:
    """Return how many errors each count stands for: 0 when it matched, else `H / (1 - e^-H)`."""
    some = np.maximum(hazard, TINY)
    return np.where(wrong, some / -np.expm1(-some), 0.0)


def refit(known: Exposures, wrong: NDArray[np.bool_], value: Floats, *, items: int, sites: int,
          zones: int, operators: int, sweeps: int = SWEEPS) -> Model:
    """Learn from counts: exposures before each, whether it found an error, its absolute value.

    Starts from the priors each time, so the same counts give the same model.
    """
    model = start(items=items, sites=sites, zones=zones, operators=operators)
    if not len(known.x):
        return model
    at = np.flatnonzero(wrong)
    for _ in range(sweeps):
        model = _sweep(known, at, model)
    return model._replace(size=_sizes(known, wrong, value, model))


def _shares(causes: Floats, hazard: Floats) -> Floats:
    """Return how the hazard is made up; by the start values where there is none at all."""
    even = THETA / THETA.sum()
    return np.where(hazard[:, None] > 0, causes / np.maximum(hazard, TINY)[:, None], even)


def _sweep(known: Exposures, at: Places, model: Model) -> Model:
    """Update rates, then one level of factors after the other; `at`: the counts that found errors.

    Only they have errors to share out, and factors only scale a hazard that is summed up once.
    """
    x, many = weighted(known, model), multiplier(known, model)
    theta = _rates(x, many, at, model.theta)
    model, base = model._replace(theta=theta), x @ theta
    for level, place in (("item", known.item), ("zone", known.zone), ("site", known.site)):
        hazard, old = many * base, getattr(model, level)
        new = _level(hazard, at, old, place, KAPPA[level])
        many = many * (new / old)[place]
        model = model._replace(**{level: new})
    return model._replace(operator=_operators(known, many, many * base, at, model))


def _rates(x: Floats, many: Floats, at: Places, theta: Floats) -> Floats:
    """Return the rates per cause: errors found by their shares of the hazard, per exposure."""
    causes = x[at] * theta
    base = causes.sum(axis=1)
    found = _errors(many[at] * base) @ _shares(causes, base)
    return np.asarray((PRIOR * THETA + found) / (PRIOR + many @ x))


def _errors(hazard: Floats) -> Floats:
    return errors_expected(hazard, np.ones(len(hazard), dtype=np.bool_))


def _level(hazard: Floats, at: Places, factors: Floats, place: Places, kappa: float) -> Floats:
    """Return the factors of one level, each shrunk towards 1 by its kappa."""
    n = len(factors)
    found = np.bincount(place[at], weights=_errors(hazard[at]), minlength=n)
    base = np.bincount(place, weights=hazard, minlength=n) / factors
    return np.asarray((kappa + found) / (kappa + base))


def _operators(known: Exposures, many: Floats, hazard: Floats, at: Places, model: Model
               ) -> Floats:
    """Return the factors of people: of each error, the part that their touches account for."""
    n = len(model.operator)
    if not len(known.row):
        return model.operator
    errors = np.zeros(len(hazard))
    errors[at] = _errors(hazard[at]) / np.maximum(hazard[at], TINY)
    part = many[known.row] * known.touches
    part *= model.theta[0]
    base = np.bincount(known.operator, weights=part, minlength=n)
    part *= errors[known.row]
    found = np.bincount(known.operator, weights=part, minlength=n) * model.operator
    return np.asarray((KAPPA["operator"] + found) / (KAPPA["operator"] + base))


def _sizes(known: Exposures, wrong: NDArray[np.bool_], value: Floats, model: Model) -> Floats:
    """Return what a wrong record costs by cause, in typical errors of its holding."""
    told = np.flatnonzero(wrong & (known.unit > 0))
    causes = weighted(known, model)[told] * model.theta
    shares = _shares(causes, causes.sum(axis=1))
    size = value[told] / known.unit[told]
    return np.asarray((SIZE_PRIOR_ERRORS + size @ shares)
                      / (SIZE_PRIOR_ERRORS + shares.sum(axis=0)))


def reasons(causes: Floats, *, item: float = 1.0, site: float = 1.0, zone: float = 1.0
            ) -> tuple[Reason, ...]:
    """Say of one holding which part of its hazard comes from what, the largest first.

    Factors of item, site and zone are told where past counts make them speak.
    """
    total = float(causes.sum())
    if total <= 0:
        return ()
    order = sorted(range(len(CAUSES)), key=lambda n: (-causes[n], n))[:REASONS_MAX]
    told = [Reason(tuple(CAUSES)[n], round(100 * float(causes[n]) / total)) for n in order
            if causes[n] >= SHARE_MIN * total]
    factors = zip(FACTORS, (item, site, zone), strict=True)
    return (*told, *(Reason(name, round(100 * factor)) for name, factor in factors
                     if factor >= FACTOR_TELLING))


def right(hazard: Floats, place: Places, places: int) -> tuple[Floats, Floats]:
    """Return for each place the mean chance that a holding is right, and the lowest.

    A place without holdings has 1 for both.
    """
    chance = np.exp(-hazard)
    held = np.bincount(place, minlength=places)
    mean = np.divide(np.bincount(place, weights=chance, minlength=places), held,
                     out=np.ones(places), where=held > 0)
    lowest = np.ones(places)
    np.minimum.at(lowest, place, chance)
    return mean, lowest


def interval(right: int, counted: int, *, confidence: float = .95) -> tuple[float, float]:
    """Return the exact binomial interval (Clopper & Pearson 1934) of a share.

    Nothing counted says nothing: (0, 1).  Raises `AssertionError` for impossible counts.
    """
    from scipy.special import betaincinv  # here: its import would slow every start

    assert 0 <= right <= counted
    tail = (1 - confidence) / 2
    low = float(betaincinv(right, counted - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, counted - right, 1 - tail)) if right < counted else 1.0
    return low, high


def share(right: int, counted: int) -> Share:
    """Return a share with its exact interval."""
    low, high = interval(right, counted)
    return Share(right, counted, right / counted if counted else None, low, high)


def kept(off: float, whole: float) -> float | None:
    """Return `1 - off / whole`, not below 0; None where there is nothing to be right about."""
    return max(0.0, 1 - off / whole) if whole > 0 else None


def kept_range(off: Sequence[float], whole: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95 % interval of `kept`, by drawing whole places anew (Efron 1979, percentile).

    One entry for each place counted: who counts a place counts all of it, so its lines are no
    separate draws.  None below `WRONG_PLACES_MIN` places that differ: too few to draw from, and
    the interval would look surer than it is.  The same places give the same interval.
    """
    away, all_there = np.asarray(off, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    if int((away > 0).sum()) < WRONG_PLACES_MIN or not all_there.sum() > 0:
        return None
    dice = np.random.default_rng(len(away))
    alike, found = np.full(len(away), 1 / len(away)), list[Floats]()
    for _ in range(REDRAWS // REDRAWN_AT_ONCE):
        drawn = dice.multinomial(len(away), alike, size=REDRAWN_AT_ONCE)
        sums = drawn @ all_there
        found.append(np.maximum(0.0, 1 - (drawn @ away) / np.where(sums > 0, sums, np.inf)))
    low, high = np.quantile(np.concatenate(found), (.025, .975))
    return float(low), float(high)


def by_day(seen: Iterable[tuple[date, int, int]]) -> tuple[DayShare, ...]:
    """Return each day's share of exact lines and that of all days up to it, oldest first.

    `seen`: day, exact lines, lines of each place.
    """
    right, counted = Counter[date](), Counter[date]()
    for day, exact, lines in seen:
        right[day] += exact
        counted[day] += lines
    found, so_far, of = list[DayShare](), 0, 0
    for day in sorted(counted):
        so_far, of = so_far + right[day], of + counted[day]
        found.append(DayShare(day, share(right[day], counted[day]), share(so_far, of)))
    return tuple(found)


def latest_of(days: Sequence[DayShare]) -> Latest | None:
    """Return the share of the fewest last days that hold `LATEST_LINES_MIN` lines together.

    Whole days, counted back from the last one, nothing left out: the rule chooses the window, not
    who looks.  None while all days together hold fewer.
    """
    right = counted = 0
    for day in reversed(days):
        right, counted = right + day.exact.right, counted + day.exact.counted
        if counted >= LATEST_LINES_MIN:
            return Latest(day.day, days[-1].day, share(right, counted))
    return None


def band(chance: float) -> str:
    """Return the word for a chance to be right."""
    return next(name for name, first in zip(BANDS, BAND_STARTS, strict=True) if chance >= first)

"""Rates of causes: by expectation-maximisation, by confirmed reasons; calibration.   发生率规则

Pure and deterministic.  A rate is "per opportunity of a line that differs": per posted move, per
open paper, per line; so a line with many papers has more that can have gone wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

RATES: Mapping[str, float] = {
    "unit": 0.02, "digits": 0.02, "double": 0.35, "sign": 0.01,
    "lot_swap": 0.03, "item_swap": 0.03, "wrong_lot": 0.03, "place_swap": 0.12,
    "late": 0.5, "scan": 0.12, "motion": 0.4, "loss": 0.12, "unknown": 0.12,
}
"""What is expected before anything is known, per opportunity of a line that differs."""

STRENGTH = 25.0
"""How many opportunities what was expected before is worth."""
ROUNDS = 12
CONFIRMED_MIN = 30
"""From so many confirmed reasons on, they replace what a batch seems to say by itself."""
CALIBRATION_MIN = 40


class Weighed(NamedTuple):
    """One line for learning: (causes, weight) of its guesses, and its opportunities by cause."""

    guesses: Sequence[tuple[tuple[str, ...], float]]
    exposures: Mapping[str, float]


class Reason(NamedTuple):
    """One confirmed reason: the causes, the opportunities, the share that was stated first."""

    causes: tuple[str, ...]
    exposures: Mapping[str, float]
    stated: float = 0.0
    right: bool = True


def shares(
    guesses: Sequence[tuple[tuple[str, ...], float]], rates: Mapping[str, float]
) -> list[float]:
    """Return the posterior of each guess: rate times weight over their sum; they add up to 1."""
    odds = []
    for causes, weight in guesses:
        for cause in causes:
            weight *= rates[cause]
        odds.append(weight)
    total = sum(odds)
    return [each / total for each in odds] if total else [0.0] * len(odds)


def learnt(lines: Sequence[Weighed], *, prior: Mapping[str, float] = RATES) -> dict[str, float]:
    """Return the rates that make a batch of differences likeliest, held near `prior` if small.

    Expectation-maximisation: no line needs to be explained by a person beforehand.
    """
    rates = dict(prior)
    exposed = _sums(line.exposures.items() for line in lines)
    for _ in range(ROUNDS):
        found: dict[str, float] = {}
        for line in lines:
            posterior = shares(line.guesses, rates)
            for (causes, _), share in zip(line.guesses, posterior, strict=True):
                for cause in causes:
                    found[cause] = found.get(cause, 0.0) + share
        rates = _held(found, exposed, prior)
    return rates


def confirmed(reasons: Sequence[Reason], *, prior: Mapping[str, float] = RATES) -> dict[str, float]:
    """Return the rates that confirmed reasons show, held near `prior` while they are few."""
    found = _sums([(cause, 1.0) for cause in reason.causes] for reason in reasons)
    exposed = _sums(reason.exposures.items() for reason in reasons)
    return _held(found, exposed, prior)


def chosen(lines: Sequence[Weighed], reasons: Sequence[Reason]) -> dict[str, float]:
    """Return the rates to use: those of confirmed reasons once there are enough, else learnt."""
    if len(reasons) >= CONFIRMED_MIN:
        return confirmed(reasons)
    return learnt(lines, prior=confirmed(reasons) if reasons else RATES)


def _sums(parts: Iterable[Iterable[tuple[str, float]]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for cause, number in part:
            total[cause] = total.get(cause, 0.0) + number
    return total


def _held(
    found: Mapping[str, float], exposed: Mapping[str, float], prior: Mapping[str, float]
) -> dict[str, float]:
    return {cause: (rate * STRENGTH + found.get(cause, 0.0))
            / (STRENGTH + exposed.get(cause, 0.0)) for cause, rate in prior.items()}


def calibration(pairs: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return steps (stated share, how often it was right), never falling.

    Isotonic regression by pooling adjacent violators [Ayer et al. 1955].  Empty while there are
    too few pairs to say anything.
    """
    level: dict[float, list[float]] = {}
    for stated, right in pairs:
        here = level.setdefault(stated, [0.0, 0.0])
        here[0], here[1] = here[0] + right, here[1] + 1.0
    if sum(number for _, number in level.values()) < CALIBRATION_MIN:
        return []
    pools: list[list[float]] = []  # sum of stated, sum of right, number
    for stated, (hits, number) in sorted(level.items()):
        pools.append([stated * number, hits, number])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(stated / n, right / n) for stated, right, n in pools]


def calibrated(share: float, steps: Sequence[tuple[float, float]]) -> float:
    """Return what a stated share has been worth here; itself while nothing is known.

    Straight lines between the steps and down to 0; above the last nothing better is promised.
    """
    if not steps:
        return share
    left = (0.0, 0.0)
    for right in steps:
        if share <= right[0]:
            width = right[0] - left[0]
            part = (share - left[0]) / width if width > 0 else 1.0
            return left[1] + part * (right[1] - left[1])
        left = right
    return left[1]

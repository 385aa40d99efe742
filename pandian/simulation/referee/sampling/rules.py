"""Books that went wrong in known ways, drawn from again and again.   抽样裁判规则

Pure numpy, seeded.  Everything judged is the product's own: strata, draw, estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from pandian.counting.sampling.rules import (
    estimate,
    lines_min,
    places_in_draw,
    strata,
    stratify,
)
from pandian.counting.sampling.words import QUANTILE, STRATA
from pandian.simulation.referee.sampling.words import POPULATIONS, Judged, Population

LINES_MIN, LINES_MAX = 10_000, 30_000


def book(population: Population, generator: Any) -> tuple[Any, Any]:
    """Return book value and difference (true minus book) of each line of a new book."""
    lines = int(generator.integers(LINES_MIN, LINES_MAX))
    units = np.maximum(generator.lognormal(2.5, 1.2, lines), 1).astype(np.int64)
    cost = generator.lognormal(3.5, population.spread, lines)
    wrong = generator.random(lines) < population.rate
    what = generator.choice(4, size=lines, p=population.mix)
    few = np.sign(generator.random(lines) - .55) * generator.geometric(.5, lines)
    pack = np.where(generator.random(lines) < .5, -np.ceil(units * .5), units)
    part = -np.ceil(units * generator.random(lines))
    off = np.choose(what, [few, -units, pack, part])
    return units * cost, np.maximum(off, -units) * wrong * cost


def draws(population: Population, *, seed: int, draws: int) -> Iterator[dict[str, float]]:
    """Yield what each of so many draws from one book said, and whether it was so."""
    generator = np.random.default_rng(seed)
    values, off = book(population, generator)
    sample = lines_min(len(values))
    stratum = stratify(values, np.zeros(len(values), dtype=bool), sample=sample)
    found = strata(values, stratum, sample=sample)
    keys = [int(key) for key in generator.permutation(len(values))]
    for turn in range(draws):
        places = places_in_draw(keys, stratum, seed=f"{seed}-{turn}")
        drawn = places <= found.sample[stratum]
        said = estimate(found, values=values[drawn], differences=off[drawn],
                        looked=stratum[drawn])
        truth = off.sum()
        naive = _naive(found, off[drawn], stratum[drawn])
        by_mean = said.true_by_mean - (said.book + truth)
        yield {
            "held": abs(said.difference - truth) <= said.half,
            "naive": abs(said.difference - truth) <= naive,
            "by_mean": abs(by_mean) <= said.half_by_mean,
            "half": said.half_percent(), "half_by_mean": 100 * said.half_by_mean / said.book,
            "lines": len(values), "sample": 100 * drawn.sum() / len(values),
        }


def _naive(found: Any, off: Any, looked: Any) -> float:
    """Return the half-width without the floor, as a textbook has it."""
    total = 0.0
    for each in range(1, STRATA + 1):
        inside = off[looked == each]
        if len(inside) > 1:
            lines = float(found.lines[each])
            total += lines * (lines - len(inside)) * inside.var(ddof=1) / len(inside)
    return float(QUANTILE * total ** .5)


def judge(
    *, seeds: Iterable[int], per_seed: int, populations: Mapping[str, Population] = POPULATIONS
) -> Iterator[Judged]:
    """Yield one judgement for each population, over all seeds."""
    chosen = list(seeds)
    for name, population in populations.items():
        rows = [row for seed in chosen
                for row in draws(population, seed=seed, draws=per_seed)]
        yield Judged(
            name, len(rows), round(_mean(rows, "lines")), _mean(rows, "sample"),
            _mean(rows, "held"), _mean(rows, "naive"), _mean(rows, "by_mean"),
            _mean(rows, "half"), float(np.quantile([row["half"] for row in rows], .95)),
            _mean(rows, "half_by_mean"))


def _mean(rows: list[dict[str, float]], name: str) -> float:
    return float(np.mean([row[name] for row in rows]))


def stops(*, seed: int, histories: int, wrong_rate: float, accuracy: float,
          lines_max: int) -> dict[str, float]:
    """Return how often a look after every line says holds, fails, or nothing until the end."""
    from pandian.counting.sampling.rules import records_stop

    generator = np.random.default_rng(seed)
    ends = {"holds": 0, "fails": 0, "goes_on": 0}
    looked = 0
    for _ in range(histories):
        wrong, end = 0, "goes_on"
        for n, bad in enumerate(generator.random(lines_max) < wrong_rate, 1):
            wrong += bool(bad)
            end = records_stop(looked=n, wrong=wrong, accuracy=accuracy)
            if end != "goes_on":
                break
        ends[end] += 1
        looked += n
    return {**{key: count / histories for key, count in ends.items()},
            "looked": looked / histories}

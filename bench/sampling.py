"""`pandian bench sampling --seeds 1001-1010`: coverage and half-width of the sampling stocktake."""

from __future__ import annotations

import argparse
import re

from pandian.simulation.referee.sampling.rules import judge
from pandian.simulation.referee.sampling.words import (
    COVERAGE_MAX,
    COVERAGE_MIN,
    DRAWS_DEFAULT,
    HALF_PERCENT_MAX,
    Judged,
)


def main(arguments: list[str]) -> int:
    """Print one row for each population and the whole; return 0 when goal G4 is met."""
    parser = argparse.ArgumentParser(prog="pandian bench sampling", description=__doc__)
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("1001-1010"),
                        help="such as 1001-1010 or 7,9 (1 to 20 were used for tuning)")
    parser.add_argument("--draws", type=int, default=DRAWS_DEFAULT,
                        help="samples drawn from each book")
    given = parser.parse_args(arguments)
    print(f"seeds {given.seeds}, {given.draws} draws from each book\n"
          f"{'population':22}{'lines':>7}{'looked at':>10}{'coverage':>9}{'naive':>7}"
          f"{'mean/unit':>10}{'half-width':>11}{'95th':>7}{'mean/unit':>10}")
    rows = []
    for row in judge(seeds=given.seeds, per_seed=given.draws):
        rows.append(row)
        print(shown(row), flush=True)
    coverage = sum(row.coverage for row in rows) / len(rows)
    half = sum(row.half for row in rows) / len(rows)
    inside = sum(COVERAGE_MIN <= row.coverage <= COVERAGE_MAX for row in rows)
    met = COVERAGE_MIN <= coverage <= COVERAGE_MAX and max(r.half for r in rows) <= \
        HALF_PERCENT_MAX
    print(f"\nall: coverage {coverage:.3f} (goal {COVERAGE_MIN} to {COVERAGE_MAX}; {inside} of "
          f"{len(rows)} populations inside), half-width {half:.2f} % (goal "
          f"{HALF_PERCENT_MAX:.0f} %, largest mean {max(r.half for r in rows):.2f} %): "
          f"G4 {'met' if met else 'MISSED'}")
    return 0 if met else 1


def seeds_of(text: str) -> list[int]:
    """Return the seeds of "1001-1010" or "3,5,8".  Raises argparse's error for other text."""
    if not re.fullmatch(r"\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*", text):
        raise argparse.ArgumentTypeError(f"no seeds: {text[:80]}")
    seeds: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    if not seeds:
        raise argparse.ArgumentTypeError(f"no seeds: {text[:80]}")
    return seeds


def shown(row: Judged) -> str:
    """Return a row of the table."""
    return (f"{row.population:22}{row.lines:>7,}{row.sample_percent:>9.2f}%{row.coverage:>9.3f}"
            f"{row.naive:>7.3f}{row.mean_per_unit:>10.3f}{row.half:>10.2f}%{row.half_95:>6.2f}%"
            f"{row.half_mean_per_unit:>9.2f}%")

"""`pandian bench detective --seeds 1001-1010`: how right the detective is on known causes."""

from __future__ import annotations

import argparse
import time


def seeds_of(text: str) -> list[int]:
    """Return the seeds of `1001-1010` or `7,9,12-15`.  Raises `ValueError`."""
    found = []
    for part in text.split(","):
        since, _, until = part.partition("-")
        found += list(range(int(since), int(until or since) + 1))
    if not found:
        raise ValueError(text)
    return found


def main(arguments: list[str]) -> int:
    """Let the product explain the counts of seeded worlds and print how right it was."""
    from pandian.simulation.referee.causes.rules import count, judge, table

    parser = argparse.ArgumentParser(prog="pandian bench detective", description=__doc__)
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("1001-1010"),
                        help="such as 1001-1010; 1-20 were used for tuning")
    given = parser.parse_args(arguments)
    begin = time.perf_counter()
    counts = [count(seed) for seed in given.seeds]
    made = time.perf_counter()
    lines = table(judge(counts))
    print(f"seeds {', '.join(map(str, given.seeds))}")
    print("\n".join(lines))
    print(f"worlds {made - begin:.1f} s, explained in {time.perf_counter() - made:.1f} s")
    return 0

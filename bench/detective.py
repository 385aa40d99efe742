"""`pandian bench detective --seeds 1001-1010`: how right the detective is on known causes."""

from __future__ import annotations

import argparse
import time

import bench.counting
from bench.counting import PASSWORD
from bench.meter import Meter
from bench.stage import Stage

VARIED = (-10, 10, 90, -9, 1, -1, 27, -20, 5, 13)
"""Variances of the lines, in turn; receipts of the stage are of 10."""

VARIANCES = 5_000


def explain(meter: Meter, stage: Stage, *, lines: int = VARIANCES) -> None:
    """Count `lines` lots, every one of them wrong, settle, and look for all the causes."""
    from pandian.counting import operations as counting
    from pandian.counting.detective.operations import explain as look
    from pandian.governance.operations import create_person
    from pandian.governance.queries import scope_of_person
    from pandian.governance.words import SYSTEM

    row = create_person(scope=SYSTEM, code="sleuth", name="sleuth", role="controller",
                        sites=["BENCH"], password=PASSWORD)
    boss = scope_of_person(person=row.id)
    plan, wanted = bench.counting._plan(boss, stage, lines)
    wrong = [(place, item, lot, max(0, on_hand + VARIED[n % len(VARIED)]))
             for n, (place, item, lot, on_hand) in enumerate(wanted)]
    for start in range(0, lines, 5_000):
        bench.counting._observe(wrong[start:start + 5_000], 1 + start)
    counting.settle(scope=boss, plan=plan)
    with meter.measure("causes of differences found and kept", f"{lines:,} variances",
                       lines) as running:
        done = look(scope=boss, plan=plan)
        running.note = f"{done.certain:,} certain of {done.lines:,}"


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

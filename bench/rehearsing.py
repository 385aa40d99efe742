"""Bench of rehearsal (T9): a year of moves replayed under a candidate beside the rules in force.

`pandian bench rehearsal [--holdings 50000] [--moves 1000000]`: in a throw-away home of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import time

from bench import stage
from bench.meter import Meter
from bench.planning import PEOPLE, SHIFTS

COUNTS = """
INSERT INTO ledger_assertion (site, holding, at, uncertainty_ms, counted, book, posting, ref,
       recorded_at)
SELECT h.site, h.id, now() - make_interval(days => (h.id %% 350)::int + 1), 0,
       10 + CASE WHEN h.id %% 29 = 0 THEN 2 ELSE 0 END, 10, gen_random_uuid(), h.id, now()
  FROM ledger_holding h WHERE h.site = %(site)s AND h.physical
"""
"""A count of every holding in the year, one of 29 with two too many."""


def main(arguments: list[str] | None = None) -> int:
    """Build the year, read it raw, rehearse it; print the table; return 0 when it is in time."""
    parser = argparse.ArgumentParser(prog="pandian bench rehearsal", description=__doc__)
    parser.add_argument("--holdings", type=int, default=50_000)
    parser.add_argument("--moves", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    home, postmaster = stage.prepare()
    meter = Meter(postmaster)
    try:
        meter.header()
        return year(meter, holdings=given.holdings, moves=given.moves)
    finally:
        stage.close(home)


def year(meter: Meter, *, holdings: int, moves: int) -> int:
    """Rehearse a stricter counting rule over twelve months; return 1 beyond 60 s or 1 GB."""
    from pandian.counting.rehearsing.operations import rehearse
    from pandian.counting.rehearsing.words import RehearsalDraft
    from pandian.governance.policies.operations import put_draft
    from pandian.governance.policies.words import PolicyDraft
    from pandian.governance.words import SYSTEM

    with meter.measure("rehearsal: holdings opened", f"{holdings:,}", holdings):
        built = stage.build(holdings=holdings, bins=max(holdings // 5, 1))
    with meter.measure("rehearsal: history posted", f"{moves:,} moves", moves):
        stage.history(built, moves=moves)
    with stage.raw().cursor() as cursor:
        cursor.execute(SHIFTS, {"site": built.site, "people": PEOPLE})
        cursor.execute(COUNTS, {"site": built.site})
    read = time.perf_counter()
    with meter.measure("the same moves read raw", f"{moves:,} moves", moves), \
            stage.raw().cursor() as cursor:
        cursor.execute("SELECT effective_at, source, target, quantity FROM ledger_move"
                       " WHERE site = %s ORDER BY effective_at", [built.site])
        while cursor.fetchmany(50_000):
            pass
    read = time.perf_counter() - read
    draft = put_draft(scope=SYSTEM, draft=PolicyDraft(
        "BENCH", "count.plan", "STRICT", {"strategy": "cycle", "when.every_days": 60}, "bench"))[0]
    begin = time.perf_counter()
    with meter.measure("a year rehearsed, two sides", f"{moves:,} moves", moves) as running:
        (row,) = rehearse(scope=SYSTEM, draft=RehearsalDraft(draft.id, seed=1))
        seconds = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
        running.ratio = read / seconds
        old, new = (each["totals"] for each in row.report["sides"])
        running.note = (
            f"{row.report['moves']:,} ends of moves, {row.report['differences']:,} differences, "
            f"{old['lines']:,} | {new['lines']:,} lines, {old['met']:,} | {new['met']:,} met; "
            f"process peak {peak} MB; load {os.getloadavg()[0]:.1f}")
    print(f"goal T9: < 60 s and < 1,024 MB: {seconds:.1f} s, {peak} MB; raw reading {read:.1f} s; "
          f"load average {' '.join(f'{each:.1f}' for each in os.getloadavg())}")
    return 0 if seconds < 60 and peak < 1_024 else 1

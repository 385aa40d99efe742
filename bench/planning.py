"""Bench of the plan of a day: every holding of a site read, due, scheduled, cut into tasks."""

from __future__ import annotations

import resource

from bench.meter import Meter
from bench.stage import Stage, build, history, raw

PEOPLE = 25
SHIFTS = """
INSERT INTO counting_shift (site, id, person, weekdays, starts, ends, counting_percent,
       valid_from, made_by, made_at)
SELECT %(site)s, gen_random_uuid(), 'counter' || n, '{1,2,3,4,5,6,7}', '08:00', '16:00', 75,
       '2020-01-01', 'bench', now()
  FROM generate_series(1, %(people)s) AS n
"""


def day(meter: Meter, *, holdings: int, moves: int) -> None:
    """Plan a day of a site with five holdings a bin, by the built-in rules and 25 people."""
    from pandian.counting.planning.operations import plan_day
    from pandian.governance.words import SYSTEM

    with meter.measure("planning: holdings opened", f"{holdings:,}", holdings):
        built: Stage = build(holdings=holdings, bins=max(holdings // 5, 1))
    with meter.measure("planning: history posted", f"{moves:,} moves", moves):
        history(built, moves=moves)
    with raw().cursor() as cursor:
        cursor.execute(SHIFTS, {"site": built.site, "people": PEOPLE})
    with meter.measure("day planned (dry run)", f"{holdings:,}", holdings) as running:
        plan = plan_day(scope=SYSTEM, site="BENCH", dry_run=True)
        running.note = f"{plan.tasks} tasks, {plan.places} places, {plan.lines} lines"
    with meter.measure("day planned and written", f"{holdings:,}", holdings) as running:
        made = plan_day(scope=SYSTEM, site="BENCH")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
        running.note = f"{made.tasks} tasks; planner process peak {peak} MB"
    assert made.plans == plan.plans

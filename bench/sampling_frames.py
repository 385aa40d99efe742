"""Bench of the sampling stocktake: a large frame taken, fixed, drawn from, its count opened."""

from __future__ import annotations

import resource
from decimal import Decimal

from bench.meter import Meter
from bench.stage import build, history, raw


def frame(meter: Meter, *, holdings: int) -> None:
    """Take a frame of a whole site, fix it and draw: what is looked at is 5 % of the lines."""
    from pandian.counting.sampling.operations import design_study, draw_study
    from pandian.counting.sampling.words import StudyDraft
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    with meter.measure("sampling: holdings opened", f"{holdings:,}", holdings):
        built = build(holdings=holdings, bins=max(holdings // 20, 1))
    with meter.measure("sampling: history posted", f"{holdings:,} moves", holdings):
        history(built, moves=holdings)
    with raw().cursor() as cursor:
        cursor.execute("UPDATE catalog_item SET cost = 10000 * (1 + id % 997)")
    draft = StudyDraft(uuid7(), "BENCH", "bench", half_percent=Decimal(5))
    with meter.measure("sampling: frame fixed", f"{holdings:,}", holdings) as running:
        made = design_study(scope=SYSTEM, draft=draft)
        running.note = f"{made.design['sample']} of {made.design['lines']} lines to look at"
    with meter.measure("sampling: drawn, count open", f"{holdings:,}", holdings) as running:
        drawn = draw_study(scope=SYSTEM, id=made.id, number="4711")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
        running.note = f"{drawn.drawn} lines; process peak {peak} MB"

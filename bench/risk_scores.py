"""Bench of risk: exposures followed from the ledger, the nightly scores, the weekly refit."""

from __future__ import annotations

import resource

from bench.meter import Meter
from bench.stage import build, history, raw

OUTCOMES = """
INSERT INTO counting_risk_outcome (site, assertion, holding, place, item, since, at, touches,
       receipts, lots, actors, touched, book, variance)
SELECT site, holding, holding, place, item, now() - interval '200 days',
       now() - make_interval(days => (holding %% 190)::int), touches, receipts, lots, actors,
       touched, 10, CASE WHEN holding %% 29 = 0 THEN 2 ELSE 0 END
  FROM counting_risk_exposure WHERE site = %(site)s
"""


def night(meter: Meter, *, holdings: int, moves: int) -> None:
    """Follow a history, learn from as many counts as there are holdings, score all (goal G8)."""
    from pandian.counting.risk import operations, queries
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import seal_all

    with meter.measure("risk: holdings opened", f"{holdings:,}", holdings):
        built = build(holdings=holdings, bins=max(holdings // 5, 1))
    with meter.measure("risk: history posted", f"{moves:,} moves", moves):
        history(built, moves=moves)
    seal_all(scope=SYSTEM)
    with meter.measure("exposures followed from nothing", f"{holdings:,}", holdings) as running:
        running.note = f"{operations.follow(scope=SYSTEM, site='BENCH'):,} holdings"
    with raw().cursor() as cursor:
        cursor.execute(OUTCOMES, {"site": built.site})
        cursor.execute("ANALYZE counting_risk_exposure, counting_risk_outcome")
    with meter.measure("weekly refit", f"{holdings:,} counts", holdings) as running:
        done = operations.refit_model(scope=SYSTEM)
        running.note = f"{done.wrong:,} wrong; goal 10 s; {_peak()}"
    with meter.measure("nightly scores, kept", f"{holdings:,}", holdings) as running:
        scored = operations.score_site(scope=SYSTEM, site="BENCH")
        running.note = f"{scored.expected_wrong:,.0f} expected wrong; goal 60 s; {_peak()}"
    with meter.measure("scores read with reasons", "1,000", 1_000) as running:
        running.note = f"{len(queries.scores(scope=SYSTEM, site='BENCH')):,} rows"
    with meter.measure("confidence of all zones", f"{holdings:,}", holdings) as running:
        running.note = f"{len(queries.zones(scope=SYSTEM, site='BENCH')):,} zones"


def _peak() -> str:
    return f"process peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024:,} MB"

"""Bench of walks: the S-shape against the solver, on the bins of a real-sized site.   路线压测"""

from __future__ import annotations

import random
from time import perf_counter
from typing import Any

from bench.meter import Meter

SEEDS = range(1, 11)
SHARES_PERCENT = (2, 10, 40)
AISLES = 99
STOP_SECONDS = 50


def walks(meter: Meter) -> None:
    """Draw the places of ten days, cut them into tasks, and walk each task both ways.

    Bins of the demo's distribution centre in full; once in its walking order, which is an S
    already, once with no order kept but the codes, as many sites begin.
    """
    from pandian.catalog.operations import put_places, put_sites
    from pandian.catalog.queries import places_by_code
    from pandian.catalog.words import PlaceDraft
    from pandian.governance.queries import site_by_code
    from pandian.governance.words import SYSTEM, SiteDraft
    from pandian.simulation.world.rules import places

    bins = [each for each in places(aisles=AISLES) if each.site == "DC1"]
    for name, ordered in (("walking order kept", True), ("codes only", False)):
        code = f"WALK{int(ordered)}"
        put_sites(scope=SYSTEM, sites=[SiteDraft(code, "走盘 walk", "Asia/Shanghai")])
        put_places(scope=SYSTEM, places=[
            PlaceDraft(code, each.code, each.kind, each.parent or None,
                       each.sequence if ordered else 0) for each in bins])
        site = site_by_code(scope=SYSTEM, code=code)
        known = places_by_code(scope=SYSTEM, site=site.id, codes=[
            each.code for each in bins if each.kind == "bin"])
        for share in SHARES_PERCENT:
            _days(meter, site, list(known.values()), share, name)


def _days(meter: Meter, site: Any, rows: list[Any], share: int, name: str) -> None:
    from pandian.counting.dispatch.rules import cut
    from pandian.counting.dispatch.words import Stop
    from pandian.counting.routing.queries import spots
    from pandian.counting.routing.rules import routed
    from pandian.counting.routing.words import Layout

    plan = Layout(solver=True)
    tasks, short, plain, asked, took = 0, 0, 0, 0, 0.0
    with meter.measure(f"routes: {share} % of bins due, {name}", f"{len(rows):,} bins",
                       len(rows) * share // 100 * len(SEEDS)) as running:
        for seed in SEEDS:
            drawn = random.Random(seed).sample(  # noqa: S311 - drawn for a bench
                rows, len(rows) * share // 100)
            stops = [Stop(row.id, row.parent, row.code, row.sequence, STOP_SECONDS)
                     for row in drawn]
            packets = [[stop.place for stop in packet] for packet in cut(stops)]
            begin = perf_counter()
            found = spots(site=site, places=[row.id for row in drawn], layout=plan)
            asked += 1
            _, walk = routed(packets, found, plan)
            took += perf_counter() - begin
            tasks, short, plain = tasks + len(packets), short + walk.cm, plain + walk.s_shape_cm
        running.note = (
            f"{asked} days, {tasks} tasks: S-shape {plain / 100:,.0f} m, solver "
            f"{short / 100:,.0f} m ({100 * (short - plain) / plain:+.1f} %), "
            f"{1_000 * took / tasks:.0f} ms a task")

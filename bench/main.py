"""`make bench`: the table of work, size, seconds, CPU-s, rows/s, peak memory, ratio to raw."""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import psutil

from bench import (
    between,
    capture,
    codes,
    counting,
    detective,
    exits,
    imports,
    labels,
    ledger,
    orders,
    phones,
    planning,
    receipts,
    resolve,
    rfid,
    risk_scores,
    routes,
    sampling_frames,
    stage,
    trace,
    waiting,
)
from bench.meter import Meter

RESULTS = Path(__file__).with_name("results.json")


class Size(NamedTuple):
    """How much work one form of the bench does."""

    holdings: int
    moves: int
    seconds: float
    counts: tuple[int, ...]
    closings: tuple[int, ...]
    pairs: int
    card_moves: int
    observations: int
    batches: int
    retail_rows: int | None
    sales: int
    orders: int
    allocations: int
    planned: int


SIZES = {
    "short": Size(50_000, 200_000, 2.0, (10_000, 50_000), (5_000,), 100_000, 20_000, 5_000, 10,
                  20_000, 2_000, 100, 20_000, 100_000),
    "full": Size(1_000_000, 10_000_000, 6.0, (10_000, 100_000, 1_000_000),
                 (10_000, 100_000), 1_000_000, 100_000,
                 50_000, 20, None, 20_000, 1_000, 100_000, 1_000_000),
}


REFEREES = {"detective": "bench.detective", "risk": "bench.risk",
            "rehearsal": "bench.rehearsing", "sampling": "bench.sampling"}
"""Referees, `pandian bench <name> --seeds 1001-1010`: figures of judgement, not of speed; and the
rehearsal of a year, which has sizes of its own."""


def main(arguments: list[str] | None = None) -> int:
    """Run the bench in a throw-away home; write bench/results.json; return 0."""
    if arguments and arguments[0] in REFEREES:
        return int(import_module(REFEREES[arguments[0]]).main(arguments[1:]))
    parser = argparse.ArgumentParser(prog="pandian bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="short")
    parser.add_argument("--only", nargs="*", default=[],
                        help="codes labels posting books counts closing capture rfid resolve "
                             "import receipts orders waiting between exits planning routes risk "
                             "frames trace card detective")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args(arguments)
    random.seed(given.seed)
    size, begin = SIZES[given.size], time.perf_counter()
    home, postmaster = stage.prepare()
    meter = Meter(postmaster)
    try:
        meter.header()
        _run(meter, size, set(given.only))
    finally:
        stage.close(home)
    meter.write(given.results, facts={
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "size": given.size,
        "seed": given.seed, "cores": os.cpu_count(), "python": platform.python_version(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "seconds": round(time.perf_counter() - begin, 1),
    })
    print(f"\n{given.results}: {len(meter.measures)} lines, "
          f"{time.perf_counter() - begin:.0f} s in all")
    return 0


def _run(meter: Meter, size: Size, only: set[str]) -> None:
    def wanted(name: str) -> bool:
        return not only or name in only

    if wanted("codes"):
        codes.reading(meter, seconds=size.seconds)
    if wanted("labels"):
        labels.printing(meter)
    if only and only <= {"codes", "labels"}:
        return
    if only == {"resolve"}:
        resolve.look_up(meter, stage.build(holdings=1_000))
        return
    if only == {"orders"}:
        orders.sell(meter)
        return
    if only == {"planning"}:
        planning.day(meter, holdings=size.planned, moves=size.planned)
        return
    if only == {"routes"}:
        routes.walks(meter)
        return
    if only == {"frames"}:
        sampling_frames.frame(meter, holdings=size.planned)
        return
    if only == {"risk"}:
        risk_scores.night(meter, holdings=size.planned, moves=size.planned)
        return
    if only and only <= {"between", "exits", "waiting"}:
        _doors(meter, wanted)
        return
    if only == {"receipts"}:
        receipts.receive(meter, stage.build(holdings=1_000))
        return
    with meter.measure("holdings opened", f"{size.holdings:,}", size.holdings):
        built = stage.build(holdings=size.holdings)
    with meter.measure("history posted, 100k-line documents", f"{size.moves:,} moves", size.moves):
        stage.history(built, moves=size.moves)
    if wanted("posting"):
        rates = ledger.raw_rates(meter, built, seconds=size.seconds)
        ledger.posting(meter, built, rates, seconds=size.seconds)
    if wanted("books"):
        ledger.books(meter, built, pairs=size.pairs)
        ledger.as_of(meter, built, moves=size.moves)
    if wanted("counts"):
        for lines in size.counts:
            ledger.counts(meter, built, lines=lines)
    if wanted("closing"):
        for lines in size.closings:
            counting.close(meter, built, lines=lines)
    if wanted("detective"):
        detective.explain(meter, built)
    if wanted("capture"):
        capture.push(meter, built, observations=size.observations)
        phones.pushes(meter, built, batches=size.batches)
    if wanted("rfid"):
        rfid.reads(meter, built, reads=size.observations)
    if wanted("resolve"):
        resolve.look_up(meter, built)
    if wanted("import"):
        imports.retail(meter, rows=size.retail_rows)
    if wanted("receipts"):
        receipts.receive(meter, built)
    if wanted("orders"):
        orders.sell(meter, orders=size.orders, allocations=size.allocations)
    _doors(meter, wanted)
    if wanted("trace"):
        trace.recall(meter, built, sales=size.sales)
    if wanted("card"):
        ledger.card(meter, built, moves=size.card_moves)


def _doors(meter: Meter, wanted: Callable[[str], bool]) -> None:
    if wanted("between"):
        between.carry(meter)
    if wanted("exits"):
        exits.walls(meter)
    if wanted("waiting"):
        waiting.wait(meter)


if __name__ == "__main__":
    raise SystemExit(main())

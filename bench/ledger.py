"""Benches of the ledger: posting, books, as-of, cards, counts, against raw inserts."""

from __future__ import annotations

import random
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.meter import Meter
from bench.stage import Stage, raw

RAW_TABLE = "CREATE TABLE IF NOT EXISTS bench_raw (LIKE ledger_move INCLUDING ALL)"
RAW_INSERT = """
INSERT INTO bench_raw SELECT %(site)s, clock_timestamp(), %(id)s, l.n, %(source)s, l.target, 5,
       clock_timestamp() - interval '1 s', 0
  FROM unnest(%(targets)s::bigint[]) WITH ORDINALITY AS l (target, n)
"""
RAW_FILL = "INSERT INTO bench_raw SELECT * FROM ledger_move"


def draft(stage: Stage, targets: list[int]) -> Any:
    """Return one receipt of 5 of each target."""
    from pandian.ledger.resolution.words import Draft

    at = datetime.now(UTC) - timedelta(seconds=1)
    return Draft(uuid.uuid4(), stage.site, "receipt", '{"document": "PO-1"}', "bench", "", b"r",
                 [stage.supplier] * len(targets), targets, [5] * len(targets),
                 [at], [at], [at], 0)


def raw_rates(meter: Meter, stage: Stage, *, seconds: float) -> dict[int, float]:
    """Measure the raw database: the same rows into a table with the same indexes and as many
    rows in it; return rows/s by batch size."""
    with raw().cursor() as cursor:
        cursor.execute(RAW_TABLE)
        cursor.execute(RAW_FILL)
        cursor.execute("ANALYZE bench_raw")
    rates: dict[int, float] = {}
    for batch in (1, 100, 10_000):
        with meter.measure("raw inserts, same indexes", f"{batch}/commit") as running:
            begin = time.perf_counter()
            while time.perf_counter() - begin < seconds:
                with raw().cursor() as cursor:
                    cursor.execute(RAW_INSERT, {
                        "site": stage.site, "id": uuid.uuid4(), "source": stage.supplier,
                        "targets": random.sample(stage.holdings, batch),
                    })
                running.rows += batch
            rates[batch] = running.rows / (time.perf_counter() - begin)
    return rates


def posting(meter: Meter, stage: Stage, rates: dict[int, float], *, seconds: float) -> None:
    """Post in batches of 1, 100 and 10,000 lines, 1 and 8 writers, hot (20 holdings) and cold."""
    for batch in (1, 100, 10_000):
        for writers in (1, 8):
            for heat in ("cold", "hot"):
                pool = stage.holdings if heat == "cold" else stage.holdings[:20]
                _post(meter, stage, rates, batch, writers, heat, pool, seconds)


def _post(meter: Meter, stage: Stage, rates: dict[int, float], batch: int, writers: int,
          heat: str, pool: list[int], seconds: float) -> None:
    from django.db import connection

    from pandian.governance.words import SYSTEM
    from pandian.ledger.merging.operations import write

    done, deadlocks = [0] * writers, _deadlocks()
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        while time.perf_counter() < end:
            targets = (random.sample(pool, batch) if batch <= len(pool)
                       else random.choices(pool, k=batch))  # noqa: S311
            write(scope=SYSTEM, drafts=[draft(stage, targets)])
            done[number] += batch
        if writers > 1:
            connection.close()

    with meter.measure(f"posting, {writers} writer(s), {heat}", f"{batch}/document") as running:
        if writers == 1:
            work(0)
        else:
            threads = [threading.Thread(target=work, args=(n,)) for n in range(writers)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        running.rows = sum(done)
        running.ratio = running.rows / seconds / rates[batch]
        running.note = f"{_deadlocks() - deadlocks} deadlocks"


def _deadlocks() -> int:
    with raw().cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def counts(meter: Meter, stage: Stage, *, lines: int) -> None:
    """Assert and post a count of many lines, one in fifty with a difference, in one go."""
    from django.db import transaction

    from pandian.governance.words import SYSTEM
    from pandian.kernel.statements import run
    from pandian.ledger.operations import assert_from

    at = datetime.now(UTC)
    with transaction.atomic(), raw().cursor() as cursor:
        run("ledger", "statement_table")
        cursor.execute("""
            INSERT INTO ledger_statement (ref, holding, at, uncertainty_ms, counted)
            SELECT n, b.holding, %s::timestamptz - make_interval(secs => n / 1000.0), 0,
                   b.on_hand + CASE WHEN n %% 50 = 0 THEN 1 ELSE 0 END
              FROM (SELECT *, row_number() OVER (ORDER BY holding) AS n FROM ledger_balance
                     WHERE site = %s LIMIT %s) AS b""", [at, stage.site, lines])
        cursor.execute("ANALYZE ledger_statement")
        with meter.measure("count asserted and posted", f"{lines:,} lines", lines) as running:
            done = assert_from(scope=SYSTEM, site=stage.site, id=uuid.uuid4(),
                               cause={"bench": lines})
            running.note = f"{done.moved:,} differences"


def books(meter: Meter, stage: Stage, *, pairs: int) -> None:
    """Read the book of many (holding, instant) pairs."""
    now = datetime.now(UTC)
    with raw().cursor() as cursor:
        for label, back in (("of the last hour", 3_600), ("over a year", 86_400 * 365)):
            with meter.measure(f"book at instants {label}", f"{pairs:,} pairs", pairs):
                cursor.execute("""
                    SELECT count(*), sum(k.book) FROM (
                        SELECT array_agg(%(lo)s + g %% %(span)s) AS h,
                               array_agg(%(now)s::timestamptz
                                         - make_interval(secs => %(back)s::float8 * g / %(n)s)) AS t
                          FROM generate_series(0, %(n)s - 1) AS g) AS p,
                        LATERAL ledger_book(%(site)s, p.h, p.t) AS k""", {
                    "lo": stage.holdings[0], "span": len(stage.holdings), "now": now,
                    "back": back, "n": pairs, "site": stage.site})


def as_of(meter: Meter, stage: Stage, *, moves: int) -> None:
    """Read all balances at instants near and far."""
    now = datetime.now(UTC)
    for label, days in (("yesterday", 1), ("half a year ago", 180), ("11 months ago", 335)):
        with meter.measure(f"as-of, all holdings, {label}", f"{moves:,} moves",
                           len(stage.holdings)), raw().cursor() as cursor:
            cursor.execute("SELECT count(*), sum(quantity) FROM ledger_as_of(%s, %s)",
                           [stage.site, now - timedelta(days=days)])


def card(meter: Meter, stage: Stage, *, moves: int) -> None:
    """Read a stock card page of a holding with many moves."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.merging.operations import write
    from pandian.ledger.queries import card as read

    holding = stage.holdings[0]
    for _ in range(moves // 10_000):
        write(scope=SYSTEM, drafts=[draft(stage, [holding] * 10_000)])
    with raw().cursor() as cursor:
        cursor.execute("ANALYZE ledger_move")
        cursor.execute("""SELECT i.code, p.code, l.code FROM ledger_holding h
            JOIN catalog_item_view i ON i.id = h.item JOIN catalog_place_view p ON p.id = h.place
            JOIN catalog_lot_view l ON l.id = h.lot
            WHERE h.site = %s AND h.id = %s""", [stage.site, holding])
        row = cursor.fetchone()
    if row is None:
        return
    read(scope=SYSTEM, site="BENCH", item=row[0], place=row[1], lot=row[2], limit=50)
    with meter.measure("stock card page of 50", f"{moves:,} moves", 50):
        read(scope=SYSTEM, site="BENCH", item=row[0], place=row[1], lot=row[2], limit=50)

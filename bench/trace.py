"""Benches of tracing: the life of one lot, and its recall list, among many millions of moves."""

from __future__ import annotations

import psutil

from bench.meter import Meter
from bench.stage import Stage, raw

SALES = """
WITH made AS (
    SELECT ledger_open_holdings(%(site)s, ARRAY[c.id], ARRAY[h.item], ARRAY[h.lot],
           ARRAY[0::bigint], ARRAY['accepted'], ARRAY[0::bigint]) AS ids
      FROM ledger_holding h
      JOIN catalog_place_view c ON c.site = h.site AND c.code = '@customer'
     WHERE h.site = %(site)s AND h.id = %(holding)s
), line AS (
    SELECT array_agg(1 + g / 10 ORDER BY g) AS docs, array_agg(1 + g %% 10 ORDER BY g) AS lines,
           count(*)::integer AS n,
           array_agg(now() - interval '1 day' + g * interval '1 ms' ORDER BY g) AS at
      FROM generate_series(0, %(sales)s * 10 - 1) AS g
), head AS (
    SELECT array_agg(gen_random_uuid()) AS ids, count(*)::integer AS n,
           array_agg('{"customer": "C' || g %% %(customers)s || '", "document": "SO-' || g || '"}'
                     ORDER BY g) AS causes
      FROM generate_series(1, %(sales)s) AS g
)
SELECT count(*) FROM made m, line l, head d, LATERAL ledger_post(
    %(site)s, d.ids, array_fill('issue'::text, ARRAY[d.n]), d.causes,
    array_fill('bench'::text, ARRAY[d.n]), array_fill(''::text, ARRAY[d.n]),
    array_fill('\\x00'::bytea, ARRAY[d.n]), array_fill(NULL::uuid, ARRAY[d.n]),
    array_fill(NULL::uuid, ARRAY[d.n]), array_fill(NULL::uuid, ARRAY[d.n]), l.docs, l.lines,
    array_fill(%(holding)s::bigint, ARRAY[l.n]), array_fill(m.ids[1], ARRAY[l.n]),
    array_fill(1::bigint, ARRAY[l.n]), l.at, l.at, l.at,
    array_fill(0::smallint, ARRAY[l.n])) AS p
"""
STOCK = """
SELECT count(*) FROM ledger_post(%(site)s, ARRAY[gen_random_uuid()], ARRAY['receipt'],
    ARRAY['{}'], ARRAY['bench'], ARRAY[''], ARRAY['\\x00'::bytea], ARRAY[NULL::uuid],
    ARRAY[NULL::uuid], ARRAY[NULL::uuid], ARRAY[1], ARRAY[1], ARRAY[%(supplier)s::bigint],
    ARRAY[%(holding)s::bigint], ARRAY[100000000::bigint], ARRAY[now() - interval '2 days'],
    ARRAY[now() - interval '2 days'], ARRAY[now() - interval '2 days'], ARRAY[0::smallint])
"""
NAMES = """
SELECT i.code, l.code FROM ledger_holding h JOIN catalog_item_view i ON i.id = h.item
  JOIN catalog_lot_view l ON l.id = h.lot WHERE h.site = %(site)s AND h.id = %(holding)s
"""


def recall(meter: Meter, stage: Stage, *, sales: int, customers: int = 1_000) -> None:
    """Sell one lot in so many documents of ten lines, then trace it and list who has it."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.trace import queries
    from pandian.lifecycle.trace.words import Goods, TraceAsk

    values = {"site": stage.site, "supplier": stage.supplier, "sales": sales,
              "holding": stage.holdings[len(stage.holdings) // 2], "customers": customers}
    with raw().cursor() as cursor:
        cursor.execute(STOCK, values)
        cursor.execute(SALES, values)
        cursor.execute(NAMES, values)
        item, lot = cursor.fetchone() or ("", "")
    goods = Goods(item, lot)
    with meter.measure("recall list of one lot", f"{sales * 10:,} moves of it", sales * 10) as one:
        found = queries.customers(scope=SYSTEM, goods=[goods])
        one.note = f"{len(found):,} customers, {_client()}"
    assert sum(row.outstanding for row in found) == sales * 10
    with meter.measure("trace of one lot, 20k nodes", f"{sales * 10:,} moves of it") as two:
        whole = queries.trace(scope=SYSTEM, ask=TraceAsk(item=item, lot=lot))
        two.rows = len(whole.nodes)
        two.note = _client()


def _client() -> str:
    return f"client {psutil.Process().memory_info().rss / 1e6:.0f} MB"

"""The stage of the benches: a fresh home with its own server, a site, many items and bins."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple


class Stage(NamedTuple):
    """What every bench needs: the site's id, ids of physical holdings and of their sources."""

    site: int
    holdings: list[int]
    supplier: int
    customer: int


def prepare() -> tuple[Path, int | None]:
    """Start a server in a throw-away home and migrate it; return the home and its postmaster."""
    home = Path(tempfile.mkdtemp(prefix="pandian-bench-"))
    os.environ["PANDIAN_HOME"] = str(home)
    os.environ["PANDIAN_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "pandian.config.settings"
    from pandian.config import server

    server.start(home)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return home, server._postmaster(home)


def close(home: Path) -> None:
    """Stop the server and remove the home."""
    import shutil

    from django.db import connections

    from pandian.config import server

    connections.close_all()
    server.release(home)
    shutil.rmtree(home, ignore_errors=True)


def build(*, holdings: int, lots_per_item: int = 10, bins: int = 1_000) -> Stage:
    """Make a site with `holdings` physical holdings, by set: masters by SQL, stock by the door."""
    from pandian.catalog.operations import put_sites
    from pandian.governance.queries import site_by_code
    from pandian.governance.words import SYSTEM, SiteDraft

    put_sites(scope=SYSTEM, sites=[SiteDraft("BENCH", "压测站点", "Asia/Shanghai")])
    site = site_by_code(scope=SYSTEM, code="BENCH").id
    with raw().cursor() as cursor:
        cursor.execute(MASTERS, {"site": site, "bins": bins})
        cursor.execute(ITEMS, {"items": max(1, holdings // lots_per_item)})
        cursor.execute(LOTS, {"n": holdings, "lots": lots_per_item})
        cursor.execute(HOLDINGS, {"site": site, "n": holdings, "bins": bins,
                                  "lots": lots_per_item})
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(VIRTUAL, {"site": site})
        (supplier, customer), = cursor.fetchall()
        cursor.execute("ANALYZE")
    return Stage(site, ids, supplier, customer)


def raw() -> Any:
    """Return the psycopg connection under Django's."""
    from pandian.kernel.statements import raw_connection

    return raw_connection()


def history(stage: Stage, *, moves: int, days: int = 365, chunk: int = 100_000) -> None:
    """Fill the ledger with receipts and issues over the past, through the posting function."""
    now = datetime.now(UTC)
    done = 0
    with raw().cursor() as cursor:
        while done < moves:
            size = min(chunk, moves - done)
            at = now - timedelta(days=days * (1 - done / moves), seconds=60)
            cursor.execute(HISTORY, {
                "site": stage.site, "n": size, "at": at, "supplier": stage.supplier,
                "customer": stage.customer, "lo": stage.holdings[0],
                "span": len(stage.holdings), "span_days": days * size / moves,
                "seed": done,
            })
            done += size
        cursor.execute("ANALYZE ledger_move")


MASTERS = """
INSERT INTO catalog_place (site, code, kind, sequence, physical, active)
SELECT %(site)s, 'B' || g, 'bin', g, true, true FROM generate_series(1, %(bins)s) AS g
"""
ITEMS = """
INSERT INTO catalog_item (id, code, code_key, name, name_en, unit, tracking, expiry, cost, pinyin,
                          search, attributes)
SELECT 1000000 + g, 'BENCH-' || g, 'bench-' || g, '压测物料' || g, '', '支', 'lot', false, 1000000,
       '', '', '{}'
  FROM generate_series(0, %(items)s) AS g
"""
LOTS = """
INSERT INTO catalog_lot (id, item_id, code)
SELECT g + 1, 1000000 + g / %(lots)s, 'L' || g FROM generate_series(0, %(n)s - 1) AS g
"""
HOLDINGS = """
SELECT unnest(ledger_open_holdings(%(site)s,
       (SELECT array_agg(p.id ORDER BY g) FROM generate_series(0, %(n)s - 1) AS g
          JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM catalog_place_view
                 WHERE site = %(site)s AND kind = 'bin') AS p ON p.k = g %% %(bins)s),
       (SELECT array_agg((1000000 + g / %(lots)s)::bigint ORDER BY g)
          FROM generate_series(0, %(n)s - 1) AS g),
       (SELECT array_agg((g + 1)::bigint ORDER BY g) FROM generate_series(0, %(n)s - 1) AS g),
       array_fill(0::bigint, ARRAY[%(n)s]), array_fill('accepted'::text, ARRAY[%(n)s]),
       array_fill(0::bigint, ARRAY[%(n)s])))
"""
VIRTUAL = """
SELECT h.ids[1], h.ids[2] FROM (SELECT ledger_open_holdings(%(site)s,
       (SELECT array_agg(id ORDER BY code DESC) FROM catalog_place_view
         WHERE site = %(site)s AND code IN ('@supplier', '@customer')),
       ARRAY[1000000, 1000000]::bigint[], ARRAY[1, 1]::bigint[], ARRAY[0, 0]::bigint[],
       ARRAY['accepted', 'accepted'], ARRAY[0, 0]::bigint[]) AS ids) AS h
"""
HISTORY = """
WITH line AS (
    SELECT g, %(lo)s + ((g + %(seed)s)::bigint * 7919) %% %(span)s AS holding,
           %(at)s::timestamptz + make_interval(secs => 86400 * %(span_days)s * g / %(n)s)
               - interval '1 minute' AS at
      FROM generate_series(0, %(n)s - 1) AS g
)
SELECT count(*) FROM (SELECT array_agg(holding) h, array_agg(least(at, now())) at FROM line) AS l,
LATERAL ledger_post(%(site)s, ARRAY[gen_random_uuid()], ARRAY['receipt'], ARRAY['{}'],
    ARRAY['bench'], ARRAY[''], ARRAY['\\x00'::bytea], ARRAY[NULL::uuid], ARRAY[NULL::uuid],
    ARRAY[NULL::uuid], array_fill(1, ARRAY[%(n)s]),
    (SELECT array_agg(g) FROM generate_series(1, %(n)s) AS g),
    array_fill(%(supplier)s::bigint, ARRAY[%(n)s]), l.h, array_fill(10::bigint, ARRAY[%(n)s]),
    l.at, l.at, l.at, array_fill(0::smallint, ARRAY[%(n)s])) AS p
"""

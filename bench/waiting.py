"""Bench of orders that wait for goods: what the round of each minute costs while very many do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bench.meter import Meter
from bench.stage import raw

SITE = "WAIT"
ORDERS = 5_000
LINES = 4
"""Of which one lacks its goods; the others are claimed in full."""
ITEMS = 500
ARRIVED = 40

FILL = """
WITH made AS (
    INSERT INTO lifecycle_document (site, id, kind, number, state, version, header, request,
                                    created_by, created_at, changed_by, changed_at)
    SELECT %(site)s, gen_random_uuid(), 'issue', 1000 + n, 'ordered', 1, %(header)s, '', '@bench',
           now(), '@bench', now()
      FROM generate_series(1, %(orders)s) AS g (n)
    RETURNING id, number
), lines AS (
    INSERT INTO lifecycle_line (site, document, line, item, status, asked)
    SELECT %(site)s, m.id, l.line, CASE WHEN l.line = 1 THEN 'WANTED-' ELSE 'THERE-' END
           || (m.number * 7 + l.line) %% %(items)s, 'accepted', 2
      FROM made m CROSS JOIN generate_series(1, %(lines)s) AS l (line)
    RETURNING document, line, item
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, l.document, l.line, l.line, l.document, h.id, 2
  FROM lines l
  JOIN catalog_item_view i ON i.code = l.item
  JOIN ledger_holding h ON h.site = %(site)s AND h.item = i.id AND h.physical
 WHERE l.line > 1
"""


def wait(meter: Meter, *, orders: int = ORDERS, lines: int = LINES) -> None:
    """Let orders wait, ask while nothing comes, and once goods for a few of them have come."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.waiting.operations import ask_again

    _wait(orders, lines)
    size = f"{orders:,} x {lines}"
    with meter.measure("orders that wait: a look at all, nothing came", size, orders * lines):
        assert ask_again(scope=SYSTEM, site=SITE) == []
    with meter.measure("orders that wait: a minute in which nothing came", size, orders * lines):
        assert ask_again(scope=SYSTEM, site=SITE, since=datetime.now(UTC)) == []
    begin = datetime.now(UTC)
    _come("WANTED-", [ITEMS - 1 - n for n in range(ARRIVED)], 2)
    with meter.measure(f"orders that wait: {ARRIVED} items came", size, orders * lines) as running:
        gained = ask_again(scope=SYSTEM, site=SITE, since=begin)
        running.note = f"{len(gained)} lines got something"
    assert len(gained) == ARRIVED, len(gained)
    with meter.measure("orders that wait: a minute later", size, orders * lines):
        assert ask_again(scope=SYSTEM, site=SITE, since=begin) == []


def _wait(orders: int, lines: int) -> None:
    """Make a site of which each open order lacks one line; all else is there and claimed."""
    from pandian.catalog.operations import put_items, put_places, put_sites
    from pandian.catalog.words import ItemDraft, PlaceDraft
    from pandian.governance.queries import site_by_code
    from pandian.governance.words import SYSTEM, SiteDraft
    from pandian.kernel.statements import run

    put_sites(scope=SYSTEM, sites=[SiteDraft(SITE, "压测等货", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft(SITE, "B1", "bin"),
                                     PlaceDraft(SITE, "OUT", "dispatch_area")])
    put_items(scope=SYSTEM, items=[ItemDraft(f"{name}-{n}", f"货 {n}", "个")
                                   for name in ("WANTED", "THERE") for n in range(ITEMS)])
    _come("THERE-", range(ITEMS), orders * lines)
    _fill(site_by_code(scope=SYSTEM, code=SITE).id, orders, lines)
    run("simulation", "analyze")


def _fill(site: int, orders: int, lines: int) -> None:
    with raw().cursor() as cursor:
        cursor.execute(FILL.encode(), {
            "site": site, "orders": orders, "lines": lines, "items": ITEMS,
            "header": '{"customer": "BUYER", "place": "OUT", "shortage": "backorder"}'})


def _come(name: str, numbers: Any, quantity: int) -> None:
    """Let goods come by the door of the ledger."""
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    done = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), SITE, "receipt", {}, datetime.now(UTC) - timedelta(seconds=1), tuple(
            LineRequest(f"{name}{n}", "@supplier", "B1", quantity) for n in numbers))])
    assert done[0].result == "created", done

"""Reading the ledger: stock at any instant, cards, traces, books.   库存账查询"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import items_by_code, lots_by_code, serials_by_code
from pandian.governance.queries import site_by_code, site_ids, sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault, NotFound, Refused
from pandian.ledger.words import (
    PRECISIONS,
    CardPage,
    CardRow,
    PostingNotFound,
    PostingRow,
    SealRow,
    StockPage,
    StockRow,
    TraceRow,
    TransitRow,
)

READ = "ledger.read"
STOCK_PAGE_MAX = 1_000
CARD_PAGE_MAX = 500
TRACE_ROWS_MAX = 20_000
GROUPS = ("place", "item", "lot", "serial", "status", "owner", "kind")


class QueryRefused(Refused):
    """The question itself is malformed; the faults name the parameters."""

    status = 400


class Size(NamedTuple):
    """How much the ledger of some sites holds."""

    holdings: int
    postings: int
    moves: int


class SealLag(NamedTuple):
    """Postings that wait for their seal, and the instant of the oldest."""

    waiting: int
    oldest: datetime | None


def stock(
    *, scope: Scope, site: str | None = None, place: str | None = None, item: str | None = None,
    lot: str | None = None, serial: str | None = None, status: str | None = None,
    owner: str | None = None, kind: str | None = None,
    as_of: datetime | None = None, group_by: Sequence[str] = GROUPS,
    limit: int = STOCK_PAGE_MAX, after: str | None = None, most: int = STOCK_PAGE_MAX,
) -> StockPage:
    """Return stock rows that are not zero, at any instant (None = now), one page by cursor.

    Quantities are in the items' smallest unit; `kind` is a kind of place, `owner` '' our own;
    `most` is the longest page that the caller takes.  Goods on the road are stock of the site
    that sent them, until the other one takes them in.
    Raises `Forbidden`, `NotFound` for a foreign site, `QueryRefused` for unknown groups or a bad
    cursor.
    """
    scope.need(READ)
    if unknown := [name for name in group_by if name not in GROUPS]:
        raise QueryRefused([Fault("/group_by", "group_unknown", (name,)) for name in unknown])
    asked = datetime.now(UTC)
    item_id = _item_id(scope, item)
    if item is not None and item_id is None:
        return StockPage([], None, as_of or asked)
    size = max(1, min(limit, most))
    narrow = item is not None or place is not None
    rows = _planned("stock", *(("probing", "scanning") if narrow else ("joining", "looping")), {
        "sites": _read_ids(scope, site), "place": place, "item": item_id, "lot": lot,
        "serial": serial, "status": status, "owner": owner, "kind": kind, "as_of": as_of,
        "after": _decode(after, len(GROUPS) + 1) if after else None, "limit": size + 1,
        **{f"by_{name}": name in group_by for name in GROUPS},
    })
    page = [StockRow(r.site, r.place, r.item, r.item_name, r.lot, r.expires_on, r.serial,
                     r.status, r.owner, r.quantity, r.unit, r.short, r.kind) for r in rows[:size]]
    last = page[-1] if len(rows) > size else None
    cursor = _encode([last.site, last.place, last.item, last.lot, last.serial, last.status,
                      last.owner, last.kind]) if last else None
    return StockPage(page, cursor, as_of or asked)


def transit(
    *, scope: Scope, site: str | None = None, place: str | None = None, item: str | None = None,
    lot: str | None = None, serial: str | None = None, status: str | None = None,
    owner: str | None = None, as_of: datetime | None = None,
) -> list[TransitRow]:
    """Return the goods of shipments that were open at an instant (None = now), at either end.

    Quantities are in the items' smallest unit.  Raises `Forbidden`, `NotFound` for a foreign site.
    """
    scope.need(READ)
    item_id = _item_id(scope, item)
    if item is not None and item_id is None:
        return []
    return [TransitRow(*row) for row in run("ledger", "transit", {
        "sites": _read_ids(scope, site), "place": place, "item": item_id, "lot": lot,
        "serial": serial, "status": status, "owner": owner, "as_of": as_of})]


def _planned(name: str, before: str, after: str, params: dict[str, Any]) -> list[Any]:
    """Run one statement between two that steer its plan, in a transaction of its own or ours."""
    with transaction.atomic():
        run("ledger", before)
        rows = run("ledger", name, params)
        run("ledger", after)
    return rows


def card(
    *, scope: Scope, site: str, item: str, place: str | None = None, lot: str | None = None,
    serial: str | None = None, status: str | None = None, limit: int = 100,
    before: str | None = None,
) -> CardPage:
    """Return the moves of one item at one site, newest first, with the running balance.

    The last page is read back from the balance, so its cost does not grow with the history.
    Without a place goods on the road are left out: a card is what a site has in its hands.
    Raises `Forbidden`, `NotFound` for a foreign site, `QueryRefused` for a bad cursor.
    """
    scope.need(READ)
    asked = datetime.now(UTC)
    item_id = _item_id(scope, item)
    if item_id is None:
        raise NotFound([Fault("/item", "not_found")])
    cursor = _decode(before, 4) if before else [None, None, None, None]
    size = max(1, min(limit, CARD_PAGE_MAX))
    params = {
        "site": site_by_code(scope=scope, code=site, capability=READ).id, "item": item_id,
        "place": place,
        "lot": lot, "serial": serial, "status": status, "limit": size,
        "effective_at": cursor[0], "recorded_at": cursor[1], "posting": cursor[2],
        "line": int(cursor[3]) if cursor[3] is not None else None,
    }
    totals = one("ledger", "card_balance", params)
    assert totals is not None
    rows = run("ledger", "card", params)
    balance = totals.on_hand - totals.moved_after
    page = []
    for row in rows[:size]:
        page.append(_card_row(row, balance))
        balance -= row.quantity
    last = page[-1] if len(rows) > size else None
    following = _encode([last.effective_at.isoformat(), last.recorded_at.isoformat(),
                         str(last.posting), str(last.line)]) if last else None
    return CardPage(page, following, totals.on_hand, asked)


def _card_row(row: Any, balance: int) -> CardRow:
    return CardRow(
        row.posting, row.line, row.kind, row.cause, row.actor, row.device, row.effective_at,
        row.recorded_at, (*PRECISIONS, "exact")[row.precision], row.quantity, balance,
        row.counterpart, row.place, row.lot, row.serial, row.status, row.reverses,
        row.reversed_by, row.caused_by, row.sealed,
    )


def trace(
    *, scope: Scope, item: str, lot: str | None = None, serial: str | None = None,
    limit: int = TRACE_ROWS_MAX,
) -> list[TraceRow]:
    """Return every move of one lot or serial over all sites of the scope, oldest first.

    Raises `Forbidden`, `NotFound` when the item, lot or serial is not known.
    """
    scope.need(READ)
    item_id = _item_id(scope, item)
    if item_id is None:
        raise NotFound([Fault("/item", "not_found")])
    lot_id = serial_id = None
    if lot is not None:
        found = lots_by_code(scope=scope, pairs=[(item_id, lot)]).get((item_id, lot))
        if found is None:
            raise NotFound([Fault("/lot", "not_found")])
        lot_id = found.id
    if serial is not None:
        known = serials_by_code(scope=scope, pairs=[(item_id, serial)]).get((item_id, serial))
        if known is None:
            raise NotFound([Fault("/serial", "not_found")])
        serial_id = known.id
    rows = run("ledger", "trace", {
        "sites": _read_ids(scope, None), "item": item_id, "lot": lot_id, "serial": serial_id,
        "limit": min(limit, TRACE_ROWS_MAX),
    })
    return [TraceRow(*row) for row in rows]


def book_at(
    *, scope: Scope, site: int, pairs: Sequence[tuple[int, datetime]]
) -> list[int]:
    """Return the factual book of each (holding, instant), in order; it may be below zero."""
    rows = run("ledger", "book_at", {
        "site": site, "holdings": [holding for holding, _ in pairs],
        "instants": [at for _, at in pairs],
    })
    return [row.book for row in rows]


def posting(*, scope: Scope, id: UUID) -> PostingRow:
    """Return one posting.  Raises `PostingNotFound`, also for a posting of a foreign site."""
    here = [row.id for row in sites(scope=scope)
            if scope.may(READ, row.code) or scope.may("ledger.post", row.code)]
    row = one("ledger", "posting", {"sites": here, "id": id})
    if row is None:
        raise PostingNotFound([Fault("/id", "posting_unknown")])
    return PostingRow(*row)


def frozen_items(*, scope: Scope, site: int) -> dict[int, str]:
    """Return the items whose posting is stopped at a site, with the broken invariant."""
    return {row.item: row.invariant for row in run("ledger", "frozen_items", {"site": site})}


def last_seals(*, scope: Scope, among: Sequence[SiteRow] | None = None) -> list[SealRow]:
    """Return the last seal of each site of the scope; `among`: sites that were read already."""
    return [SealRow(*row) for row in run("ledger", "last_seals",
                                         {"sites": _site_ids(scope, among)})]


def seal_lag(*, scope: Scope, among: Sequence[SiteRow] | None = None) -> SealLag:
    """Return how many postings wait for their seal, and since when; `among` as `last_seals`."""
    row = one("ledger", "seal_lag", {
        "sites": _site_ids(scope, among), "window": timedelta(minutes=10),
    })
    assert row is not None
    return SealLag(row.waiting, row.oldest)


def size(*, scope: Scope, among: Sequence[SiteRow] | None = None) -> Size:
    """Return how much the ledger of the scope's sites holds; `among` as `last_seals`."""
    row = one("ledger", "size", {"sites": _site_ids(scope, among)})
    assert row is not None
    return Size(row.holdings, row.postings, int(row.moves))


def _read_ids(scope: Scope, code: str | None) -> list[int]:
    """Return the sites of a scope where it reads the ledger: sight of a site alone is not that."""
    if code is not None:
        return [site_by_code(scope=scope, code=code, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())


def _site_ids(scope: Scope, among: Sequence[SiteRow] | None = None) -> list[int]:
    return [row.id for row in (sites(scope=scope) if among is None else among)
            if scope.sees(row.code)]


def _item_id(scope: Scope, code: str | None) -> int | None:
    if code is None:
        return None
    row = items_by_code(scope=scope, codes=[code]).get(code)
    return row.id if row else None


def _encode(parts: Sequence[str]) -> str:
    text = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        parts = json.loads(text)
        if not (isinstance(parts, list) and len(parts) == length
                and all(isinstance(part, str) for part in parts)):
            raise ValueError
    except ValueError as error:
        raise QueryRefused([Fault("/after", "cursor_invalid")]) from error
    return parts

"""Bench of the shop: orders claimed by expiry, picked, checked, packed and shipped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psutil

from bench.meter import Meter

ORDERS = 1_000
LINES = 10
ALLOCATIONS = 100_000
LINES_MAX = 10_000
ITEMS = 500
LOTS = 8
BINS = 400
SITE = "SHOP"


def sell(
    meter: Meter, *, orders: int = ORDERS, allocations: int = ALLOCATIONS
) -> None:
    """Sell many small orders all the way, then claim the lines of big ones."""
    _shop(allocations)
    before = psutil.Process().memory_info().rss
    shipped = 0
    with meter.measure("orders claimed, picked, checked, packed, shipped",
                       f"{orders:,} x {LINES}", orders * LINES) as running:
        for number in range(orders):
            shipped += _order(number)
        after = psutil.Process().memory_info().rss
        running.note = f"client {after / 1e6:.0f} MB (+{(after - before) / 1e6:.0f})"
    assert shipped == orders * LINES
    drafts = [_draft(_lines(n, LINES_MAX)) for n in range(allocations // LINES_MAX)]
    with meter.measure("FEFO claims of big orders", f"{allocations:,} lines",
                       allocations) as running:
        _claim(drafts)
        running.note = f"client {psutil.Process().memory_info().rss / 1e6:.0f} MB"


def _shop(allocations: int) -> None:
    """Make a site with items in lots of different expiries, and goods enough for all."""
    from pandian.catalog.operations import (
        put_items,
        put_lots,
        put_parties,
        put_places,
        put_sites,
    )
    from pandian.catalog.words import ItemDraft, LotDraft, PartyDraft, PlaceDraft
    from pandian.governance.words import SYSTEM, SiteDraft
    from pandian.kernel.rules import uuid7
    from pandian.kernel.statements import run
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft

    put_sites(scope=SYSTEM, sites=[SiteDraft(SITE, "压测店", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft(SITE, "OUT", "dispatch_area"),
        *(PlaceDraft(SITE, f"B{n:04}", "bin", sequence=n) for n in range(BINS))])
    put_parties(scope=SYSTEM, parties=[PartyDraft("BUYER", "客户", kinds=("customer",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft(SITE, "licences", "note")])
    put_items(scope=SYSTEM, items=[
        ItemDraft(f"SHOP-{n}", f"货 {n}", "个", tracking="lot", expiry=True)
        for n in range(ITEMS)])
    today = datetime.now(UTC).date()
    put_lots(scope=SYSTEM, lots=[
        LotDraft(f"SHOP-{n}", f"L{k}", expires_on=today + timedelta(days=30 + 40 * k))
        for n in range(ITEMS) for k in range(LOTS)])
    each = max(20, (ORDERS * LINES + allocations) * 4 // (ITEMS * LOTS))
    requests = [
        PostingRequest(uuid7(), SITE, "receipt", {}, datetime.now(UTC) - timedelta(days=1), tuple(
            LineRequest(f"SHOP-{n}", "@supplier", f"B{(n * LOTS + k) % BINS:04}", each, f"L{k}")
            for k in range(LOTS))) for n in range(ITEMS)]
    assert all(answer.result == "created" for answer in post(scope=SYSTEM, requests=requests))
    run("simulation", "analyze")


def _lines(start: int, count: int) -> tuple[Any, ...]:
    from pandian.lifecycle.words import LineDraft

    return tuple(LineDraft(f"SHOP-{(start * LINES + n) % ITEMS}", 1 + n % 3)
                 for n in range(count))


def _draft(lines: tuple[Any, ...]) -> Any:
    from pandian.kernel.rules import uuid7
    from pandian.lifecycle.words import DocumentDraft

    return DocumentDraft(uuid7(), SITE, "issue", {"customer": "BUYER", "place": "OUT"}, lines)


def _act(document: Any, action: str, version: int, amounts: tuple[Any, ...], by: str,
         evidence: dict[str, Any]) -> Any:
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7
    from pandian.lifecycle import operations
    from pandian.lifecycle.words import ActionDraft

    return operations.act(scope=SYSTEM._replace(actor=by), draft=ActionDraft(
        uuid7(), document, action, version, amounts, evidence))


def _order(number: int) -> int:
    """Let one order go all the way; return how many moves its shipment had."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle import operations, queries
    from pandian.lifecycle.words import Amount

    draft = _draft(_lines(number, LINES))
    operations.open_document(scope=SYSTEM, draft=draft)
    claims = queries.document(scope=SYSTEM, id=draft.id).claims
    picked = tuple(Amount(row.line, "picked", row.quantity, row.lot, source=row.place)
                   for row in claims)
    found = tuple(Amount(row.line, "checked", row.quantity, row.lot) for row in claims)
    packed = tuple(each._replace(measure="packed", note="1") for each in found)
    _act(draft.id, "pick", 1, picked, "@picker", {})
    _act(draft.id, "check", 2, found, "@checker", {})
    _act(draft.id, "pack", 3, packed, "@picker", {"parcels": [{"parcel": "1", "seal": "S"}]})
    done = _act(draft.id, "ship", 4, (), "@picker", {
        "delivery_note": "DN", "carrier": "C", "transport": "van"})
    return min(int(done.moves), LINES)


def _claim(drafts: list[Any]) -> None:
    """Open big orders: what is measured is mostly the claiming of their lines."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle import operations

    for draft in drafts:
        operations.open_document(scope=SYSTEM, draft=draft)

"""Bench of the dock: a receipt of ten thousand lines, each a new lot with its dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psutil

from bench.meter import Meter
from bench.stage import Stage, raw

LINES = 10_000
NEXT_LOT = """
SELECT setval(pg_get_serial_sequence('catalog_lot', 'id'), (SELECT max(id) FROM catalog_lot))
"""


def receive(meter: Meter, stage: Stage, *, lines: int = LINES) -> None:
    """Announce, unload and book one receipt; a site whose licences are only noted."""
    from pandian.catalog.operations import put_parties, put_places
    from pandian.catalog.words import PartyDraft, PlaceDraft
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7
    from pandian.lifecycle import operations
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft
    from pandian.lifecycle.words import ActionDraft, Amount, DocumentDraft, LineDraft

    put_places(scope=SYSTEM, places=[PlaceDraft("BENCH", "PEND", "pending_area")])
    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "压测供应商", kinds=("supplier",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("BENCH", "licences", "note")])
    with raw().cursor() as cursor:
        cursor.execute(NEXT_LOT)  # the stage gave its lots their ids itself
    items = max(1, len(stage.holdings) // 10)
    draft = DocumentDraft(
        uuid7(), "BENCH", "receipt", {"supplier": "SUP", "place": "PEND"},
        tuple(LineDraft(f"BENCH-{n % items}", 5) for n in range(lines)))
    today = datetime.now(UTC).date()
    made, expires = (today - timedelta(days=30)).isoformat(), (
        today + timedelta(days=700)).isoformat()
    facts = tuple(
        Amount(n, measure, 5, f"NEW-{n}", made_on=made, expires_on=expires)
        for n in range(1, lines + 1) for measure in ("scanned", "accepted"))
    papers = {"delivery_note": "DN", "transport": "van", "handed_over_by": "driver"}
    with meter.measure("receipt announced", f"{lines:,} lines", lines):
        operations.open_document(scope=SYSTEM, draft=draft)
    operations.act(scope=SYSTEM, draft=ActionDraft(
        uuid7(), draft.id, "arrive", 1, evidence=papers))
    with meter.measure("receipt booked, every line a new lot", f"{lines:,} lines",
                       lines) as running:
        done = operations.act(scope=SYSTEM, draft=ActionDraft(
            uuid7(), draft.id, "book", 2, facts, papers))
        assert done.moves == lines
        running.note = f"client {psutil.Process().memory_info().rss / 1e6:.0f} MB"
    with meter.measure("inspection opened, a plan for each lot", f"{lines:,} lines", lines):
        operations.open_document(scope=SYSTEM, draft=DocumentDraft(
            uuid7(), "BENCH", "inspection", follows=draft.id))

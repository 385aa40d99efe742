"""Correcting one posted line of a document.   单据更正操作

One transaction: the document's lock, its facts, one posting (the line reversed, and entered again)
at the instant of the old one, the event that links both, and the order that was told the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.ledger import operations as ledger
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.correcting.queries import ROOM, spots
from pandian.lifecycle.correcting.rules import corrections, judged, moves, state_after
from pandian.lifecycle.correcting.words import ACTION, CorrectionDraft, Spot
from pandian.lifecycle.purchase.operations import follow_receipt
from pandian.lifecycle.queries import ROOM as LIFECYCLE
from pandian.lifecycle.queries import lines_of, sums_of_document
from pandian.lifecycle.recall.queries import recalled_faults
from pandian.lifecycle.rules import KINDS, digest, shown_number
from pandian.lifecycle.units.queries import sealed_faults
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentRefused,
    Held,
    Move,
    sums_of,
)
from pandian.lifecycle.writing.operations import done_before, write_amounts, write_event

REVERSING = "lifecycle.reverse"


def correct(*, scope: Scope, draft: CorrectionDraft) -> Acted:
    """Reverse one posted line of a document and enter it again with the right quantity.

    As if it had been typed right at once: effective at the old instant, so that later counts
    heal.  A known id answers `exists`.  Raises `Forbidden`, `NotFound` for a foreign site,
    `DocumentConflict` for another content under the id, `DocumentRefused` with all reasons.
    """
    scope.need(REVERSING, draft.site)
    site = site_by_code(scope=scope, code=draft.site)
    asked = digest(draft)
    with transaction.atomic():
        affected(LIFECYCLE, "lock_id", {"id": draft.id})
        if known := done_before(site.id, draft.id, asked):
            return known
        spot = _held(scope, site, draft)
        return _perform(scope, site, spot, draft, asked)


def _held(scope: Scope, site: SiteRow, draft: CorrectionDraft) -> Spot:
    """Return the line under the locks of its document and of the goods, or refuse for all."""
    found = spots(scope=scope, site=site.id, asks=[draft.ask])
    if not found:
        raise DocumentRefused([Fault("/posting", "line_unknown_posted")])
    run(LIFECYCLE, "lock_document", {"site": site.id, "id": found[0][1].document})
    run(LIFECYCLE, "lock_ends", {"site": site.id, "postings": [draft.ask.posting]})
    (_, spot), = spots(scope=scope, site=site.id, asks=[draft.ask])
    faults = list(judged(spot, draft.ask).faults)
    if not draft.reason.strip():
        faults.insert(0, Fault("/reason", "reason_missing"))
    if faults:
        raise DocumentRefused(faults)
    return spot


def _perform(
    scope: Scope, site: SiteRow, spot: Spot, draft: CorrectionDraft, asked: str
) -> Acted:
    kind, right = KINDS[spot.kind], draft.ask.right
    facts = corrections(spot, right, draft.reason)
    _post(scope, site, spot, draft)
    write_amounts(site.id, spot.document, draft.id, facts)
    lines = {line.line: line for line in lines_of(
        scope=scope, site=site.id, document=spot.document)}
    sums = sums_of_document(scope=scope, site=site.id, document=spot.document)
    state = state_after(kind, spot, lines, sums)
    write_event(
        scope, site.id, spot.document, draft.id, seq=spot.version + 1, action=ACTION,
        states=(spot.state, state), request=asked, postings=[draft.id],
        payload={"reason": draft.reason, "root": str(spot.root), "corrected": spot.action,
                 "posting": str(draft.ask.posting), "posted": draft.ask.line,
                 "line": spot.line.line, "wrong": spot.fact.quantity, "right": right,
                 "effective_at": spot.effective_at, "evidence": {}, **draft.note})
    affected(ROOM, "put_correction", {
        "site": site.id, "posting": draft.ask.posting, "line": draft.ask.line,
        "event": draft.id, "document": spot.document, "wrong": spot.fact.quantity,
        "right": right})
    _tell_order(scope, site, spot, draft.id, facts)
    return _moved_on(scope, site, spot, draft, state)


def _post(scope: Scope, site: SiteRow, spot: Spot, draft: CorrectionDraft) -> None:
    """Post the line back and again, at the instant of the old posting."""
    steps = moves(spot, draft.ask.right)
    _refuse_locked(scope, site, steps)
    request = PostingRequest(
        draft.id, site.code, spot.posting_kind,
        {"document": shown_number(spot.kind, spot.number), "id": str(spot.document),
         "action": ACTION, "corrects": str(draft.ask.posting), "line": draft.ask.line,
         **draft.note}, spot.effective_at,
        tuple(LineRequest(m.item, m.source, m.target, m.quantity, m.lot or None, m.serial or None,
                          m.status, m.owner or None, None, m.target_status) for m in steps))
    posting = scope.at(site.code)._replace(
        capabilities=frozenset({"ledger.post", "ledger.read"}))
    answer = ledger.post(scope=posting, requests=[request], warrant="document")[0]
    if answer.result != "created":
        raise DocumentRefused(answer.faults or [Fault("/id", "different", (answer.result,))])


def _refuse_locked(scope: Scope, site: SiteRow, steps: Sequence[Move]) -> None:
    kinds = {code: row.kind for code, row in places_by_code(
        scope=scope, site=site.id,
        codes={end for move in steps for end in (move.source, move.target)}).items()}
    if faults := [*recalled_faults(steps, kinds), *sealed_faults(site, steps, kinds)]:
        raise DocumentRefused(faults)


def _tell_order(
    scope: Scope, site: SiteRow, spot: Spot, event: UUID, facts: Sequence[Amount]
) -> None:
    """Tell the order of a receipt by how much less (or more) came."""
    if spot.kind != "receipt" or spot.follows is None:
        return
    row = one(LIFECYCLE, "lock_document", {"site": site.id, "id": spot.document})
    follow_receipt(scope, Held(site, row, KINDS[spot.kind], {spot.line.line: spot.line},
                               sums_of(facts)), event, ACTION)


def _moved_on(
    scope: Scope, site: SiteRow, spot: Spot, draft: CorrectionDraft, state: str
) -> Acted:
    number, data = shown_number(spot.kind, spot.number), _said(draft, spot)
    affected(LIFECYCLE, "move_on", {
        "site": site.id, "id": spot.document, "state": state, "actor": scope.actor,
        "now": datetime.now(UTC)})
    record(scope=scope, site=site.id, kind=f"{spot.kind}.{ACTION}",
           subject=f"document:{spot.document}",
           data={"number": number, "event": str(draft.id), "from": spot.state, "to": state,
                 "postings": [str(draft.id)], **data})
    return Acted(draft.id, "created", spot.document, number, state, spot.version + 1,
                 (draft.id,), 2)


def _said(draft: CorrectionDraft, spot: Spot) -> dict[str, Any]:
    return {"line": spot.line.line, "wrong": spot.fact.quantity, "right": draft.ask.right,
            "corrects": str(draft.ask.posting), **draft.note}

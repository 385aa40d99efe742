"""Undoing a document that was typed twice; putting it back when it was not.   重复单据操作

A double is undone by its own reversal, as if it never was.  Putting it back states its facts again
and reverses the reversal, all at the old instants, so that later counts heal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.ledger import operations as ledger
from pandian.lifecycle.doubling.queries import ROOM, doubled
from pandian.lifecycle.doubling.words import ACTION, Doubled, Pair, RestoreDraft
from pandian.lifecycle.operations import REVERSING, reverse
from pandian.lifecycle.purchase.operations import follow_receipt
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.queries import lines_of, sums_of_document
from pandian.lifecycle.rules import KINDS, digest, shown_number
from pandian.lifecycle.words import Acted, DocumentRefused, Held, ReversalDraft
from pandian.lifecycle.writing.operations import done_before, write_event


def undo_double(*, scope: Scope, site: str, double: Doubled, id: UUID, reason: str) -> Acted:
    """Undo a document that repeats another one, as if it never was.

    `double` is what was shown: a document that changed meanwhile is refused.  A known id answers
    `exists`.  Raises `Forbidden`, `NotFound` for a foreign site, and as `lifecycle.reverse`.
    """
    scope.need(REVERSING, site)
    here = site_by_code(scope=scope, code=site)
    with transaction.atomic():
        # both: of two people who each undo the double of the other's, one keeps the goods
        known = {row.id: row for row in run(ROOM, "lock_pair", {
            "site": here.id, "ids": [double.document, double.twin]})}.get(double.document)
        pair = Pair(double.document, double.twin)
        told = doubled(scope=scope, site=here.id, pairs=[pair])[pair]
        if told.faults and not (known and known.state == "reversed"):
            raise DocumentRefused(told.faults)
        return reverse(scope=scope, draft=ReversalDraft(
            id, double.document, double.version, reason, "then"))


def restore(*, scope: Scope, draft: RestoreDraft) -> Acted:
    """Put back a document that was undone as a double: its facts and its goods stand again.

    A known id answers `exists`.  Raises `Forbidden`, `NotFound` for a foreign site,
    `DocumentRefused` with the reason, and the ledger's refusals.
    """
    scope.need(REVERSING, draft.site)
    site = site_by_code(scope=scope, code=draft.site)
    asked = digest(draft)
    with transaction.atomic():
        affected(DOCUMENTS, "lock_id", {"id": draft.id})
        if known := done_before(site.id, draft.id, asked):
            return known
        undone, held = _undone(scope, site, draft)
        postings = [_again(scope, site, each, draft.reason) for each in reversed(undone.postings)]
        affected(ROOM, "restore_amounts", {
            "site": site.id, "event": draft.id, "reversal": undone.event})
        if held.row.kind == "receipt":
            follow_receipt(scope, held, draft.id, ACTION)
        write_event(
            scope, site.id, held.row.id, draft.id, seq=held.row.version + 1, action=ACTION,
            states=(held.row.state, undone.from_state), request=asked, postings=postings,
            payload={"reason": draft.reason, "undoes": str(undone.event), **draft.note})
        return _moved_on(scope, site, held, draft, undone.from_state, postings)


def _undone(scope: Scope, site: SiteRow, draft: RestoreDraft) -> tuple[Any, Held]:
    """Return the reversal and its document under its lock, or refuse."""
    undone = one(ROOM, "reversal", {"site": site.id, "posting": draft.posting})
    if undone is None:
        raise DocumentRefused([Fault("/posting", "line_unknown_posted")])
    row = one(DOCUMENTS, "lock_document", {"site": site.id, "id": undone.document})
    assert row is not None, "documents are never deleted"
    if row.state != "reversed":
        raise DocumentRefused([Fault("", "not_reversed", (shown_number(row.kind, row.number),))])
    lines = {line.line: line for line in lines_of(
        scope=scope, site=site.id, document=row.id)}
    return undone, Held(site, row, KINDS[row.kind], lines, sums_of_document(
        scope=scope, site=site.id, document=row.id))


def _again(scope: Scope, site: SiteRow, posting: UUID, reason: str) -> UUID:
    answer = ledger.reverse(
        scope=scope.at(site.code)._replace(capabilities=frozenset({"ledger.post", "ledger.read"})),
        posting_id=posting, id=uuid7(), reason=reason, effective="then", warrant="document")
    return answer.id


def _moved_on(
    scope: Scope, site: SiteRow, held: Held, draft: RestoreDraft, state: str, postings: list[UUID]
) -> Acted:
    row, data = held.row, _said(draft, postings)
    affected(DOCUMENTS, "move_on", {"site": site.id, "id": row.id, "state": state,
                                    "actor": scope.actor, "now": datetime.now(UTC)})
    number = shown_number(row.kind, row.number)
    record(scope=scope, site=site.id, kind=f"{row.kind}.{ACTION}", subject=f"document:{row.id}",
           data={"number": number, "event": str(draft.id), "from": row.state, "to": state, **data})
    return Acted(draft.id, "created", row.id, number, state, row.version + 1, tuple(postings),
                 len(postings))


def _said(draft: RestoreDraft, postings: list[UUID]) -> Mapping[str, Any]:
    return {"postings": [str(each) for each in postings], **draft.note}

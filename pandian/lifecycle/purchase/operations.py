"""What receipts write on the order that they follow, and the counts that it asks for.   采购写入"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.purchase.queries import ROOM
from pandian.lifecycle.purchase.rules import received, state_of
from pandian.lifecycle.queries import ROOM as LIFECYCLE
from pandian.lifecycle.queries import lines_of, sums_of_document
from pandian.lifecycle.revising.operations import facts_of_revision, rewrite
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move
from pandian.lifecycle.writing.operations import write_amounts, write_event


def follow_receipt(scope: Scope, held: Held, event: UUID, action: str) -> None:
    """State on the order what an event of its receipt brought (or took back), and move it on.

    `held` is the receipt; `action` is what it was: `book` or `reverse`.
    """
    if held.row.follows is None:
        return
    site, order = held.site.id, held.row.follows
    facts = [Amount(row.line, "received", row.quantity)
             for row in run(ROOM, "brought", {"site": site, "event": event})]
    if not facts:
        return
    row = one(LIFECYCLE, "lock_document", {"site": site, "id": order})
    assert row is not None, "documents are never deleted"
    lines = {line.line: line for line in lines_of(scope=scope, site=site, document=order)}
    sums = received(sums_of_document(scope=scope, site=site, document=order), facts)
    state = row.state if row.state == "closed" else state_of(lines, sums)
    own = uuid7()
    write_amounts(site, order, own, facts)
    write_event(scope, site, order, own, seq=row.version + 1, action=f"receipt_{action}",
                states=(row.state, state), request="",
                payload={"receipt": str(held.row.id), "event": str(event)})
    affected(LIFECYCLE, "move_on", {"site": site, "id": order, "state": state,
                                    "actor": scope.actor, "now": datetime.now(UTC)})
    record(scope=scope, site=site, kind=f"purchase.receipt_{action}", subject=f"document:{order}",
           data={"number": shown_number("purchase", row.number), "receipt": str(held.row.id),
                 "from": row.state, "to": state})


def facts_of_purchase(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    """Add by how much a revision changes what was ordered."""
    return amounts + facts_of_revision(held, draft) if draft.action == REVISE else amounts


def ask_before_buying(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Write a revision; ask for a count of the items where the last one is too old to trust.

    Nobody waits: the order goes on, and whoever approves it sees the answer.
    """
    rewrite(scope, held, draft)
    if draft.action != "submit":
        return
    days = policies_of(scope=scope, site=held.site)["proof_days_max"]
    rows = run(ROOM, "doubtful", {
        "site": held.site.id, "document": held.row.id,
        "since": datetime.now(UTC) - timedelta(days=days)})
    request_counts(
        scope=scope, site=held.site.id, event=draft.id, reason="low_confidence",
        document=held.row.id, spots=[Spot(row.place, row.item) for row in rows])

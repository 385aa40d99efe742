"""What documents about goods on the shelf write beside their facts.   在库写入"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.standing.rules import unlike
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move

ROOM = "lifecycle.standing"


def ask_remainders(scope: Scope, held: Held, event: UUID) -> None:
    """Ask for a look at every bin that the event's posting emptied or left nearly empty.

    The whole bin where it is empty, else the item and lot of which few units are left.
    """
    low = policies_of(scope=scope, site=held.site)["low_units"]
    rows = run(ROOM, "remainders", {"site": held.site.id, "event": event, "low": low})
    request_counts(
        scope=scope, site=held.site.id, event=event, document=held.row.id, reason="near_zero",
        spots=[Spot(row.place, row.item, row.lot) for row in rows])


def bump_claims(scope: Scope, held: Held, event: UUID) -> None:
    """Let go of other documents' claims on goods that the event's posting took away.

    Quality comes before orders: the newest claims give way first, and each leaves a fact.
    """
    key = {"site": held.site.id, "document": held.row.id, "event": event}
    affected(ROOM, "lock_claims", key)
    rows = run(ROOM, "bump_claims", key)
    record_many(scope=scope, facts=[
        FactDraft(held.site.id, "claim.lost", f"document:{row.document}",
                  {"line": row.line, "quantity": -row.quantity, "to": str(held.row.id)})
        for row in rows])


def ask_differences(
    scope: Scope, held: Held, event: UUID, amounts: Sequence[Amount], reason: str = "held"
) -> None:
    """Ask for a count of every place where the units counted were not those handled."""
    lines = [held.lines[n] for n in sorted(unlike(amounts))]
    request_counts(
        scope=scope, site=held.site.id, event=event, document=held.row.id, reason=reason,
        spots=[Spot(line.source, line.item, line.lot) for line in lines])


def give_way(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Let orders give up what was stopped, and ask for a count where units were not as many."""
    if moves:
        bump_claims(scope, held, draft.id)
    ask_differences(scope, held, draft.id, amounts)

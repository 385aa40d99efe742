"""What documents about goods on the shelf write beside their facts.   在库写入"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.standing.rules import unlike
from pandian.lifecycle.standing.words import LOW_UNITS
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move

ROOM = "lifecycle.standing"


def ask_remainders(scope: Scope, held: Held, event: UUID) -> None:
    """Ask for a look at every bin that the event's posting emptied or left nearly empty."""
    rows = run(ROOM, "remainders", {"site": held.site.id, "event": event, "low": LOW_UNITS})
    ask(scope, held, event, [(row.place, "zero" if row.emptied else "low", row.item, row.lot)
                             for row in rows])


def ask(
    scope: Scope, held: Held, event: UUID, wanted: list[tuple[str, str, str, str]]
) -> None:
    """Ask for counts of (place, why, item, lot): the one door to the count nodes of this room."""
    record_many(scope=scope, facts=[
        FactDraft(held.site.id, f"count.asked_{why}", f"place:{place}",
                  {"document": str(held.row.id), "event": str(event), "item": item, "lot": lot})
        for place, why, item, lot in wanted])


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
    scope: Scope, held: Held, event: UUID, amounts: Sequence[Amount]
) -> None:
    """Ask for a count of every place where the units counted were not those handled."""
    ask(scope, held, event, [
        (held.lines[n].source, "differs", held.lines[n].item, held.lines[n].lot)
        for n in sorted(unlike(amounts))])


def give_way(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Let orders give up what was stopped, and ask for a count where units were not as many."""
    if moves:
        bump_claims(scope, held, draft.id)
    ask_differences(scope, held, draft.id, amounts)

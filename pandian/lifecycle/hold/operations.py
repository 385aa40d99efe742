"""What a hold writes: claims that give way, lines that stand in quarantine now.   冻结写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.kernel.statements import affected
from pandian.lifecycle.hold.queries import HOLDS
from pandian.lifecycle.standing.operations import give_way
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def acted_on_hold(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Let orders that claimed the goods give way; note where escalated goods stand from now on."""
    give_way(scope, held, draft, amounts, moves)
    if draft.action == "escalate":
        affected(HOLDS, "escalated", {
            "site": held.site.id, "document": held.row.id, "event": draft.id})

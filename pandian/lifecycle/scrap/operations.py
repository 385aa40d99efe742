"""What scrap writes beside its facts: its value, and counts where the book differs.   报废写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.kernel.statements import affected, run
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.scrap.queries import ROOM
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def write_value(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Write the value that finance signs, or ask for a count where the red zone differs."""
    key = {"site": held.site.id, "document": held.row.id}
    if draft.action == "value":
        affected(ROOM, "insert_values", {**key, "event": draft.id})
    if draft.action == "count":
        rows = run(ROOM, "differs", {**key, "event": draft.id})
        lines = [held.lines[row.line] for row in rows]
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, document=held.row.id,
            reason="red_zone", spots=[Spot(line.source, line.item, line.lot) for line in lines])

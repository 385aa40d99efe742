"""Placing the unit of a document.   容器移动写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.lifecycle.units.operations import place_unit
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Hang the unit under its new place: as many statements however much stands in it."""
    if draft.action == "move":
        place_unit(held.site, str(held.row.header["unit"]), str(held.row.header["place"]),
                   event=draft.id, actor=scope.actor)

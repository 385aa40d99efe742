"""What composing a kit writes besides its facts.   器械包写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.lifecycle.standing.operations import ask_remainders
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a look at the bins that composing emptied or left nearly empty."""
    if moves:
        ask_remainders(scope, held, draft.id)

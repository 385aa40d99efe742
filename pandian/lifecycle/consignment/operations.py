"""What filling a shelf writes besides its facts.   寄售写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.lifecycle.standing.operations import ask_remainders
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a look at the bins that a filling emptied or left nearly empty."""
    if moves:
        ask_remainders(scope, held, draft.id)

"""What a relocation writes beside its facts: the bins that want a look.   移库写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.lifecycle.standing.operations import ask_remainders
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def ask_for_remainders(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a zero or low confirm of the bins that goods were carried out of."""
    if moves:
        ask_remainders(scope, held, draft.id)

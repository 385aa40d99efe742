"""What taking destroyed goods back looks up: the photo, the red place.   销毁后找回查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.words import Scope
from pandian.kernel.words import Fault
from pandian.lifecycle.standing.queries import kinds_of, photo_faults
from pandian.lifecycle.standing.words import STANDS
from pandian.lifecycle.words import Action, ActionDraft, DocumentRefused, Held, ReversalDraft


def found_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield that a photo is missing, or that the goods are not said to stand in a red place."""
    if draft.action != "take_back":
        return
    yield from photo_faults(scope, held, draft.evidence)
    kinds = kinds_of(scope, held.site.id, {a.place for a in draft.amounts if a.place})
    for n, amount in enumerate(draft.amounts):
        kind = kinds.get(amount.place)
        if kind is not None and kind not in STANDS["rejected"]:
            yield Fault(f"/amounts/{n}/place", "place_kind_wrong", (amount.place, kind))


def refuse_undoing(scope: Scope, held: Held, draft: ReversalDraft) -> None:
    """Refuse to undo: it would destroy goods without witness.  Raises `DocumentRefused`."""
    raise DocumentRefused([Fault("", "found_final")])

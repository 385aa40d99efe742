"""What a return to the supplier writes beside its facts.   采购退货写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope
from pandian.lifecycle.issue.queries import facts_of
from pandian.lifecycle.issue.rules import totals
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.standing.operations import ask_remainders
from pandian.lifecycle.standing.queries import kinds_of
from pandian.lifecycle.supplier_return.rules import SUPPLIER
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move


def facts_of_supplier_return(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    """Add what follows: all that was checked is shipped."""
    if draft.action != "ship":
        return amounts
    return amounts + [
        Amount(key.line, "shipped", quantity, key.lot, key.serial, SUPPLIER, "", True,
               held.lines[key.line].target)
        for key, quantity in sorted(totals(facts_of(held), {"checked": 1}).items())]


def acted_on_supplier_return(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a count of what remains: of the red zone whole, of a bin when little is left."""
    if draft.action != "pick":
        return
    ask_remainders(scope, held, draft.id)
    kinds = kinds_of(scope, held.site.id, {a.source for a in amounts if a.source})
    request_counts(
        scope=scope, site=held.site.id, event=draft.id, reason="red_zone",
        document=held.row.id,
        spots=[Spot(place) for place, kind in kinds.items() if kind == "rejected_area"])

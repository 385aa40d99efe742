"""What a return writes beside its facts.   销售退货写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected
from pandian.lifecycle.customer_return.queries import ROOM
from pandian.lifecycle.customer_return.rules import CUSTOMER
from pandian.lifecycle.issue.queries import facts_of
from pandian.lifecycle.issue.rules import totals
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.words import ActionDraft, Amount, DocumentDraft, Held, Kind, Move


def place_lines(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write on the lines that were taken over where their goods come to."""
    affected(ROOM, "into", {
        "site": site.id, "document": draft.id, "place": draft.header["place"]})


def facts_of_return(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    """Add what follows: what is refused goes home whole."""
    if draft.action != "refuse":
        return amounts
    back = totals(facts_of(held), {"returned": 1, "refused": -1})
    return amounts + [
        Amount(key.line, "refused", quantity, key.lot, key.serial, CUSTOMER, "", True,
               held.lines[key.line].target)
        for key, quantity in sorted(back.items())]


def acted_on_return(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask that goods that came back without a sale are counted."""
    if draft.action == "arrive" and held.row.follows is None:
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, reason="returned",
            document=held.row.id,
            spots=[Spot(a.place, held.lines[a.line].item, a.lot) for a in amounts])

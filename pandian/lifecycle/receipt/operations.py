"""What a receipt writes besides its facts: its order's lines, lots' dates, the order.   收货写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.catalog.operations import put_lots
from pandian.catalog.words import BATCH_ELEMENTS_MAX, LotDraft
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.purchase.operations import follow_receipt
from pandian.lifecycle.queries import lines_of
from pandian.lifecycle.receipt.queries import ROOM
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
    ReversalDraft,
)
from pandian.lifecycle.writing.operations import write_amounts


def write_order_lines(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Say which line of its order each line is of; lines taken over state what they expect."""
    if draft.follows is None:
        return
    if draft.lines:
        affected(ROOM, "order_lines", {"site": site.id, "document": draft.id})
        return
    write_amounts(site.id, draft.id, draft.id, [
        Amount(line.line, measure, line.asked) for measure in kind.states_at_opening
        for line in lines_of(scope=scope, site=site.id, document=draft.id)])


def write_booked(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Keep the dates of the labels with their lots, and tell the order what came."""
    if draft.action != "book":
        return
    keep_dates(scope, held, amounts)
    follow_receipt(scope, held, draft.id, "book")


def keep_dates(scope: Scope, held: Held, amounts: Sequence[Amount]) -> None:
    """Keep what labels say of lots.  Raises `DocumentRefused` where they contradict the book."""
    dated: dict[tuple[str, str], LotDraft] = {}
    for amount in amounts:
        if amount.lot and (amount.made_on or amount.expires_on):
            key = (held.lines[amount.line].item, amount.lot)
            before = dated.get(key, LotDraft(*key))
            dated[key] = before._replace(made_on=amount.made_on or before.made_on,
                                         expires_on=amount.expires_on or before.expires_on)
    lots = list(dated.values())
    for start in range(0, len(lots), BATCH_ELEMENTS_MAX):
        _put(scope, lots[start:start + BATCH_ELEMENTS_MAX])


def _put(scope: Scope, lots: Sequence[LotDraft]) -> None:
    """Write dates: the right to book is what allows it."""
    naming = scope._replace(capabilities=frozenset({"catalog.write"}), grants=())
    faults = [Fault("/amounts", fault.code, fault.params)
              for outcome in put_lots(scope=naming, lots=lots) for fault in outcome.faults]
    if faults:
        raise DocumentRefused(faults)


def write_undone(scope: Scope, held: Held, draft: ReversalDraft) -> None:
    """Tell the order that what came did not."""
    follow_receipt(scope, held, draft.id, "reverse")

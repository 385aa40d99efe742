"""What a recall return looks up: the recall, and what the customer still has.   召回收回查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.recall.queries import keys_of
from pandian.lifecycle.trace.queries import customers_of
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind, LineDraft

ROOM = "lifecycle.recall_return"


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with a new return: no such recall, goods that are no part of it."""
    recall = str(draft.header.get("recall", ""))
    known = _recalled(recall)
    if recall.strip() and not known:
        yield Fault("/header/recall", "recall_unknown", (recall[:64],))
        return
    for n, (line, key) in enumerate(zip(draft.lines, keys_of(draft.lines), strict=True)):
        if key is None or not _covers(known, key, line):
            yield Fault(f"/lines/{n}", "not_recalled", (line.serial or line.lot or line.item,))


def _covers(known: set[tuple[int, int, int]], key: tuple[int, int, int], line: LineDraft) -> bool:
    """Say whether a recall holds this very piece, or the lot that the line names with it."""
    if key in known:
        return True
    lot = keys_of([line._replace(serial="")])[0] if line.serial and line.lot else None
    return lot is not None and lot in known


def _recalled(recall: str) -> set[tuple[int, int, int]]:
    try:
        id = UUID(recall)
    except ValueError:
        return set()
    return {(row.item, row.lot, row.serial) for row in run(ROOM, "recalled", {"recall": id})}


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the goods of which the customer has less than he is said to hand back."""
    if draft.action != "arrive":
        return
    if not _recalled(str(held.row.header["recall"])):
        yield Fault("", "recall_unknown", (str(held.row.header["recall"]),))
    yield from _too_much(held, draft)


def _too_much(held: Held, draft: ActionDraft) -> Iterator[Fault]:
    customer = str(held.row.header["customer"])
    given: dict[tuple[str, str, str], int] = defaultdict(int)
    for amount in draft.amounts:
        if amount.line in held.lines:
            line = held.lines[amount.line]
            given[line.item, amount.lot or line.lot, amount.serial or line.serial] += \
                amount.quantity
    drafts = [LineDraft(item, 1, lot, serial) for item, lot, serial in given]
    for one, key, quantity in zip(drafts, keys_of(drafts), given.values(), strict=True):
        left = _left(customer, key) if key else 0
        if quantity > left:
            yield Fault("/amounts", "returned_too_much", (
                customer, one.serial or one.lot, left, quantity))


def _left(customer: str, key: tuple[int, int, int]) -> int:
    rows = customers_of(
        sites=sorted(site_ids(scope=SYSTEM).values()), keys=[key])
    return sum(row.outstanding for row in rows if row.customer == customer)

"""What a recall looks up, and how its equations stand.   召回查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pandian.catalog.queries import items_by_code, lots_by_code, serials_by_code
from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.recall.rules import (
    decision_faults,
    netted_faults,
    reply_faults,
    rest_faults,
    too_much_answered,
    undone,
)
from pandian.lifecycle.recall.rules import opening_faults as plain_faults
from pandian.lifecycle.recall.words import ANSWERS, KIND, STOPPED, Equation
from pandian.lifecycle.trace.queries import Key, customers_of
from pandian.lifecycle.trace.words import Customer
from pandian.lifecycle.words import (
    Action,
    ActionDraft,
    Amount,
    DocumentDraft,
    Held,
    Kind,
    LineDraft,
    Move,
)

ROOM = "lifecycle.recall"
READ = "ledger.read"


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with a new recall: level, goods, another recall of the same goods."""
    yield from plain_faults(draft)
    keys = keys_of(draft.lines)
    for n, (line, key) in enumerate(zip(draft.lines, keys, strict=True)):
        if key is None and (line.lot or line.serial):
            yield Fault(f"/lines/{n}/{'serial' if line.serial else 'lot'}",
                        "recall_goods_unknown", (line.serial or line.lot,))
    known = [(n, key) for n, key in enumerate(keys) if key]
    for row in run(ROOM, "open_elsewhere", _arrays([key for _, key in known])):
        n = known[row.n - 1][0]
        yield Fault(f"/lines/{n}", "recall_open", (
            draft.lines[n].serial or draft.lines[n].lot, f"{kind.prefix}-{row.number:06}"))


def keys_of(lines: Sequence[LineDraft]) -> list[Key | None]:
    """Return the ids of each line's goods, None where something is not known."""
    items = {code: row.id for code, row in items_by_code(
        scope=SYSTEM, codes={line.item for line in lines}).items()}
    known = [line for line in lines if line.item in items]
    lots = lots_by_code(scope=SYSTEM, pairs=[(items[x.item], x.lot) for x in known if x.lot])
    serials = serials_by_code(
        scope=SYSTEM, pairs=[(items[x.item], x.serial) for x in known if x.serial])
    found: list[Key | None] = []
    for line in lines:
        item = items.get(line.item, 0)
        if line.serial:
            serial = serials.get((item, line.serial))
            found.append((item, 0, serial.id) if serial else None)
        else:
            lot = lots.get((item, line.lot))
            found.append((item, lot.id, 0) if lot else None)
    return found


def _arrays(keys: Iterable[Key]) -> dict[str, Any]:
    rows = list(keys)
    return {"items": [row[0] for row in rows], "lots": [row[1] for row in rows],
            "serials": [row[2] for row in rows]}


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield what only look-ups show: replies beyond what was issued, a rest left unexplained."""
    if draft.action in ("reply", "correct"):
        before = corrected(held, draft)
        if draft.action == "correct" and (not before or before[0].corrected):
            yield Fault("/evidence/corrects", "reply_corrected" if before else "reply_unknown")
            return
        yield from reply_faults(draft, customer_of(draft, before))
        yield from _answered_too_much(held, draft, before)
    if draft.action == "decide":
        yield from decision_faults(draft, held.lines)
    if draft.action == "close":
        yield from rest_faults(
            equations(scope=SYSTEM, site=held.site.id, recall=held.row.id), action, draft.reason)
        yield from netted_faults(_outstanding(held), draft.reason)


def _outstanding(held: Held) -> list[tuple[int, str, int]]:
    """Return what each customer still has of each line, or gave back too much."""
    return [(line, row.customer, row.outstanding)
            for line, key, _ in goods_of(site=held.site.id, recall=held.row.id)
            for row in customers_of(sites=_everywhere(), keys=[key])]


def corrected(held: Held, draft: ActionDraft) -> list[Any]:
    """Return what the reply stated that a correction is about; nothing for anything else."""
    try:
        event = UUID(str(draft.evidence.get("corrects", "")))
    except ValueError:
        return []
    return run(ROOM, "reply", {
        "site": held.site.id, "document": held.row.id, "event": event})


def customer_of(draft: ActionDraft, before: Sequence[Any]) -> str:
    """Return whose reply it is: said with it, or with the reply that it corrects."""
    if before and draft.action == "correct":
        return str(before[0].place)
    return str(draft.evidence.get("customer", "")).strip()


def facts(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    """Name the customer in every fact of a reply; a correction first takes back the old one."""
    if draft.action not in ("reply", "correct"):
        return amounts
    before = corrected(held, draft) if draft.action == "correct" else []
    customer = customer_of(draft, before)
    return undone(Amount(row.line, row.measure, row.quantity, row.lot, row.serial, row.place)
                  for row in before) + [
        amount._replace(place=amount.place or customer) for amount in amounts]


def _answered_too_much(
    held: Held, draft: ActionDraft, before: Sequence[Any]
) -> Iterator[Fault]:
    if not any(amount.measure in ANSWERS for amount in draft.amounts):
        return
    customer = customer_of(draft, before)
    left: dict[int, int] = {}
    for line, key, _ in goods_of(site=held.site.id, recall=held.row.id):
        rows = customers_of(sites=_everywhere(), keys=[key])
        left[line] = sum(row.outstanding for row in rows if row.customer == customer)
    for row in before if draft.action == "correct" else ():
        left[row.line] = left.get(row.line, 0) + (row.quantity if row.measure in ANSWERS else 0)
    yield from too_much_answered(customer, left, held.lines, draft.amounts)


def _everywhere() -> list[int]:
    return sorted(site_ids(scope=SYSTEM).values())


def recalled_faults(moves: Sequence[Move], kinds: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the moves that would take goods under recall from where they stand.

    `kinds` are the kinds of the places they come from.  What arrives (from outside or the way)
    is a fact: it is booked, and stopped by the sweep.
    """
    taken = [move for move in moves if move.status in STOPPED and kinds.get(move.source) not in (
        None, "in_transit") and not move.source.startswith("@")]
    if not taken:
        return
    for row in run(ROOM, "recalled_moves", {
            "ns": [move.n for move in taken], "items": [move.item for move in taken],
            "lots": [move.lot for move in taken], "serials": [move.serial for move in taken]}):
        yield Fault(f"/amounts/{row.n - 1}", "goods_recalled", (
            row.goods, f"{KIND.prefix}-{row.number:06}"))


def goods_of(*, site: int, recall: UUID) -> list[tuple[int, Key, str]]:
    """Return (line, ids of the goods, last decision) of a recall that the caller has found."""
    return [(row.line, (row.item, row.lot, row.serial), row.decision)
            for row in run(ROOM, "lots", {"site": site, "recall": recall})]


def equations(*, scope: Scope, site: int, recall: UUID) -> list[Equation]:
    """Return where all units of a recall's goods are, over the sites that the scope may read.

    Raises `Forbidden`.
    """
    scope.need(READ)
    sites = sorted(site_ids(scope=scope, capability=READ).values())
    goods = goods_of(site=site, recall=recall)
    lines = {row.line: row for row in run("lifecycle", "lines", {
        "site": site, "document": recall})}
    listed = _listed(sites, [(line, key) for line, key, _ in goods])
    decisions = {line: decision for line, _, decision in goods}
    rows = run(ROOM, "equation", {
        "site": site, "recall": recall, "sites": sites,
        "lines": [line for line, _, _ in goods], **_arrays([key for _, key, _ in goods])})
    return [_equation(row, lines[row.line], decisions[row.line], listed[row.line])
            for row in rows]


def _listed(sites: list[int], goods: Sequence[tuple[int, Key]]) -> dict[int, int]:
    """Return what the recall list says is outstanding, by line: the twin of the equation."""
    found: dict[int, int] = defaultdict(int)
    for line, key in goods:
        found[line] = sum(row.outstanding for row in customers_of(sites=sites, keys=[key]))
    return found


def _equation(row: Any, line: Any, decision: str, listed: int) -> Equation:
    left = (row.on_hand_recalled + row.on_hand_other + row.in_transit + row.issued
            + row.to_supplier + row.destroyed + row.consumed + row.net_loss)
    return Equation(
        row.line, line.item, line.lot, line.serial, decision, row.received, row.produced,
        row.opened, row.on_hand_recalled, row.on_hand_other, row.in_transit, row.issued,
        row.returned, row.to_supplier, row.destroyed, row.consumed, row.net_loss,
        row.received + row.produced + row.opened + row.returned - left, row.used,
        row.destroyed_there, row.missing, row.still_there,
        row.issued - row.returned - row.used - row.destroyed_there - row.missing, listed)


def customers_of_recall(*, scope: Scope, site: int, recall: UUID) -> list[Customer]:
    """Return the recall list of a recall, over the sites that the scope may read."""
    scope.need(READ)
    keys = [key for _, key, _ in goods_of(site=site, recall=recall)]
    return customers_of(sites=sorted(site_ids(scope=scope, capability=READ).values()), keys=keys)


def postings_of(*, scope: Scope, site: int, recall: UUID) -> list[Any]:
    """Return the local postings of a recall at the sites that the scope may read."""
    scope.need(READ)
    return run(ROOM, "postings", {"site": site, "recall": recall, "sites": sorted(
        site_ids(scope=scope, capability=READ).values())})

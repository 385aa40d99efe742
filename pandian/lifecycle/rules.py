"""What may be done to a document, by whom, and what it must say.   单据规则

Pure: the tables of the kinds, and every check that needs no look-up.  A kind's own rules stand
in its sub-room; `RULES` lists them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pandian.catalog.words import PLACE_KINDS
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.lifecycle.consignment import rules as consignment
from pandian.lifecycle.consignment.words import KIND as CONSIGNMENT
from pandian.lifecycle.consignment_return import rules as consignment_return
from pandian.lifecycle.consignment_return.words import KIND as CONSIGNMENT_RETURN
from pandian.lifecycle.customer_return import rules as customer_return
from pandian.lifecycle.customer_return.words import KIND as CUSTOMER_RETURN
from pandian.lifecycle.damage import rules as damage
from pandian.lifecycle.damage.words import KIND as DAMAGE
from pandian.lifecycle.destruction import rules as destruction
from pandian.lifecycle.destruction.words import KIND as DESTRUCTION
from pandian.lifecycle.deviation import rules as deviation
from pandian.lifecycle.deviation.words import KIND as DEVIATION
from pandian.lifecycle.drop_shipment import rules as drop_shipment
from pandian.lifecycle.drop_shipment.words import KIND as DROP_SHIPMENT
from pandian.lifecycle.found_again import rules as found_again
from pandian.lifecycle.found_again.words import KIND as FOUND_AGAIN
from pandian.lifecycle.hold import rules as hold
from pandian.lifecycle.hold.words import KIND as HOLD
from pandian.lifecycle.inspection import rules as inspection
from pandian.lifecycle.inspection.words import KIND as INSPECTION
from pandian.lifecycle.issue import rules as issue
from pandian.lifecycle.issue.words import KIND as ISSUE
from pandian.lifecycle.joint_count import rules as joint_count
from pandian.lifecycle.joint_count.words import KIND as JOINT_COUNT
from pandian.lifecycle.kit import rules as kit
from pandian.lifecycle.kit.words import KIND as KIT
from pandian.lifecycle.loan import rules as loan
from pandian.lifecycle.loan.words import KIND as LOAN
from pandian.lifecycle.onward import rules as onward
from pandian.lifecycle.production import rules as production
from pandian.lifecycle.production.words import KIND as PRODUCTION
from pandian.lifecycle.purchase import rules as purchase
from pandian.lifecycle.purchase.words import KIND as PURCHASE
from pandian.lifecycle.putaway import rules as putaway
from pandian.lifecycle.putaway.words import KIND as PUTAWAY
from pandian.lifecycle.recall import rules as recall
from pandian.lifecycle.recall.words import KIND as RECALL
from pandian.lifecycle.recall_return import rules as recall_return
from pandian.lifecycle.recall_return.words import KIND as RECALL_RETURN
from pandian.lifecycle.receipt import rules as receipt
from pandian.lifecycle.receipt.words import KIND as RECEIPT
from pandian.lifecycle.relocation import rules as relocation
from pandian.lifecycle.relocation.words import KIND as RELOCATION
from pandian.lifecycle.scrap import rules as scrap
from pandian.lifecycle.scrap.words import KIND as SCRAP
from pandian.lifecycle.sealing import rules as sealing
from pandian.lifecycle.sealing.words import KIND as SEALING
from pandian.lifecycle.stock_check import rules as stock_check
from pandian.lifecycle.stock_check.words import KIND as STOCK_CHECK
from pandian.lifecycle.supplier_return import rules as supplier_return
from pandian.lifecycle.supplier_return.words import KIND as SUPPLIER_RETURN
from pandian.lifecycle.transfer import rules as transfer
from pandian.lifecycle.transfer.words import KIND as TRANSFER
from pandian.lifecycle.transfer_receipt import rules as transfer_receipt
from pandian.lifecycle.transfer_receipt.words import KIND as TRANSFER_RECEIPT
from pandian.lifecycle.unit_move import rules as unit_move
from pandian.lifecycle.unit_move.words import KIND as UNIT_MOVE
from pandian.lifecycle.usage import rules as usage
from pandian.lifecycle.usage.words import KIND as USAGE
from pandian.lifecycle.words import (
    FACTS_MAX,
    LINES_MAX,
    MEASURES,
    NOTE_CHARACTERS_MAX,
    RED,
    REJECTED_ON_ITS_WAY,
    STATUS_MOVES,
    TEXT_CHARACTERS_MAX,
    Action,
    ActionDraft,
    Amount,
    DocumentDraft,
    Kind,
    Line,
    LineDraft,
    Move,
    Sum,
    sums_of,
)

Checker = Callable[[str, Mapping[int, Line], Sequence[Amount], Sequence[Sum]], Iterator[Fault]]


def _as_given(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> list[Amount]:
    return list(given)


class Rules(NamedTuple):
    """The rules of one kind: fill a fact in, check an action's facts, propose its moves.

    `derive` adds the facts that follow from the completed ones (what a count shows as lost).
    """

    complete: Callable[[Line, Amount], Amount]
    check: Checker
    propose: Callable[[Mapping[int, Line], Sequence[Amount]], list[Move]]
    derive: Callable[
        [str, Mapping[int, Line], Sequence[Amount], Sequence[Sum]], list[Amount]] = _as_given


KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    PURCHASE, RECEIPT, INSPECTION, PUTAWAY,
    RELOCATION, HOLD, STOCK_CHECK, DAMAGE, SCRAP, DESTRUCTION, FOUND_AGAIN,
    TRANSFER, TRANSFER_RECEIPT, PRODUCTION, KIT, LOAN,
    CONSIGNMENT, USAGE, CONSIGNMENT_RETURN, JOINT_COUNT,
    RECALL, RECALL_RETURN, UNIT_MOVE, SEALING,
    ISSUE, CUSTOMER_RETURN, SUPPLIER_RETURN, DROP_SHIPMENT, DEVIATION,
)}
RULES: dict[str, Rules] = {
    "purchase": Rules(purchase.complete, purchase.check, purchase.propose),
    "receipt": Rules(receipt.complete, receipt.check, receipt.propose),
    "inspection": Rules(inspection.complete, inspection.check, inspection.propose),
    "putaway": Rules(putaway.complete, putaway.check, putaway.propose),
    "relocation": Rules(relocation.complete, relocation.check, relocation.propose),
    "hold": Rules(hold.complete, hold.check, hold.propose),
    "damage": Rules(damage.complete, damage.check, damage.propose),
    "transfer": Rules(onward.complete, onward.check, transfer.propose),
    "transfer_receipt": Rules(
        transfer_receipt.complete, transfer_receipt.check, transfer_receipt.propose),
    "stock_check": Rules(stock_check.complete, stock_check.check, stock_check.propose),
    "scrap": Rules(scrap.complete, scrap.check, scrap.propose, scrap.derive),
    "destruction": Rules(destruction.complete, destruction.check, destruction.propose),
    "found_again": Rules(found_again.complete, found_again.check, found_again.propose),
    "issue": Rules(issue.complete, issue.check, issue.propose),
    "production": Rules(
        production.complete, production.check, production.propose, production.derive),
    "recall": Rules(recall.complete, recall.check, recall.propose),
    "recall_return": Rules(
        recall_return.complete, recall_return.check, recall_return.propose),
    "customer_return": Rules(
        customer_return.complete, customer_return.check, customer_return.propose),
    "supplier_return": Rules(
        supplier_return.complete, supplier_return.check, supplier_return.propose),
    "drop_shipment": Rules(drop_shipment.complete, drop_shipment.check, drop_shipment.propose),
    "deviation": Rules(deviation.complete, deviation.check, deviation.propose),
    "kit": Rules(onward.complete, onward.check, kit.propose),
    "loan": Rules(loan.complete, loan.check, loan.propose),
    "consignment": Rules(onward.complete, onward.check, consignment.propose),
    "usage": Rules(usage.complete, usage.check, usage.propose, usage.derive),
    "consignment_return": Rules(
        consignment_return.complete, consignment_return.check, consignment_return.propose),
    "unit_move": Rules(unit_move.complete, unit_move.check, unit_move.propose),
    "sealing": Rules(sealing.complete, sealing.check, sealing.propose),
    "joint_count": Rules(joint_count.complete, joint_count.check, joint_count.propose),
}


def shown_number(kind: str, number: int) -> str:
    """Return a document's number as people read it: RC-000012."""
    return f"{KINDS[kind].prefix}-{number:06}"


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON: what is compared and what is signed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def action_digest(draft: ActionDraft) -> str:
    """Return the digest of an action without its signatures: each signer signs this."""
    return digest([draft.document, draft.action, draft.version, draft.amounts,
                   dict(draft.evidence), draft.reason,
                   draft.effective_at.isoformat() if draft.effective_at else None])


def allowed(kind: Kind, state: str) -> list[str]:
    """Return the actions that the state allows, in the order of the kind's table."""
    return [name for name, action in kind.actions.items() if state in action.sources]


def draft_faults(kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new document that can be seen without looking anything up."""
    for name in kind.header:
        value = draft.header.get(name)
        if not isinstance(value, str) or not value.strip():
            yield Fault(f"/header/{name}", "header_missing", (name,))
    if takes_over(kind, draft):
        if draft.lines:
            yield Fault("/lines", "lines_taken_over")
        if draft.follows is None:
            yield Fault("/follows", "follows_missing", (KINDS[kind.follows].label,))
    elif kind.lines == "none":
        if draft.lines:
            yield Fault("/lines", "lines_not_taken")
    else:
        yield from _own_lines(draft.lines)


def takes_over(kind: Kind, draft: DocumentDraft) -> bool:
    """Say whether a new document takes its lines over from the one it follows."""
    if kind.lines == "both":
        return draft.follows is not None and not draft.lines
    return kind.lines == "taken" or (kind.lines == "either" and draft.follows is not None)


def _own_lines(lines: Sequence[LineDraft]) -> Iterator[Fault]:
    if not lines:
        yield Fault("/lines", "no_lines")
    if len(lines) > LINES_MAX:
        yield Fault("/lines", "too_many", (LINES_MAX, len(lines)))
    for n, line in enumerate(lines):
        yield from _quantity(f"/lines/{n}/asked", line.asked)
        if line.shipped is not None and line.shipped != 0:
            yield from _quantity(f"/lines/{n}/shipped", line.shipped)
        yield from _texts(f"/lines/{n}", lot=line.lot, serial=line.serial, place=line.place)
        if line.status and line.status not in STATUS_MOVES:
            yield Fault(f"/lines/{n}/status", "status_unknown", (line.status[:40],))


def _quantity(pointer: str, quantity: int) -> Iterator[Fault]:
    if quantity <= 0:
        yield Fault(pointer, "quantity_not_positive")
    elif quantity > QUANTITY_MAX:
        yield Fault(pointer, "out_of_range", (1, QUANTITY_MAX))


def _texts(pointer: str, **texts: str) -> Iterator[Fault]:
    for name, text in texts.items():
        if len(text) > TEXT_CHARACTERS_MAX:
            yield Fault(f"{pointer}/{name}", "too_long", (TEXT_CHARACTERS_MAX,))


def action_faults(
    kind: Kind, action: Action, draft: ActionDraft, lines: Mapping[int, Line],
    sums: Sequence[Sum],
) -> list[Fault]:
    """Return every fault of an action that its own words show; facts are checked one by one."""
    faults = [Fault(f"/evidence/{name}", "evidence_missing", (name,))
              for name in action.evidence if not _said(draft.evidence.get(name))]
    if action.reason and not draft.reason.strip():
        faults.append(Fault("/reason", "reason_missing"))
    if len(draft.reason) > NOTE_CHARACTERS_MAX:
        faults.append(Fault("/reason", "too_long", (NOTE_CHARACTERS_MAX,)))
    if draft.amounts and not action.measures:
        faults.append(Fault("/amounts", "amounts_not_taken"))
    elif action.needs and not draft.amounts:
        faults.append(Fault("/amounts", "no_amounts"))
    if len(draft.amounts) > FACTS_MAX:
        return [*faults, Fault("/amounts", "too_many", (FACTS_MAX, len(draft.amounts)))]
    faults += _amount_faults(kind, action, draft.amounts, lines)
    if faults:  # sums over wrong facts would only repeat what is named already
        return faults
    totals: dict[tuple[int, str], int] = {}
    for row in (*sums, *sums_of(draft.amounts)):
        totals[row.line, row.measure] = totals.get((row.line, row.measure), 0) + row.quantity
    if any(total > QUANTITY_MAX for total in totals.values()):
        return [Fault("/amounts", "out_of_range", (1, QUANTITY_MAX))]
    checked = list(RULES[kind.name].check(draft.action, lines, draft.amounts, sums))
    return checked + list(_open_faults(kind, action, draft.amounts, lines, sums))


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _amount_faults(
    kind: Kind, action: Action, amounts: Sequence[Amount], lines: Mapping[int, Line]
) -> Iterator[Fault]:
    serials: set[tuple[str, str, str]] = set()
    for n, amount in enumerate(amounts):
        where = f"/amounts/{n}"
        if amount.quantity or amount.measure not in kind.zeros:
            yield from _quantity(f"{where}/quantity", amount.quantity)
        yield from _texts(where, lot=amount.lot, serial=amount.serial, place=amount.place,
                          source=amount.source)
        if len(amount.note) > NOTE_CHARACTERS_MAX:
            yield Fault(f"{where}/note", "too_long", (NOTE_CHARACTERS_MAX,))
        if action.measures and amount.measure not in action.measures:
            yield Fault(f"{where}/measure", "measure_wrong", (_measure(amount.measure),))
        else:
            if amount.place and amount.measure not in kind.placed:
                yield Fault(f"{where}/place", "place_not_taken")
            if amount.source and amount.measure not in kind.sourced:
                yield Fault(f"{where}/source", "place_not_taken")
        line = lines.get(amount.line)
        if line is None:
            yield Fault(f"{where}/line", "line_unknown", (amount.line,))
            continue
        yield from _key_faults(where, amount, line)
        key = (amount.measure, line.item, amount.serial)
        if amount.serial and key in serials:
            yield Fault(f"{where}/serial", "serial_repeated", (amount.serial,))
        serials.add(key)


def _measure(name: str) -> object:
    return MEASURES.get(name, name[:40])


def _key_faults(where: str, amount: Amount, line: Line) -> Iterator[Fault]:
    if amount.lot and line.lot and amount.lot != line.lot:
        yield Fault(f"{where}/lot", "lot_differs", (amount.lot, line.lot))
    if amount.serial and line.serial and amount.serial != line.serial:
        yield Fault(f"{where}/serial", "serial_differs", (amount.serial, line.serial))


def still_open(
    kind: Kind, amounts: Iterable[Amount], lines: Mapping[int, Line], sums: Iterable[Sum]
) -> dict[int, int]:
    """Return what is still open of each line after the amounts, for kinds that close lines."""
    left = {line.line: line.asked for line in lines.values()}
    for row in (*sums, *sums_of(amounts)):
        if row.measure in kind.closing:
            left[row.line] -= row.quantity
        elif row.measure in kind.reopening:
            left[row.line] += row.quantity
    return left


def _open_faults(
    kind: Kind, action: Action, amounts: Sequence[Amount], lines: Mapping[int, Line],
    sums: Sequence[Sum],
) -> Iterator[Fault]:
    if not kind.closing:
        return
    for number, left in still_open(kind, amounts, lines, sums).items():
        asked = lines[number].asked
        if action.settles and left:
            yield Fault("/amounts", "sum_differs", (number, asked, asked - left))
        elif left < 0:
            yield Fault("/amounts", "above_asked", (number, asked, asked - left))


def next_state(
    kind: Kind, action: Action, amounts: Sequence[Amount], lines: Mapping[int, Line],
    sums: Sequence[Sum],
) -> str:
    """Return the state after the action: its completing one when nothing is open any more."""
    if action.completes and not any(still_open(kind, amounts, lines, sums).values()):
        return action.completes
    return action.to


def signer_faults(
    needed: Sequence[str], people: Sequence[str], actor: str,
    accounts: Mapping[str, Collection[str]],
) -> Iterator[Fault]:
    """Yield what is wrong with who signs: enough, the actor first, all different persons.

    `accounts`: of each, every account of the same human.
    """
    if len(people) != len(needed):
        yield Fault("/signatures", "signatures_missing", (len(needed), len(people)))
    if needed and people and people[0] != actor:
        yield Fault("/signatures/0/person", "signature_first", (actor,))
    for n, person in enumerate(people):
        if not {person, *accounts.get(person, ())}.isdisjoint(people[:n]):
            yield Fault(f"/signatures/{n}/person", "signature_same_person", (person,))


def apart_faults(
    did: Mapping[str, Collection[str]], people: Sequence[str], labels: Mapping[str, object]
) -> Iterator[Fault]:
    """Yield who may not take part because of an action that he did before."""
    for person in dict.fromkeys(people):
        for action, doers in did.items():
            if person in doers:
                yield Fault("", "did_before", (person, labels.get(action, action)))


def may_become(status: str, target: str) -> bool:
    """Say whether a document may move goods of one status into another."""
    return status == target or target in STATUS_MOVES.get(status, frozenset())


def may_stand(status: str, place_kind: str) -> bool:
    """Say whether goods of a status may stand in a kind of place (GSP article 40)."""
    kind = PLACE_KINDS[place_kind]
    if not kind.physical:
        return True
    if status == "accepted":
        return kind.colour != RED
    return status != "rejected" or kind.colour == RED or place_kind in REJECTED_ON_ITS_WAY


def move_faults(moves: Sequence[Move], kinds: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the proposed moves that a status or a zone forbids; `kinds` are the places' kinds."""
    for move in moves:
        where = f"/amounts/{move.n - 1}"
        target = kinds.get(move.target)
        if target is None:
            yield Fault(f"{where}/place", "place_unknown", (move.target,))
            continue
        if not may_become(move.status, move.target_status):
            yield Fault(where, "status_move", (move.status, move.target_status))
        if not may_stand(move.target_status, target):
            code = "accepted_in_red" if move.target_status == "accepted" \
                else "rejected_outside_red"
            yield Fault(f"{where}/place", code, (move.target,))


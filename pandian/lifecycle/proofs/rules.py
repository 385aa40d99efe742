"""What may be asked to be counted, and what a step proves.   触发盘点与顺手盘规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from pandian.codes.own.rules import read
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.words import (
    EVIDENCE,
    NOTE_CHARACTERS_MAX,
    PROOF_SPACE,
    PROOFS_MAX,
    REASONS,
    SPOTS_MAX,
    STEP_OF_ACTION,
    TOLD,
    Proof,
    Spot,
    Statement,
)
from pandian.lifecycle.words import Amount, Line, Move

TEXTS = ("place", "scan", "item", "lot", "serial", "status", "owner", "photo")
FLAGS = ("tap", "shown", "seal", "empty")
FIELDS = frozenset({*TEXTS, *FLAGS, "quantity", "when"})
WHEN = {"before": True, "after": False}


def request_faults(reason: str, spots: Sequence[Spot], note: str) -> Iterator[Fault]:
    """Yield what is wrong with a request that can be seen without looking anything up."""
    known = REASONS.get(reason)
    if known is None:
        yield Fault("/reason", "count_reason_unknown", (reason[:40],))
    elif known.by_lot and not all(spot.item and spot.lot for spot in spots):
        yield Fault("/spots", "count_lot_needed", (known.label,))
    if len(spots) > SPOTS_MAX:
        yield Fault("/spots", "too_many", (SPOTS_MAX, len(spots)))
    if len(note) > NOTE_CHARACTERS_MAX:
        yield Fault("/note", "too_long", (NOTE_CHARACTERS_MAX,))


def statements(evidence: Mapping[str, Any]) -> tuple[list[Statement], list[Fault]]:
    """Return what people state in an action's evidence, and everything that is wrong with it."""
    given = evidence.get(EVIDENCE)
    if given is None:
        return [], []
    pointer = f"/evidence/{EVIDENCE}"
    if not isinstance(given, list):
        return [], [Fault(pointer, "proof_shape")]
    if len(given) > PROOFS_MAX:
        return [], [Fault(pointer, "too_many", (PROOFS_MAX, len(given)))]
    faults = [fault for n, each in enumerate(given)
              for fault in _statement_faults(f"{pointer}/{n}", each)]
    if faults:
        return [], faults
    found = [_statement(each) for each in given]
    return found, [*_repeated(pointer, found)]


def _statement_faults(pointer: str, given: object) -> Iterator[Fault]:
    if not isinstance(given, dict) or not FIELDS.issuperset(given):
        yield Fault(pointer, "proof_shape")
        return
    for name in TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield Fault(f"{pointer}/{name}", "proof_shape")
    for name in FLAGS:
        if not isinstance(given.get(name, False), bool):
            yield Fault(f"{pointer}/{name}", "proof_shape")
    if not given.get("place") or bool(given.get("empty")) == bool(given.get("item")):
        yield Fault(pointer, "proof_shape")
    if given.get("when") not in (None, "before", "after"):
        yield Fault(f"{pointer}/when", "not_a_choice", ("before, after",))
    quantity = given.get("quantity")
    if given.get("item") and not given.get("seal") and (
            type(quantity) is not int or not 0 <= quantity <= QUANTITY_MAX):
        yield Fault(f"{pointer}/quantity", "proof_quantity", (str(quantity)[:40],))


def _statement(given: Mapping[str, Any]) -> Statement:
    fields = {name: given[name] for name in (*TEXTS, "tap", "shown", "seal") if name in given}
    when = given.get("when")
    return Statement(**fields, quantity=given.get("quantity") or 0,
                     before=None if when is None else WHEN[when])


def _repeated(pointer: str, found: Sequence[Statement]) -> Iterator[Fault]:
    known = set()
    for n, each in enumerate(found):
        key = (each.place, each.item, each.lot, each.serial, each.status, each.owner, each.before)
        if key in known:
            yield Fault(f"{pointer}/{n}", "proof_twice", (each.place,))
        known.add(key)


def scanned(statement: Statement, site: str) -> bool:
    """Say whether the place's own code was scanned: our bin code, or the code it bears."""
    text = statement.scan.strip()
    found = read(text)
    if found is not None and found.key:
        return found.key == f"PD:B:{site}.{statement.place}"
    return bool(text) and text == statement.place


def proofs(
    given: Sequence[Statement], moves: Sequence[Move], *, site: str, kind: str, action: str
) -> list[Proof]:
    """Return what the statements of one action prove.

    Who only agreed by default proves nothing: the place must be scanned and the answer tapped.
    A place seen empty before goods came is known whole afterwards: what came is all there is.
    """
    sources = {move.source for move in moves if move.source != move.target}
    targets = {move.target for move in moves if move.source != move.target}
    moved = bool(sources)
    step = STEP_OF_ACTION.get((kind, action), "counted")
    found: list[Proof] = []
    for each in given:
        if not (each.tap and scanned(each, site)):
            continue
        before = each.before if each.before is not None else (
            not each.item and each.place in targets and each.place not in sources)
        if not each.item:
            found += _emptied(each, moves, before, moved, sources, targets)
        elif each.seal:
            found += [_proof(each, "seal", "weak", before, moved)] if each.photo else []
        else:
            named = "remainder" if step == "counted" and each.place in sources else step
            found.append(_proof(each, named, "open" if each.shown else "full", before, moved))
    return found


def told(
    kind: str, action: str, lines: Mapping[int, Line], amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> list[Proof]:
    """Return what an action's own facts prove: counts of whole holdings, zeros too."""
    known = TOLD.get((kind, action))
    if known is None:
        return []
    totals: dict[tuple[str, str, str, str, str, str], int] = defaultdict(int)
    for amount in amounts:
        if amount.measure == known.measure:
            line = lines[amount.line]
            totals[amount.place or line.source, line.item, amount.lot or line.lot,
                   amount.serial or line.serial, known.status or line.status,
                   line.owner] += amount.quantity
    moved = any(move.source != move.target for move in moves)
    return [Proof(known.step, "full", place, item, quantity, lot, serial, status, owner, False,
                  moved)
            for (place, item, lot, serial, status, owner), quantity in totals.items()]


def _proof(each: Statement, step: str, strength: str, before: bool, moved: bool) -> Proof:
    return Proof(step, strength, each.place, each.item, each.quantity, each.lot, each.serial,
                 each.status, each.owner, before, moved)


def _emptied(
    each: Statement, moves: Sequence[Move], before: bool, moved: bool, sources: set[str],
    targets: set[str],
) -> Iterator[Proof]:
    if before and each.place in targets:
        yield _proof(each, "filled", "full", True, moved)
        totals: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
        for move in moves:
            if move.target == each.place:
                totals[move.item, move.lot, move.serial, move.target_status,
                       move.owner] += move.quantity
        for (item, lot, serial, status, owner), quantity in totals.items():
            yield Proof("filled", "full", each.place, item, quantity, lot, serial, status, owner,
                        False, moved)
    elif not (not before and each.place in targets):  # just filled: it cannot be empty
        yield _proof(each, "zero" if each.place in sources else "area_empty", "full", before,
                     moved)


def proof_task(site: str, day: date, *, settled: bool) -> UUID:
    """Return the task under which the proofs of one day of a site are observed."""
    return uuid5(PROOF_SPACE, f"{site} {day.isoformat()} {'settled' if settled else 'kept'}")

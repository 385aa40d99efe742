"""What a return must prove, and what it posts.   销售退货规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.issue.words import Key
from pandian.lifecycle.words import Action, Amount, Line, Move, Sum

CUSTOMER = "@customer"
MOVED = frozenset({"returned", "accepted", "rejected", "refused"})


def standing(line: Line) -> str:
    """Return the status of goods that came back: without a sale they are on hold."""
    return "pending" if line.source_line else "on_hold"


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact come from and stand afterwards; every fact moves them."""
    here = line.target
    source, place = (CUSTOMER, here) if amount.measure == "returned" else (here, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           source=source, place=place, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: judged goods say where they go."""
    for n, amount in enumerate(given):
        if amount.measure in ("accepted", "rejected") and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")


def judged_faults(back: Mapping[Key, int], judged: Mapping[Key, int]) -> Iterator[Fault]:
    """Yield the goods that came back and are not judged whole."""
    for key in sorted({*back, *judged}):
        if back.get(key, 0) != judged.get(key, 0):
            yield Fault("/amounts", "return_differs",
                        (key.line, back.get(key, 0), judged.get(key, 0)))


def signers(action: Action, *, matched: bool, accepts: bool) -> tuple[str, ...]:
    """Return who signs: without a sale, accepting goods needs quality's decision as well."""
    if action.signers and accepts and not matched:
        return (*action.signers, "lifecycle.decide")
    return action.signers


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: back from the customer, judged, or sent home again."""
    moves = []
    for n, a in enumerate(amounts, 1):
        if not a.posted or a.measure not in MOVED:
            continue
        line = lines[a.line]
        here = standing(line)
        status, becomes = {
            "returned": ("accepted", here), "accepted": (here, "accepted"),
            "rejected": (here, "rejected"), "refused": (here, "accepted")}[a.measure]
        moves.append(Move(n, line.item, a.lot, a.serial, line.owner, a.source, a.place, status,
                          becomes, a.quantity))
    return moves

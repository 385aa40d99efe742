"""What an inspection posts, and when it needs a second inspector.   验收规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Action, Amount, Line, Move, Sum

USED = "@used"
GRAVE_CLASSES = frozenset({"III", "3", "Ⅲ"})
IMPLANT = frozenset({"yes", "true", "1", "是"})


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; every judgement moves them."""
    place = {"sampled": USED, "accepted": line.source}.get(amount.measure, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: rejected goods say which red place they go to."""
    for n, amount in enumerate(given):
        if amount.measure == "rejected" and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")


def signers(
    action: Action, *, classes: Collection[str], implants: Collection[str]
) -> tuple[str, ...]:
    """Return who signs: a second inspector as well when a class III device or implant passes.

    `classes` and `implants` are the items' attributes `device_class` and `implant`.
    """
    grave = bool(GRAVE_CLASSES.intersection(classes)) or bool(IMPLANT.intersection(implants))
    if grave and "accepted" in action.measures and action.signers:
        return (action.signers[0], *action.signers)
    return action.signers


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: samples used, goods accepted in place, rejected to red."""
    become = {"sampled": "pending", "accepted": "accepted", "rejected": "rejected"}
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, "pending",
             become[a.measure], a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure in become
        for line in (lines[a.line],)
    ]

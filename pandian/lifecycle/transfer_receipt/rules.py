"""What arriving goods must say, and what they post.   调拨收货规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.transfer_receipt.words import KIND
from pandian.lifecycle.words import Amount, Line, Move, Sum, sums_of

LOSS = "@gain_loss"


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; each of them moves goods."""
    place = LOSS if amount.measure == "lost" else amount.place
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: each says its place; found is never above lost."""
    for n, amount in enumerate(given):
        if amount.measure in KIND.placed and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*sums, *sums_of(given)):
        totals[row.line, row.measure] += row.quantity
    for line in lines:
        lost, found = totals[line, "lost"], totals[line, "found"]
        if found > lost:
            yield Fault("/amounts", "found_above_lost", (line, lost, found))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event.

    Saleable goods become `pending` where they are received and stay so where they are stocked at
    once; damaged ones become `rejected`; what is over comes from the gain, on hold.
    """
    moves = []
    for n, a in enumerate(amounts, 1):
        if not a.posted or a.measure not in KIND.posts:
            continue
        line = lines[a.line]
        source = LOSS if a.measure in ("over", "found") else line.source
        status = "on_hold" if a.measure == "over" else line.status
        waits = a.measure in ("received", "found") and line.status == "accepted"
        become = "pending" if waits else "rejected" if a.measure == "damaged" else status
        moves.append(Move(n, line.item, a.lot, a.serial, line.owner, source, a.place, status,
                          become, a.quantity))
    return moves

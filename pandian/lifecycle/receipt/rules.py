"""What a receipt must prove before it is booked, and what it posts.   收货规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum, sums_of


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand, and whether it moves them.

    Refused goods move only when they stay with us: then the fact names a red place.
    """
    place = line.target if amount.measure == "accepted" else amount.place
    posted = amount.measure == "accepted" or (amount.measure == "refused" and bool(amount.place))
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=posted)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts of one action: the four-way match."""
    if action != "book":
        return
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*sums, *sums_of(given)):
        totals[row.line, row.measure] += row.quantity
    noted = {amount.line for amount in given if amount.note.strip()}
    named = {amount.line for amount in given}
    for line in lines.values():
        ordered, shipped, scanned, accepted = (
            totals[line.line, name] for name in ("ordered", "shipped", "scanned", "accepted"))
        if accepted > scanned:
            yield Fault("/amounts", "accepted_above_scanned", (line.line, accepted, scanned))
        if line.line not in named:
            yield Fault("/amounts", "line_missing", (line.line,))
        elif len({ordered, shipped, scanned, accepted}) > 1 and line.line not in noted:
            yield Fault("/amounts", "difference_unexplained",
                        (line.line, ordered, shipped, scanned, accepted))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: accepted goods to their pending area, kept ones to red."""
    moves = []
    for n, amount in enumerate(amounts, 1):
        if not amount.posted or amount.measure not in ("accepted", "refused"):
            continue
        line = lines[amount.line]
        status = "pending" if amount.measure == "accepted" else "rejected"
        moves.append(Move(n, line.item, amount.lot, amount.serial, line.owner, "@supplier",
                          amount.place, status, status, amount.quantity))
    return moves

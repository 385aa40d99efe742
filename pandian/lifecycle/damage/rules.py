"""What a damage report must say and what it posts.   报损规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.standing.rules import uncounted
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """Damaged goods stand in the red place that was named, else in that of the head."""
    damaged = amount.measure == "damaged"
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=(amount.place or line.target) if damaged else "",
                           posted=damaged)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines that were not counted at the report."""
    return uncounted(given)


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: goods from where they stood to the red zone, rejected."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             "rejected", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "damaged"
        for line in (lines[a.line],)
    ]

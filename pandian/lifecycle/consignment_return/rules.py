"""What taking goods back from a hospital's shelf posts.   寄售退回规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """What came back stands in the return area."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: that no more comes back than was asked is seen by the open quantities."""
    return iter(())


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from the shelf to the return area; saleable goods wait."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             "pending" if line.status == "accepted" else line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "returned"
        for line in (lines[a.line],)
    ]

"""What a recall return posts.   召回收回规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum

CUSTOMER = "@customer"


def complete(line: Line, amount: Amount) -> Amount:
    """Goods taken back stand in the return area that the head names."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           source=CUSTOMER, place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: what a customer still has is looked up."""
    yield from ()


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from the customer to the return area, recalled."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, CUSTOMER, a.place, "recalled",
             "recalled", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "returned"
        for line in (lines[a.line],)
    ]

"""What taking destroyed goods back must say and post.   销毁后找回规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.destruction.words import DESTROYED
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """Goods found again stand in the red place that was named."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the facts that do not say where the goods stand now."""
    for n, amount in enumerate(given):
        if not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: back from `@destroyed` into the red zone."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, DESTROYED, a.place, "rejected",
             "rejected", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "found"
        for line in (lines[a.line],)
    ]

"""The rules of kinds that carry goods to one place as they are, status kept.   原样转移规则

Pure.  Each kind has the SQL twin of its `propose` in its own sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """What is carried stands at the line's target."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: that no more goes than was planned is seen by the open quantities."""
    return iter(())


def carried(
    lines: Mapping[int, Line], amounts: Sequence[Amount], *, measure: str
) -> list[Move]:
    """Return the moves of one event: what `measure` states, from where the line says."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == measure
        for line in (lines[a.line],)
    ]

"""What goods on their way back to the supplier prove and post.   采购退货规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum

SUPPLIER = "@supplier"


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact come from and stand afterwards, and whether it moves them."""
    source, place = {"picked": (line.source, line.target), "shipped": (line.target, SUPPLIER),
                     "checked": ("", line.target)}.get(amount.measure, ("", ""))
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           source=source, place=place,
                           posted=amount.measure in ("picked", "shipped"))


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Nothing that the facts show by themselves."""
    yield from ()


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: to the dispatch area, then to the supplier; status kept."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, a.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure in ("picked", "shipped")
        for line in (lines[a.line],)
    ]

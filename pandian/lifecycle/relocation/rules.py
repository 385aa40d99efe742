"""What carrying goods from bin to bin must say, and what it posts.   移库规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def proposed(line: Line) -> str:
    """Return the place that a line proposes, or ''."""
    target = line.attributes.get("target")
    return target if isinstance(target, str) else line.target


def complete(line: Line, amount: Amount) -> Amount:
    """Goods stand in the bin that was scanned, else in the proposed one."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=amount.place or proposed(line), posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: each goes somewhere else than it was."""
    for n, amount in enumerate(given):
        place = amount.place or proposed(lines[amount.line])
        if not place:
            yield Fault(f"/amounts/{n}/place", "place_missing")
        elif place == lines[amount.line].source:
            yield Fault(f"/amounts/{n}/place", "same_place", (place,))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: goods from their line's place to the bin, status kept."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "moved"
        for line in (lines[a.line],)
    ]

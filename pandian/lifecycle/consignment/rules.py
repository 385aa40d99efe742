"""What filling a hospital's shelf posts.   寄售规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, LineDraft, Move, Sum


def source_faults(lines: Iterable[LineDraft]) -> Iterator[Fault]:
    """Yield the lines that do not say where their goods are."""
    for n, line in enumerate(lines):
        if not line.place:
            yield Fault(f"/lines/{n}/place", "shelf_source_missing")


def complete(line: Line, amount: Amount) -> Amount:
    """What is filled stands on the hospital's shelf."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: that no more is filled than was planned is seen by the open quantities."""
    return iter(())


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from our bins to the shelf, status and owner kept."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "filled"
        for line in (lines[a.line],)
    ]

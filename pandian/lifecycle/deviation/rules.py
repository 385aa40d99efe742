"""What a deviation posts.   偏差规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, DocumentDraft, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """The goods of a line went from where they stood to where the head says."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           source=line.source, place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Nothing that the facts show by themselves."""
    yield from ()


def opening_faults(draft: DocumentDraft) -> Iterator[Fault]:
    """Yield the lines that do not say where the goods stood."""
    for n, line in enumerate(draft.lines):
        if not line.place:
            yield Fault(f"/lines/{n}/place", "place_missing")


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event; the status stays what it was."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, a.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "left"
        for line in (lines[a.line],)
    ]

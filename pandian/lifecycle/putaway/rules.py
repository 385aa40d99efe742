"""Which bin to walk to, and what putting away posts.   上架规则

Pure.  SQL twins: sql/proposals/moves.sql and sql/proposals/bins.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Bin, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """Goods put away stand in the bin that was scanned; it need not be the one proposed."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: each says its bin."""
    for n, amount in enumerate(given):
        if not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: accepted goods from where they stood to their bins."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, "accepted",
             "accepted", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "put_away"
        for line in (lines[a.line],)
    ]


def propose_bins(lines: Sequence[Line], bins: Sequence[Bin]) -> dict[int, str]:
    """Return a bin for each line: where the same lot lies, else the next empty one on the walk.

    Lines beyond the last empty bin get ''.  Lines of the same item and lot share an empty bin.
    A paused bin is not proposed.
    """
    walk = sorted((each for each in bins if not each.paused),
                  key=lambda each: (each.sequence, each.code))
    empty = [each.code for each in walk if not each.held]
    chosen: dict[tuple[str, str], str] = {}
    found: dict[int, str] = {}
    for line in sorted(lines):
        key = (line.item, line.lot)
        if key not in chosen:
            same = [each.code for each in walk if key in each.held]
            chosen[key] = same[0] if same else empty.pop(0) if empty else ""
        found[line.line] = chosen[key]
    return found

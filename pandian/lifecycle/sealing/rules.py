"""What sealing and opening a unit must say; neither posts.   封签规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """What is counted is the holding of the line; it moves nothing."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.source, posted=False)


def counted(given: Sequence[Amount]) -> dict[int, int]:
    """Return what was counted of each line."""
    found: dict[int, int] = {}
    for amount in given:
        found[amount.line] = found.get(amount.line, 0) + amount.quantity
    return found


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines that are not counted, or that are sealed with another count."""
    if action not in ("seal", "count"):
        return
    found = counted(given)
    for number, line in lines.items():
        if number not in found:
            yield Fault("/amounts", "unit_line_missing", (number,))
        elif action == "seal" and found[number] != line.asked:
            yield Fault("/amounts", "unit_differs", (number,))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no move: a difference is settled by a count."""
    return []

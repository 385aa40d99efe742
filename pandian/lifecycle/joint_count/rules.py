"""What a joint count must say; it posts nothing by itself.   联合盘点规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """What was counted stands where it stood."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.source, posted=False)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines of which nothing is said: every line is counted, zeros too."""
    named = {amount.line for amount in given}
    for line in lines:
        if action == "count" and line not in named:
            yield Fault("/amounts", "shelf_line_missing", (line,))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no move: differences are settled by counting."""
    return []

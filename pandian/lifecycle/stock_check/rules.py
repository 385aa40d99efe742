"""What a round must say; it posts nothing.   在库检查规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """What is found is about the holding of the line; it moves nothing."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.source, posted=False)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines with findings that nobody says to have looked at."""
    looked = {row.line for row in sums if row.measure == "looked"}
    looked |= {row.line for row in given if row.measure == "looked"}
    for number in dict.fromkeys(amount.line for amount in given):
        if number not in looked:
            yield Fault("/amounts", "look_first", (number,))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no move: a doubt is proposed as a hold, which moves the goods."""
    return []

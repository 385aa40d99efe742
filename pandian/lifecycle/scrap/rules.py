"""What scrap must say; it posts nothing.   报废规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Action, Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """A count of the red zone is about the place of its line; it moves nothing."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.source, posted=False)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines that a count of the red zone leaves out: zero is an answer."""
    if action == "count":
        named = {amount.line for amount in given}
        for number in lines:
            if number not in named:
                yield Fault("/amounts", "line_missing", (number,))


def derive(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> list[Amount]:
    """Return the facts with what an approval releases for destruction: every line as asked."""
    if action != "approve":
        return list(given)
    return [*given, *(Amount(line.line, "approved", line.asked, line.lot, line.serial,
                             line.source) for line in lines.values())]


def signers_for(action: Action, value: int, most: int) -> tuple[str, ...]:
    """Return who approves: a second person of quality beyond the amount that one may approve."""
    if value > most:
        return (*action.signers, action.signers[0])
    return action.signers


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no move: scrap is a decision, the destruction moves the goods."""
    return []

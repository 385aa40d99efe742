"""A unit move has no facts of its own.   容器移动规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """Nothing is stated of lines."""
    return amount


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: where it may go is looked up."""
    return iter(())


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no move: what stands in the unit keeps its holdings."""
    return []

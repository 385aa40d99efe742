"""What filling a hospital's shelf posts.   寄售规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.onward.rules import carried
from pandian.lifecycle.words import Amount, Line, LineDraft, Move


def source_faults(lines: Iterable[LineDraft]) -> Iterator[Fault]:
    """Yield the lines that do not say where their goods are."""
    for n, line in enumerate(lines):
        if not line.place:
            yield Fault(f"/lines/{n}/place", "shelf_source_missing")


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from our bins to the shelf, status and owner kept."""
    return carried(lines, amounts, measure="filled")

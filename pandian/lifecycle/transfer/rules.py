"""What a transfer must say, and what shipping posts.   调拨规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.onward.rules import carried
from pandian.lifecycle.transfer.words import DAYS_MAX, LEAVING
from pandian.lifecycle.words import Amount, DocumentDraft, Line, Move


def opening_faults(draft: DocumentDraft, *, status: str) -> Iterator[Fault]:
    """Yield what is wrong with a new transfer by itself; `status` is the one of plain lines."""
    if draft.header.get("to") == draft.site:
        yield Fault("/header/to", "same_site")
    if not _days(draft.header.get("days", 1)):
        yield Fault("/header/days", "days_wrong", (DAYS_MAX,))
    for n, line in enumerate(draft.lines):
        if not line.place:
            yield Fault(f"/lines/{n}/place", "source_missing")
        if (line.status or status) not in LEAVING:
            yield Fault(f"/lines/{n}/status", "status_stays", (line.status,))


def _days(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= DAYS_MAX


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from where the goods are to the way, status kept."""
    return carried(lines, amounts, measure="shipped")

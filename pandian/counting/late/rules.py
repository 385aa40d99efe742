"""What may not be typed into a closed period.   补记规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pandian.counting.closing.rules import last_day
from pandian.counting.late.words import LINES_TOLD_MAX, ClosedLine
from pandian.kernel.words import Fault
from pandian.ledger.words import PostingRequest


def is_closed(at: datetime, ends_at: datetime | None) -> bool:
    """Say whether an instant lies in a period that is closed; its end belongs to the next."""
    return ends_at is not None and at < ends_at


def posting_faults(request: PostingRequest, *, ends_at: datetime, zone: str) -> list[Fault]:
    """Return a fault for each line of a posting that would lie in a closed period."""
    day = last_day(ends_at, zone)
    return [Fault(f"{request.pointer}/lines/{n}", "posting_closed", (
        day, line.item, f"{line.quantity:,}")) for n, line in enumerate(request.lines)]


def reversal_faults(lines: Sequence[ClosedLine], *, zone: str) -> list[Fault]:
    """Return a fault for each line that a reversal would take out of a closed period."""
    return [Fault("/effective", "reversal_closed", (
        last_day(each.ends_at, zone), each.item, f"{each.quantity:,}"))
        for each in lines[:LINES_TOLD_MAX]]

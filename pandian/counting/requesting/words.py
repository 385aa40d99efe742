"""Words of count requests as counting takes them: their tasks and their fate.   触发盘点词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.proofs.words import CountRequest

PAGE_MAX = 1_000
BOOKMARK = "count_requests"
LATE_COMMIT_DAYS = 1
"""How long a transaction that asks for a count may take until it is seen to have asked."""

FATES: dict[str, Label] = {
    "waiting": Label("等待派工", "waits for its task"),
    "proved": Label("已由作业证实", "proved by the step itself"),
    "open": Label("待盘", "to be counted"),
    "counted": Label("已盘，待定", "counted, not settled"),
    "settled": Label("已有结论", "settled"),
}


class Asked(NamedTuple):
    """One request that has no task yet, by codes."""

    request: UUID
    reason: str
    place: str
    item: str
    lot: str


class Taken(NamedTuple):
    """What one run did: requests taken up, plans and tasks made for them, plans settled."""

    requests: int
    plans: int
    tasks: int
    settled: int


class Fated(NamedTuple):
    """A request and what became of it; `verdicts` counts the lines of its places."""

    request: CountRequest
    fate: str
    plan: UUID | None
    tasks: tuple[UUID, ...]
    taken_at: datetime | None
    verdicts: Mapping[str, int]

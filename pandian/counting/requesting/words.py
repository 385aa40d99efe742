"""Words of count requests as counting takes them: their tasks and their fate.   触发盘点词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, NotFound
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
    "silenced": Label("按规则不盘", "not asked, by a rule"),
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


KEPT_DAYS = 14
"""So long a request that a rule kept back is shown, with what has it counted after all."""
KEPT_MAX = 200
LOOK_BACK_DAYS = 400
"""How far back requests are told of a line that nobody has counted before."""
KEPT_EACH_MAX = 5
"""So many requests that were kept back are told of one line."""

SAID = Label("{at} {person} 因“{reason}”要求盘这里，按规则 {rule} 第 {version} 版没有盘：{why}",
             "{at}: a count was asked for here by {person} ({reason}) and silenced by rule {rule} "
             "version {version}: {why}")
SAID_COUNTED = Label("；后来有人要求照盘", "; somebody had it counted after all")


class KeptBack(NamedTuple):
    """A request that a rule kept back: which version of which rule, why, and when.

    `counted`: somebody had it counted after all.
    """

    request: CountRequest
    rule: str
    version: int
    why: str
    at: datetime
    counted: bool = False


class Anyway(NamedTuple):
    """What became of a request that somebody had counted after all: its plan and open tasks."""

    plan: UUID
    tasks: tuple[UUID, ...]
    result: str


class RequestNotFound(NotFound):
    """No such request, or no rule kept it back."""


FAULTS: dict[str, Label] = {
    "request_not_silenced": Label("没有这个被规则压下的盘点要求，或您无权查看",
                                  "No such request that a rule kept back, or not yours to see"),
}


class Fated(NamedTuple):
    """A request and what became of it; `verdicts` counts the lines of its places.

    `silenced_by` is the code, `silenced_version` the version of the rule that kept it back, `why`
    the reason (a key of the rules' WHYS); '' and 0 for every other request.
    """

    request: CountRequest
    fate: str
    plan: UUID | None
    tasks: tuple[UUID, ...]
    taken_at: datetime | None
    verdicts: Mapping[str, int]
    silenced_by: str = ""
    silenced_version: int = 0
    why: str = ""

"""Words of pausing a bin.   货位暂停词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

CAPABILITY = "counting.plan"
"""Who arranges counts may pause a bin and end it: leads and controllers."""
POLICY = "pause_minutes_max"
MINUTES_MAX = 120
"""No site may allow longer pauses; the table says it too."""
REASON_MAX = 200
PAUSES_MAX = 200
"""Newest pauses that are listed."""
KINDS = frozenset({"bin", "piece_bin"})
"""Only one bin is paused: never an aisle, a zone or an item."""
MOVING = frozenset({
    "put_away", "moved", "picked", "put_back", "shipped", "composed", "filled", "used", "issued",
    "returned", "damaged", "stocked", "released", "scrapped", "left", "sealed"})
"""Measures by which people carry goods to a place or away from it."""
BEGUN, ENDED = "pause.begun", "pause.ended"
"""The audit facts, about `place:<code>`."""


class PauseDraft(NamedTuple):
    """A pause as it is asked for; its id comes from the client."""

    id: UUID
    site: str
    place: str
    minutes: int
    reason: str


class PauseRow(NamedTuple):
    """A pause as it is read; `over` says that it stands no longer, by its instant or ended."""

    id: UUID
    site: str
    place: str
    reason: str
    begun_by: str
    begun_at: datetime
    until: datetime
    ended_by: str
    ended_at: datetime | None
    over: bool


class Standing(NamedTuple):
    """A pause that stands at a place; `said` is the place and its end as people read them."""

    begun_at: datetime
    said: str

    def holds(self, at: datetime | None) -> bool:
        """Say whether it held when goods were carried (None: now); what was before is no matter."""
        return at is None or at >= self.begun_at


class HeldBack(NamedTuple):
    """A pause of a bin with goods that a line of a document lacks: whose, until when.

    `said` is the end as people at the site read it.  Never how many stand there: the bin is
    being counted again, by people who must not know.
    """

    document: UUID
    line: int
    place: str
    begun_by: str
    until: datetime
    reason: str
    said: str


class PauseRefused(Refused):
    """The bin cannot be paused so; nothing was written."""


class PauseConflict(Conflict):
    """The id is that of another pause, or the pause to end is over."""


class PauseNotFound(NotFound):
    """No such pause, or not yours to see."""


FAULTS: dict[str, Label] = {
    "held_back": Label(
        "第 {0} 行所缺的货，货位 {1} 有，但该货位由 {2} 暂停到 {3}（{4}）："
        "到时再开单，或请其提前结束",
        "Line {0}: goods that it lacks stand in {1}, which {2} paused until {3} ({4}): order "
        "again then, or ask for the pause to be ended"),
    "pause_place": Label("没有这个货位，或它不是货位：{0}", "No such bin: {0}"),
    "pause_minutes": Label("暂停时间应为 1 到 {0} 分钟", "A pause lasts 1 to {0} minutes"),
    "pause_none": Label("本站点不用暂停（策略 pause_minutes_max 为 0）",
                        "This site has no pauses (policy pause_minutes_max is 0)"),
    "pause_reason": Label("请写明原因（{0} 字以内）", "Say why, in {0} characters at most"),
    "pause_stands": Label("{0} 已暂停到 {1}", "{0} is paused already, until {1}"),
    "pause_other": Label("这个编号已用于另一次暂停", "This id is that of another pause"),
    "pause_over": Label("暂停已经结束", "The pause is over"),
}

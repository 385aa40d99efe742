"""Words of looking back on reasons.   原因回顾词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

LATE = "late"
ROWS_MAX = 500
EXPORT_ROWS_MAX = 20_000
WEEKS_MAX = 12
LOOK_BACK_MINUTES = 10
"""Postings in flight at the last look are seen at the next: their instants lie so far back."""
LATE_LINES_MAX = 2_000
"""Lines of one run that late paper explains; the next run goes on."""
HISTORY_DAYS = 400
"""A paper is not looked for further before the count."""

STANDS: dict[str, Label] = {
    "stands": Label("有效", "stands"), "undone": Label("已撤回", "taken back"),
}


class ReasonFilter(NamedTuple):
    """Which reasons: '' and None leave a field open; `by` is a person or a rule's code.

    `since` and `until` are days at each site, both included.
    """

    site: str = ""
    cause: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None
    stands: str = ""


class ReasonRow(NamedTuple):
    """One confirmed reason.  Quantities in smallest units; `value` minor units x 10^4, signed.

    `rule`: the rule that confirmed it instead of a person.  `paper_reversed`: a paper of its
    evidence was reversed since.
    """

    id: UUID
    site: str
    zone: str
    plan: UUID
    plan_name: str
    line: int
    place: str
    item: str
    item_name: str
    lot: str
    variance: int
    value: int | None
    causes: tuple[str, ...]
    stated: float
    first: tuple[str, ...]
    evidence: tuple[Mapping[str, Any], ...]
    note: str
    actor: str
    rule: str
    posting: UUID | None
    confirmed_at: datetime
    undone_by: str
    undone_at: datetime | None
    why: str
    paper_reversed: bool


class ReasonsPage(NamedTuple):
    """A page of reasons, the newest first, and the cursor of the next."""

    rows: list[ReasonRow]
    next: str | None


class CauseShare(NamedTuple):
    """How much one cause (or two together) explains: lines, amount, worth, and its share."""

    causes: tuple[str, ...]
    lines: int
    quantity: int
    value: int | None
    share: float


class CauseWeek(NamedTuple):
    """One week (by its Monday at the site) and how many lines each cause took."""

    week: date
    lines: int
    causes: Mapping[str, int]
    value: int | None


class Review(NamedTuple):
    """The weekly look at causes: over all that is asked for, and week by week."""

    shares: list[CauseShare]
    weeks: list[CauseWeek]


FAULTS: dict[str, Label] = {
    "range_reversed": Label("结束日期早于开始日期", "The range ends before it begins"),
}

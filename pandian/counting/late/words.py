"""Words of hand postings into closed periods.   补记词汇

A fact is never refused for its date: scans, documents, imports and what explains a difference come
into a closed period and are listed after its report.  What a person *types* as a plain posting, or
takes back as if it never was, is no fact of that time: it belongs into the open period.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

LET_IN = "counting.prepare"
"""Who makes the report of a period may add late paper to it by hand, with the reason."""
FACT = "period.late"
LINES_TOLD_MAX = 50
REASON_MAX = 200


class ClosedLine(NamedTuple):
    """A line of a posting that lies in a closed period of its site."""

    line: int
    item: str
    quantity: int
    effective_at: datetime
    ends_at: datetime


class LateRefused(Refused):
    """A period is closed there; every line that lies in it is named, nothing was posted."""


class LateLetIn(NamedTuple):
    """Late paper that somebody let in by hand: which posting, and why."""

    posting: UUID
    reason: str


FAULTS: dict[str, Label] = {
    "posting_closed": Label(
        "该站点已结账到 {0}：{1} × {2} 不能手工记到那时。请按今天过账；"
        "确有其事的单据走单据或导入，"
        "或由编制期间报告的人写明补记理由（late）",
        "This site is closed through {0}: {1} x {2} cannot be posted there by hand. Post it as of "
        "today; paper of what happened comes by its document or an import, or who prepares the "
        "reports of periods lets it in with a reason (late)"),
    "late_not_yours": Label(
        "只有编制期间报告的人可以补记到已结账期间",
        "Only who prepares the reports of periods may post into one that is closed"),
    "reversal_closed": Label(
        "该站点已结账到 {0}：{1} × {2} 在那之前，不能当作从未发生。"
        "请选“已被撤回：自现在起”",
        "This site is closed through {0}: {1} x {2} lies before that and cannot be made never to "
        "have happened. Choose: it was undone, from now on"),
}

"""Words of the inbox: what waits for a person, and what he may put away.   待办词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

ROWS_MAX = 1_000

KINDS: dict[str, Label] = {
    "late": Label("迟到", "Late"),
    "healed": Label("已自愈", "Healed"),
    "undone": Label("更正已撤回", "Repair taken back"),
    "doubt": Label("存疑", "Doubtful"),
    "disagreement": Label("点数不一致", "Counts disagree"),
    "serial": Label("序列号冲突", "Serial in two places"),
    "approval": Label("等您签名", "Waits for your signature"),
}
"""What lines and late observations bring; the trays of scans have their own words."""
TOLD = frozenset({"late", "healed", "undone"})
"""Kinds that only tell: a person reads them and puts them away.  The others end by a decision."""


class Recount(NamedTuple):
    """The recount that was asked for; `person` is '' while nobody has it."""

    task: UUID
    number: int
    person: str
    state: str


class InboxRow(NamedTuple):
    """One thing that waits for a person; `detail` is what is known of it beside its goods.

    `kind` is a key of `KINDS` or a tray of scans.  `quantity` is None where it is hidden.
    """

    kind: str
    site: str
    at: datetime
    subject: str
    plan: UUID | None
    place: str
    item: str
    lot: str
    quantity: int | None
    detail: Mapping[str, Any]
    recount: Recount | None = None


class RowKey(NamedTuple):
    """Which row of the inbox is meant."""

    kind: str
    site: str
    subject: str


class NotPutAway(Refused):
    """These rows cannot be put away; the faults name each."""


FAULTS: dict[str, Label] = {
    "row_not_here": Label("待办里没有这一行，或它已被处理",
                          "The inbox has no such row, or no longer"),
    "row_needs_decision": Label("“{0}”需要处理，不能只收起",
                                "“{0}” needs a decision; it cannot just be put away"),
}

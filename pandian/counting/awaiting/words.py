"""Words of waiting for signatures.   待批词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.counting.approving.words import Bar, Demand
from pandian.kernel.words import Label

ROWS_MAX = 500

STANDS: dict[str, Label] = {
    "open": Label("待签", "waits"),
    "due": Label("将到期", "due soon"),
    "overdue": Label("已逾期，已转交", "late, passed on"),
}
SOON_SHARE = 4
"""Due soon: less than one part in so many of its hours is left."""


class PendingRow(NamedTuple):
    """A count that waits: what its matrix asks, until when, and to which roles it was passed on.

    `stand` is a key of `STANDS`; `amount` in minor units x 10^4 (0 for who may not see it);
    `signed`: signatures of what is being collected now; `mine`: this person may sign next.
    """

    site: str
    plan: UUID
    plan_name: str
    lines: int
    since: datetime
    policy: UUID | None
    amount: int
    approvers: int
    roles: tuple[str, ...]
    hours: int | None
    due_at: datetime | None
    escalate_to: tuple[str, ...]
    escalated_at: datetime | None
    signed: int
    stand: str
    mine: bool


class SignedRow(NamedTuple):
    """One signature of a collection: who, for whom, in which roles, meaning what, when."""

    person: str
    principal: str
    roles: tuple[str, ...]
    meaning: str
    at: datetime
    name: str


class Progress(NamedTuple):
    """How far the signatures of some lines are.

    `asked` None: no matrix, one signature is enough.  `wanted`: the roles of which the next needs
    one (none: whoever may approve); `next_people` may sign now, `next_stand_ins` as
    (stand-in, principal); `bars` say who may not and why; `void` counts collections that a
    changed line voided.
    """

    asked: Demand | None
    policy_code: str
    policy_version: int
    signed: tuple[SignedRow, ...]
    missing: int
    wanted: tuple[str, ...]
    next_people: tuple[str, ...]
    next_stand_ins: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    void: int

"""Words of waiting for signatures.   待批词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.counting.approving.words import Bar, Demand
from pandian.kernel.words import Label

ROWS_MAX = 500
CANDIDATES_MAX = 20

STANDS: dict[str, Label] = {
    "new": Label("刚到，一分钟内查出矩阵", "just in: its matrix is looked up within a minute"),
    "stuck": Label("无人可签", "nobody may sign"),
    "open": Label("待签", "waits"),
    "due": Label("将到期", "due soon"),
    "overdue": Label("已逾期，已转交", "late, passed on"),
}
SOON_SHARE = 4
"""Due soon: less than one part in so many of its hours is left."""


class PendingRow(NamedTuple):
    """A count that waits: what its matrix asks, until when, and to which roles it was passed on.

    `stand` is a key of `STANDS`; `amount` in minor units x 10^4 (0 for who may not see it);
    `approvers` 0: not looked up yet; `signed`: signatures that every line has by now;
    `lines_signed`: lines that have one at least; `mine`: this person may sign something next;
    `blind`: he counts here himself, so neither a figure nor what the matrix asks is told.
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
    lines_signed: int = 0
    blind: bool = False


class Collected(NamedTuple):
    """Lines that were signed together: the roles of each signature, and all accounts involved."""

    lines: tuple[int, ...]
    roles: tuple[frozenset[str], ...]
    people: frozenset[str]


class SignedRow(NamedTuple):
    """One signature of a collection: who, for whom, in which roles, meaning what, when."""

    person: str
    principal: str
    roles: tuple[str, ...]
    meaning: str
    at: datetime
    name: str


class Remedy(NamedTuple):
    """What helps where nobody may sign: `givers` may give the role at the site; `candidates`
    approve elsewhere (person, sites), and neither counted nor prepared these lines.
    """

    givers: tuple[str, ...] = ()
    candidates: tuple[tuple[str, tuple[str, ...]], ...] = ()


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
    remedy: Remedy | None = None

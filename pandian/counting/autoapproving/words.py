"""Words of approving by a rule.   自动批准词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

PLANS_MAX = 200
ROWS_MAX = 1_000


class Auto(NamedTuple):
    """What an approval matrix lets approve itself: under which name, up to which gross amount.

    `amount_max` in minor units x 10^4, reached is allowed, None when hidden; `classes`: only items
    of these.
    """

    policy: UUID
    code: str
    version: int
    name: str
    amount_max: int | None
    classes: tuple[str, ...]


class Candidate(NamedTuple):
    """One line that waits, and what decides whether a rule may approve it.

    `valued`: its item has a cost; without one nobody knows how small the difference is.
    """

    line: int
    item: int
    value: int
    repeated: bool
    valued: bool


class AutoApproved(NamedTuple):
    """What a rule approved at once: `amount` is what its limit was compared with (gross of the
    count or of the site's day), `gross` that of these lines; minor units x 10^4, None when hidden,
    `lines` too from who counts blind: 0 is an amount like any other.
    """

    posting: UUID
    site: str
    plan: UUID
    plan_name: str
    policy: UUID
    code: str
    version: int
    name: str
    amount: int | None
    gross: int | None
    amount_max: int | None
    content_hash: str
    lines: int | None
    approved_at: datetime
    reversed: bool = False


class AutoRule(NamedTuple):
    """How approving by rule stands at one site; `auto` None where no rule of the matrix says it.

    `day_amount`: what was approved there since the site's midnight, by rule or signature; None
    when hidden.
    """

    site: str
    auto: Auto | None
    is_on: bool
    person: str
    reason: str
    at: datetime | None
    day_amount: int | None


class SwitchRefused(Refused):
    """The switch cannot be set as asked."""


FAULTS: dict[str, Label] = {
    "auto_switched": Label("开关已经是这样", "The switch stands like that already"),
}

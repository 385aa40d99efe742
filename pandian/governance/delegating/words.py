"""Standing in with limits; accounts of one human.   代批词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

DELEGABLE = ("counting.approve",)
"""What may be done for somebody else; who reads for it, reads as that person does."""
DAYS_MAX = 366


class DelegationRow(NamedTuple):
    """One person stands in for another; `amount_max` in minor units x 10^4."""

    id: UUID
    site: str
    principal: str
    stand_in: str
    capability: str
    amount_max: int
    valid_from: datetime
    valid_to: datetime
    reason: str
    ended_at: datetime | None


class StandsFor(NamedTuple):
    """One person as whom another may decide at a site; `amount_max` None: he himself.

    `accounts`: every account that counts as the decider's, whoever he decides as.
    """

    person: str
    amount_max: int | None
    roles: frozenset[str]
    accounts: frozenset[str]


CONFLICTS: dict[str, tuple[str, str, Label]] = {
    "count_approve": ("counting.count", "counting.approve",
                      Label("盘点与批准差异", "counts and approves variances")),
    "plan_approve": ("counting.plan", "counting.approve",
                     Label("安排盘点与批准差异", "plans counts and approves variances")),
    "rule_adopt": ("governance.rule", "governance.adopt",
                   Label("起草与批准规则", "drafts and adopts rules")),
    "receive_inspect": ("lifecycle.receive", "lifecycle.inspect",
                        Label("收货与验收", "receives and inspects")),
    "buy_order": ("lifecycle.buy", "lifecycle.order",
                  Label("采购与批准订单", "buys and approves orders")),
    "grant_approve": ("governance.write", "counting.approve",
                      Label("授权与批准差异", "gives roles and approves variances")),
}
"""Pairs of duties that separate people should hold: capability, capability, what it means."""


class Held(NamedTuple):
    """One capability of one account at a site: by a role, or standing in for `principal`."""

    person: str
    capability: str
    site: str
    role: str
    principal: str = ""


class ConflictRow(NamedTuple):
    """One human who holds both halves at a site; `conflict` is a key of `CONFLICTS`.

    `accounts`: by which accounts; `principals`: for whom he stands in.
    """

    human: str
    accounts: tuple[str, ...]
    site: str
    conflict: str
    roles: tuple[str, ...]
    principals: tuple[str, ...]


class DelegationRefused(Refused):
    """The delegation cannot be given as asked."""


FAULTS: dict[str, Label] = {
    "delegation_not_held": Label("{0} 自己没有这项权限", "{0} does not hold this capability"),
    "delegation_self": Label("不能由同一人代批", "Nobody stands in for himself"),
    "same_beyond": Label(
        "{0} 在您不管人员的站点（{1}）也有角色：请由管那里人员的人标记",
        "{0} holds a role at sites where you do not manage people ({1}): let somebody who does "
        "mark them"),
    "delegation_span": Label("应在将来，最多 {0} 天", "It ends in the future, within {0} days"),
}

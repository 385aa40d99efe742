"""What an approval needs, and what was signed so far.   审批查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.catalog.queries import classes_of_items
from pandian.counting.approving.rules import demand
from pandian.counting.approving.words import CauseGroup, Demand, Standing
from pandian.counting.queries import content_of, masks
from pandian.counting.queries import plan as plan_row
from pandian.counting.rules import content_hash, plain
from pandian.counting.settling.words import Held
from pandian.governance.delegating.queries import accounts_of, delegations
from pandian.governance.delegating.words import DelegationRow
from pandian.governance.policies.queries import active
from pandian.governance.queries import person_by_code, site_by_code
from pandian.governance.rules import grants_of
from pandian.governance.words import EVERYWHERE, SYSTEM, Scope
from pandian.kernel.statements import one, run

ROOM = "counting.approving"
APPROVING = "counting.approve"
REPEAT_DAYS = 90
"""Within so many days a difference at the same place and item repeats, unless the rule says."""


def demanded(*, scope: Scope, held: Held, rows: Sequence[Any]) -> Demand | None:
    """Return what the matrix of the plan's opening asks for these lines; None without one.

    The amount is the larger of what the whole count, and what the site's day, brought to
    approval: splitting a difference makes it no smaller.
    """
    rules = active(scope=SYSTEM, kind="approval.matrix", site=held.site_code, at=held.opened_at)
    if not rules:
        return None
    content = rules[0].content
    now = datetime.now(UTC)
    zone = ZoneInfo(held.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    told = one(ROOM, "exposure", {
        "site": held.site, "plan": held.id, "lines": [row.id for row in rows],
        "midnight": midnight,
        "since": now - timedelta(days=content.get("repeat_days") or REPEAT_DAYS)})
    assert told is not None
    chosen = int(sum(abs(row.value) for row in rows))
    return demand(
        rules[0].id, content, amount=max(told.count_amount, told.day_amount + chosen),
        classes=classes_of_items(scope=scope, items=sorted({row.item for row in rows})),
        repeated=told.repeated)


def excluded(*, scope: Scope, site: str) -> frozenset[str]:
    """Return the accounts for which a person decides here; none of them may have counted."""
    return _accounts(scope, delegations(scope=scope, site=site, stand_in=scope.actor, live=True))


def _accounts(scope: Scope, principals: Sequence[DelegationRow]) -> frozenset[str]:
    return accounts_of(scope=scope, people=[scope.actor, *(row.principal for row in principals)])


def standing_of(*, scope: Scope, site: str) -> Standing:
    """Return as whom a person approves at a site: by own roles, else for whom he stands in.

    The exclusions of whom he stands in for are his own while he may stand in at all.
    """
    principals = delegations(scope=scope, site=site, stand_in=scope.actor, live=True)
    accounts = _accounts(scope, principals)
    own = _roles(scope.actor, site)
    if not principals or any(APPROVING in grant.capabilities for grant in grants_of(
            (role, site) for role in own)):
        return Standing(own, "", accounts)
    widest = max(principals, key=lambda row: row.amount_max)
    return Standing(_roles(widest.principal, site), widest.principal, accounts)


def limit_of(*, scope: Scope, site: str, principal: str) -> int:
    """Return up to which amount a person stands in for another at a site."""
    rows = delegations(scope=scope, site=site, stand_in=scope.actor, live=True)
    return max((row.amount_max for row in rows if row.principal == principal), default=0)


def _roles(person: str, site: str) -> frozenset[str]:
    if person == SYSTEM.actor:
        return frozenset()
    row = person_by_code(scope=SYSTEM, code=person)
    return frozenset(role for role, where in row.roles if where in (site, EVERYWHERE))


def consents(*, scope: Scope, plan: UUID) -> list[dict[str, Any]]:
    """Return the collections of signatures of a plan, newest first.

    Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    rows = run(ROOM, "consents", {
        "site": site_by_code(scope=scope, code=known.site).id, "plan": plan})
    valueless = "value" in scope.at(known.site).hides
    return [{**row._asdict(), "amount": None if valueless else row.amount,
             "signed": plain(row.signed)} for row in rows]


def by_cause(*, scope: Scope, plan: UUID) -> list[CauseGroup]:
    """Return the lines that wait, grouped by the explanation that leads, the largest first.

    Approve a group by its lines and its hash.  Nothing waits for who counts the plan blind
    himself.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    if masks(scope, known):
        return []
    groups: dict[tuple[tuple[str, ...], bool], list[Any]] = {}
    for row in run(ROOM, "causes", {
            "site": site_by_code(scope=scope, code=known.site).id, "plan": plan}):
        groups.setdefault((tuple(row.causes), row.certain), []).append(row)
    seen = "value" not in scope.at(known.site).hides
    found = [
        CauseGroup(
            causes, certain, tuple(row.id for row in rows),
            sum(max(row.variance, 0) for row in rows), sum(max(-row.variance, 0) for row in rows),
            int(sum(max(row.value, 0) for row in rows)) * seen,
            int(sum(max(-row.value, 0) for row in rows)) * seen,
            content_hash((row.id, content_of(row)) for row in rows))
        for (causes, certain), rows in groups.items()]
    return sorted(found, key=lambda group: (-len(group.lines), group.causes))

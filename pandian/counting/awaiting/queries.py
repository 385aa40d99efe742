"""Which counts wait for signatures, how far they are, whose turn it is.   待批查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.counting.approving.queries import bars, demanded, held_of
from pandian.counting.approving.rules import roles_wanted
from pandian.counting.approving.words import Demand
from pandian.counting.awaiting.rules import may_sign, stand_of
from pandian.counting.awaiting.words import ROWS_MAX, PendingRow, Progress, SignedRow
from pandian.counting.queries import content_of, masks
from pandian.counting.queries import plan as plan_row
from pandian.counting.rules import content_hash, plain
from pandian.counting.settling.words import Held
from pandian.governance.delegating.queries import accounts_of, delegations, stands_for
from pandian.governance.policies.queries import version
from pandian.governance.queries import people_with, sites
from pandian.governance.words import EVERYWHERE, SYSTEM, PersonRow, Scope
from pandian.kernel.statements import one, run

ROOM = "counting.awaiting"
APPROVING = "counting.approve"


def pending(
    *, scope: Scope, site: str | None = None, now: datetime | None = None
) -> list[PendingRow]:
    """Return the counts that wait for signatures at the sites whose counts the scope reads.

    The one due first first.  Raises `Forbidden`.
    """
    scope.need("counting.read")
    now = now or datetime.now(UTC)
    known = {row.code: row.id for row in sites(scope=scope)
             if site in (None, row.code) and scope.may("counting.read", row.code)}
    rows = run(ROOM, "board", {
        "sites": list(known.values()), "codes": list(known), "limit": ROWS_MAX})
    return [_pending(scope, row, now) for row in rows]


def _pending(scope: Scope, row: Any, now: datetime) -> PendingRow:
    passed_on = tuple(row.escalate_to.split()) if row.escalated_at else ()
    hidden = "value" in scope.at(row.site).hides
    return PendingRow(
        row.site, row.plan, row.plan_name, len(row.lines), row.since, row.policy,
        0 if hidden else int(row.amount), row.approvers, tuple(row.roles), row.hours, row.due_at,
        tuple(row.escalate_to.split()), row.escalated_at, int(row.signed),
        stand_of(now, since=row.since, due_at=row.due_at, escalated=bool(passed_on)),
        scope.may(APPROVING, row.site) and _mine(scope, row, passed_on))


def _mine(scope: Scope, row: Any, passed_on: Sequence[str]) -> bool:
    """Say whether the person of the scope may sign something of a count that waits."""
    stands = stands_for(scope=scope, site=row.site_id)
    accounts = stands[0].accounts
    if not accounts.isdisjoint(row.signed_people):
        return False
    wanted = roles_wanted(
        Demand(row.policy, 0, row.approvers, tuple(row.roles), row.sequence),
        [set(roles) for roles in plain(row.signed_roles)])
    if not any(may_sign(stand.roles, wanted, passed_on) for stand in stands):
        return False
    barred = {line for bar in run("counting.approving", "barred", {
        "site": row.site_id, "plan": row.plan, "lines": list(row.lines),
        "accounts": sorted(accounts)}) for line in bar.lines}
    return len(barred) < len(row.lines)


def passed_on_to(*, held: Held) -> frozenset[str]:
    """Return the roles to which a count was passed on because nobody signed in time."""
    row = one(ROOM, "passed_on", {"site": held.site, "plan": held.id})
    return frozenset(row.escalate_to.split()) if row else frozenset()


def blind_here(*, scope: Scope, plan: UUID) -> bool:
    """Say whether the figures of a count are hidden from who asks.  Raises as `progress`."""
    return masks(scope, plan_row(scope=scope, id=plan))


def progress(*, scope: Scope, plan: UUID, lines: Sequence[int]) -> Progress | None:
    """Return how far the signatures of some waiting lines are; None when none of them waits.

    Nothing for who counts the plan blind himself.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    held = held_of(scope=scope, plan=plan)
    rows = [row for row in run("counting", "chosen_lines", {
        "site": held.site, "plan": plan, "lines": list(lines)})
        if row.verdict == "approval" and row.posting is None]
    if not rows or masks(scope, known):
        return None
    asked = demanded(scope=scope, held=held, rows=rows)
    shown = content_hash((row.id, content_of(row)) for row in rows)
    found = run(ROOM, "collections", {
        "site": held.site, "plan": plan, "lines": [row.id for row in rows]})
    open_now = [row for row in found if row.content_hash == shown]
    signed = [_signed(each) for row in open_now[:1] for each in plain(row.signed)]
    wanted = roles_wanted(asked, [one.roles for one in signed]) if asked else ()
    missing = (asked.approvers if asked else 1) - len(signed)
    barred = bars(held=held, lines=[row.id for row in rows])
    people, others = _next(scope, held, asked, wanted, [bar.person for bar in barred], signed)
    rule = version(scope=SYSTEM, id=asked.policy) if asked else None
    hidden = asked and "value" in scope.at(known.site).hides
    return Progress(
        asked._replace(amount=0) if asked and hidden else asked, rule.code if rule else "",
        rule.version if rule else 0, tuple(signed), missing, wanted, people, others,
        tuple(barred), len([row for row in found if row.content_hash != shown]))


def _signed(row: Any) -> SignedRow:
    return SignedRow(row["person"], row["principal"], tuple(row["roles"]), row["meaning"],
                     datetime.fromisoformat(row["at"]), row["person"])


def _next(
    scope: Scope, held: Held, asked: Demand | None, wanted: Sequence[str],
    barred: Sequence[str], signed: Sequence[SignedRow],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return who may give the next signature: in his own right, and standing in."""
    passed_on = passed_on_to(held=held)
    gone = accounts_of(scope=scope, people=[
        *barred, *(name for one in signed for name in (one.person, one.principal) if name)])
    fit = {row.code for row in people_with(scope=SYSTEM, capability=APPROVING,
                                           site=held.site_code)
           if not row.service and may_sign(_roles(row, held.site_code), wanted, passed_on)}
    amount = asked.amount if asked else 0
    live = delegations(scope=SYSTEM, site=held.site_code, live=True)
    inherit = {row.stand_in for row in live
               if row.principal in gone}  # a stand-in is barred from all that one of them is
    others = tuple(sorted(
        (row.stand_in, row.principal) for row in live
        if row.principal in fit - gone and row.stand_in not in gone | inherit
        and amount <= row.amount_max))
    return tuple(sorted(fit - gone - inherit)), others


def _roles(row: PersonRow, site: str) -> set[str]:
    return {role for role, where in row.roles if where in (site, EVERYWHERE)}

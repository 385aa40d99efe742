"""Which counts wait for signatures, how far they are, whose turn it is.   待批查询"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.counting.approving.queries import bars, binds, demanded, held_of, standing_of
from pandian.counting.approving.rules import roles_wanted
from pandian.counting.approving.words import ACTS, Demand, Standing
from pandian.counting.awaiting.rules import lists_of, may_sign, stand_of, stuck_lines
from pandian.counting.awaiting.words import (
    CANDIDATES_MAX,
    ROWS_MAX,
    Collected,
    PendingRow,
    Progress,
    Remedy,
    SignedRow,
)
from pandian.counting.queries import content_of, counted_blind, masks
from pandian.counting.queries import plan as plan_row
from pandian.counting.rules import content_hash, plain
from pandian.counting.settling.words import Held
from pandian.governance.delegating.queries import accounts_for, accounts_of, delegations
from pandian.governance.policies.queries import version
from pandian.governance.queries import people, people_with, sites
from pandian.governance.rules import grants_of
from pandian.governance.words import EVERYWHERE, SYSTEM, PersonRow, Scope
from pandian.kernel.statements import one, run

ROOM = "counting.awaiting"
APPROVING = "counting.approve"


def pending(
    *, scope: Scope, site: str | None = None, now: datetime | None = None, limit: int = ROWS_MAX
) -> list[PendingRow]:
    """Return the counts that wait for signatures at the sites whose counts the scope reads.

    The one due first first.  Every count with a line that waits is there, even before its matrix
    was looked up; who counts one blind himself is told no figure of it.  Raises `Forbidden`.
    """
    scope.need("counting.read")
    now = now or datetime.now(UTC)
    known = {row.code: row.id for row in sites(scope=scope)
             if site in (None, row.code) and scope.may("counting.read", row.code)}
    rows = run(ROOM, "board", {
        "sites": list(known.values()), "codes": list(known),
        "limit": max(1, min(limit, ROWS_MAX))})
    blind = counted_blind(scope=scope, plans=[(row.site, row.site_id, row.plan) for row in rows])
    collected = _collected(rows)
    lists = {row.plan: lists_of(row.lines, collected.get(row.plan, [])) for row in rows}
    mine = _mine(scope, [row for row in rows if row.plan not in blind
                         and scope.may(APPROVING, row.site)], lists)
    return [_pending(scope, row, lists[row.plan], now, row.plan in blind, row.plan in mine)
            for row in rows]


def _collected(rows: Sequence[Any]) -> dict[UUID, list[Collected]]:
    """Return the collections of signatures of each count that bind what its lines say now."""
    found = run(ROOM, "collecting", {
        "sites": [row.site_id for row in rows], "plans": [row.plan for row in rows]})
    at = {row.plan: row.site_id for row in rows}
    pairs = [(at[each.plan], line) for each in found for line in each.lines]
    now = {row.id: content_of(row) for row in run(ROOM, "signed_lines", {
        "sites": [site for site, _line in pairs], "lines": [line for _site, line in pairs]})}
    collected: dict[UUID, list[Collected]] = {}
    for each in found:
        if binds(each, now):
            collected.setdefault(each.plan, []).append(Collected(
                tuple(each.lines), tuple(frozenset(roles) for roles in plain(each.roles)),
                frozenset(filter(None, each.people))))
    return collected


def _pending(
    scope: Scope, row: Any, lists: Sequence[Collected], now: datetime, blind: bool, mine: bool
) -> PendingRow:
    stand = stand_of(now, since=row.since, due_at=row.due_at, escalated=bool(_passed_on(row)),
                     known=row.approvers > 0, stuck=row.stuck_at is not None)
    if blind:  # what the matrix asks tells between which limits the amount lies
        return PendingRow(row.site, row.plan, row.plan_name, 0, row.since, None, 0, 0, (), None,
                          None, (), None, 0, stand, mine, 0, blind)
    hidden = "value" in scope.at(row.site).hides
    return PendingRow(
        row.site, row.plan, row.plan_name, len(row.lines), row.since, row.policy,
        0 if hidden else int(row.amount), row.approvers, tuple(row.roles), row.hours, row.due_at,
        tuple(row.escalate_to.split()), row.escalated_at, min(len(each.roles) for each in lists),
        stand, mine, sum(len(each.lines) for each in lists if each.roles))


def _passed_on(row: Any) -> tuple[str, ...]:
    return tuple(row.escalate_to.split()) if row.escalated_at else ()


def _mine(
    scope: Scope, rows: Sequence[Any], lists: Mapping[UUID, Sequence[Collected]]
) -> frozenset[UUID]:
    """Return the counts, of those that wait, of which the person of the scope may sign something.

    One statement, and one a site; not one a count.
    """
    standing = {site: standing_of(scope=scope, site=site) for site in {
        row.site_id for row in rows}}
    left = {row.plan: lines for row in rows if (
        lines := _left(row, standing[row.site_id], lists[row.plan]))}
    flat = [(row.site_id, row.plan, line) for row in rows for line in left.get(row.plan, ())]
    barred = {row.plan: set(row.lines) for row in run(ROOM, "barred_counts", {
        "sites": [site for site, _, _ in flat], "plans": [plan for _, plan, _ in flat],
        "lines": [line for _, _, line in flat], "person": scope.actor,
        "now": datetime.now(UTC)})} if flat else {}
    return frozenset(plan for plan, lines in left.items() if lines - barred.get(plan, set()))


def _left(row: Any, standing: Standing, lists: Sequence[Collected]) -> set[int]:
    """Return the lines of a count for which somebody of this standing may sign next."""
    if standing.limit is not None and row.amount > standing.limit:
        return set()
    asked = Demand(row.policy, 0, row.approvers, tuple(row.roles), row.sequence)
    return {line for each in lists if each.people.isdisjoint(standing.accounts)
            and may_sign(standing.roles, roles_wanted(asked, each.roles), _passed_on(row))
            for line in each.lines}


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
    able, others = _next(scope, held, asked, wanted, [bar.person for bar in barred], signed)
    rule = version(scope=SYSTEM, id=asked.policy) if asked else None
    hidden = asked and "value" in scope.at(known.site).hides
    return Progress(
        asked._replace(amount=0) if asked and hidden else asked, rule.code if rule else "",
        rule.version if rule else 0, tuple(signed), missing, wanted, able, others,
        tuple(barred), len([row for row in found if row.content_hash != shown]),
        None if able or others else remedy(site=held.site_code, barred=[
            bar.person for bar in barred]))


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


def remedy(*, site: str, barred: Sequence[str]) -> Remedy:
    """Return who can help where nobody at a site may sign what these people counted or prepared.

    Whoever helps decides nothing by that: the rule stands, somebody else gets the role.
    """
    gone = accounts_of(scope=SYSTEM, people=barred)
    found = []
    for row in people(scope=SYSTEM):
        held = {where for role, where in row.roles
                if where != site and any(APPROVING in grant.capabilities
                                         for grant in grants_of([(role, where)]))}
        if held and row.active and not row.service and row.code not in gone:
            found.append((row.code, tuple(sorted(held))))
    givers = [row.code for row in people_with(
        scope=SYSTEM, capability="governance.write", site=site) if not row.service]
    return Remedy(tuple(givers), tuple(found[:CANDIDATES_MAX]))


def free_to_sign(
    *, held: Held, lines: Sequence[int], acts: Collection[str] = frozenset(ACTS)
) -> list[PersonRow]:
    """Return who may approve at the site of a plan and has no part (by `acts`) in these lines."""
    fit = [row for row in people_with(scope=SYSTEM, capability=APPROVING, site=held.site_code)
           if not row.service]
    gone = {bar.person for bar in bars(held=held, lines=lines) if bar.act in acts}
    told = accounts_for(scope=SYSTEM, site=held.site, people=[row.code for row in fit])
    return [row for row in fit if gone.isdisjoint(told.get(row.code, {row.code}))]


def stuck_here(*, site: str, number: int, waits: Sequence[tuple[Held, Demand | None, Sequence[int]]]
               ) -> list[UUID]:
    """Return the plans, of those that wait at a site, with a line for which nobody may sign."""
    fit = {row.code: _roles(row, site) for row in people_with(
        scope=SYSTEM, capability=APPROVING, site=site) if not row.service}
    told = accounts_for(scope=SYSTEM, site=number, people=list(fit))
    return [held.id for held, asked, lines in waits if stuck_lines(
        lines, bars(held=held, lines=lines), fit, told,
        approvers=asked.approvers if asked else 1, roles=asked.roles if asked else ())]


def _roles(row: PersonRow, site: str) -> set[str]:
    return {role for role, where in row.roles if where in (site, EVERYWHERE)}

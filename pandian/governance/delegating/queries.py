"""Who stands in for whom now; all accounts of a human.   代批查询"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pandian.governance.delegating.rules import conflicts_of
from pandian.governance.delegating.words import (
    CONFLICTS,
    DELEGABLE,
    ConflictRow,
    DelegationRow,
    Held,
    StandsFor,
)
from pandian.governance.queries import people, site_ids
from pandian.governance.rules import grants_of
from pandian.governance.words import EVERYWHERE, Scope
from pandian.kernel.statements import run

ROOM = "governance.delegating"


def accounts_of(*, scope: Scope, people: Collection[str]) -> frozenset[str]:
    """Return these accounts and every other account of the same humans."""
    rows = run(ROOM, "accounts_of", {"people": sorted(people)})
    return frozenset(people) | {row.person for row in rows}


def accounts_each(*, scope: Scope, people: Collection[str]) -> dict[str, frozenset[str]]:
    """Return {person: his own and every other account of the same human}."""
    told = {row.person: row.accounts for row in run(ROOM, "accounts_each", {
        "people": sorted(people)})} if people else {}
    return {one: frozenset({one, *told.get(one, ())}) for one in people}


def accounts_for(*, scope: Scope, site: int, people: Collection[str]) -> dict[str, frozenset[str]]:
    """Return {person: every account that counts as his} at a site (by id) now.

    His own ones, and those of people for whom he stands in.
    """
    rows = run(ROOM, "accounts_for", {
        "site": site, "people": sorted(people), "at": datetime.now(UTC)})
    return {row.person: frozenset(row.accounts) for row in rows}


def delegations(
    *, scope: Scope, site: str | None = None, stand_in: str = "", live: bool = False
) -> list[DelegationRow]:
    """Return delegations at sites of the scope, the newest first; `live`: those of now only."""
    known = {id: code for code, id in site_ids(scope=scope).items() if site in (None, code)}
    rows = run(ROOM, "delegations", {
        "sites": list(known), "stand_in": stand_in,
        "at": datetime.now(UTC) if live else None})
    return [_row(row, known[row.site]) for row in rows]


def stands_for(*, scope: Scope, site: int) -> list[StandsFor]:
    """Return as whom the person of a scope decides at a site (by id) now: himself first.

    Then those for whom he stands in, the widest limit first.
    """
    rows = run(ROOM, "standing", {
        "person": scope.actor, "site": site, "capability": DELEGABLE[0],
        "at": datetime.now(UTC)})
    return [StandsFor(row.person, row.amount_max, frozenset(row.roles), frozenset(row.accounts))
            for row in rows]


def conflicts(*, scope: Scope) -> list[ConflictRow]:
    """Return whose roles and delegations combine what separate people should do, by human.

    Of the people and sites that the scope sees.  Raises `Forbidden`.
    """
    scope.need("counting.read")
    wanted = {one for first, second, _ in CONFLICTS.values() for one in (first, second)}
    rows = [row for row in people(scope=scope) if row.active and not row.service]
    held = [Held(row.code, capability, grant.site, role) for row in rows
            for role, site in row.roles for grant in grants_of([(role, site)])
            for capability in sorted(wanted & grant.capabilities)]
    held += [Held(row.stand_in, row.capability, row.site, "", row.principal)
             for row in delegations(scope=scope, live=True)]
    seen = site_ids(scope=scope, capability="counting.read")
    humans = {row.person: row.human for row in run(ROOM, "humans", {
        "people": sorted({one.person for one in held})})}
    return [row for row in conflicts_of(held, humans=humans)
            if row.site == EVERYWHERE or row.site in seen]


def _row(row: Any, site: str) -> DelegationRow:
    return DelegationRow(row.id, site, row.principal, row.stand_in, row.capability,
                         row.amount_max, row.valid_from, row.valid_to, row.reason, row.ended_at)

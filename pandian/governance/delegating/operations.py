"""Letting somebody stand in, ending it, and marking accounts of one human.   代批操作"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pandian.governance.delegating.queries import ROOM, accounts_of, delegations
from pandian.governance.delegating.words import (
    DAYS_MAX,
    DELEGABLE,
    DelegationRefused,
    DelegationRow,
)
from pandian.governance.queries import people, person_by_code, site_by_code, site_ids
from pandian.governance.rules import grants_of, text_faults
from pandian.governance.words import (
    EVERYWHERE,
    REASON_CHARACTERS_MAX,
    SYSTEM,
    PersonRow,
    Scope,
)
from pandian.kernel.operations import record
from pandian.kernel.rules import QUANTITY_MAX, uuid7
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault


def delegate(
    *, scope: Scope, site: str, stand_in: str, amount_max: int, valid_to: datetime, reason: str,
    principal: str = "",
) -> DelegationRow:
    """Let a person approve in somebody's stead at a site, up to an amount, until an instant.

    One gives it for oneself; for another person it needs governance.write there, and nobody gives
    it to himself.  Nobody gives what he does not hold by his own roles.  Raises
    `DelegationRefused` with every fault, `Forbidden`, governance's `PersonNotFound` and
    `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site)
    principal = principal or scope.actor
    if principal != scope.actor:
        scope.need("governance.write", site)
    giver = person_by_code(scope=scope, code=principal)
    person_by_code(scope=scope, code=stand_in)
    now = datetime.now(UTC)
    faults = text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX)
    if not may_by_role(giver, DELEGABLE[0], site):
        faults.append(Fault("/principal", "delegation_not_held", (principal,)))
    if stand_in in accounts_of(scope=scope, people=[principal]):
        faults.append(Fault("/stand_in", "delegation_self"))
    elif stand_in in accounts_of(scope=scope, people=[scope.actor]):
        faults.append(Fault("/stand_in", "not_to_oneself"))
    if not 0 <= amount_max <= QUANTITY_MAX:
        faults.append(Fault("/amount_max", "out_of_range", (0, QUANTITY_MAX)))
    if not now < valid_to <= now + timedelta(days=DAYS_MAX):
        faults.append(Fault("/valid_to", "delegation_span", (DAYS_MAX,)))
    if faults:
        raise DelegationRefused(faults)
    id = uuid7()
    with transaction.atomic():
        affected(ROOM, "insert_delegation", {
            "site": here.id, "id": id, "principal": principal, "stand_in": stand_in,
            "capability": DELEGABLE[0], "amount_max": amount_max, "now": now,
            "valid_to": valid_to, "reason": reason.strip(), "actor": scope.actor})
        record(scope=scope, site=here.id, kind="delegation.given", subject=f"person:{stand_in}",
               data={"principal": principal, "amount_max": amount_max, "valid_to": valid_to,
                     "reason": reason.strip()})
    return next(row for row in delegations(scope=scope, site=site) if row.id == id)


def may_by_role(person: PersonRow, capability: str, site: str) -> bool:
    """Say whether a person holds a capability at a site by roles of his own."""
    return any(capability in grant.capabilities for grant in grants_of(person.roles)
               if grant.site in (site, EVERYWHERE))


def end_delegation(*, scope: Scope, id: UUID) -> None:
    """End a delegation now: its principal, or governance.write.  Raises `DelegationRefused`."""
    sites = site_ids(scope=scope, capability="governance.write")
    with transaction.atomic():
        row = one(ROOM, "end_delegation", {
            "sites": list(site_ids(scope=scope).values()), "id": id,
            "ruled": list(sites.values()), "actor": scope.actor, "now": datetime.now(UTC)})
        if row is None:
            raise DelegationRefused([Fault("/id", "not_found")])
        record(scope=scope, site=row.site, kind="delegation.ended",
               subject=f"delegation:{id}", data={})


def mark_same_person(*, scope: Scope, person: str, other: str, reason: str) -> frozenset[str]:
    """Mark two accounts as one human's; return all accounts of that human.

    From then on neither approves what the other counted, at any site: it needs governance.write
    everywhere that either of them, or another account of the same human, holds a role.  Raises
    `DelegationRefused`, `Forbidden`, governance's `PersonNotFound`.
    """
    scope.need("governance.write")
    faults = text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX)
    for field, code in (("person", person), ("other", other)):
        person_by_code(scope=scope, code=code)
        if beyond := _beyond(scope, code):
            faults.append(Fault(f"/{field}", "same_beyond", (code, ", ".join(beyond))))
    if person == other:
        faults.append(Fault("/other", "delegation_self"))
    if faults:
        raise DelegationRefused(faults)
    with transaction.atomic():
        affected(ROOM, "put_same", {
            "people": [person, other], "actor": scope.actor, "reason": reason.strip(),
            "now": datetime.now(UTC)})
        record(scope=scope, site=0, kind="person.same", subject=f"person:{person}",
               data={"other": other, "reason": reason.strip()})
    return accounts_of(scope=scope, people=[person])


def _beyond(scope: Scope, code: str) -> list[str]:
    """Return the sites where the human of an account holds a role, but the actor rules nobody.

    Sites that he does not see are told as `*`.
    """
    known = accounts_of(scope=scope, people=[code])
    held = {site for one in people(scope=SYSTEM) if one.code in known for _role, site in one.roles}
    return sorted({site if scope.sees(site) else EVERYWHERE for site in held
                   if not scope.may("governance.write", site)})

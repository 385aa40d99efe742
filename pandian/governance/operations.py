"""Sites, people, tokens: who is let in, and with which rights.   治理操作

Each function is one use case in one transaction and leaves its fact.  Signing in, the first run
and signatures stand in the sub-room `access/` and are offered here as well.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from pandian.governance.access.operations import (
    FirstRunRefused,
    PersonExists,
    PersonRefused,
    SignatureRefused,
    SignInLimited,
    SignInRefused,
    grant_device,
    insert_person,
    make_first_run_link,
    password_faults,
    prove,
    revoke_device,
    sign,
    sign_in,
    use_first_run_link,
)
from pandian.governance.models import Assignment, Person, Token
from pandian.governance.queries import digest_of
from pandian.governance.rules import (
    batch_faults,
    code_faults,
    grant_faults,
    repeats,
    role_faults,
    site_faults,
    site_list_faults,
    text_faults,
)
from pandian.governance.words import (
    LANGUAGES,
    NAME_CHARACTERS_MAX,
    REASON_CHARACTERS_MAX,
    TOKEN_DAYS_MAX,
    TOKEN_PREFIX,
    TOKEN_SECRET_BYTES,
    PersonRow,
    Scope,
    SiteDraft,
)
from pandian.kernel.operations import record, record_many
from pandian.kernel.statements import run
from pandian.kernel.words import FactDraft, Fault, NotFound, Outcome, Refused

__all__ = [
    "AssignmentRefused", "FirstRunRefused", "PersonExists", "PersonRefused", "SignInLimited",
    "SignInRefused", "SignatureRefused", "SitesRefused", "TokenNotFound", "TokenRefused",
    "assign_role", "create_person", "create_token", "end_role", "grant_device",
    "make_first_run_link", "prove", "put_sites", "revoke_device", "revoke_token", "set_language",
    "sign", "sign_in", "suspend_person", "use_first_run_link",
]


class SitesRefused(Refused):
    """The batch of sites as a whole is refused (it is too large)."""


class AssignmentRefused(Refused):
    """The role cannot be given as asked."""


class TokenRefused(Refused):
    """The token cannot be made as asked."""


class TokenNotFound(NotFound):
    """No such token, or it reaches sites outside the scope."""


def put_sites(*, scope: Scope, sites: Sequence[SiteDraft]) -> list[Outcome]:
    """Create or change sites; one outcome per element, in order.

    Faulty elements are refused with all their faults, the others are written.  Needs
    catalog.write or governance.write at the site.  `catalog.operations.put_sites` opens the
    virtual places too and is what faces call.  Raises `SitesRefused`, `Forbidden`.
    """
    if not scope.may("governance.write"):
        scope.need("catalog.write")
    if faults := batch_faults(len(sites)):
        raise SitesRefused(faults)
    refused = _refused_sites(scope, sites)
    good = [draft for n, draft in enumerate(sites) if n not in refused]
    with transaction.atomic():
        written = {row.code: row for row in _write_sites(good)}
        record_many(scope=scope, facts=[
            FactDraft(row.id, "site.created" if row.created else "site.updated",
                      f"site:{row.code}", {"now": row.now, "before": row.before})
            for row in written.values()
        ])
    return [refused.get(n) or _outcome(draft.code, written) for n, draft in enumerate(sites)]


def _refused_sites(scope: Scope, sites: Sequence[SiteDraft]) -> dict[int, Outcome]:
    again = repeats([draft.code for draft in sites])
    refused = {}
    for n, draft in enumerate(sites):
        faults = site_faults(draft, f"/{n}")
        if n in again:
            faults.append(Fault(f"/{n}/code", "repeated", (again[n],)))
        if not faults and not (scope.may("governance.write", draft.code)
                               or scope.may("catalog.write", draft.code)):
            faults.append(Fault(f"/{n}/code", "not_found"))
        if faults:
            refused[n] = Outcome(str(draft.code), f"refused_{faults[0].code}", tuple(faults))
    return refused


def _write_sites(sites: Sequence[SiteDraft]) -> list[Any]:
    if not sites:
        return []
    return run("governance", "put_sites", {
        "codes": [site.code for site in sites],
        "names": [site.name.strip() for site in sites],
        "names_en": [site.name_en.strip() for site in sites],
        "time_zones": [site.time_zone for site in sites],
        "organisations": [site.organisation.strip() for site in sites],
    })


def _outcome(code: str, written: dict[str, Any]) -> Outcome:
    row = written.get(code)
    if row is None:
        return Outcome(code, "unchanged")
    return Outcome(code, "created" if row.created else "updated")


def create_person(
    *, scope: Scope, code: str, name: str, role: str, sites: Sequence[str], password: str,
    language: str = "zh-hans", name_en: str = "",
) -> PersonRow:
    """Make a person with one role at the sites given (codes, or `*`), who signs in by password.

    `name_en` is how English pages and papers call him, where it differs; signatures bear `name`.
    The sites may come into being later.  Needs governance.write at each of them.  Raises
    `PersonRefused` with all faults, `PersonExists`, `Forbidden`.
    """
    scope.need("governance.write")
    faults = [
        *code_faults(code, "/code"),
        *text_faults(name, "/name", characters_max=NAME_CHARACTERS_MAX),
        *text_faults(name_en, "/name_en", characters_max=NAME_CHARACTERS_MAX, blank=True),
        *role_faults(role, "/role"),
        *_reach_faults(scope, sites),
        *language_faults(language),
        *password_faults(password, code=code, name=name),
    ]
    if faults:
        raise PersonRefused(faults)
    return _make_person(scope, code, (name.strip(), name_en.strip()), role,
                        tuple(dict.fromkeys(sites)), password, language)


def _make_person(
    scope: Scope, code: str, names: tuple[str, str], role: str, sites: tuple[str, ...],
    password: str, language: str,
) -> PersonRow:
    """Write a person whose fields were validated.  Raises `PersonExists`."""
    hashed = make_password(password)
    name, name_en = names
    with transaction.atomic():
        person = insert_person(
            code=code, name=name, name_en=name_en, password=hashed, language=language)
        now = datetime.now(UTC)
        Assignment.objects.bulk_create([
            Assignment(person=person, role=role, site_code=site, given_by=scope.actor,
                       valid_from=now)
            for site in sites
        ])
        record(scope=scope, site=0, kind="person.created", subject=f"person:{code}",
               data={"name": name, "role": role, "sites": sites}
               | ({"name_en": name_en} if name_en else {}))
    return PersonRow(person.pk, code, name, False, language, True,
                     tuple((role, site) for site in sites), name_en)


def language_faults(language: object) -> list[Fault]:
    """Return the fault of a language that the interface does not speak."""
    return [] if language in LANGUAGES else [
        Fault("/language", "unknown_language", (str(language)[:20],))]


def _reach_faults(scope: Scope, sites: Sequence[str]) -> list[Fault]:
    """Return the faults of a list of sites, and of those where the scope may give nothing."""
    faults = site_list_faults(sites)
    if faults:
        return faults
    return [Fault(f"/sites/{n}", "not_found") for n, site in enumerate(sites)
            if not scope.may("governance.write", site)]


def assign_role(
    *, scope: Scope, person: str, role: str, site: str, reason: str = "",
    valid_to: datetime | None = None,
) -> Outcome:
    """Give a person (by code) a role at a site from now on; `exists` when he holds it already.

    Nobody gives rights to himself.  Raises `AssignmentRefused` with all faults, `Forbidden`.
    """
    scope.need("governance.write")
    found = Person.objects.filter(code=person, is_active=True).first()
    faults = [
        *role_faults(role, "/role"), *_reach_faults(scope, [site]),
        *text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX, blank=True),
    ]
    if found is None:
        faults.append(Fault("/person", "not_found"))
    elif found.kind == "service":
        faults.append(Fault("/person", "service_account"))
    if person == scope.actor:
        faults.append(Fault("/person", "not_to_oneself"))
    now = datetime.now(UTC)
    if valid_to is not None and valid_to <= now:
        faults.append(Fault("/valid_to", "span_reversed"))
    if faults or found is None:
        raise AssignmentRefused(faults)
    return _assign(scope, found, role, site, reason, now, valid_to)


def _assign(
    scope: Scope, person: Person, role: str, site: str, reason: str, now: datetime,
    valid_to: datetime | None,
) -> Outcome:
    key = f"{person.code}/{role}/{site}"
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = Assignment.objects.filter(person=person, role=role, site_code=site)
        if held.filter(valid_to=None).exists():
            return Outcome(key, "exists")
        Assignment.objects.create(
            person=person, role=role, site_code=site, given_by=scope.actor, reason=reason,
            valid_from=now, valid_to=valid_to)
        record(scope=scope, site=0, kind="role.assigned", subject=f"person:{person.code}",
               data={"role": role, "site": site, "reason": reason, "valid_to": valid_to})
    return Outcome(key, "created")


def end_role(*, scope: Scope, person: str, role: str, site: str, reason: str = "") -> Outcome:
    """End a role of a person at a site now; `unchanged` when he does not hold it.

    The assignment stays as history.  Raises `AssignmentRefused`, `Forbidden`.
    """
    scope.need("governance.write")
    if faults := [
        *role_faults(role, "/role"), *_reach_faults(scope, [site]),
        *text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX, blank=True),
    ]:
        raise AssignmentRefused(faults)
    now = datetime.now(UTC)
    with transaction.atomic():
        ended = Assignment.objects.filter(
            person__code=person, role=role, site_code=site, valid_to=None,
        ).update(valid_to=now)
        if ended:
            record(scope=scope, site=0, kind="role.ended", subject=f"person:{person}",
                   data={"role": role, "site": site, "reason": reason})
    return Outcome(f"{person}/{role}/{site}", "updated" if ended else "unchanged")


def suspend_person(*, scope: Scope, code: str, reason: str) -> Outcome:
    """Suspend a person or service account: no sign-in, no token works; never deleted.

    Needs governance.write everywhere that the person holds a role.  Raises `PersonRefused`.
    """
    scope.need("governance.write")
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise PersonRefused([Fault("/code", "not_found")])
    held = Assignment.objects.filter(person=person, valid_to=None)
    reach = all(scope.may("governance.write", site)
                for site in held.values_list("site_code", flat=True))
    if not reach or person.code == scope.actor:
        raise PersonRefused([Fault("/code", "not_found" if not reach else "not_to_oneself")])
    with transaction.atomic():
        changed = Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False)
        if changed:
            record(scope=scope, site=0, kind="person.suspended", subject=f"person:{code}",
                   data={"reason": reason})
    return Outcome(code, "updated" if changed else "unchanged")


def set_language(*, scope: Scope, language: str) -> None:
    """Keep the language in which the acting person reads.  Raises `PersonRefused`."""
    if faults := language_faults(language):
        raise PersonRefused(faults)
    Person.objects.filter(pk=scope.person).update(language=language)


def create_token(
    *, scope: Scope, actor: str, sites: Sequence[str], capabilities: Sequence[str],
    days: int = TOKEN_DAYS_MAX,
) -> str:
    """Make a token and return it, once: only its digest is kept.

    An unknown actor becomes a service account; the sites may come into being later; `*` means
    all.  Needs governance.write at every site named.  Raises `TokenRefused`, `Forbidden`.
    """
    scope.need("governance.write")
    faults = [*code_faults(actor, "/actor"), *grant_faults(sites, capabilities, days=days)]
    faults += [Fault(f"/sites/{n}", "not_found") for n, site in enumerate(sites)
               if not faults and not scope.may("governance.write", site)]
    if faults:
        raise TokenRefused(faults)
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_SECRET_BYTES)
    with transaction.atomic():
        account = _account(scope, actor)
        row = Token.objects.create(
            digest=digest_of(token), prefix=token[: len(TOKEN_PREFIX) + 6], actor=account,
            sites=sorted(set(sites)), capabilities=sorted(set(capabilities)),
            expires_at=datetime.now(UTC) + timedelta(days=days))
        record(scope=scope, site=0, kind="token.created", subject=f"token:{row.pk}",
               data={"actor": actor, "sites": row.sites, "capabilities": row.capabilities,
                     "days": days})
    return token


def _account(scope: Scope, actor: str) -> Person:
    """Return the actor of a token; make a service account of an unknown name."""
    account, created = Person.objects.get_or_create(
        code=actor, defaults={"name": actor, "kind": "service", "password": make_password(None)})
    if not account.is_active:
        raise TokenRefused([Fault("/actor", "not_found")])
    if created:
        record(scope=scope, site=0, kind="service.created", subject=f"person:{actor}", data={})
    return account


def revoke_token(*, scope: Scope, token: int) -> Outcome:
    """Revoke a token (by its row id): dead at the next request.  Raises `TokenNotFound`."""
    scope.need("governance.write")
    row = Token.objects.filter(pk=token).first()
    if row is None or not all(scope.may("governance.write", site) for site in row.sites):
        raise TokenNotFound([Fault("/token", "not_found")])
    with transaction.atomic():
        changed = Token.objects.filter(pk=token, revoked_at=None).update(
            revoked_at=datetime.now(UTC))
        if changed:
            record(scope=scope, site=0, kind="token.revoked", subject=f"token:{token}", data={})
    return Outcome(row.prefix, "updated" if changed else "unchanged")

"""Who is who, and what a scope sees.   治理查询"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from pandian.governance.models import Assignment, Person, Signature, Site, Token
from pandian.governance.rules import grants_of, hides_of
from pandian.governance.words import (
    ALL_HIDDEN,
    EVERYWHERE,
    TOKEN_CHARACTERS_MAX,
    TOKEN_PREFIX,
    TOKEN_USE_NOTED_SECONDS,
    Grant,
    PersonRow,
    Scope,
    SignatureRow,
    SiteRow,
    TokenRow,
)
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault, Label, NotFound

PEOPLE_PAGE_MAX = 1_000
STAGES = "lifecycle."
"""Capabilities about documents: a device holds them only while its person does."""

SIGNATURES_PAGE_MAX = 1_000


class SiteNotFound(NotFound):
    """No such site, or the scope does not see it."""


class PersonNotFound(NotFound):
    """No such person, not active, or outside the scope."""


def scope_of_token(*, token: str, revoked_days: int = 0) -> Scope | None:
    """Return what a bearer token may do; None when it is unknown, revoked, expired or suspended.

    The token's own sites and capabilities are the scope: nothing is added from roles; a device
    loses what it may do with documents with the role of its person.  With `revoked_days` a
    device's token that was revoked so recently may still hand in what it holds.
    """
    if not token.startswith(TOKEN_PREFIX) or len(token) > TOKEN_CHARACTERS_MAX:
        return None
    now = datetime.now(UTC)
    found = one("governance", "token", {
        "digest": digest_of(token), "at": now,
        "since": now - timedelta(days=revoked_days) if revoked_days else None})
    if found is None:
        return None
    _note_use(found.id, found.last_used_at, now)
    capabilities = frozenset(found.capabilities)
    if found.device is not None and any(each.startswith(STAGES) for each in capabilities):
        own = scope_of_person(person=found.person)
        capabilities = frozenset(
            each for each in capabilities if not each.startswith(STAGES)
            or (found.revoked_at is None and all(own.may(each, site) for site in found.sites)))
    return Scope(
        actor=found.code, person=found.person, name=found.name, name_en=found.name_en,
        service=found.kind == "service", sites=frozenset(found.sites),
        capabilities=capabilities, hides=hides_of(capabilities),
        device=str(found.device or found.prefix), language=found.language,
    )


def digest_of(secret: str) -> bytes:
    """Return the SHA-256 under which a 256-bit random secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _note_use(token: int, used: datetime | None, now: datetime) -> None:
    """Note that the token was used, at most once a minute: reads must not become writes."""
    stale = now - timedelta(seconds=TOKEN_USE_NOTED_SECONDS)
    if used is None or used < stale:
        Token.objects.filter(pk=token).update(last_used_at=now)


def scope_of_code(*, scope: Scope, code: str) -> Scope:
    """Return what a person (by code) whom the scope sees may do by the roles that stand now.

    Raises `PersonNotFound` when there is none or it is not active.
    """
    return scope_of_person(person=person_by_code(scope=scope, code=code).id)


def scope_of_person(*, person: int, language: str = "") -> Scope:
    """Return what a signed-in person may do by the roles that stand now.

    Raises `PersonNotFound` when there is none or it is not active.
    """
    found = one("governance", "person", {"person": person, "at": datetime.now(UTC)})
    if found is None:
        raise PersonNotFound([Fault("", "not_found")])
    pairs = zip(found.roles, found.sites, strict=True)
    grants = (*grants_of(pairs), *_stood_in(found.code))
    uniform = len({(grant.capabilities, grant.hides) for grant in grants}) <= 1
    return Scope(
        actor=found.code, person=found.id, name=found.name, name_en=found.name_en,
        service=found.kind == "service", sites=frozenset(grant.site for grant in grants),
        capabilities=frozenset().union(*(grant.capabilities for grant in grants)),
        hides=frozenset().union(*(grant.hides for grant in grants)) if grants else ALL_HIDDEN,
        language=language or found.language, grants=() if uniform else grants,
    )


def _stood_in(code: str) -> list[Grant]:
    """Return what a person may do in others' stead: only what they may do by their own roles."""
    found = []
    for row in run("governance.delegating", "standing_in", {
            "person": code, "at": datetime.now(UTC)}):
        pairs = _standing(Assignment.objects.filter(
            person__code=row.principal, person__is_active=True)).values_list("role", "site_code")
        given = [each for each in grants_of(pairs) if each.site in (row.site, EVERYWHERE)]
        may = frozenset({row.capability, "counting.read"}) & frozenset().union(
            *(each.capabilities for each in given))
        if row.capability in may:
            found.append(Grant(row.site, may, ALL_HIDDEN.intersection(
                *(each.hides for each in given))))
    return found


def _standing(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    now = datetime.now(UTC)
    return assignments.filter(valid_from__lte=now).filter(
        Q(valid_to=None) | Q(valid_to__gt=now))


def roles_at(*, scope: Scope, site: str) -> frozenset[str]:
    """Return the roles that the scope's own person or service account holds at a site now."""
    return frozenset(_standing(Assignment.objects.filter(
        person__code=scope.actor, person__is_active=True, site_code__in=[site, EVERYWHERE],
    )).values_list("role", flat=True))


def roles_held(*, scope: Scope) -> frozenset[tuple[str, str]]:
    """Return (role, site code or `*`) of the scope's own person or service account now."""
    return frozenset(_standing(Assignment.objects.filter(
        person__code=scope.actor, person__is_active=True)).values_list("role", "site_code"))


def sites(*, scope: Scope) -> list[SiteRow]:
    """Return the sites that the scope sees, by code."""
    return [_site(row) for row in _seen_sites(scope.sites).order_by("code")]


def today(*, scope: Scope, site: str = "") -> date:
    """Return the day at a site (by code); for what belongs to none, at the first one seen.

    A day is that of people's clocks, never that of the server's: after four in the afternoon UTC
    it is tomorrow in China.  Without a site to see it is that of UTC.
    """
    seen = sites(scope=scope)
    zone = next((row.time_zone for row in seen if row.code == site),
                seen[0].time_zone if seen else "UTC")
    return datetime.now(ZoneInfo(zone)).date()


def site_by_code(*, scope: Scope, code: str, capability: str = "") -> SiteRow:
    """Return one site.  Raises `SiteNotFound`; `Forbidden` when the capability lacks there."""
    seen = scope.sees(code) and _sane(code)
    row = one("governance", "site_named", {"code": code}) if seen else None
    if row is None:
        raise SiteNotFound([Fault("/site", "not_found")])
    if capability:
        scope.need(capability, code)
    return SiteRow(*row)


def site_by_id(*, scope: Scope, site: int) -> SiteRow:
    """Return one site by its number.  Raises `SiteNotFound`."""
    row = Site.objects.filter(pk=site).first()
    if row is None or not scope.sees(row.code):
        raise SiteNotFound([Fault("/site", "not_found")])
    return _site(row)


def organisation_of(*, scope: Scope, site: str) -> str:
    """Return the enterprise of a site, '' where nobody said.  Raises `SiteNotFound`."""
    row = Site.objects.get(pk=site_by_code(scope=scope, code=site).id)
    return row.organisation


def site_ids(*, scope: Scope, capability: str = "") -> dict[str, int]:
    """Return {code: id} of the sites seen (where the capability is held, if one is named)."""
    codes = scope.sites_with(capability) if capability else scope.sites
    return dict(run("governance", "site_ids", {
        "everywhere": EVERYWHERE in codes, "codes": sorted(codes)}))


def _seen_sites(codes: Iterable[str]) -> QuerySet[Site]:
    held = frozenset(codes)
    return Site.objects.all() if EVERYWHERE in held else Site.objects.filter(code__in=held)


def _sane(code: str) -> bool:
    return "\0" not in code


def _site(row: Site) -> SiteRow:
    return SiteRow(row.id, row.code, row.name, row.name_en, row.time_zone)


def people(*, scope: Scope, limit: int = PEOPLE_PAGE_MAX) -> list[PersonRow]:
    """Return the people who hold a role at a site that the scope sees, and oneself, by code."""
    standing = _standing(Assignment.objects.all())
    if EVERYWHERE in scope.sites:
        seen = Person.objects.all()
    else:
        here = standing.filter(site_code__in=[*scope.sites, EVERYWHERE])
        seen = Person.objects.filter(Q(pk=scope.person) | Q(pk__in=here.values("person")))
    rows = list(seen.order_by("code")[: min(limit, PEOPLE_PAGE_MAX)])
    roles: dict[int, list[tuple[str, str]]] = {}
    for given in standing.filter(person__in=rows).order_by("role", "site_code"):
        if scope.sees(given.site_code) or given.site_code == EVERYWHERE:
            roles.setdefault(given.person_id, []).append((given.role, given.site_code))
    return [_person(row, tuple(roles.get(row.pk, ()))) for row in rows]


def person_by_code(*, scope: Scope, code: str) -> PersonRow:
    """Return one active person or service account seen by the scope.  Raises `PersonNotFound`."""
    row = Person.objects.filter(code=code, is_active=True).first() if _sane(code) else None
    if row is None:
        raise PersonNotFound([Fault("/person", "not_found")])
    pairs = tuple(_standing(Assignment.objects.filter(person=row))
                  .order_by("role", "site_code").values_list("role", "site_code"))
    near = any(site == EVERYWHERE or scope.sees(site) for _, site in pairs)
    if not (near or row.pk == scope.person or EVERYWHERE in scope.sites):
        raise PersonNotFound([Fault("/person", "not_found")])
    return _person(row, tuple(p for p in pairs if p[1] == EVERYWHERE or scope.sees(p[1])))


def people_with(*, scope: Scope, capability: str, site: str) -> list[PersonRow]:
    """Return the people whose roles hold a capability at one site, by code."""
    return [
        row for row in people(scope=scope)
        if row.active and any(
            capability in grant.capabilities for grant in grants_of(row.roles)
            if grant.site in (site, EVERYWHERE))
    ]


def names(*, scope: Scope, people: Iterable[int]) -> dict[int, str]:
    """Return {person id: name} for display; unknown ids are left out."""
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def called_in_both(*, scope: Scope, codes: Iterable[str]) -> dict[str, Label]:
    """Return {code: what the person is called} for sentences; unknown codes are left out."""
    rows = Person.objects.filter(code__in=set(codes)).values_list("code", "name", "name_en")
    return {code: Label(name, name_en or name) for code, name, name_en in rows}


def _person(row: Person, roles: tuple[tuple[str, str], ...]) -> PersonRow:
    return PersonRow(row.pk, row.code, row.name, row.kind == "service", row.language,
                     row.is_active, roles, row.name_en)


def tokens(*, scope: Scope) -> list[TokenRow]:
    """Return the tokens whose sites all lie in the scope, newest first; needs governance.write."""
    scope.need("governance.write")
    rows = Token.objects.select_related("actor").order_by("-created_at", "-pk")
    return [
        TokenRow(row.pk, row.prefix, row.actor.code, tuple(row.sites), tuple(row.capabilities),
                 row.created_at, row.expires_at, row.revoked_at, row.last_used_at)
        for row in rows if all(scope.may("governance.write", site) for site in row.sites)
    ]


def has_administrator() -> bool:
    """Say whether an active person is administrator already (then the first run is over)."""
    return _standing(Assignment.objects.filter(
        role="admin", person__kind="person", person__is_active=True)).exists()


def signatures(*, scope: Scope, subject: str) -> list[SignatureRow]:
    """Return the signatures under one subject, oldest first (at most 1,000)."""
    rows = Signature.objects.filter(subject=subject).order_by("at", "id")
    return [
        SignatureRow(row.id, row.person, row.code, row.printed_name, row.role, row.meaning,
                     row.content_hash, row.subject, row.at)
        for row in rows[:SIGNATURES_PAGE_MAX]
    ]

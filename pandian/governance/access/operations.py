"""Passwords, signing in, the first run, signatures.   登录、首次设置、签名

Secrets of 256 random bits are kept as SHA-256; passwords by the framework's slow hash.  Unknown
names, service accounts and wrong passwords get the same answer after the same work.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import (
    get_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pandian.governance.models import (
    Assignment,
    FirstRunLink,
    LoginAttempt,
    Person,
    Signature,
    Token,
)
from pandian.governance.queries import digest_of, has_administrator
from pandian.governance.rules import code_faults, text_faults
from pandian.governance.words import (
    CODE_CHARACTERS_MAX,
    EVERYWHERE,
    FIRST_RUN_MINUTES,
    FIRST_RUN_SECRET_BYTES,
    MEANINGS,
    NAME_CHARACTERS_MAX,
    PASSWORD_CHARACTERS_MAX,
    PASSWORD_CHARACTERS_MIN,
    PROOF_SECONDS_MAX,
    SIGN_IN_FAILURES_PER_ACCOUNT_MAX,
    SIGN_IN_FAILURES_PER_ADDRESS_MAX,
    SIGN_IN_WINDOW_MINUTES,
    SYSTEM,
    TOKEN_DAYS_MAX,
    TOKEN_PREFIX,
    TOKEN_SECRET_BYTES,
    Proof,
    Scope,
)
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Conflict, Fault, Refused

VALIDATORS = get_password_validators([
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": PASSWORD_CHARACTERS_MIN}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("code", "name")}),
    )
])


UNUSABLE = "!"
"""A hash that nothing matches; checking against it costs as much as checking a real one."""

SUBJECT_CHARACTERS_MAX = 200
CONTENT_HASH = re.compile(r"[0-9a-f]{64}")


class PersonRefused(Refused):
    """The person cannot be made as asked."""


class PersonExists(Conflict):
    """The code belongs to another person already; codes are never used again."""


class SignInRefused(Refused):
    """The code or the password is wrong; which of them is never said."""

    status = 401


class SignInLimited(SignInRefused):
    """Too many wrong tries for this account or from this address; wait a while."""

    status = 429


class FirstRunRefused(Refused):
    """The link is dead, or there is an administrator already."""

    status = 403


class SignatureRefused(Refused):
    """Who acts cannot sign this: a service account, a wrong password, a wrong meaning."""


def insert_person(
    *, code: str, name: str, password: str, language: str = "zh-hans", kind: str = "person",
    name_en: str = "",
) -> Person:
    """Insert one person with a hashed password.  Raises `PersonExists`.  For this room only."""
    try:
        with transaction.atomic():
            return Person.objects.create(
                code=code, name=name, name_en=name_en, password=password, language=language,
                kind=kind)
    except IntegrityError as error:
        raise PersonExists([Fault("/code", "already_taken", (code,))]) from error


def password_faults(password: object, *, code: str, name: str) -> list[Fault]:
    """Return everything that makes a new password unfit: length, common, similar to the name."""
    if not isinstance(password, str):
        return [Fault("/password", "missing")]
    if len(password) > PASSWORD_CHARACTERS_MAX:
        return [Fault("/password", "password_too_long", (PASSWORD_CHARACTERS_MAX,))]
    try:
        validate_password(password, Person(code=str(code), name=str(name)), VALIDATORS)
    except ValidationError as error:
        return [
            Fault("/password", str(one.code),
                  (PASSWORD_CHARACTERS_MIN,) if one.code == "password_too_short" else ())
            for one in error.error_list
        ]
    return []


def sign_in(*, code: str, password: str, address: str) -> Person:
    """Return the person whose code and password these are.

    `address` is where the try comes from.  Raises `SignInRefused` (the same for an unknown name,
    a service account, a suspended person and a wrong password) and `SignInLimited`.
    """
    attempt = _attempt(code, address)
    person = Person.objects.filter(code=code).first() if _plain(code) else None
    if not _matches(person, password):
        _refuse_sign_in(person, address)
    assert person is not None
    LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
    record(scope=SYSTEM._replace(actor=person.code), site=0, kind="sign_in.succeeded",
           subject=f"person:{person.code}", data={"address": attempt.address})
    return person


def _plain(text: object) -> bool:
    return isinstance(text, str) and len(text) <= CODE_CHARACTERS_MAX and "\0" not in text


def _attempt(code: str, address: str) -> LoginAttempt:
    """Write the try down first, as a failure, then look at the limits: no race slips through.

    Raises `SignInLimited`.
    """
    now = datetime.now(UTC)
    account = digest_of(str(code).casefold())
    address = "".join(c for c in str(address) if c.isprintable())[:CODE_CHARACTERS_MAX]
    attempt = LoginAttempt.objects.create(account=account, address=address, at=now)
    window = LoginAttempt.objects.filter(at__gt=now - timedelta(minutes=SIGN_IN_WINDOW_MINUTES))
    mine = window.filter(account=account)
    last = mine.filter(succeeded=True).order_by("-at").first()
    failures = (mine.filter(at__gt=last.at) if last else mine).filter(succeeded=False).count()
    near = window.filter(address=address, succeeded=False).count() if address else 0
    if (failures > SIGN_IN_FAILURES_PER_ACCOUNT_MAX
            or near > SIGN_IN_FAILURES_PER_ADDRESS_MAX):
        raise SignInLimited([Fault("", "too_many_attempts", (SIGN_IN_WINDOW_MINUTES,))])
    return attempt


def _matches(person: Person | None, password: object) -> bool:
    """Say whether the password fits; one slow hash is computed in every case."""
    usable = person is not None and person.is_active and person.kind == "person"
    known = person.password if person is not None and usable else UNUSABLE
    given = password if isinstance(password, str) else ""
    fits = check_password(given[: PASSWORD_CHARACTERS_MAX + 1], known)
    return fits and len(given) <= PASSWORD_CHARACTERS_MAX


def _refuse_sign_in(person: Person | None, address: str) -> None:
    """Record the refusal (an unknown name is not repeated into the trail) and raise."""
    subject = f"person:{person.code}" if person else "person:?"
    record(scope=SYSTEM, site=0, kind="sign_in.refused", subject=subject,
           data={"address": str(address)[:CODE_CHARACTERS_MAX].replace("\0", "")})
    raise SignInRefused([Fault("", "wrong_password")])


def make_first_run_link(*, base_url: str) -> str:
    """Return the one-time link that makes the first administrator; older links die.

    Valid for 30 minutes and one use.  Raises `FirstRunRefused` once there is an administrator.
    """
    if has_administrator():
        raise FirstRunRefused([Fault("", "first_run_over")])
    secret = secrets.token_urlsafe(FIRST_RUN_SECRET_BYTES)
    with transaction.atomic():
        FirstRunLink.objects.all().delete()
        FirstRunLink.objects.create(
            digest=digest_of(secret),
            expires_at=datetime.now(UTC) + timedelta(minutes=FIRST_RUN_MINUTES))
        record(scope=SYSTEM, site=0, kind="first_run.offered", subject="first_run", data={})
    return f"{base_url.rstrip('/')}/first-run/{secret}"


def first_run_link_lives(*, secret: str) -> bool:
    """Say whether the link would be accepted now (so that the page can be shown at all)."""
    return not has_administrator() and FirstRunLink.objects.filter(
        digest=digest_of(secret), used_at=None, expires_at__gt=datetime.now(UTC)).exists()


def use_first_run_link(*, secret: str, code: str, name: str, password: str) -> Person:
    """Make the first administrator (everywhere) and kill the link; return the person.

    Raises `FirstRunRefused` when the link is unknown, used or too old, or an administrator
    exists; `PersonRefused` with all faults of the fields, and then the link still lives.
    """
    with transaction.atomic():
        link = FirstRunLink.objects.select_for_update().filter(
            digest=digest_of(secret), used_at=None, expires_at__gt=datetime.now(UTC)).first()
        if link is None:
            raise FirstRunRefused([Fault("", "link_dead")])
        if has_administrator():
            raise FirstRunRefused([Fault("", "first_run_over")])
        faults = [
            *code_faults(code, "/code"),
            *text_faults(name, "/name", characters_max=NAME_CHARACTERS_MAX),
            *password_faults(password, code=code, name=name),
        ]
        if faults:
            raise PersonRefused(faults)
        return _first_administrator(link, code, name.strip(), password)


def _first_administrator(link: FirstRunLink, code: str, name: str, password: str) -> Person:
    person = insert_person(code=code, name=name, password=make_password(password))
    now = datetime.now(UTC)
    Assignment.objects.create(
        person=person, role="admin", site_code=EVERYWHERE, given_by=SYSTEM.actor,
        reason="first run", valid_from=now)
    FirstRunLink.objects.filter(pk=link.pk).update(used_at=now)
    record(scope=SYSTEM, site=0, kind="person.created", subject=f"person:{code}",
           data={"name": name, "role": "admin", "sites": [EVERYWHERE], "first_run": True})
    return person


def grant_device(
    *, scope: Scope, device: UUID, person: int, site: str, capabilities: Sequence[str]
) -> str:
    """Make the token of one device for one person at one site; return it, once.

    The caller decides whether there may be such a device.  Only the digest is kept.
    """
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_SECRET_BYTES)
    with transaction.atomic():
        row = Token.objects.create(
            digest=digest_of(token), prefix=token[: len(TOKEN_PREFIX) + 6], actor_id=person,
            sites=[site], capabilities=sorted(capabilities), device=device,
            expires_at=datetime.now(UTC) + timedelta(days=TOKEN_DAYS_MAX))
        record(scope=scope, site=0, kind="token.created", subject=f"token:{row.pk}",
               data={"device": str(device), "sites": row.sites,
                     "capabilities": row.capabilities, "days": TOKEN_DAYS_MAX})
    return token


def revoke_device(*, scope: Scope, devices: Sequence[UUID]) -> int:
    """Revoke the tokens of devices; return how many lived.  The caller checks the right to."""
    return Token.objects.filter(device__in=list(devices), revoked_at=None).update(
        revoked_at=datetime.now(UTC))


def prove(*, scope: Scope, password: str, address: str = "") -> Proof:
    """Check the acting person's own password and return evidence for `sign`.

    Call it before the transaction that signs: then a wrong try stays counted when that
    transaction is given up.  Raises `SignatureRefused` for service accounts and wrong passwords,
    `SignInLimited` after too many tries.
    """
    person = Person.objects.filter(pk=scope.person).first()
    if scope.service or person is None or person.kind != "person":
        raise SignatureRefused([Fault("", "service_account")])
    attempt = _attempt(person.code, address)
    if not _matches(person, password):
        raise SignatureRefused([Fault("/password", "wrong_password")])
    LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
    return Proof(person.pk, datetime.now(UTC))


def sign(
    *, scope: Scope, password: str = "", meaning: str, content_hash: str, subject: str,
    proof: Proof | None = None,
) -> UUID:
    """Sign content under a subject in the caller's transaction; return the signature's id.

    Needs the person's own password (or a `proof` of the last minute).  `content_hash` is the
    SHA-256 of what was shown, as 64 hexadecimal digits.  Raises `SignatureRefused`,
    `SignInLimited`.
    """
    faults = text_faults(subject, "/subject", characters_max=SUBJECT_CHARACTERS_MAX)
    if meaning not in MEANINGS:
        faults.append(Fault("/meaning", "unknown_meaning", (str(meaning)[:40],)))
    if not CONTENT_HASH.fullmatch(str(content_hash)):
        faults.append(Fault("/content_hash", "not_a_hash"))
    if faults:
        raise SignatureRefused(faults)
    evidence = proof or prove(scope=scope, password=password)
    now = datetime.now(UTC)
    if (evidence.person != scope.person
            or now - evidence.at > timedelta(seconds=PROOF_SECONDS_MAX)):
        raise SignatureRefused([Fault("/password", "proof_expired")])
    return _write_signature(scope, meaning, content_hash, subject, now)


def _write_signature(
    scope: Scope, meaning: str, content_hash: str, subject: str, now: datetime
) -> UUID:
    id = uuid7()
    with transaction.atomic():
        Signature.objects.create(
            id=id, person=scope.person, code=scope.actor, printed_name=scope.name,
            role=_roles_of(scope.person, now), meaning=meaning, content_hash=content_hash,
            subject=subject, at=now)
        record(scope=scope, site=0, kind="signed", subject=subject,
               data={"signature": str(id), "meaning": meaning, "content_hash": content_hash})
    return id


def _roles_of(person: int, now: datetime) -> str:
    held = Assignment.objects.filter(person=person, valid_from__lte=now).exclude(
        valid_to__lte=now)
    return ",".join(sorted(set(held.values_list("role", flat=True))))

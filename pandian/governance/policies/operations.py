"""Drafting, waiving, approving, scheduling and withdrawing rules.   规则操作

A version is written by one person and approved by another, who signs exactly what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.governance.access.operations import prove, sign
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.policies.meaning.rules import meaning_faults
from pandian.governance.policies.queries import (
    ROOM,
    plain,
    readable,
    version,
    versions,
)
from pandian.governance.policies.rules import (
    contradictions,
    draft_faults,
    hash_of,
    instant_of,
    may_pass,
    refusals,
    state_of,
)
from pandian.governance.policies.words import (
    CENTRAL,
    CENTRAL_SITE,
    FILE_POLICIES_MAX,
    STATES,
    PolicyConflict,
    PolicyDraft,
    PolicyNotFound,
    PolicyRefused,
    VersionRow,
)
from pandian.governance.queries import site_by_code
from pandian.governance.rules import text_faults
from pandian.governance.words import REASON_CHARACTERS_MAX, Proof, Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import instant, uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault, Outcome

DRAFTING = "governance.rule"
ADOPTING = "governance.adopt"
EVIDENCE_CHARACTERS_MAX = 200
FILE_FORMAT = "pandian-policies-1"
LIVING = frozenset({"approved", "scheduled", "active"})


def put_draft(*, scope: Scope, draft: PolicyDraft) -> tuple[VersionRow, str]:
    """Write a version, or change the author's own draft; return it and what became of it.

    The outcome is created, updated, or exists (the newest version says the same).  Needs
    governance.rule at the site (for `*`: everywhere).  Raises `Forbidden`, `PolicyRefused` with
    every fault, `PolicyConflict` for somebody else's draft, governance's `SiteNotFound`.
    """
    with transaction.atomic():
        return _put(scope, draft, "")


def put_drafts(*, scope: Scope, drafts: Sequence[PolicyDraft]) -> list[Outcome]:
    """Write many versions, all or nothing; one outcome each, in order.

    Raises as `put_draft`, with the faults of all of them.
    """
    return _put_all(scope, [(f"/policies/{n}", draft) for n, draft in enumerate(drafts)], [])


def _put_all(
    scope: Scope, drafts: Sequence[tuple[str, PolicyDraft]], known: Sequence[Fault]
) -> list[Outcome]:
    """Write drafts with their places; `known` faults refuse them all, with their own."""
    outcomes, faults = [], list(known)
    with transaction.atomic():
        for pointer, draft in drafts:
            try:
                row, result = _put(scope, draft, pointer)
            except PolicyRefused as error:
                faults += error.faults
            else:
                outcomes.append(Outcome(f"{row.site}/{row.kind}/{row.code}", result))
        if faults:
            raise PolicyRefused(faults)
    return outcomes


def check_draft(*, scope: Scope, draft: PolicyDraft) -> dict[str, Any]:
    """Return the whole content as it would hold at the draft's site; write nothing.

    Raises as `put_draft`, but for what another person is drafting.
    """
    site = _site(scope, draft.site, DRAFTING)
    central = _checked(scope, site, draft, "")
    return {**(central.content if central else {}), **draft.content}


def _checked(
    scope: Scope, site: int, draft: PolicyDraft, pointer: str
) -> VersionRow | None:
    """Return the central version that a draft would change; raise with all that is wrong."""
    central = _living_central(scope, draft) if site != CENTRAL_SITE else None
    faults = draft_faults(draft, partial=central is not None, pointer=pointer)
    if central is not None and not faults:
        faults = _override_faults(draft, central, pointer)
    if faults:
        raise PolicyRefused(faults)
    return central


def _put(scope: Scope, draft: PolicyDraft, pointer: str) -> tuple[VersionRow, str]:
    site = _site(scope, draft.site, DRAFTING)
    affected(ROOM, "lock_code", {"kind": str(draft.kind)})
    _checked(scope, site, draft, pointer)
    digest = hash_of(draft)
    newest = next(iter(versions(scope=scope, kind=draft.kind, code=draft.code, site=draft.site)),
                  None)
    if newest is not None and newest.state != "withdrawn":
        if newest.content_hash == digest:
            return newest, "exists"
        if newest.approved_at is None and newest.author != scope.actor:
            raise PolicyConflict([Fault(f"{pointer}/code", "policy_others_draft",
                                        (newest.author,))])
    open_draft = (newest is not None and newest.approved_at is None
                  and newest.state != "withdrawn")
    id = newest.id if newest is not None and open_draft else uuid7()
    number = (newest.version if newest else 0) + (0 if open_draft else 1)
    _write(scope, site, draft, id, number, digest)
    return version(scope=scope, id=id), "updated" if open_draft else "created"


def _site(scope: Scope, code: str, capability: str) -> int:
    """Return the number of a site (`*`: 0) where the capability is held."""
    scope.need(capability)
    if code == CENTRAL:
        scope.need(capability, CENTRAL)
        return CENTRAL_SITE
    return site_by_code(scope=scope, code=code, capability=capability).id


def _living_central(scope: Scope, draft: PolicyDraft) -> VersionRow | None:
    """Return the central version that an override of this code would change, or None."""
    rows = versions(scope=scope, kind=str(draft.kind), code=str(draft.code), site=CENTRAL)
    return next((row for row in rows if row.state in LIVING), None)


def _override_faults(draft: PolicyDraft, central: VersionRow, pointer: str) -> list[Fault]:
    """Return what an override may not say: what is locked, and what makes no sense together."""
    without = refusals(draft.content, central.control, by_centre=True)
    faults = [Fault(f"{pointer}/content/{key}", "policy_locked") for key in without]
    merged = {**central.content, **draft.content}
    return faults or meaning_faults(draft.kind, merged, f"{pointer}/content")


def _write(
    scope: Scope, site: int, draft: PolicyDraft, id: UUID, number: int, digest: str
) -> None:
    affected(ROOM, "put_version", {
        "site": site, "id": id, "kind": draft.kind, "code": draft.code, "version": number,
        "label_zh": draft.label_zh.strip(), "label_en": draft.label_en.strip(),
        "content": json.dumps(draft.content, ensure_ascii=False),
        "control": json.dumps(draft.control, ensure_ascii=False), "content_hash": digest,
        "reason": draft.reason.strip(), "author": scope.actor, "now": datetime.now(UTC),
        "ends_at": draft.ends_at})
    record(scope=scope, site=site, kind="policy.drafted", subject=f"policy:{id}",
           data={"kind": draft.kind, "code": draft.code, "version": number,
                 "content": draft.content, "control": draft.control, "reason": draft.reason,
                 "content_hash": digest})


def note_rehearsal(
    *, scope: Scope, id: UUID, evidence: str, seen_hash: str | None = None
) -> VersionRow:
    """Note that a version was rehearsed just now, and where the evidence stands.

    `seen_hash`: what it said when it was rehearsed; when it says something else by now, the
    evidence is none.  Needs governance.rule there.  Raises `PolicyRefused`, `PolicyNotFound`,
    `PolicyConflict`.
    """
    if faults := text_faults(evidence, "/evidence", characters_max=EVIDENCE_CHARACTERS_MAX):
        raise PolicyRefused(faults)
    with transaction.atomic():
        row = _held(scope, id, DRAFTING, ("draft", "rehearsed"), alone=True)
        if seen_hash is not None and row.content_hash != seen_hash:
            raise PolicyConflict([Fault("/content_hash", "policy_content_changed")])
        _changed(affected(ROOM, "rehearsed", {
            "site": row.site, "id": id, "at": datetime.now(UTC), "actor": scope.actor,
            "evidence": evidence.strip()}))
        record(scope=scope, site=row.site, kind="policy.rehearsed", subject=f"policy:{id}",
               data={"evidence": evidence.strip()})
    return version(scope=scope, id=id)


def waive_rehearsal(
    *, scope: Scope, id: UUID, reason: str, password: str = "", proof: Proof | None = None
) -> VersionRow:
    """Let a version go unrehearsed, by a signed reason; a later change voids it.

    Needs governance.adopt there; not by its author.  Raises `PolicyRefused`, `PolicyNotFound`,
    `PolicyConflict`, governance's `SignatureRefused` and `SignInLimited`.
    """
    if faults := text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX):
        raise PolicyRefused(faults)
    _not_own(_held(scope, id, ADOPTING, ("draft", "rehearsed")), scope)
    proof = proof or prove(scope=scope, password=password)
    with transaction.atomic():
        row = _held(scope, id, ADOPTING, ("draft", "rehearsed"))
        signature = sign(scope=scope, proof=proof, meaning="responsible",
                         content_hash=row.content_hash, subject=f"policy:{id}")
        _changed(affected(ROOM, "waived", {
            "site": row.site, "id": id, "at": datetime.now(UTC), "actor": scope.actor,
            "reason": reason.strip(), "signature": signature}))
        record(scope=scope, site=row.site, kind="policy.waived", subject=f"policy:{id}",
               data={"reason": reason.strip(), "signature": str(signature)})
    return version(scope=scope, id=id)


def approve(
    *, scope: Scope, id: UUID, seen_hash: str, password: str = "", proof: Proof | None = None
) -> VersionRow:
    """Sign and approve exactly the content that was shown.  It takes effect by `schedule`.

    Needs governance.adopt there (at the centre for an override out of bounds), and a rehearsal or
    its waiver newer than the last change where the kind steers counting.  Raises `PolicyRefused`
    with every fault, `PolicyConflict` when it was changed or decided meanwhile, `PolicyNotFound`,
    `Forbidden`, governance's `SignatureRefused` and `SignInLimited`.
    """
    _approvable(scope, _held(scope, id, ADOPTING, ("draft", "rehearsed")), seen_hash)
    proof = proof or prove(scope=scope, password=password)
    with transaction.atomic():
        row = _held(scope, id, ADOPTING, ("draft", "rehearsed"), alone=True)
        _approvable(scope, row, seen_hash)
        signature = sign(scope=scope, proof=proof, meaning="approved",
                         content_hash=seen_hash, subject=f"policy:{id}")
        central = row.site != CENTRAL_SITE and scope.may(ADOPTING, CENTRAL)
        _changed(affected(ROOM, "approved", {
            "site": row.site, "id": id, "at": datetime.now(UTC), "actor": scope.actor,
            "signature": signature, "central": central, "content_hash": seen_hash}))
        record(scope=scope, site=row.site, kind="policy.approved", subject=f"policy:{id}",
               data={"signature": str(signature), "content_hash": seen_hash,
                     "central": central})
    return version(scope=scope, id=id)


def _approvable(scope: Scope, row: Any, seen_hash: str) -> None:
    """Raise when a version cannot be approved by this person as it was shown."""
    if row.content_hash != seen_hash:
        raise PolicyConflict([Fault("/content_hash", "policy_content_changed")])
    _not_own(row, scope)
    faults = [] if may_pass(row) else [Fault("", "policy_unrehearsed")]
    known = versions(scope=scope, kind=row.kind)
    here = [other for other in known if other.state in LIVING
            and other.site in (CENTRAL, row.site_code)]
    content = plain(row.content)
    central = next((other for other in here if other.site == CENTRAL and other.code == row.code),
                   None) if row.site != CENTRAL_SITE else None
    if central is not None:
        outside = refusals(content, central.control, by_centre=False)
        if "outside" in outside.values() and not scope.may(ADOPTING, CENTRAL):
            faults.append(Fault("", "policy_needs_centre"))
        faults += [Fault(f"/content/{key}", "policy_locked")
                   for key, why in outside.items() if why == "locked"]
        content = {**central.content, **content}
    faults += contradictions(row.kind, row.code, content,
                             [(other.code, other.content) for other in here])
    if faults:
        raise PolicyRefused(faults)


def schedule(*, scope: Scope, id: UUID, effective: str = "") -> VersionRow:
    """Say when an approved version takes effect: an instant, a date (local midnight), or now.

    Needs governance.adopt there.  Raises `PolicyRefused`, `PolicyNotFound`, `PolicyConflict`.
    """
    with transaction.atomic():
        row = _held(scope, id, ADOPTING, ("approved",), alone=True)
        since = _since(scope, row, effective)
        found = one(ROOM, "scheduled", {
            "site": row.site, "id": id, "from": since, "actor": scope.actor})
        _changed(found is not None)
        assert found is not None
        record(scope=scope, site=row.site, kind="policy.scheduled", subject=f"policy:{id}",
               data={"effective_from": found.effective_from})
    return version(scope=scope, id=id)


def _since(scope: Scope, row: Any, effective: str) -> datetime | None:
    """Return the instant of effect; None means at once.  Raises `PolicyRefused`."""
    pointer, now, since = "/effective_from", datetime.now(UTC), None
    if effective:
        zone = "" if row.site == CENTRAL_SITE else site_by_code(
            scope=scope, code=row.site_code).time_zone
        try:
            since = instant_of(effective, zone) if zone else instant(effective)
        except (ValueError, OverflowError):
            raise PolicyRefused([Fault(
                pointer, "policy_not_midnight" if zone else "policy_central_instant")]) from None
        if since < now:
            raise PolicyRefused([Fault(pointer, "policy_past")])
    if row.ends_at is not None and row.ends_at <= (since or now):
        raise PolicyRefused([Fault(pointer, "policy_ends_first")])
    return since


def withdraw(*, scope: Scope, id: UUID, reason: str) -> VersionRow:
    """Withdraw a version; one in force holds no longer from now on, what it judged stays.

    Its author may withdraw his draft; else governance.adopt is needed there.  Raises
    `PolicyRefused`, `PolicyNotFound`, `Forbidden`.
    """
    if faults := text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX):
        raise PolicyRefused(faults)
    with transaction.atomic():
        row = _found(scope, id)
        own = row.approved_at is None and row.author == scope.actor
        row = _held(scope, id, DRAFTING if own else ADOPTING,
                    ("draft", "rehearsed", "approved", "scheduled", "active"), alone=True)
        _changed(affected(ROOM, "withdrawn", {
            "site": row.site, "id": id, "actor": scope.actor, "reason": reason.strip()}))
        record(scope=scope, site=row.site, kind="policy.withdrawn", subject=f"policy:{id}",
               data={"reason": reason.strip()})
    return version(scope=scope, id=id)


def _found(scope: Scope, id: UUID) -> Any:
    rows = run(ROOM, "versions", {
        "sites": list(readable(scope=scope).values()), "kind": "", "code": "", "ids": [id],
        "limit": 1})
    if not rows:
        raise PolicyNotFound([Fault("/id", "not_found")])
    return rows[0]


def _held(
    scope: Scope, id: UUID, capability: str, states: tuple[str, ...], *, alone: bool = False
) -> Any:
    """Return a version in one of these states where the capability is held.

    `alone`: no other version of the kind is decided until this transaction ends.
    """
    row = _found(scope, id)
    scope.need(capability, row.site_code)
    if alone:
        affected(ROOM, "lock_code", {"kind": row.kind})
        row = _found(scope, id)
    state = state_of(row, datetime.now(UTC))
    if state not in states:
        raise PolicyConflict([Fault("/id", "policy_state", (STATES[state],))])
    return row


def _not_own(row: Any, scope: Scope) -> None:
    """Refuse whoever wrote it, by whatever account of his."""
    if scope.actor in accounts_of(scope=scope, people=[row.author]):
        raise PolicyRefused([Fault("", "policy_own_approval")])


def _changed(rows: int) -> None:
    if not rows:
        raise PolicyConflict([Fault("/id", "policy_content_changed")])


def export_policies(
    *, scope: Scope, kind: str = "", site: str | None = None
) -> dict[str, Any]:
    """Return the newest version of every rule that is not withdrawn, as a file holds them."""
    newest: dict[tuple[str, str, str], VersionRow] = {}
    for row in versions(scope=scope, kind=kind, site=site):
        if row.state != "withdrawn":
            newest.setdefault((row.site, row.kind, row.code), row)
    return {"format": FILE_FORMAT, "policies": [_exported(row) for row in newest.values()]}


def _exported(row: VersionRow) -> dict[str, Any]:
    said = {"site": row.site, "kind": row.kind, "code": row.code, "reason": row.reason,
            "label_zh": row.label.zh, "label_en": row.label.en, "content": dict(row.content),
            "control": dict(row.control)}
    if row.ends_at is not None:
        said["ends_at"] = row.ends_at.isoformat()
    return said


def import_policies(*, scope: Scope, file: object) -> list[Outcome]:
    """Write the rules of a file as drafts, all or nothing; the same file again changes nothing.

    Raises `PolicyRefused` with every fault and its place, `Forbidden`.
    """
    if not isinstance(file, Mapping) or file.get("format") != FILE_FORMAT:
        raise PolicyRefused([Fault("/format", "policy_file", (FILE_FORMAT,))])
    rows = file.get("policies")
    if not isinstance(rows, list):
        raise PolicyRefused([Fault("/policies", "not_an_array")])
    if len(rows) > FILE_POLICIES_MAX:
        raise PolicyRefused([Fault("/policies", "too_many", (FILE_POLICIES_MAX, len(rows)))])
    faults: list[Fault] = []
    drafts = [(f"/policies/{n}", _draft_of(row, f"/policies/{n}", faults))
              for n, row in enumerate(rows)]
    return _put_all(scope, [(where, draft) for where, draft in drafts if draft], faults)


def _draft_of(row: object, pointer: str, faults: list[Fault]) -> PolicyDraft | None:
    """Return one rule of a file; add what is wrong with its shape to `faults`."""
    if not isinstance(row, Mapping):
        faults.append(Fault(pointer, "not_an_object"))
        return None
    before = len(faults)
    faults += [Fault(f"{pointer}/{str(name)[:40]}", "unknown_field") for name in row
               if name not in PolicyDraft._fields]
    faults += [Fault(f"{pointer}/{name}", "missing") for name in (
        "site", "kind", "code", "content", "reason") if row.get(name) is None]
    faults += [Fault(f"{pointer}/{name}", "wrong_type", ("text",)) for name in (
        "site", "kind", "code", "reason", "label_zh", "label_en", "ends_at")
        if row.get(name) is not None and not isinstance(row[name], str)]
    ends_at = None
    if isinstance(row.get("ends_at"), str):
        try:
            ends_at = instant(row["ends_at"])
        except (ValueError, OverflowError):
            faults.append(Fault(f"{pointer}/ends_at", "not_an_instant"))
    if len(faults) > before:
        return None
    return PolicyDraft(**{**row, "ends_at": ends_at})

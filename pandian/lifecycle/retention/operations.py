"""Placing and releasing legal holds; proposing and doing purges.   保存与清除操作"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.capture.photos.operations import purge_photos
from pandian.governance.access.operations import sign
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault, Outcome
from pandian.lifecycle.retention.queries import ROOM, holds, offered, purge_rows
from pandian.lifecycle.retention.rules import digest_of, hold_faults, purge_faults, reason_faults
from pandian.lifecycle.retention.words import (
    DECIDE,
    HoldDraft,
    HoldRow,
    PurgeDraft,
    RetentionConflict,
    RetentionNotFound,
    RetentionRefused,
)


def place_hold(*, scope: Scope, draft: HoldDraft, password: str) -> Outcome:
    """Keep goods, a document or a whole site from every purge, signed: `created` or `exists`.

    Raises `Forbidden`, `NotFound` for a foreign site, `RetentionRefused` with every fault,
    `SignatureRefused`, `RetentionConflict` when the id stands for another hold.
    """
    site = site_by_code(scope=scope, code=draft.site, capability=DECIDE)
    if faults := list(hold_faults(draft)):
        raise RetentionRefused(faults)
    if known := holds(scope=scope, site=draft.site, id=draft.id):
        _same(known[0], draft)
        return Outcome(str(draft.id), "exists")
    content = hashlib.sha256(repr(tuple(draft)).encode()).hexdigest()
    with transaction.atomic():
        one(ROOM, "take_turns", {"site": site.id})
        signature = sign(scope=scope, password=password, meaning="responsible",
                         content_hash=content, subject=f"legal-hold:{draft.id}")
        if not affected(ROOM, "put_hold", {
                **draft._asdict(), "site": site.id, "actor": scope.actor,
                "signature": signature, "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "id_taken")])
        record(scope=scope, site=site.id, kind="retention.held", subject=f"legal-hold:{draft.id}",
               data={**draft._asdict(), "document": str(draft.document or "")})
    return Outcome(str(draft.id), "created")


def _same(known: HoldRow, draft: HoldDraft) -> None:
    said = (draft.cause, draft.item, draft.lot, draft.document, draft.reason)
    if (known.cause, known.item, known.lot, known.document, known.reason) != said:
        raise RetentionConflict([Fault("/id", "id_taken")])


def release_hold(*, scope: Scope, id: UUID, reason: str, password: str) -> Outcome:
    """Release a legal hold, signed, with a reason.

    Raises `Forbidden`, `RetentionNotFound`, `RetentionRefused`, `SignatureRefused`,
    `RetentionConflict` when it was released before.
    """
    known = holds(scope=scope, id=id)
    if not known:
        raise RetentionNotFound([Fault("/id", "not_found")])
    site = site_by_code(scope=scope, code=known[0].site, capability=DECIDE)
    if faults := list(reason_faults(reason)):
        raise RetentionRefused(faults)
    content = hashlib.sha256(f"{id}\n{reason}".encode()).hexdigest()
    with transaction.atomic():
        signature = sign(scope=scope, password=password, meaning="released",
                         content_hash=content, subject=f"legal-hold:{id}")
        if not affected(ROOM, "release_hold", {
                "site": site.id, "hold": id, "reason": reason, "actor": scope.actor,
                "signature": signature, "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "hold_released")])
        record(scope=scope, site=site.id, kind="retention.released", subject=f"legal-hold:{id}",
               data={"reason": reason})
    return Outcome(str(id), "released")


def propose_purge(*, scope: Scope, draft: PurgeDraft, now: datetime | None = None) -> Outcome:
    """Propose to take photos away for good; nothing goes before another person approves.

    Raises `Forbidden`, `NotFound` for a foreign site, `RetentionRefused` with every reason at
    every photo: retention, an implant, a legal hold, an open recall; `RetentionConflict`.
    """
    site = site_by_code(scope=scope, code=draft.site, capability=DECIDE)
    digest = digest_of(draft)
    if known := purge_rows(scope=scope, site=draft.site, id=draft.id):
        if (known[0].digest, known[0].reason) != (digest, draft.reason):
            raise RetentionConflict([Fault("/id", "id_taken")])
        return Outcome(str(draft.id), "exists")
    found = offered(scope=scope, site=draft.site, before=draft.before, now=now)
    if faults := list(purge_faults(draft, found)):
        raise RetentionRefused(faults)
    with transaction.atomic():
        if not affected(ROOM, "put_purge", {
                **draft._asdict(), "site": site.id, "digest": digest, "actor": scope.actor,
                "digests": [bytes.fromhex(each) for each in draft.digests],
                "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "id_taken")])
        record(scope=scope, site=site.id, kind="retention.purge_proposed",
               subject=f"purge:{draft.id}",
               data={"photos": len(draft.digests), "digest": digest, "reason": draft.reason})
    return Outcome(str(draft.id), "created")


def approve_purge(
    *, scope: Scope, id: UUID, password: str, now: datetime | None = None
) -> tuple[int, int]:
    """Do a purge as another person than who proposed it, signed; return photos and bytes gone.

    What speaks against it is looked at again.  Raises `Forbidden`, `RetentionNotFound`,
    `RetentionRefused` with every reason, `SignatureRefused`, `RetentionConflict`.
    """
    rows = purge_rows(scope=scope, id=id)
    if not rows:
        raise RetentionNotFound([Fault("/id", "not_found")])
    row = rows[0]
    site = site_by_code(scope=scope, code=row.site, capability=DECIDE)
    if row.done_at is not None:
        raise RetentionConflict([Fault("/id", "purge_done")])
    if row.actor == scope.actor:
        raise RetentionRefused([Fault("/id", "purge_same_person")])
    draft = PurgeDraft(id, row.site, row.before,
                       tuple(bytes(each).hex() for each in row.digests), row.reason)
    with transaction.atomic():
        one(ROOM, "take_turns", {"site": site.id})
        found = offered(scope=scope, site=row.site, before=row.before, now=now)
        if faults := list(purge_faults(draft, found)):
            raise RetentionRefused(faults)
        signature = sign(scope=scope, password=password, meaning="approved",
                         content_hash=row.digest, subject=f"purge:{id}")
        gone, size = purge_photos(scope=scope, site=site.id, digests=draft.digests,
                                  why=f"purge:{id}")
        if gone != len(draft.digests):
            raise RetentionConflict([Fault("/id", "purge_changed")])
        if not affected(ROOM, "do_purge", {
                "site": site.id, "purge": id, "photos": gone, "bytes": size,
                "actor": scope.actor, "signature": signature, "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "purge_done")])
        record(scope=scope, site=site.id, kind="retention.purged", subject=f"purge:{id}",
               data={"photos": gone, "bytes": size, "digest": row.digest, "reason": row.reason})
    return gone, size

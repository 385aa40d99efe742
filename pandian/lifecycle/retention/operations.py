"""Placing and releasing legal holds; proposing and doing purges.   保存与清除操作"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from pandian.capture.logs.operations import purge_log as purge_device_log
from pandian.capture.photos.operations import purge_photos
from pandian.governance.access.operations import sign
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.logs.operations import purge_log as purge_signing_log
from pandian.governance.logs.queries import LOGS as SIGNING
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault, Outcome
from pandian.lifecycle.retention.queries import (
    ROOM,
    holds,
    listed_logs,
    listed_photos,
    place_of,
    purge_rows,
)
from pandian.lifecycle.retention.rules import (
    begin_of,
    digest_of,
    hold_faults,
    purge_faults,
    reason_faults,
)
from pandian.lifecycle.retention.words import (
    CLASSES,
    DECIDE,
    PHOTOS,
    Candidate,
    HoldDraft,
    HoldRow,
    Keeper,
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
        for place in (site.id, 0):  # a hold of a site keeps logs of the enterprise too
            one(ROOM, "take_turns", {"site": place})
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


def _photos_taken(
    scope: Scope, here: SiteRow, before: datetime, digests: Sequence[str], why: str
) -> tuple[int, int]:
    return purge_photos(scope=scope, site=here.id, digests=digests, why=why)


def _log_taken(
    kind: str, scope: Scope, here: SiteRow, before: datetime, digests: Sequence[str], why: str
) -> tuple[int, int]:
    if kind in SIGNING:
        return purge_signing_log(scope=scope, log=kind, before=before, digests=digests, why=why)
    return purge_device_log(scope=scope, log=kind, site=here.id, before=before, digests=digests,
                            why=why)


KEEPERS: Mapping[str, Keeper] = {
    PHOTOS: Keeper(listed_photos, _photos_taken),
    **{kind: Keeper(partial(listed_logs, kind), partial(_log_taken, kind))
       for kind, record_class in CLASSES.items() if record_class.days is not None},
}
"""The classes that rooms below keep; those of rooms above come as an argument."""


def listed(
    *, scope: Scope, here: SiteRow, draft: PurgeDraft, keepers: Mapping[str, Keeper],
    now: datetime | None,
) -> list[Candidate]:
    """Return what a purge may name, judged now."""
    return keepers[draft.kind].listed(scope, here, begin_of(draft.before, here.time_zone),
                                      now or datetime.now(UTC))


def propose_purge(
    *, scope: Scope, draft: PurgeDraft, now: datetime | None = None,
    keepers: Mapping[str, Keeper] = KEEPERS,
) -> Outcome:
    """Propose to take records away for good; nothing goes before another person approves.

    Raises `Forbidden`, `NotFound` for a foreign site, `RetentionRefused` with every reason at
    every record: retention, an implant, a legal hold, an open recall; `RetentionConflict`.
    """
    here = place_of(scope=scope, site=draft.site, kind=draft.kind, capability=DECIDE)
    digest = digest_of(draft)
    if known := purge_rows(scope=scope, id=draft.id):
        if (known[0].site, known[0].digest, known[0].reason) != (
                draft.site, digest, draft.reason):
            raise RetentionConflict([Fault("/id", "id_taken")])
        return Outcome(str(draft.id), "exists")
    found = listed(scope=scope, here=here, draft=draft, keepers=keepers, now=now)
    if faults := list(purge_faults(draft, found)):
        raise RetentionRefused(faults)
    with transaction.atomic():
        if not affected(ROOM, "put_purge", {
                **draft._asdict(), "site": here.id, "digest": digest, "actor": scope.actor,
                "digests": [bytes.fromhex(each) for each in draft.digests],
                "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "id_taken")])
        record(scope=scope, site=here.id, kind="retention.purge_proposed",
               subject=f"purge:{draft.id}",
               data={"kind": draft.kind, draft.kind: len(draft.digests), "digest": digest,
                     "reason": draft.reason})
    return Outcome(str(draft.id), "created")


def approve_purge(
    *, scope: Scope, id: UUID, password: str, now: datetime | None = None,
    keepers: Mapping[str, Keeper] = KEEPERS,
) -> tuple[int, int]:
    """Do a purge as another person than who proposed it, signed; return records and bytes gone.

    What speaks against it is looked at again.  Raises `Forbidden`, `RetentionNotFound`,
    `RetentionRefused` with every reason, `SignatureRefused`, `RetentionConflict`.
    """
    rows = purge_rows(scope=scope, id=id)
    if not rows:
        raise RetentionNotFound([Fault("/id", "not_found")])
    row = rows[0]
    here = place_of(scope=scope, site=row.site, kind=row.kind, capability=DECIDE)
    if row.done_at is not None:
        raise RetentionConflict([Fault("/id", "purge_done")])
    if scope.actor in accounts_of(scope=scope, people=[row.actor]):
        raise RetentionRefused([Fault("/id", "purge_same_person")])
    draft = PurgeDraft(id, row.site, row.before,
                       tuple(bytes(each).hex() for each in row.digests), row.reason, row.kind)
    with transaction.atomic():
        one(ROOM, "take_turns", {"site": here.id})
        found = listed(scope=scope, here=here, draft=draft, keepers=keepers, now=now)
        if faults := list(purge_faults(draft, found)):
            raise RetentionRefused(faults)
        signature = sign(scope=scope, password=password, meaning="approved",
                         content_hash=row.digest, subject=f"purge:{id}")
        gone, size = keepers[row.kind].taken(
            scope, here, begin_of(row.before, here.time_zone), draft.digests, f"purge:{id}")
        if gone != len(draft.digests):
            raise RetentionConflict([Fault("/id", "purge_changed")])
        if not affected(ROOM, "do_purge", {
                "site": here.id, "purge": id, "photos": gone, "bytes": size,
                "actor": scope.actor, "signature": signature, "at": datetime.now(UTC)}):
            raise RetentionConflict([Fault("/id", "purge_done")])
        record(scope=scope, site=here.id, kind="retention.purged", subject=f"purge:{id}",
               data={"kind": row.kind, row.kind: gone, "bytes": size, "digest": row.digest,
                     "reason": row.reason})
    return gone, size

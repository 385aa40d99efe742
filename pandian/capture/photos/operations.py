"""Keeping photos.   照片操作"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction

from pandian.capture.devices.queries import device_of
from pandian.capture.photos.rules import DIGEST, photo_faults, type_of
from pandian.capture.photos.words import PhotoNotFound, PhotoRefused, PhotoTooLarge
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault, Outcome

ROOM = "capture.photos"


def put_photo(*, scope: Scope, digest: str, content: bytes) -> Outcome:
    """Keep a photo under the SHA-256 of its bytes, once a site: `created` or `exists`.

    It may come before or after the row that names it.  A sender of several sites keeps it at
    each.  Raises `Forbidden`, `PhotoNotFound` for what is no digest, `PhotoRefused` with all
    faults, `PhotoTooLarge`.
    """
    scope.need("capture.push")
    if not DIGEST.fullmatch(digest):
        raise PhotoNotFound([Fault("", "photo_unknown")])
    if faults := photo_faults(digest, content):
        too_large = any(fault.code == "photo_too_large" for fault in faults)
        raise (PhotoTooLarge if too_large else PhotoRefused)(faults)
    sites = sorted(site_ids(scope=scope, capability="capture.push").values())
    if not sites:
        raise PhotoNotFound([Fault("", "photo_unknown")])
    device = device_of(scope=scope)
    with transaction.atomic():
        new = affected(ROOM, "put_photo", {
            "sites": sites, "sha256": bytes.fromhex(digest), "type": type_of(content),
            "content": content, "person": scope.actor, "now": datetime.now(UTC),
            "install": device.install if device else None})
        if new:
            record(scope=scope, site=sites[0], kind="capture.photo_kept",
                   subject=f"photo:{digest}", data={"bytes": len(content)})
    return Outcome(digest, "created" if new else "exists")


def purge_photos(*, scope: Scope, site: int, digests: Collection[str], why: str) -> tuple[int, int]:
    """Take photos away for good, in the caller's transaction; return how many, and their bytes.

    Nobody but a purge of two people calls this: it asks no further.  A fact keeps the digests.
    """
    rows = run(ROOM, "purge", {
        "site": site, "digests": [bytes.fromhex(digest) for digest in digests]})
    size = sum(row.bytes for row in rows)
    record(scope=scope, site=site, kind="capture.photos_purged", subject=why,
           data={"photos": len(rows), "bytes": size, "sha256": sorted(digests)})
    return len(rows), size

"""Reading photos.   照片查询"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pandian.capture.photos.rules import DIGEST
from pandian.capture.photos.words import ObservedPhoto, Photo, PhotoKept, PhotoNotFound
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "capture.photos"


def photo(*, scope: Scope, digest: str) -> Photo:
    """Return a photo: those who read counts see all of their sites, others their own.

    Raises `PhotoNotFound`.
    """
    reads = scope.may("counting.read")
    sites = site_ids(scope=scope, capability="counting.read" if reads else "capture.push")
    row = one(ROOM, "photo", {
        "sha256": bytes.fromhex(digest), "sites": list(sites.values()),
        "person": None if reads else scope.actor}) if DIGEST.fullmatch(digest) else None
    if row is None:
        raise PhotoNotFound([Fault("", "photo_unknown")])
    return Photo(row.type, bytes(row.content), row.person, row.received_at)


def photos_kept(*, scope: Scope, site: int, digests: Collection[str]) -> set[str]:
    """Return which of these photos are kept at a site that the caller found by its scope."""
    asked = {digest: bytes.fromhex(digest) for digest in digests if DIGEST.fullmatch(digest)}
    if not asked:
        return set()
    rows = run(ROOM, "photos_kept", {"site": site, "digests": sorted(asked.values())})
    return {bytes(row.sha256).hex() for row in rows}


def photos_before(
    *, scope: Scope, site: int, before: datetime, limit: int
) -> list[PhotoKept]:
    """Return the photos of a site that came before an instant, oldest first."""
    return [PhotoKept(*row) for row in run(ROOM, "photos_before", {
        "site": site, "before": before, "limit": limit})]


def observed_photos(
    *, scope: Scope, site: int, digests: Collection[str]
) -> list[ObservedPhoto]:
    """Return which observations of a site name these photos, and of what goods they speak."""
    return [ObservedPhoto(*row) for row in run(ROOM, "observed", {
        "site": site, "digests": sorted(digests)})] if digests else []

"""What may be purged, which holds stand, which purges were made.   保存与清除查询"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.capture.photos.queries import observed_photos, photos_before
from pandian.catalog.queries import masters
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.records.rules import IMPLANT, is_implant
from pandian.lifecycle.retention.rules import candidates
from pandian.lifecycle.retention.words import (
    HOLDS_MAX,
    PHOTOS_MAX,
    READ,
    Candidate,
    HoldRow,
    PurgeRow,
    UseRow,
)
from pandian.lifecycle.rules import shown_number

ROOM = "lifecycle.retention"


class _Use(NamedTuple):
    digest: str
    number: str
    document: UUID | None
    item: str
    lot: str
    at: datetime


def offered(
    *, scope: Scope, site: str, before: date, now: datetime | None = None
) -> list[Candidate]:
    """Return the photos of a site of before a day, with their terms and what speaks against each.

    The oldest ten thousand; the days are the site's own.  Raises `Forbidden`, and `NotFound` for
    a foreign site.
    """
    here = site_by_code(scope=scope, code=site, capability=READ)
    zone = ZoneInfo(here.time_zone)
    kept = photos_before(scope=scope, site=here.id, limit=PHOTOS_MAX,
                         before=datetime.combine(before, time.min, zone))
    uses = list(_uses(scope, here, [row.digest for row in kept]))
    known = {use.digest for use in uses}
    uses += [_Use(row.digest, "", None, "", "", row.received_at) for row in kept
             if row.digest not in known]
    sizes = {row.digest: (row.bytes, row.received_at.astimezone(zone).date()) for row in kept}
    more = int(policies_of(scope=scope, site=here)["retention_more_years"])
    return candidates(_judged(scope, here, uses, sizes, zone), more_years=more,
                      today=(now or datetime.now(UTC)).astimezone(zone).date())


def _uses(scope: Scope, site: SiteRow, digests: Sequence[str]) -> Iterator[_Use]:
    """Yield what photos are evidence of: steps of documents, observations of counts."""
    for row in run(ROOM, "named_by", {"site": site.id, "digests": list(digests)}):
        yield _Use(row.digest, shown_number(row.kind, row.number), row.document, row.item,
                   row.lot, row.at)
    for seen in observed_photos(scope=scope, site=site.id, digests=digests):
        yield _Use(seen.digest, "", None, seen.item, seen.lot, seen.at)


def _judged(
    scope: Scope, site: SiteRow, uses: Sequence[_Use], sizes: dict[str, tuple[int, date]],
    zone: ZoneInfo,
) -> Iterator[UseRow]:
    known = masters(scope=scope, codes={use.item for use in uses} - {""})
    rows = run(ROOM, "terms", {
        "site": site.id, "implant": sorted(IMPLANT), "ns": list(range(len(uses))),
        "items": [use.item for use in uses], "lots": [use.lot for use in uses],
        "documents": [use.document for use in uses]})
    for row in rows:
        use = uses[row.n]
        size, day = sizes[use.digest]
        implant = row.was_implant or is_implant(known.get(use.item, {}).get("attributes", {}))
        yield UseRow(use.digest, size, day, use.number, use.item, use.lot, implant,
                     row.expires_on, use.at.astimezone(zone).date(), row.held, row.recalled)


def holds(*, scope: Scope, site: str | None = None, id: UUID | None = None) -> list[HoldRow]:
    """Return legal holds, those that still hold first.  Raises `Forbidden`, `NotFound`."""
    return [HoldRow(*row) for row in run(ROOM, "holds", {
        "sites": _sites(scope, site), "id": id, "limit": HOLDS_MAX})]


def purges(*, scope: Scope, site: str | None = None, id: UUID | None = None) -> list[PurgeRow]:
    """Return purges, newest first.  Raises `Forbidden`, and `NotFound` for a foreign site."""
    return [PurgeRow(row.site, row.id, row.before, len(row.digests), row.digest, row.reason,
                     row.actor, row.at, row.done_by, row.done_at, row.bytes)
            for row in purge_rows(scope=scope, site=site, id=id)]


def purge_rows(*, scope: Scope, site: str | None = None, id: UUID | None = None) -> list[Any]:
    """Return purges with their lists of photos.  Raises as `purges`."""
    return run(ROOM, "purges", {"sites": _sites(scope, site), "id": id, "limit": HOLDS_MAX})


def _sites(scope: Scope, site: str | None) -> list[int]:
    scope.need(READ)
    if site is not None:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())

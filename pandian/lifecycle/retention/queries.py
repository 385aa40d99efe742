"""What may be purged, which holds stand, which purges were made.   保存与清除查询"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.capture.logs.queries import aged as device_rows
from pandian.capture.photos.queries import observed_photos, photos_before
from pandian.catalog.queries import masters
from pandian.governance.logs.queries import LOGS as SIGNING
from pandian.governance.logs.queries import aged as signing_rows
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import EVERYWHERE, Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.records.rules import IMPLANT, is_implant
from pandian.lifecycle.retention.rules import (
    aged_candidates,
    begin_of,
    candidates,
    class_faults,
    holding,
)
from pandian.lifecycle.retention.words import (
    CLASSES,
    EVERY_SITE,
    HOLDS_MAX,
    PHOTOS,
    PHOTOS_MAX,
    READ,
    Candidate,
    HoldRow,
    PurgeRow,
    RetentionRefused,
    UseRow,
)
from pandian.lifecycle.rules import shown_number

ROOM = "lifecycle.retention"


class GoodsUse(NamedTuple):
    """A record, what it is called, and the goods that it speaks of at an instant."""

    digest: str
    number: str
    document: UUID | None
    item: str
    lot: str
    at: datetime


def place_of(*, scope: Scope, site: str, kind: str, capability: str) -> SiteRow:
    """Return the site of a purge; what belongs to the whole enterprise is that of `*`, id 0.

    Raises `Forbidden`, `NotFound` for a foreign site, `RetentionRefused` for a class that there
    is not, or one that is purged elsewhere.
    """
    scope.need(capability)
    if faults := list(class_faults(kind, site)):
        raise RetentionRefused(faults)
    if site != EVERY_SITE:
        return site_by_code(scope=scope, code=site, capability=capability)
    scope.need(capability, EVERYWHERE)
    return SiteRow(0, EVERY_SITE, "", "", "UTC")


def offered(
    *, scope: Scope, site: str, before: date, now: datetime | None = None
) -> list[Candidate]:
    """Return the photos of a site of before a day, with their terms and what speaks against each.

    The oldest ten thousand; the days are the site's own.  Raises `Forbidden`, and `NotFound` for
    a foreign site.
    """
    here = place_of(scope=scope, site=site, kind=PHOTOS, capability=READ)
    return listed_photos(scope, here, begin_of(before, here.time_zone), now or datetime.now(UTC))


def listed_photos(
    scope: Scope, here: SiteRow, before: datetime, now: datetime
) -> list[Candidate]:
    """Return the photos of a site that came before an instant, judged as of another."""
    zone = ZoneInfo(here.time_zone)
    kept = photos_before(scope=scope, site=here.id, limit=PHOTOS_MAX, before=before)
    uses = list(_uses(scope, here, [row.digest for row in kept]))
    known = {use.digest for use in uses}
    uses += [GoodsUse(row.digest, "", None, "", "", row.received_at) for row in kept
             if row.digest not in known]
    sizes = {row.digest: (row.bytes, row.received_at.astimezone(zone).date()) for row in kept}
    return judged(scope=scope, site=here, uses=uses, sizes=sizes, now=now)


def judged(
    *, scope: Scope, site: SiteRow, uses: Sequence[GoodsUse],
    sizes: dict[str, tuple[int, date]], now: datetime,
) -> list[Candidate]:
    """Return records that speak of goods: the longest of their terms, and all against each."""
    zone = ZoneInfo(site.time_zone)
    return candidates(_judged(scope, site, uses, sizes, zone), more_years=_more(scope, site),
                      today=now.astimezone(zone).date())


def _more(scope: Scope, site: SiteRow) -> int:
    return int(policies_of(scope=scope, site=site)["retention_more_years"])


def listed_logs(
    kind: str, scope: Scope, here: SiteRow, before: datetime, now: datetime
) -> list[Candidate]:
    """Return the rows of a log that ended before an instant, judged as of another."""
    zone, record = ZoneInfo(here.time_zone), CLASSES[kind]
    if kind in SIGNING:
        rows = signing_rows(scope=scope, log=kind, before=before, limit=PHOTOS_MAX)
    else:
        rows = device_rows(scope=scope, log=kind, site=here.id, before=before, limit=PHOTOS_MAX)
    stand = [HoldRow(*row) for row in run(ROOM, "holds", {
        "sites": None if record.everywhere else [here.id], "id": None, "limit": HOLDS_MAX})]
    against = holding(stand, record)
    if record.guarded:
        against += [("purge_recalled", shown_number("recall", row.number))
                    for row in run(ROOM, "open_recalls")]
    return aged_candidates(
        [(row, row.at.astimezone(zone).date()) for row in rows], record=record,
        today=now.astimezone(zone).date(), more_years=_more(scope, here), against=against)


def _uses(scope: Scope, site: SiteRow, digests: Sequence[str]) -> Iterator[GoodsUse]:
    """Yield what photos are evidence of: steps of documents, observations of counts."""
    for row in run(ROOM, "named_by", {"site": site.id, "digests": list(digests)}):
        yield GoodsUse(row.digest, shown_number(row.kind, row.number), row.document, row.item,
                   row.lot, row.at)
    for seen in observed_photos(scope=scope, site=site.id, digests=digests):
        yield GoodsUse(seen.digest, "", None, seen.item, seen.lot, seen.at)


def _judged(
    scope: Scope, site: SiteRow, uses: Sequence[GoodsUse], sizes: dict[str, tuple[int, date]],
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
                     row.actor, row.at, row.done_by, row.done_at, row.bytes, row.kind)
            for row in purge_rows(scope=scope, site=site, id=id)]


def purge_rows(*, scope: Scope, site: str | None = None, id: UUID | None = None) -> list[Any]:
    """Return purges with their lists of photos.  Raises as `purges`."""
    return run(ROOM, "purges", {"sites": _sites(scope, site), "id": id, "limit": HOLDS_MAX})


def _sites(scope: Scope, site: str | None) -> list[int]:
    scope.need(READ)
    if site is not None:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    every = [0] if EVERYWHERE in scope.sites_with(READ) else []
    return every + sorted(site_ids(scope=scope, capability=READ).values())

"""What of each class may be purged.   清除查询"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.retention.operations import KEEPERS
from pandian.lifecycle.retention.queries import GoodsUse, holds, judged, place_of
from pandian.lifecycle.retention.rules import begin_of
from pandian.lifecycle.retention.words import (
    CLASSES,
    PHOTOS,
    PHOTOS_MAX,
    READ,
    Candidate,
    HoldRow,
    Keeper,
)

ROOM = "exchange.purging"


def offered(
    *, scope: Scope, site: str, before: date, kind: str = PHOTOS, now: datetime | None = None
) -> list[Candidate]:
    """Return records of a class of before a day, with their terms and what speaks against each.

    The oldest ten thousand; the days are the site's own, those of `*` are UTC.  Raises
    `Forbidden`, `NotFound` for a foreign site, `RetentionRefused` for a class or site that
    cannot be.
    """
    here = place_of(scope=scope, site=site, kind=kind, capability=READ)
    listed = listed_imports if kind == "imports" else KEEPERS[kind].listed
    return listed(scope, here, begin_of(before, here.time_zone), now or datetime.now(UTC))


def listed_imports(
    scope: Scope, here: SiteRow, before: datetime, now: datetime
) -> list[Candidate]:
    """Return the imports of one site that ended before an instant, by the goods that they name.

    Those whose rows are of several sites are not listed, and so are kept.  A hold of a document
    keeps them all: nobody knows from which file the document's goods came.
    """
    zone = ZoneInfo(here.time_zone)
    rows = run(ROOM, "imports_aged", {"site": here.code, "before": before, "limit": PHOTOS_MAX})
    uses = [GoodsUse(row.digest, row.layout, None, item or "", lot or "", row.at)
            for row in rows for item, lot in row.goods]
    sizes = {row.digest: (row.bytes, row.at.astimezone(zone).date()) for row in rows}
    against = tuple(("purge_held", hold.reason) for hold in holds(scope=scope, site=here.code)
                    if hold.released_at is None and hold.document is not None)
    return [row._replace(reasons=(*row.reasons, *(
        (code, (row.digest[:12], name)) for code, name in against)))
        for row in judged(scope=scope, site=here, uses=uses, sizes=sizes, now=now)]


def held_by(
    *, scope: Scope, hold: HoldRow, now: datetime | None = None
) -> dict[str, tuple[int, int]]:
    """Return how many records of each class of the site a hold keeps, and their bytes.

    Of the oldest ten thousand of each class.  Raises as `offered`.
    """
    tomorrow = (now or datetime.now(UTC)).date() + timedelta(days=2)
    found = {}
    for kind, record in CLASSES.items():
        if record.everywhere:
            continue
        sizes = [row.bytes for row in offered(
            scope=scope, site=hold.site, before=tomorrow, kind=kind, now=now)
            if any(code == "purge_held" and hold.reason in str(params[-1])
                   for code, params in row.reasons)]
        found[kind] = len(sizes), sum(sizes)
    return found


def keepers(imports: Keeper) -> dict[str, Keeper]:
    """Return how every class is listed and taken away."""
    return {**KEEPERS, "imports": imports}

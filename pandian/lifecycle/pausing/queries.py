"""Which bins are paused, and which were.   货位暂停查询"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.pausing.words import PAUSES_MAX, HeldBack, PauseRow, Standing

ROOM = "lifecycle.pausing"
READ = "ledger.read"


def pauses(
    *, scope: Scope, site: str, place: str = "", over: bool = False
) -> list[PauseRow]:
    """Return the pauses of a site that stand now, the newest first; with `over` also past ones.

    `place` '' is every bin.  At most `PAUSES_MAX`.  Raises `Forbidden`, `SiteNotFound`.
    """
    scope.need(READ)
    here = site_by_code(scope=scope, code=site, capability=READ)
    return [_row(here, row) for row in run(ROOM, "pauses", {
        "site": here.id, "place": place, "over": over, "limit": PAUSES_MAX})]


def standing(*, site: SiteRow, places: Collection[str]) -> dict[str, Standing]:
    """Return by place the pause that stands there now, a unit's by the bin in which it stands.

    For callers that found the site through the scope.
    """
    names = sorted({place for place in places if place and not place.startswith("@")})
    if not names:
        return {}
    zone = ZoneInfo(site.time_zone)
    return {row.place: Standing(row.begun_at, f"{row.place} – {row.until.astimezone(zone):%H:%M}")
            for row in run(ROOM, "standing", {"site": site.id, "places": names})}


def held_back(
    *, scope: Scope, site: str, lines: Collection[tuple[UUID, int]]
) -> list[HeldBack]:
    """Return the pauses of bins where goods stand that lines (document, line) lack.

    For callers that found the documents through the scope.  Raises `SiteNotFound`.
    """
    named = sorted(set(lines))
    if not named:
        return []
    here = site_by_code(scope=scope, code=site)
    zone = ZoneInfo(here.time_zone)
    return [HeldBack(row.document, row.line, row.place, row.begun_by, row.until, row.reason,
                     f"{row.until.astimezone(zone):%H:%M}")
            for row in run(ROOM, "held_back", {
                "site": here.id, "documents": [document for document, _ in named],
                "lines": [line for _, line in named]})]


def _row(here: SiteRow, row: tuple[object, ...]) -> PauseRow:
    id, *rest = row
    return PauseRow(id, here.code, *rest)  # type: ignore[arg-type]

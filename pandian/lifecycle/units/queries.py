"""Where units stand and stood, what is in them, which are sealed.   容器查询"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.units.words import ROWS_MAX, UNIT, StoodRow
from pandian.lifecycle.words import Move

ROOM = "lifecycle.units"
READ = "lifecycle.read"


def units(
    *, scope: Scope, site: str, as_of: datetime | None = None, code: str | None = None,
    place: str | None = None,
) -> list[StoodRow]:
    """Return the units of a site as they stood one in another at an instant.

    `place` keeps those that stood there or anywhere above it.  Raises `Forbidden`, and `NotFound`
    for a foreign site.
    """
    scope.need(READ)
    here = site_by_code(scope=scope, code=site, capability=READ)
    rows = run(ROOM, "stood", {
        "site": here.id, "at": as_of or datetime.now(UTC), "code": code, "place": place,
        "limit": ROWS_MAX})
    hidden = "book" in scope.at(site).hides
    return [StoodRow(site, row.code, list(row.path), row.since, row.seal,
                     None if hidden else row.quantity, None if hidden else row.items)
            for row in rows]


def above(site: SiteRow, place: str) -> list[tuple[str, str]]:
    """Return a place and those above it as they are now: (code, kind), nearest first."""
    return [(row.code, row.kind) for row in run(ROOM, "above", {"site": site.id, "place": place})]


def within(site: SiteRow, unit: str) -> Any:
    """Return what a unit holds at any depth: `statuses` of the goods, `depth` of the units."""
    (row,) = run(ROOM, "within", {"site": site.id, "unit": unit})
    return row


def sealed_faults(
    site: SiteRow, moves: Collection[Move], kinds: dict[str, str]
) -> Iterator[Fault]:
    """Yield the moves into or out of a unit that is sealed, itself or one that it stands in.

    Nothing is looked up where no end is a unit.
    """
    ends = {code for move in moves for code in (move.source, move.target)
            if kinds.get(code) == UNIT}
    if not ends:
        return
    found = {row.place: row for row in run(ROOM, "sealed", {
        "site": site.id, "places": sorted(ends)})}
    for move in moves:
        for code in (move.source, move.target):
            if row := found.get(code):
                yield Fault(f"/amounts/{move.n - 1}", "unit_sealed", (row.unit, row.seal))

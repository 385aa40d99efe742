"""Codes to candidates, with the lots and serials that the books have.   识别查询

Never with quantities: what is offered says which, not how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from pandian.capture.resolution.queries import look
from pandian.capture.resolution.rules import contexts
from pandian.capture.resolution.rules import resolve as judge
from pandian.capture.resolution.words import (
    ACCEPTED_FROM,
    CODES_PER_REQUEST_MAX,
    Known,
    Scan,
    Shelf,
    ShelfLot,
)
from pandian.catalog.binding.queries import fitting
from pandian.catalog.binding.words import BoundRow
from pandian.catalog.queries import places_by_code
from pandian.counting.resolving.words import (
    NEAR,
    SHELF_LOTS_MAX,
    SUGGESTIONS_MAX,
    Resolved,
    Suggestion,
)
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Refused

FARTHEST = max(NEAR)


class TooManyCodes(Refused):
    """More codes than one request may hold."""


def resolve(
    *, scope: Scope, site: str, scans: Sequence[Scan], now: datetime | None = None,
    accepted_from: int = ACCEPTED_FROM,
) -> list[Resolved]:
    """Say what each code may mean at a site, in order; writes nothing.

    The number of statements does not depend on the number of codes.  Needs one of capture.push,
    counting.count, counting.read, counting.plan at the site.  Raises `Forbidden`, `SiteNotFound`,
    `TooManyCodes`.
    """
    may = ("capture.push", "counting.count", "counting.read", "counting.plan")
    if not any(scope.may(one) for one in may):
        scope.need("capture.push")
    if len(scans) > CODES_PER_REQUEST_MAX:
        raise TooManyCodes([Fault("/codes", "too_many", (CODES_PER_REQUEST_MAX, len(scans)))])
    at = now or datetime.now(UTC)
    here = site_by_code(scope=scope, code=site)
    known = look(scope=scope, site=here.id, scans=scans, today=at.date())
    judged = contexts(known, at=at, shelf=shelf(site=here.id, known=known),
                      accepted_from=accepted_from)
    answer = []
    for one, context in zip(known.looked, judged, strict=True):
        found = judge(one.reading, context)
        items = {row.item.code: row.item for row in one.bound}
        answer.append(Resolved(one.scan.code, one.scan.place, one.reading, found, {
            candidate.item: items[candidate.item] for candidate in found.candidates}))
    return answer


def shelf(*, site: int, known: Known) -> Shelf:
    """Return what the books have of the items of a batch where its codes leave a question."""
    lots, serials = set(), set()
    for one in known.looked:
        place = known.places.get(one.scan.place)
        for row in one.bound:
            if "lot" in row.item.tracking and not one.reading.lot:
                lots.add((row.item.id, place.id if place else 0))
            if "serial" in row.item.tracking and one.reading.serial:
                serials.add((row.item.id, one.reading.serial))
    return Shelf(_lots(site, sorted(lots)), _serials(site, sorted(serials)))


def _lots(site: int, pairs: Sequence[tuple[int, int]]) -> tuple[ShelfLot, ...]:
    if not pairs:
        return ()
    rows = run("counting.resolving", "shelf", {
        "site": site, "items": [item for item, _ in pairs],
        "places": [place for _, place in pairs], "lots_max": SHELF_LOTS_MAX})
    return tuple(ShelfLot(*row) for row in rows)


def _serials(site: int, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    sane = [(item, serial) for item, serial in pairs if serial.isprintable()]
    if not sane:
        return {}
    rows = run("counting.resolving", "shelf_serials", {
        "site": site, "items": [item for item, _ in sane],
        "serials": [serial for _, serial in sane]})
    return {(row.item, row.serial): row.place for row in rows}


def suggestions(
    *, scope: Scope, site: str, place: str, pattern: str, lot_end: str = ""
) -> list[Suggestion]:
    """Return items that fit what is readable of a damaged code, the nearest to the place first.

    See `catalog.binding.queries.fitting` for the pattern.  Raises `PatternRefused`,
    `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site)
    fits: dict[tuple[int, str], BoundRow] = {}
    for row in fitting(scope=scope, pattern=pattern, lot_end=lot_end):
        fits.setdefault((row.item.id, row.unit), row)
    if not fits:
        return []
    items = sorted({item for item, _ in fits})
    near = {row.item: row.near for row in run("counting.resolving", "nearness", {
        "site": here.id, "place": place, "items": items})}
    found = [Suggestion(row.item, row.unit, row.factor, row.value,
                        near.get(row.item.id, FARTHEST), ()) for row in fits.values()]
    best = sorted(found, key=lambda one: (one.near, one.item.code, one.factor))[:SUGGESTIONS_MAX]
    return _with_lots(scope, here.id, place, best, lot_end.strip())


def _with_lots(
    scope: Scope, site: int, place: str, found: list[Suggestion], lot_end: str
) -> list[Suggestion]:
    """Name the lots that the books have in the place, those that end as read only."""
    rows = places_by_code(scope=scope, site=site, codes=[place])
    at = rows[place].id if place in rows else 0
    lots: dict[int, set[str]] = {}
    for lot in _lots(site, sorted({(one.item.id, at) for one in found})):
        if lot.code.endswith(lot_end) and (lot.place == at or lot_end):
            lots.setdefault(lot.item, set()).add(lot.code)
    return [one._replace(lots=tuple(sorted(lots.get(one.item.id, ())))) for one in found]


def plans_to_settle(*, scope: Scope, tasks: Sequence[UUID]) -> list[UUID]:
    """Return the open plans of tasks that have lines already: what they say has changed."""
    if not tasks:
        return []
    sites = list(site_ids(scope=scope, capability="counting.plan").values())
    return [row.plan for row in run("counting.resolving", "open_plans", {
        "tasks": list(tasks), "sites": sites})]

"""Codes to candidates, with the lots and serials that the books have.   识别查询

Never with quantities: what is offered says which, not how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pandian.capture.resolution.queries import Known, Scan, Shelf, ShelfLot, contexts, look
from pandian.capture.resolution.rules import resolve as judge
from pandian.capture.resolution.words import ACCEPTED_FROM, CODES_PER_REQUEST_MAX
from pandian.counting.resolving.words import SHELF_LOTS_MAX, Resolved
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Refused


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

"""Finding what stands on labels, and what was printed before.   标签查询"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from pandian.catalog.queries import (
    factors,
    gtins_of,
    items_by_code,
    lots_by_code,
    lots_by_id,
    place_by_id,
    places_by_code,
    serials_by_code,
)
from pandian.catalog.words import ItemRow, LotRow
from pandian.exchange.labels.drawing.rules import Setter
from pandian.exchange.labels.fonts.rules import read_font
from pandian.exchange.labels.fonts.words import FILE, Font
from pandian.exchange.labels.rules import Found
from pandian.exchange.labels.words import (
    PRINTS_PAGE_MAX,
    LabelRequest,
    LabelsRefused,
    PrintNotFound,
    PrintRow,
)
from pandian.governance.queries import people, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "exchange.labels"
CAPABILITY = "exchange.label"


def _font_folder() -> Path:
    return Path(str(files("pandian").joinpath("static", "vendor", "fonts")))


@cache
def _font() -> Font:
    return read_font((_font_folder() / FILE).read_bytes())


def font() -> Font:
    """Return the font of everything printed.  Raises `LabelsRefused` when it is not installed."""
    try:
        return _font()
    except OSError as error:
        raise LabelsRefused([Fault("", "font_missing")]) from error


def setter() -> Setter:
    """Return typst with our template and font."""
    template = files("pandian.exchange.labels").joinpath("templates", "pages.typ").read_bytes()
    return Setter(template=template, font_folder=str(_font_folder()))


def found(*, scope: Scope, request: LabelRequest, site: SiteRow) -> list[Found]:
    """Return what the masters know of every thing, in order; five questions at the most."""
    if request.kind in ("item", "lot", "serial"):
        return _goods(scope, request)
    if request.kind == "place":
        return _places(scope, request, site)
    if request.kind == "person":
        names = {row.code: row.name for row in people(scope=scope) if row.active}
        return [Found(person=thing.person if thing.person in names else None,
                      person_name=names.get(thing.person, "")) for thing in request.things]
    return [Found() for _ in request.things]


def _goods(scope: Scope, request: LabelRequest) -> list[Found]:
    things = request.things
    items = items_by_code(scope=scope, codes={thing.item for thing in things})
    ids = {row.id for row in items.values()}
    gtins = gtins_of(scope=scope, items=ids)
    units = factors(scope=scope, pairs={
        (items[thing.item].id, thing.unit) for thing in things
        if thing.unit and thing.item in items})
    lots, serials = _traced(scope, request, items)
    made = []
    for n, thing in enumerate(things):
        item = items.get(thing.item)
        if item is None:
            made.append(Found())
            continue
        unit = thing.unit or item.unit
        lot, serial = lots.get(n), serials.get(n)
        made.append(Found(
            item.code, item.name, item.name_en, item.unit,
            1 if unit == item.unit else units.get((item.id, unit), 0),
            tuple(gtins.get((item.id, unit), ())), lot.code if lot else None,
            lot.expires_on if lot else None, lot.made_on if lot else None, serial))
    return made


def _traced(
    scope: Scope, request: LabelRequest, items: dict[str, ItemRow]
) -> tuple[dict[int, LotRow], dict[int, str]]:
    """Return the lot and the serial of each thing by its number, where they are known."""
    keyed = {n: items[thing.item].id for n, thing in enumerate(request.things)
             if thing.item in items}
    things = request.things
    if request.kind == "serial":
        rows = serials_by_code(scope=scope, pairs={(keyed[n], things[n].serial) for n in keyed})
        known = {n: row for n in keyed if (row := rows.get((keyed[n], things[n].serial)))}
        held = lots_by_id(scope=scope, lots={row.lot for row in known.values() if row.lot})
        return ({n: held[row.lot] for n, row in known.items() if row.lot in held},
                {n: row.code for n, row in known.items()})
    if request.kind != "lot":
        return {}, {}
    lots = lots_by_code(scope=scope, pairs={(keyed[n], things[n].lot) for n in keyed})
    return {n: lot for n in keyed if (lot := lots.get((keyed[n], things[n].lot)))}, {}


def _places(scope: Scope, request: LabelRequest, site: SiteRow) -> list[Found]:
    rows = places_by_code(scope=scope, site=site.id,
                          codes={thing.place for thing in request.things})
    over = place_by_id(scope=scope, site=site.id,
                       places={row.parent for row in rows.values() if row.parent})
    return [
        Found(place=row.code, zone=over[row.parent].code if row.parent in over else "")
        if (row := rows.get(thing.place)) and row.physical else Found()
        for thing in request.things]


def printed_before(
    *, scope: Scope, site: int, subjects: Sequence[str], besides: UUID
) -> dict[str, tuple[int, str]]:
    """Return {subject: (times, content hash of the last)} of things printed before at a site."""
    rows = run(ROOM, "printed_before", {"site": site, "subjects": sorted(set(subjects)),
                                        "print": besides})
    return {row.subject: (row.times, row.digest) for row in rows}


def prints(
    *, scope: Scope, site: str | None = None, limit: int = PRINTS_PAGE_MAX
) -> list[PrintRow]:
    """Return the print jobs of the scope's sites, newest first.  Needs `exchange.label`."""
    scope.need(CAPABILITY)
    known = site_ids(scope=scope, capability=CAPABILITY)
    sites = [id for code, id in known.items() if site in (None, code)]
    rows = run(ROOM, "prints", {"sites": sites, "id": None,
                                "limit": max(1, min(limit, PRINTS_PAGE_MAX))})
    return [_print(row) for row in rows]


def print_of(*, scope: Scope, id: UUID) -> PrintRow:
    """Return one print job.  Raises `Forbidden`, `PrintNotFound`."""
    scope.need(CAPABILITY)
    known = site_ids(scope=scope, capability=CAPABILITY)
    rows = run(ROOM, "prints", {"sites": list(known.values()), "id": id, "limit": 1})
    if not rows:
        raise PrintNotFound([Fault("/id", "not_found")])
    return _print(rows[0])


def _print(row: Any) -> PrintRow:
    return PrintRow(
        row.id, row.site_code, row.kind, row.size, row.dpi, row.code, row.output, row.printer,
        row.template, row.copies, row.labels, row.reprinted, row.reason, row.first, row.actor,
        row.printed_at, row.verified_at, row.verified_by, row.verified)

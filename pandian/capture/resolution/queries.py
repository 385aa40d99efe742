"""Looking a whole batch of codes up: a fixed number of statements, whatever the number of codes.

What the books have (the shelf) is not this room's: an upper room hands it in.   识别查询
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from pandian.capture.resolution.rules import keys_of, other_cuts
from pandian.capture.resolution.words import (
    ACCEPTED_FROM,
    ANY_SCHEME,
    Binding,
    Context,
    Key,
    KnownLot,
)
from pandian.catalog.binding.queries import look_up, named_lots
from pandian.catalog.binding.words import BoundRow, LotAsk, NamedLot
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import ItemRow, PlaceRow
from pandian.codes.rules import parse
from pandian.codes.words import Verdict
from pandian.governance.words import Scope


class Scan(NamedTuple):
    """One code as it was scanned: where (a place code) and when, if that is known."""

    code: str
    symbology: str = ""
    place: str = ""
    at: datetime | None = None


class ShelfLot(NamedTuple):
    """A lot of an item that the books have in a place (ids); never how much."""

    item: int
    code: str
    expires_on: date | None
    place: int


class Shelf(NamedTuple):
    """What the books have of the matched items; `serials`: {(item, serial): place code}."""

    lots: tuple[ShelfLot, ...] = ()
    serials: Mapping[tuple[int, str], str] = MappingProxyType({})


class Looked(NamedTuple):
    """One scan with its reading and all that is known of what it names."""

    scan: Scan
    reading: Verdict
    keys: tuple[Key, ...]
    bound: tuple[BoundRow, ...]


class Known(NamedTuple):
    """A batch looked up: its scans, their places, and the lots that they name."""

    looked: tuple[Looked, ...]
    places: Mapping[str, PlaceRow]
    lots: Mapping[int, Mapping[str, NamedLot]]
    longest: Mapping[int, int]

    def items(self) -> dict[str, ItemRow]:
        """Return every item that any code of the batch may mean, by code."""
        return {row.item.code: row.item for one in self.looked for row in one.bound}


NO_SHELF = Shelf()


def look(
    *, scope: Scope, site: int, scans: Sequence[Scan], today: date,
    readings: Sequence[Verdict] | None = None,
) -> Known:
    """Read a batch of codes and look up what they name, in three statements and one for places.

    `readings` are given where something beside the code is already known of it.
    """
    read = readings if readings is not None else _read(scans, today)
    keys = {id(one): keys_of(one) for one in read}
    found: dict[str, list[BoundRow]] = {}
    for row in look_up(scope=scope, keys={key.key for held in keys.values() for key in held}):
        found.setdefault(row.key, []).append(row)
    looked = tuple(
        Looked(scan, reading, keys[id(reading)], _bound(keys[id(reading)], found))
        for scan, reading in zip(scans, read, strict=True))
    lots = named_lots(scope=scope, asks={ask for one in looked for ask in _lots_of(one)})
    by_item: dict[int, dict[str, NamedLot]] = {}
    for lot in lots:
        if lot.id:
            by_item.setdefault(lot.item, {})[lot.code] = lot
    places = sorted({scan.place for scan in scans if scan.place})
    return Known(
        looked, places_by_code(scope=scope, site=site, codes=places) if places and site else {},
        by_item, {lot.item: lot.longest for lot in lots if lot.longest})


def _read(scans: Sequence[Scan], today: date) -> list[Verdict]:
    """Parse every distinct code once."""
    read = {(one.code, one.symbology): parse(one.code, today=today, symbology=one.symbology)
            for one in set(scans)}
    return [read[one.code, one.symbology] for one in scans]


def _bound(keys: tuple[Key, ...], found: Mapping[str, list[BoundRow]]) -> tuple[BoundRow, ...]:
    return tuple(row for text in dict.fromkeys(key.key for key in keys)
                 for row in found.get(text, ()))


def _lots_of(one: Looked) -> list[LotAsk]:
    """Return the lots to look up: as printed and as any other cut says, once for each item."""
    items = {row.item.id for row in one.bound if "lot" in row.item.tracking}
    if not items or not (one.reading.lot or one.reading.candidates):
        return []
    cuts = other_cuts(one.reading)
    codes = {one.reading.lot, *(cut.lot for cut in cuts)} - {None, ""}
    return [LotAsk(item, str(code), bool(cuts)) for item in items for code in codes]


def contexts(
    known: Known, *, at: datetime, shelf: Shelf = NO_SHELF, accepted_from: int = ACCEPTED_FROM
) -> list[Context]:
    """Return what each scan of a batch is judged against; `at` where it has no instant itself."""
    shelves: dict[int, list[ShelfLot]] = {}
    for lot in shelf.lots:
        shelves.setdefault(lot.item, []).append(lot)
    return [_context(one, known, shelves, shelf, at, accepted_from) for one in known.looked]


def _context(
    one: Looked, known: Known, shelves: Mapping[int, list[ShelfLot]], shelf: Shelf, at: datetime,
    accepted_from: int,
) -> Context:
    place = known.places.get(one.scan.place)
    items = {row.item.id: row.item.code for row in one.bound}
    serial = one.reading.serial
    return Context(
        at=one.scan.at or at,
        bindings=tuple(
            Binding(row.scheme, row.key, row.value, row.item.code, row.unit, row.factor,
                    row.item.tracking, row.valid_from, row.valid_to) for row in one.bound),
        lots=tuple(lot for id, code in items.items()
                   for lot in _known_lots(id, code, known, shelves.get(id, ()), place)),
        longest={code: known.longest.get(id, 0) for id, code in items.items()},
        serials={(code, serial): shelf.serials[id, serial] for id, code in items.items()
                 if (id, serial) in shelf.serials} if serial else {},
        place=one.scan.place, place_kind=place.kind if place else "",
        accepted_from=accepted_from,
    )


def _known_lots(
    item: int, code: str, known: Known, held: Sequence[ShelfLot], place: PlaceRow | None
) -> list[KnownLot]:
    lots = {name: KnownLot(code, name, lot.expires_on)
            for name, lot in known.lots.get(item, {}).items()}
    for lot in held:
        before = lots.get(lot.code, KnownLot(code, lot.code, lot.expires_on))
        lots[lot.code] = before._replace(
            at_site=True, here=before.here or (place is not None and lot.place == place.id))
    return list(lots.values())


def bindable_key(reading: Verdict) -> Key:
    """Return the key under which a person may bind a code: the most telling one."""
    keys = keys_of(reading)
    return keys[0] if keys else Key(ANY_SCHEME, "", "")

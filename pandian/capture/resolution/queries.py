"""Looking a whole batch of codes up: a fixed number of statements, whatever the number of codes.

What the books have (the shelf) is not this room's: an upper room hands it in.   识别查询
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pandian.capture.resolution.rules import keys_of, other_cuts
from pandian.capture.resolution.words import Key, Known, Looked, Scan
from pandian.catalog.binding.queries import look_up, named_lots
from pandian.catalog.binding.words import BoundRow, LotAsk, NamedLot
from pandian.catalog.queries import places_by_code
from pandian.codes.rules import parse
from pandian.codes.words import Verdict
from pandian.governance.words import Scope


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

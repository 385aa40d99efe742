"""From codes to ids: every look-up once for the whole batch, every fault named.   单据解析

New lots and serials are opened on the way: a lot that is first seen at the dock is a fact of the
dock, not an error.  Unknown items, places, units and owners are faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from pandian.catalog.operations import open_lots, open_serials
from pandian.catalog.queries import factors, items_by_code, parties_by_code, places_by_code
from pandian.catalog.words import STATUSES, ItemRow, PlaceRow
from pandian.governance.words import Scope
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.ledger.exits.words import EXITS
from pandian.ledger.resolution.words import Resolved, ResolvedLine
from pandian.ledger.rules import check
from pandian.ledger.words import DROP_SHIPMENT, HoldingKey, LineRequest, PostingRequest


class _Masters(NamedTuple):
    places: dict[str, PlaceRow]
    items: dict[str, ItemRow]
    factors: dict[tuple[int, str], int]
    owners: dict[str, int]


class _Line(NamedTuple):
    """A line whose masters are known; lot and serial are still texts."""

    item: int
    source: int
    target: int
    lot: str
    serial: str
    owner: int
    status: str
    target_status: str
    quantity: int
    exit: str
    ends: tuple[str, str]


def resolve(
    *, scope: Scope, site: int, requests: Sequence[PostingRequest], now: datetime,
    warrant: str = "",
) -> list[Resolved]:
    """Resolve the documents of one site, in order, naming all faults of each."""
    lines = [line for request in requests for line in request.lines]
    masters = _masters(scope, site, lines)
    known: list[list[_Line]] = []
    faults: list[list[Fault]] = []
    for request in requests:
        wrong = check(request, now=now)
        good: list[_Line] = []
        for index, line in enumerate(request.lines):
            where = f"{request.pointer}/lines/{index}"
            through = warrant == "document" and request.kind == DROP_SHIPMENT
            found, line_faults = _line(line, masters, where, request.site, through)
            wrong.extend(line_faults)
            if found is not None and not line_faults:
                good.append(found)
        known.append([] if wrong else good)
        faults.append(wrong)
    ids = _open(scope, [line for group in known for line in group])
    return [
        Resolved(request, site, tuple(_resolved(line, *ids) for line in good), tuple(wrong))
        for request, good, wrong in zip(requests, known, faults, strict=True)
    ]


def _masters(scope: Scope, site: int, lines: Sequence[LineRequest]) -> _Masters:
    codes = {code for line in lines for code in (line.source, line.target)}
    items = items_by_code(scope=scope, codes=sorted({line.item for line in lines}))
    units = {
        (items[line.item].id, line.unit) for line in lines
        if line.unit is not None and line.item in items
    }
    owners = sorted({line.owner for line in lines if line.owner})
    return _Masters(
        places_by_code(scope=scope, site=site, codes=sorted(codes)),
        items,
        factors(scope=scope, pairs=sorted(units)) if units else {},
        {code: row.id for code, row in parties_by_code(scope=scope, codes=owners).items()}
        if owners else {},
    )


def _line(
    line: LineRequest, masters: _Masters, where: str, site: str, through: bool
) -> tuple[_Line | None, list[Fault]]:
    """Look one line up; return it and its faults.  `through`: past us, from outside to outside."""
    faults: list[Fault] = []
    item = masters.items.get(line.item)
    source, target = masters.places.get(line.source), masters.places.get(line.target)
    for name, code, place in (("source", line.source, source), ("target", line.target, target)):
        if place is None:
            faults.append(Fault(f"{where}/{name}", "place_unknown", (code, site)))
    if source and target and not (source.physical or target.physical or through):
        faults.append(Fault(f"{where}/target", "both_ends_virtual", (line.source, line.target)))
    if line.owner and line.owner not in masters.owners:
        faults.append(Fault(f"{where}/owner", "owner_unknown", (line.owner,)))
    for name, status in (("status", line.status), ("target_status", line.target_status)):
        if status is not None and status not in STATUSES:
            faults.append(Fault(f"{where}/{name}", "status_unknown", (status,)))
    if item is None:
        return None, [*faults, Fault(f"{where}/item", "item_unknown", (line.item,))]
    factor: int | None = 1
    if line.unit not in (None, item.unit):
        factor = masters.factors.get((item.id, line.unit or ""))
    if factor is None:
        faults.append(Fault(f"{where}/unit", "unit_unknown", (line.unit, line.item)))
    faults.extend(_tracking(line, item, where))
    quantity = line.quantity * (factor or 1)
    if quantity > QUANTITY_MAX:
        faults.append(Fault(f"{where}/quantity", "quantity_too_large", (quantity,)))
    if line.serial and quantity != 1:
        faults.append(Fault(f"{where}/quantity", "serial_quantity", (quantity,)))
    if faults or source is None or target is None:
        return None, faults
    status = line.status or "accepted"
    return _Line(item.id, source.id, target.id, line.lot or "", line.serial or "",
                 masters.owners.get(line.owner or "", 0), status, line.target_status or status,
                 quantity, target.kind if target.kind in EXITS and target != source else "",
                 (source.kind, target.kind)), []


def _tracking(line: LineRequest, item: ItemRow, where: str) -> Iterable[Fault]:
    by_lot, by_serial = "lot" in item.tracking, "serial" in item.tracking
    if by_lot and not line.lot:
        yield Fault(f"{where}/lot", "lot_required", (line.item,))
    if line.lot and not by_lot:
        yield Fault(f"{where}/lot", "lot_not_kept", (line.item,))
    if by_serial and not line.serial:
        yield Fault(f"{where}/serial", "serial_required", (line.item,))
    if line.serial and not by_serial:
        yield Fault(f"{where}/serial", "serial_not_kept", (line.item,))


def _open(
    scope: Scope, lines: Sequence[_Line]
) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], int]]:
    lots = sorted({(line.item, line.lot) for line in lines if line.lot})
    serials = sorted({(line.item, line.serial) for line in lines if line.serial})
    return (
        open_lots(scope=scope, pairs=lots) if lots else {},
        open_serials(scope=scope, pairs=serials) if serials else {},
    )


def _resolved(
    line: _Line, lots: dict[tuple[int, str], int], serials: dict[tuple[int, str], int]
) -> ResolvedLine:
    lot = lots[line.item, line.lot] if line.lot else 0
    serial = serials[line.item, line.serial] if line.serial else 0
    return ResolvedLine(
        HoldingKey(line.source, line.item, lot, serial, line.status, line.owner),
        HoldingKey(line.target, line.item, lot, serial, line.target_status, line.owner),
        line.quantity, line.exit, line.ends,
    )

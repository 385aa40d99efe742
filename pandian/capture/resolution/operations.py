"""From codes to ids for a whole push: every look-up once.   识别

An explicit item wins over a code.  A code is first the key of a label (GTIN), then an item's own
code.  Lots and serials that are named but unknown are opened: a lot found on the shelf is a fact
of the shelf.  What cannot be recognised keeps a reason and waits in the tray.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from pandian.capture.resolution.words import Opinion
from pandian.capture.words import MODES, ObservationDraft
from pandian.catalog.operations import open_lots, open_serials
from pandian.catalog.queries import (
    factors,
    items_by_code,
    items_by_gtin,
    parties_by_code,
    places_by_code,
)
from pandian.catalog.words import STATUSES, BindingRow, ItemRow, PlaceRow
from pandian.codes.rules import parse
from pandian.governance.words import Scope
from pandian.kernel.rules import QUANTITY_MAX


class _Label(NamedTuple):
    """What a scanned code says: a GTIN of 14 digits, lot, serial; or nothing."""

    gtin: str = ""
    lot: str | None = None
    serial: str | None = None


class _Masters(NamedTuple):
    places: dict[str, PlaceRow]
    items: dict[str, ItemRow]
    gtins: dict[str, list[BindingRow]]
    factors: dict[tuple[int, str], int]
    owners: dict[str, int]


class _Known(NamedTuple):
    """A row whose item is known; lot and serial are still texts."""

    opinion: Opinion
    lot: str
    serial: str


def resolve(
    *, scope: Scope, site: int, drafts: Sequence[ObservationDraft]
) -> list[Opinion]:
    """Say what each observation of one site means, in order, in a fixed number of statements."""
    today = datetime.now(UTC).date()
    read = {code: label_of(code, today=today)
            for code in {draft.code for draft in drafts if draft.code and not draft.item}}
    labels = [_Label() if draft.item else read.get(draft.code or "", _Label())
              for draft in drafts]
    masters = _masters(scope, site, drafts, labels)
    known = [_known(draft, label, masters)
             for draft, label in zip(drafts, labels, strict=True)]
    lots = sorted({(k.opinion.item, k.lot) for k in known if k.lot})
    serials = sorted({(k.opinion.item, k.serial) for k in known if k.serial})
    lot_ids = open_lots(scope=scope, pairs=lots) if lots else {}
    serial_ids = open_serials(scope=scope, pairs=serials) if serials else {}
    return [_finished(k, lot_ids, serial_ids) for k in known]


def label_of(code: str | None, *, today: date) -> _Label:
    """Read a scanned code; a text that is no label says nothing here."""
    if not code:
        return _Label()
    reading = parse(code, today=today)
    if not reading.accepted:
        return _Label()
    return _Label(reading.gtin or "", reading.lot or None, reading.serial or None)


def _masters(
    scope: Scope, site: int, drafts: Sequence[ObservationDraft], labels: Sequence[_Label]
) -> _Masters:
    named = {draft.item for draft in drafts if draft.item}
    named |= {draft.code for draft in drafts if draft.code and not draft.item}
    items = items_by_code(scope=scope, codes=sorted(named)) if named else {}
    gtins = sorted({label.gtin for label in labels if label.gtin})
    bound = items_by_gtin(scope=scope, gtins=gtins) if gtins else {}
    units = set()
    for draft, label in zip(drafts, labels, strict=True):
        item = _item(draft, label, items, bound)
        if draft.unit and draft.factor is None and item is not None:
            units.add((item.id, draft.unit))
    owners = sorted({draft.owner for draft in drafts if draft.owner})
    return _Masters(
        places_by_code(scope=scope, site=site,
                       codes=sorted({draft.place for draft in drafts if draft.place})),
        items, bound,
        factors(scope=scope, pairs=sorted(units)) if units else {},
        {code: row.id for code, row in parties_by_code(scope=scope, codes=owners).items()}
        if owners else {},
    )


def _item(
    draft: ObservationDraft, label: _Label, items: dict[str, ItemRow],
    gtins: dict[str, list[BindingRow]],
) -> ItemRow | None:
    """Return the one item that the row names, or None."""
    if draft.item:
        return items.get(draft.item)
    fits = {row.item.id: row.item for row in gtins.get(label.gtin, [])} if label.gtin else {}
    if len(fits) == 1:
        return next(iter(fits.values()))
    return items.get(draft.code or "") if not fits else None


def _known(draft: ObservationDraft, label: _Label, masters: _Masters) -> _Known:
    """Look one row up; a row that cannot be used keeps the first reason why."""
    if draft.mode == "undo":
        return _Known(Opinion(), "", "")
    place = masters.places.get(draft.place)
    item = _item(draft, label, masters.items, masters.gtins)
    opinion = Opinion(place=place.id if place else 0)
    if draft.mode not in MODES:
        return _waiting(opinion, "mode_unknown")
    if place is None or not place.physical:
        return _waiting(opinion, "place_unknown")
    if item is None and draft.mode == "empty" and not (draft.item or draft.code):
        return _Known(opinion, "", "")
    if item is None:
        several = not draft.item and len(masters.gtins.get(label.gtin, [])) > 1
        return _waiting(opinion, "item_ambiguous" if several else "item_unknown")
    return _measured(draft, label, masters, opinion, item)


def _measured(
    draft: ObservationDraft, label: _Label, masters: _Masters, opinion: Opinion, item: ItemRow
) -> _Known:
    """Give a row whose item is known its lot, serial, status, owner and base quantity."""
    opinion = opinion._replace(
        item=item.id, item_code=item.code, unit=item.unit,
        status=draft.status or None,
        owner=masters.owners.get(draft.owner, -1) if draft.owner
        else (0 if draft.owner == "" else None),
    )
    if opinion.status is not None and opinion.status not in STATUSES:
        return _waiting(opinion, "status_unknown")
    if opinion.owner == -1:
        return _waiting(opinion, "owner_unknown")
    factor = draft.factor or _factor(draft.unit, item, masters.factors)
    if factor is None:
        return _waiting(opinion, "unit_unknown")
    quantity = draft.quantity if draft.quantity is not None else 1
    base = 0 if draft.mode == "empty" else quantity * factor
    if base > QUANTITY_MAX:
        return _waiting(opinion, "quantity_range")
    by_lot, by_serial = "lot" in item.tracking, "serial" in item.tracking
    lot = (draft.lot or label.lot or "") if by_lot else ""
    serial = (draft.serial or label.serial or "") if by_serial else ""
    if serial and base > 1:
        return _waiting(opinion, "serial_quantity")
    return _Known(opinion._replace(
        base=base, lot=None if by_lot else 0, serial=None if by_serial else 0,
        lot_code=lot or None, serial_code=serial or None,
    ), lot, serial)


def _waiting(opinion: Opinion, reason: str) -> _Known:
    return _Known(opinion._replace(tray="unresolved", reason=reason), "", "")


def _factor(
    unit: str | None, item: ItemRow, known: dict[tuple[int, str], int]
) -> int | None:
    return 1 if not unit or unit == item.unit else known.get((item.id, unit))


def _finished(
    known: _Known, lots: dict[tuple[int, str], int], serials: dict[tuple[int, str], int]
) -> Opinion:
    opinion = known.opinion
    if known.lot:
        opinion = opinion._replace(lot=lots[opinion.item, known.lot])
    if known.serial:
        opinion = opinion._replace(serial=serials[opinion.item, known.serial])
    return opinion

"""What a row of a count sheet says, and what can be wrong with it.   盘点表规则"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from pandian.exchange.counts.words import PRECISION_MS, Known, SheetLine, Statement
from pandian.exchange.stock.words import NAMESPACE, Complaint
from pandian.exchange.words import Moment


def sheet_line(values: Mapping[str, Any], *, place: str, default: Moment) -> SheetLine:
    """Return what a row says; a blank quantity stays "not counted"."""
    return SheetLine(
        values.get("place") or place, values["item"] or "", values.get("lot"),
        values.get("serial"), values.get("status"), values.get("owner"), values.get("unit"),
        values.get("counted"), values.get("counted_at") or default, values.get("note") or "",
        values.get("whole"))


def complaints(line: SheetLine, known: Known) -> Iterator[Complaint]:
    """Yield what is wrong with a row: unknown codes, a lot or serial that is not kept."""
    place = known.places.get(line.place)
    if place is None:
        yield Complaint("place", line.place, "place_unknown" if line.place else "blank",
                        (line.place,))
    elif not place.physical:
        yield Complaint("place", line.place, "place_virtual", (line.place,))
    if line.of_place:
        if line.counted or line.lot or line.serial or not (line.whole or line.counted == 0):
            yield Complaint("item", "", "blank")
        return
    item = known.items.get(line.item)
    if item is None:
        yield Complaint("item", line.item, "item_unknown", (line.item,))
        return
    if line.unit and line.unit != item.unit and (item.id, line.unit) not in known.factors:
        yield Complaint("unit", line.unit, "unit_unknown", (line.unit, line.item))
    if line.lot and "lot" not in item.tracking:
        yield Complaint("lot", line.lot, "lot_not_kept", (line.item,))
    if line.serial and "serial" not in item.tracking:
        yield Complaint("serial", line.serial, "serial_not_kept", (line.item,))
    if line.serial and (line.counted or 0) > 1:
        yield Complaint("counted", str(line.counted), "serial_quantity")


def observation_id(task: UUID | None, line: SheetLine, copy: int) -> UUID:
    """Return the id of what a row observed: the same row again is the same observation."""
    parts = (task, line.place, line.item, line.lot, line.serial, line.status, line.owner,
             line.unit, line.counted, line.when.at.isoformat(), copy)
    return uuid5(NAMESPACE, "count|" + "\x1f".join(str(part) for part in parts))


def stated(before: Statement | None, line: SheetLine, at: tuple[int, int]) -> Statement:
    """Return what a sheet says of a place with one more row, that of (file, row)."""
    said = before or Statement(line.place, at, line.when)
    return said._replace(
        latest=max(said.latest, line.when, key=lambda when: when.at),
        counted=said.counted or (line.counted is not None and not line.of_place),
        yes=said.yes or line.whole is True or (line.of_place and line.counted == 0),
        no=said.no or line.whole is False, filled=said.filled or bool(line.counted),
        empty=said.empty or (at if line.of_place and line.counted == 0 else None),
        blank=said.blank or (at if not line.of_place and line.counted is None else None))


def contradiction(said: Statement) -> tuple[tuple[int, int], str]:
    """Return the row and code of what speaks against a place that is said to be whole, or ''.

    A place of which one row is missing must stay open: closing it would say that goods which
    somebody counted are not there.
    """
    if said.refused:
        return said.refused, "whole_refused"
    if said.blank:
        return said.blank, "whole_blank"
    if said.empty and said.filled:
        return said.empty, "whole_not_empty"
    return said.first, "whole_both" if said.no else ""


def visit_id(task: UUID | None, said: Statement) -> UUID:
    """Return the id of a place's closing: the same sheet again closes it no second time."""
    parts = (task, said.place, said.latest.at.isoformat())
    return uuid5(NAMESPACE, "whole|" + "\x1f".join(str(part) for part in parts))


def error_ms(when: Moment) -> int:
    """Return how far off a sheet's instant may be, in milliseconds."""
    return PRECISION_MS[when.precision]

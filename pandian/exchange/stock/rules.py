"""From understood rows to lines of documents, and what can be wrong with a line.   库存行规则"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pandian.catalog.words import ItemRow
from pandian.exchange.rules import visible
from pandian.exchange.stock.words import NAMESPACE, Complaint, Masters, StockRow
from pandian.exchange.words import Moment, Options
from pandian.kernel.rules import QUANTITY_MAX


def posting_id(source: str, site: str, document: str, part: int) -> UUID:
    """Return the id of an imported document: the same from every file that holds it."""
    return uuid5(NAMESPACE, f"{source}|{site}|{document}|{part}")


def raw_text(raw: Mapping[str, Any]) -> str:
    """Return the cells of a row as the file gave them, as JSON."""
    cells = [cell if isinstance(cell, str) or cell is None else str(cell) for cell in raw.values()]
    text = json.dumps(cells, ensure_ascii=False)
    return visible(text).replace("\\u0000", "")


def as_json(value: Mapping[str, Any]) -> str:
    """Return a cause as JSON, its empty entries left out."""
    return json.dumps({k: v for k, v in value.items() if v not in (None, "")}, ensure_ascii=False)


def movement(
    values: Mapping[str, Any], *, file: int, row: int, site: str, digest: str, source: str,
    raw: str,
) -> StockRow:
    """Return a row of the layout `movements`; a row without a document is one of its own."""
    when: Moment = values["effective_at"]
    named = values.get("document")
    cause = {"source": source, "document": named, "reason": values.get("reason"),
             "file": None if named else digest[:16], "row": None if named else row}
    return StockRow(
        file, row, "", values.get("site") or site, named or f"@{digest[:16]}:{file}:{row}",
        values["kind"], when.at, when.precision, values["item"], values.get("lot"),
        values.get("serial"), values.get("status"), values.get("owner"), values["source"],
        values["target"], values["quantity"], values.get("unit"), values.get("target_status"),
        None, as_json(cause), raw)


def opening(
    values: Mapping[str, Any], *, file: int, row: int, site: str, options: Options,
    now: datetime, source: str, raw: str,
) -> StockRow:
    """Return a row of the layout `opening_stock`: a document per holding, so that a corrected
    file brings only what is new."""
    when = values.get("effective_at") or options.effective_at or Moment(now, "second")
    at_site = values.get("site") or site
    place = values.get("place") or options.place
    key = [place, values["item"], *(values.get(name) or "" for name in
                                    ("lot", "serial", "status", "owner"))]
    return StockRow(
        file, row, "", at_site, "opening:" + "\x1f".join(key), "opening", when.at,
        when.precision, values["item"], values.get("lot"), values.get("serial"),
        values.get("status"), values.get("owner"), "@opening", place, values["quantity"],
        values.get("unit"), None, None, as_json({"source": source, "document": "opening"}), raw)


def lost(
    values: Mapping[str, Any], *, file: int, row: int, site: str, code: str, raw: str
) -> StockRow:
    """Return a row that its cells have cost already; what was understood is still checked."""
    target = values.get("target") or values.get("place") or ""
    return StockRow(
        file, row, f"refused_{code}", values.get("site") or site, values.get("document") or "",
        values.get("kind") or "", None, "", values.get("item") or "", values.get("lot"),
        values.get("serial"), values.get("status"), values.get("owner"),
        values.get("source") or "", target, values.get("quantity") or 0, values.get("unit"),
        None, None, "", raw)


def complaints(line: StockRow, masters: Masters) -> Iterator[Complaint]:
    """Yield everything that is wrong with a line: unknown masters, tracking, ends, quantity.

    Of a row that its cells have cost already, only what was understood is looked at.
    """
    if line.site not in masters.sites:
        yield Complaint("site", line.site, "site_unknown", (line.site,))
    else:
        yield from _ends(line, masters)
    item = masters.items.get(line.item)
    if line.owner and line.owner not in masters.owners:
        yield Complaint("owner", line.owner, "owner_unknown", (line.owner,))
    if item is None and line.item:
        yield Complaint("item", line.item, "item_unknown", (line.item,))
    if item is not None:
        yield from _of_item(line, item, masters)


def _of_item(line: StockRow, item: ItemRow, masters: Masters) -> Iterator[Complaint]:
    factor = _factor(line.unit, item.id, item.unit, masters)
    if factor is None:
        yield Complaint("unit", line.unit or "", "unit_unknown", (line.unit, line.item))
    if line.outcome:
        return
    yield from tracking(item.code, item.tracking, line.lot, line.serial)
    base = line.quantity * (factor or 1)
    if base <= 0:
        yield Complaint("quantity", str(line.quantity), "quantity_not_positive", (line.quantity,))
    if base > QUANTITY_MAX:
        yield Complaint("quantity", str(line.quantity), "out_of_range", (1, QUANTITY_MAX))
    if line.serial and base != 1:
        yield Complaint("quantity", str(line.quantity), "serial_quantity")


def _ends(line: StockRow, masters: Masters) -> Iterator[Complaint]:
    ends = []
    for column, code in (("source", line.source), ("target", line.target)):
        place = masters.places.get((line.site, code))
        ends.append(place)
        if place is None and (code or not line.outcome):
            name = "place" if line.kind == "opening" else column
            yield Complaint(name, code, "place_unknown" if code else "blank", (code,))
    source, target = ends
    if source and target and not (source.physical or target.physical):
        yield Complaint("target", line.target, "both_ends_virtual", (line.source, line.target))
    same_status = line.target_status in (None, line.status or "accepted")
    if source and target and source.id == target.id and same_status:
        yield Complaint("target", line.target, "same_ends")


def _factor(unit: str | None, item: int, base: str, masters: Masters) -> int | None:
    return 1 if unit in (None, "", base) else masters.factors.get((item, unit or ""))


def tracking(
    code: str, kept: str, lot: str | None, serial: str | None
) -> Iterator[Complaint]:
    """Yield what does not fit how an item is kept: a lot or serial missing, or not kept."""
    if "lot" in kept and not lot:
        yield Complaint("lot", "", "lot_required", (code,))
    if lot and "lot" not in kept:
        yield Complaint("lot", lot, "lot_not_kept", (code,))
    if "serial" in kept and not serial:
        yield Complaint("serial", "", "serial_required", (code,))
    if serial and "serial" not in kept:
        yield Complaint("serial", serial, "serial_not_kept", (code,))

"""How rows of a notice become announced receipts, and faults find their cell.   到货预告规则

Pure: no clock, no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from pandian.exchange.stock.words import NAMESPACE
from pandian.kernel.words import Fault
from pandian.lifecycle.words import DocumentDraft, LineDraft

TOTALS_MAX = 200
"""Notes of a file that its report tells one by one."""
HEAD = ("delivery_note", "carrier", "expected_on")
COLUMNS = {"asked": "ordered", "shipped": "shipped", "supplier": "supplier", "place": "place",
           "item": "item", "lot": "lot", "serial": "serial", "follows": "order",
           "order_line": "order_line", "delivery_note": "delivery_note"}
"""Fields of a document, and the columns of the layout in which they stand."""

_LINE = re.compile(r"/lines/(\d+)(?:/(?:attributes/)?(\w+))?")


class NoteRow(NamedTuple):
    """One row of a notice that could be read: where it stands, and what it says."""

    file: str
    row: int
    values: Mapping[str, Any]


Key = tuple[str, str, str]
"""Site, supplier and number of the delivery note: one announced receipt."""


def notes_of(rows: Iterable[NoteRow], site: str) -> dict[Key, list[NoteRow]]:
    """Return the rows of each delivery note, in the order of the file."""
    found: dict[Key, list[NoteRow]] = {}
    for row in rows:
        key = (row.values.get("site") or site, row.values["supplier"],
               row.values["delivery_note"])
        found.setdefault(key, []).append(row)
    return found


def totals_of(notes: Mapping[Key, Sequence[NoteRow]]) -> dict[str, str]:
    """Return lines and what was shipped of each note, to be compared with the paper; the first.

    Quantities are summed as the file says them, whatever their units.
    """
    told = {" ".join(key): f"{len(rows):,} × {sum(row.values['shipped'] for row in rows):,}"
            for key, rows in list(notes.items())[:TOTALS_MAX]}
    if len(notes) > TOTALS_MAX:
        told["…"] = f"{len(notes):,}"
    return told


def note_id(source: str, key: Key) -> UUID:
    """Return the id of the receipt of a note: the same from every file that holds it."""
    return uuid5(NAMESPACE, "|".join(("asn", source, *key)))


def draft_of(
    key: Key, rows: Sequence[NoteRow], *, source: str, place: str, order: UUID | None,
    lines_of_order: Mapping[str, Sequence[int]], factors: Mapping[tuple[str, str], int],
) -> DocumentDraft:
    """Return the receipt that a note announces, quantities in smallest units.

    The row's own number of the order's line comes first; else the item's only line of the order.
    """
    head = {name: _text(value) for name in HEAD
            if (value := next((row.values.get(name) for row in rows
                               if row.values.get(name)), None))}
    return DocumentDraft(
        note_id(source, key), key[0], "receipt",
        {"supplier": key[1], "place": rows[0].values.get("place") or place, **head},
        tuple(_line(row, lines_of_order, factors) for row in rows), order)


def _line(
    row: NoteRow, lines_of_order: Mapping[str, Sequence[int]],
    factors: Mapping[tuple[str, str], int],
) -> LineDraft:
    values = row.values
    factor = factors.get((values["item"], values.get("unit") or ""), 1)
    shipped = values["shipped"] * factor
    ordered = values.get("ordered")
    lines = lines_of_order.get(values["item"], ())
    number = values.get("order_line") or (lines[0] if len(lines) == 1 else None)
    said = {name: _text(values[name]) for name in ("made_on", "expires_on") if values.get(name)}
    return LineDraft(
        values["item"], shipped if ordered is None else ordered * factor, values.get("lot") or "",
        values.get("serial") or "", shipped=shipped,
        attributes={**said, **({"order_line": number} if number else {})})


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def disagreeing(rows: Sequence[NoteRow]) -> list[tuple[NoteRow, str]]:
    """Return the rows whose head differs from that of the first row of their note."""
    names = ("place", "order", *HEAD)
    return [(row, name) for row in rows[1:] for name in names
            if row.values.get(name) and rows[0].values.get(name)
            and row.values[name] != rows[0].values[name]]


def cell_of(fault: Fault, rows: Sequence[NoteRow]) -> tuple[NoteRow, str]:
    """Return the row and the column that a fault of the document is about."""
    if match := _LINE.match(fault.pointer):
        row = rows[min(int(match[1]), len(rows) - 1)]
        return row, COLUMNS.get(match[2] or "", "")
    name = fault.pointer.rstrip("/").rpartition("/")[2]
    return rows[0], COLUMNS.get(name, "")

"""Rows to files: CSV that no spreadsheet runs, JSON with the question it answers.   表格规则

Pure: no clock, no database.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pandian.catalog.words import VIRTUAL
from pandian.exchange.rules import guarded
from pandian.exchange.tables.words import (
    FORMATS,
    MEDIA,
    PDF_ROWS_MAX,
    ROWS_MAX,
    File,
    FormatUnknown,
    Table,
    TableTooLong,
)
from pandian.kernel.words import Fault


def check_format(name: str, offered: Collection[str] = tuple(FORMATS)) -> None:
    """Raise `FormatUnknown` unless the format is offered."""
    if name not in offered:
        raise FormatUnknown([Fault("/format", "format_unknown", (name[:40], ", ".join(offered)))])


def check_length(rows: int, format: str) -> None:
    """Raise `TableTooLong` when a file of the format does not hold so many rows."""
    most = PDF_ROWS_MAX if format == "pdf" else ROWS_MAX
    if rows > most:
        raise TableTooLong([Fault("", "table_too_long", (most, rows))])


def as_file(table: Table, *, format: str, language: str) -> File:
    """Return a table as CSV or JSON.  Raises `FormatUnknown`, `TableTooLong`."""
    check_format(format, ("csv", "json"))
    check_length(len(table.rows), format)
    made = _csv(table, language) if format == "csv" else _json(table)
    return File(f"{table.name}.{format}", MEDIA[format], made)


def _csv(table: Table, language: str) -> bytes:
    """Headings in the reader's language; UTF-8 with its mark, so that spreadsheets see it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([label.text(language) for label in table.columns.values()])
    for row in table.rows:
        writer.writerow([cell(row.get(name)) for name in table.columns])
    return out.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    """Return a value as a table shows it; a text that looks like a formula gets a mark."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(cell(each) for each in value)
    text = _plain(value)
    return text if text in VIRTUAL else guarded(text)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)


def _text(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, UUID | datetime | date):
        return _plain(value)
    raise TypeError(type(value).__name__)


def _json(table: Table) -> bytes:
    rows = [{name: row.get(name) for name in table.columns} for row in table.rows]
    return json.dumps({**table.facts, "rows": rows}, ensure_ascii=False, default=_text,
                      indent=1).encode()

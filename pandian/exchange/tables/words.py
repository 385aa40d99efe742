"""Tables for people and programs.   表格导出词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pandian.kernel.words import Label, Refused

FORMATS: dict[str, Label] = {
    "csv": Label("CSV 表格", "CSV"),
    "json": Label("JSON", "JSON"),
    "pdf": Label("PDF", "PDF"),
}

MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}

ROWS_MAX = 200_000
"""Rows of one exported file."""

PDF_ROWS_MAX = 5_000
"""Rows of one printed file: some two hundred pages."""


class Table(NamedTuple):
    """Rows to hand out: `columns` name the keys of each row and their headings, in order.

    `facts` stand above the rows: what was asked, by whom, when.
    """

    name: str
    title: Label
    columns: Mapping[str, Label]
    rows: list[Mapping[str, Any]]
    facts: Mapping[str, Any] = {}


class File(NamedTuple):
    """A finished file."""

    name: str
    media: str
    content: bytes


class FormatUnknown(Refused):
    """A table cannot be had in this format."""

    status = 400


class TableTooLong(Refused):
    """More rows than a file of this format holds: ask for a shorter range."""


FAULTS: dict[str, Label] = {
    "format_unknown": Label("格式应为 {1}：{0}", "The format is one of {1}, not {0}"),
    "table_too_long": Label("共 {1} 行，最多 {0} 行：请缩小范围",
                            "{1} rows, at most {0}: ask for a shorter range"),
}

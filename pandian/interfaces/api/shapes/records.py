"""Shapes of quality records.   质量记录"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Answer, Code, Cursor, Instant, Shape


class RecordFilter(Shape):
    """From `since` on, before `until`, at one site or all; `text` occurs in item, lot, number."""

    since: Instant
    until: Instant
    site: Code | None = None
    text: Code | None = None
    format: Code = "csv"


class PageFilter(RecordFilter):
    """The same, a page at a time."""

    next: Cursor | None = None


class RecordsOut(Answer):
    """The kinds of records, and what is not made here."""

    rows: list[Answer]
    not_here: Answer


class RecordOut(Answer):
    """Rows of one record."""

    rows: list[Answer]
    more: bool
    next: str | None

"""Shapes of traces, recall lists and whereabouts.   追溯"""

from __future__ import annotations

from typing import Literal

from pandian.interfaces.api.shapes.types import Answer, Code, Cursor, Instant, Shape


class TraceFilter(Shape):
    """What to trace: an item with its lot or serial, a scanned code, or a document."""

    item: Code | None = None
    lot: Code | None = None
    serial: Code | None = None
    code: Cursor | None = None
    document: Code | None = None
    direction: Code = "both"


class TraceExportFilter(TraceFilter):
    """What to trace, and the file to make of it."""

    format: Code = "csv"
    list: Literal["timeline", "customers"] = "timeline"


class TraceOut(Answer):
    """Every node oldest first, edges, descent by production, and where the goods stand now."""

    goods: list[Answer]
    rows: list[Answer]
    more: bool
    edges: list[Answer]
    descent: list[Answer]
    standing: list[Answer]


class CustomersOut(Answer):
    """The recall list, whoever has most first."""

    goods: list[Answer]
    rows: list[Answer]


class WhereaboutsFilter(Shape):
    """Which stock, and at what instant (left out: now)."""

    site: Code | None = None
    place: Code | None = None
    kind: Code | None = None
    item: Code | None = None
    lot: Code | None = None
    serial: Code | None = None
    status: Code | None = None
    owner: Code | None = None
    as_of: Instant | None = None


class StockExportFilter(WhereaboutsFilter):
    """Which stock at what instant, and the file to make of it."""

    format: Code = "csv"


class WhereaboutsOut(Answer):
    """Sums by kind of place and status, and what was on the way, line by line."""

    as_of: str
    kinds: list[Answer]
    on_the_way: list[Answer]


class RecallOut(Answer):
    """How a recall stands: one equation a line, the customers, what was posted where."""

    equations: list[Answer]
    customers: list[Answer]
    postings: list[Answer]

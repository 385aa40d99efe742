"""Shapes of returns without a sale.   无原单退货"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Answer, Code, Shape


class UnmatchedFilter(Shape):
    """At one site, or at all."""

    site: Code | None = None


class OriginalFilter(Shape):
    """Which goods of which customer came back where."""

    site: Code
    customer: Code
    item: Code
    lot: Code | None = None
    serial: Code | None = None


class UnmatchedOut(Answer):
    """The exception list."""

    rows: list[Answer]


class OriginalsOut(Answer):
    """Sales, with how much of each can still come back."""

    rows: list[Answer]

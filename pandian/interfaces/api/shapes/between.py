"""Shapes of what is between places.   之间的货"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Answer, Code, Shape


class SiteFilter(Shape):
    """Of one site, or of all that are seen."""

    site: Code | None = None


class RowsOut(Answer):
    """All the rows there are."""

    rows: list[Answer]

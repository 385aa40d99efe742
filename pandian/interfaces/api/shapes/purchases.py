"""Shapes of what is still to come on orders.   采购"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Answer, Code, Limit, Shape


class OpenFilter(Shape):
    """Which open lines of orders to list."""

    site: Code | None = None
    item: Code | None = None
    limit: Limit = 1000


class OpenOut(Answer):
    """Open lines, the oldest order first."""

    rows: list[Answer]

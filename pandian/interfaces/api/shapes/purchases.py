"""Shapes of what is still to come on orders, reorder levels, and shortages.   采购"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Limit,
    Quantity,
    Shape,
    Uuid,
)


class OpenFilter(Shape):
    """Which open lines of orders to list."""

    site: Code | None = None
    item: Code | None = None
    limit: Limit = 1000


class OpenOut(Answer):
    """Open lines, the oldest order first."""

    rows: list[Answer]


class LevelIn(Shape):
    """When to buy an item again; without a `point` the level is taken away."""

    item: Code
    point: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    up_to: Quantity | None = None
    multiple: Quantity = 1
    supplier: Code | None = None
    price: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0


class LevelsIn(Shape):
    """Reorder levels of a site."""

    site: Code
    levels: Annotated[list[LevelIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class LevelsChangedOut(Answer):
    """How many levels changed."""

    changed: int


class ShortageQuery(Shape):
    """Which site's levels or shortages to list."""

    site: Code


class OrdersIn(Shape):
    """Open what is short as drafts of orders; `id` makes it idempotent."""

    id: Uuid
    site: Code


class OrdersOut(Answer):
    """The drafts, one for each supplier."""

    rows: list[Answer]


class ScanIn(Shape):
    """One label as it was scanned, so many times."""

    code: Annotated[str, Field(min_length=1, max_length=8_000)]
    symbology: Annotated[str, Field(max_length=3)] = ""
    times: Quantity = 1


class ScansIn(Shape):
    """Labels scanned for a document."""

    scans: Annotated[list[ScanIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class ScannedOut(Answer):
    """The facts that the labels state, and those that state none with their reason."""

    amounts: list[Answer]
    faults: list[Answer]

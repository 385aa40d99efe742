"""Shapes of what is between places.   之间的货"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import Answer, Code, Instant, Shape, Uuid
from pandian.lifecycle.consignment.words import PULL_DAYS_DEFAULT, PULL_DAYS_MAX


class SiteFilter(Shape):
    """Of one site, or of all that are seen."""

    site: Code | None = None


class PullFilter(Shape):
    """Of which site, and how many days ahead."""

    site: Code | None = None
    days: Annotated[int, Field(ge=0, le=PULL_DAYS_MAX)] = PULL_DAYS_DEFAULT


class UnitFilter(Shape):
    """Which units, as they stood when."""

    site: Code
    as_of: Instant | None = None
    code: Code | None = None
    place: Code | None = None


class UnitIn(Shape):
    """A unit to make; without a code a number is minted."""

    id: Uuid
    site: Code
    place: Code
    code: Annotated[str, Field(max_length=64)] = ""


class MadeOut(Answer):
    """What became of a unit: `created` or `exists`, and its number."""

    id: str
    result: str
    code: str


class RowsOut(Answer):
    """All the rows there are."""

    rows: list[Answer]

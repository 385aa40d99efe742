"""Shapes of what is between places.   之间的货"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import Answer, Code, Shape
from pandian.lifecycle.consignment.words import PULL_DAYS_DEFAULT, PULL_DAYS_MAX


class SiteFilter(Shape):
    """Of one site, or of all that are seen."""

    site: Code | None = None


class PullFilter(Shape):
    """Of which site, and how many days ahead."""

    site: Code | None = None
    days: Annotated[int, Field(ge=0, le=PULL_DAYS_MAX)] = PULL_DAYS_DEFAULT


class RowsOut(Answer):
    """All the rows there are."""

    rows: list[Answer]

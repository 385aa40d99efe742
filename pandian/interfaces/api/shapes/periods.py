"""Shapes of periods and their reports.   期间结账"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from pandian.interfaces.api.shapes.counts import PASSWORD_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import Answer, Code, IsoDate, Shape, Uuid


class PeriodFilter(Shape):
    """Of one site, or of all."""

    site: Code | None = None


class PeriodIn(Shape):
    """A period to report on: up to the end of a day in the site's own calendar."""

    id: Uuid
    site: Code
    last_day: IsoDate


class ClosePeriodIn(Shape):
    """The signature of the second person."""

    password: str = Field(max_length=PASSWORD_CHARACTERS_MAX)
    meaning: str = Field("approved", max_length=40)


class PeriodsOut(Answer):
    """Periods, the last end first."""

    rows: list[Answer]


class PeriodOut(Answer):
    """One period with its figures: rows, gains and losses of each list."""

    id: str
    site: str
    state: str
    totals: dict[str, Any]


class PeriodListOut(Answer):
    """One list of a period, and its figures."""

    total: dict[str, Any]
    rows: list[Answer]

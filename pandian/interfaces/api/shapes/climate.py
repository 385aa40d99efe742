"""Shapes of stock checks and of temperature and humidity.   在库检查、温湿度"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Instant,
    IsoDate,
    Limit,
    Note,
    Shape,
    Uuid,
)

Hundredths = Annotated[int, Field(ge=-27_315, le=20_000)]
"""Hundredths of a degree Celsius."""

Share = Annotated[int, Field(ge=0, le=10_000)]
"""Hundredths of a per cent."""


class ClimateIn(Shape):
    """Limits of one place; `monitored` ones are read by instruments."""

    place: Code
    coldest: Hundredths
    warmest: Hundredths
    driest: Share
    wettest: Share
    monitored: bool = False


class ClimatesIn(Shape):
    """Limits of places of one site."""

    site: Code
    climates: Annotated[list[ClimateIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class ReadingIn(Shape):
    """One reading; `id` makes it idempotent, without `read_at` it is of now."""

    id: Uuid
    place: Code
    temperature: Hundredths
    humidity: Share
    read_at: Instant | None = None
    note: Note = ""


class ReadingsIn(Shape):
    """Readings of one site."""

    site: Code
    readings: Annotated[list[ReadingIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class DayQuery(Shape):
    """Which site, from which day on (in its time zone), how many days."""

    site: Code
    day: IsoDate
    days: Limit = 1
    place: Code | None = None


class CheckRecordOut(Answer):
    """The record of a round."""

    document: str
    number: str

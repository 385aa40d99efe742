"""Limits of temperature and humidity, and readings.   温湿度词汇

Temperatures are hundredths of a degree Celsius, humidities hundredths of a per cent.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, Refused

TEMPERATURE_MIN, TEMPERATURE_MAX = -27_315, 20_000
HUMIDITY_MAX = 10_000
READINGS_MAX = 10_000
DAYS_MAX = 366
NOON_HOUR = 12
HALVES: dict[str, Label] = {
    "morning": Label("上午", "morning"),
    "afternoon": Label("下午", "afternoon"),
}


class Climate(NamedTuple):
    """The limits of one place; `monitored` ones need no readings by hand."""

    place: str
    coldest: int
    warmest: int
    driest: int
    wettest: int
    monitored: bool = False


class ReadingDraft(NamedTuple):
    """A reading as it comes in; `id` minted by the client makes it idempotent."""

    id: UUID
    place: str
    temperature: int
    humidity: int
    read_at: datetime | None = None
    note: str = ""


class Reading(NamedTuple):
    """A reading as it is kept; `outside` names the limits that it breaks."""

    id: UUID
    place: str
    read_at: datetime
    temperature: int
    humidity: int
    outside: tuple[str, ...]
    note: str
    person: str


class Missing(NamedTuple):
    """A half of a day of which a zone has no reading."""

    place: str
    day: date
    half: str


class ClimateRefused(Refused):
    """The limits or readings cannot be so; every fault is named."""


class ReadingConflict(Conflict):
    """The same id came before with another content."""


FAULTS: dict[str, Label] = {
    "climate_limits": Label("上限应高于下限", "The upper limit lies above the lower one"),
    "climate_unknown": Label("{0} 没有温湿度限值", "{0} has no limits of temperature and humidity"),
    "reading_range": Label("读数超出可能范围", "This reading is beyond what can be"),
}

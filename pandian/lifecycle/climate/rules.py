"""Which limits a reading breaks, and which halves of a day have none.   温湿度规则

Pure: no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from pandian.kernel.words import Fault
from pandian.lifecycle.climate.words import (
    HALVES,
    HUMIDITY_MAX,
    TEMPERATURE_MAX,
    TEMPERATURE_MIN,
    Climate,
    Missing,
    ReadingDraft,
)


def climate_faults(n: int, given: Climate) -> Iterator[Fault]:
    """Yield what is wrong with the limits of a place."""
    if not TEMPERATURE_MIN <= given.coldest < given.warmest <= TEMPERATURE_MAX:
        yield Fault(f"/{n}/warmest", "climate_limits")
    if not 0 <= given.driest < given.wettest <= HUMIDITY_MAX:
        yield Fault(f"/{n}/wettest", "climate_limits")


def reading_faults(n: int, draft: ReadingDraft) -> Iterator[Fault]:
    """Yield what no instrument can have shown."""
    if not TEMPERATURE_MIN <= draft.temperature <= TEMPERATURE_MAX:
        yield Fault(f"/{n}/temperature", "reading_range")
    if not 0 <= draft.humidity <= HUMIDITY_MAX:
        yield Fault(f"/{n}/humidity", "reading_range")


def outside(limits: Climate, temperature: int, humidity: int) -> tuple[str, ...]:
    """Return the limits that a reading breaks: a reading at a limit breaks none."""
    broken = {"coldest": temperature < limits.coldest, "warmest": temperature > limits.warmest,
              "driest": humidity < limits.driest, "wettest": humidity > limits.wettest}
    return tuple(name for name, is_so in broken.items() if is_so)


def missing(
    places: Collection[str], day: date, seen: Collection[tuple[str, str]]
) -> list[Missing]:
    """Return the halves of a day of which places have no reading; `seen`: (place, half)."""
    return [Missing(place, day, half) for place in sorted(places) for half in HALVES
            if (place, half) not in seen]

"""Words of the simulated days.   日常业务词汇"""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import NamedTuple

LOCAL = timezone(timedelta(hours=8))
"""China has one time zone and no summer time."""

UNCERTAINTY_MS = 2_000
"""How well a phone's clock is known after a synchronisation."""

STEP = timedelta(seconds=9)
"""At least this long between two things: no two facts of the world lie inside a clock error."""


FRESH = timedelta(days=3)
"""What ends within this time is not taken for an order any more: it must arrive usable."""


class Shelf(NamedTuple):
    """Where an item lives at one site: its bins, the first one first."""

    bins: tuple[str, ...]


class Habit(NamedTuple):
    """How an item moves: pieces a customer takes at once, and how often it is asked for."""

    portion: int
    weight: float

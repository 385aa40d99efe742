"""What a test may ask of chance and of the hour: only what every seed, every hour brings.   随机"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

FEED_SECONDS = 300
"""So long a test waits for the feed of facts: it is held back by transactions of the whole server,
those of the other test processes among them, and of their tests some are one long transaction."""
PATIENCE = 10
"""So many times the rounds that are wanted are walked before a test gives up."""


def rounds(wanted: int, come: Callable[[], bool]) -> Iterator[int]:
    """Yield the numbers of `wanted` rounds, and further ones until it has come, within bounds.

    Whoever asks for variety (something proposed, something refused) walks on until it has come:
    a seed that brings little costs a little more time and proves as much as any other.
    """
    for number in range(PATIENCE * wanted):
        if number >= wanted and come():
            return
        yield number


def fed() -> Iterator[None]:
    """Yield for each look at the feed of facts, at first at once, until it was waited enough."""
    end = time.monotonic() + FEED_SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def zone_of_another_day() -> str:
    """Return a time zone in which it is another day than in UTC now, and for an hour at least."""
    # eleven hours behind until ten o'clock, fourteen ahead from then on
    return "Pacific/Pago_Pago" if datetime.now(UTC).hour < 10 else "Pacific/Kiritimati"

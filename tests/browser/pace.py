"""Keys at a pace of the test's own: how busy the machine is decides nothing.

What tells a scanner from a person is the time between keys, so the page gets a clock that stands
and goes on by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

AHEAD = timedelta(minutes=1)
"""A clock can only be stopped at an instant to come."""


def stop_clock(page: Any) -> None:
    """Stop the page's clock: timers, `performance` and the instants of events follow it."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + AHEAD)


def keys(page: Any, text: Sequence[str], gap_ms: int, *, end: str = "") -> None:
    """Press the keys of a text, and `end`, each so long after the one before."""
    for key in [*text, *([end] if end else [])]:
        page.keyboard.press(key)
        page.clock.run_for(gap_ms)

"""When a lot is near its expiry.   效期规则

Pure: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.lifecycle.expiry.words import DAYS_MAX


def days_of(text: str | None, usual: Sequence[int]) -> tuple[int, ...]:
    """Return an item's days of warning, widest first; the usual ones where it has none."""
    parts = [part.strip() for part in (text or "").replace("，", ",").split(",")]
    own = {int(part) for part in parts if part.isdecimal() and 0 < int(part) <= DAYS_MAX}
    return tuple(sorted(own or usual, reverse=True))


def reached(left: int, days: Sequence[int]) -> int | None:
    """Return the tightest threshold that a lot with so many days left has reached."""
    within = [each for each in days if 0 <= left <= each]
    return min(within) if within else None

"""How long a count may wait for signatures, and who else may sign when it is late.   待批判定

Pure; the clock is an argument.  Hours are hours of the clock, nights and holidays too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pandian.counting.awaiting.words import SOON_SHARE


def due_of(since: datetime, hours: int | None) -> datetime | None:
    """Return until when it should be signed; None where the band says no hours."""
    return None if hours is None else since + timedelta(hours=hours)


def stand_of(
    now: datetime, *, since: datetime, due_at: datetime | None, escalated: bool
) -> str:
    """Say how a waiting count stands: at its due instant it is late."""
    if due_at is None:
        return "open"
    if escalated or now >= due_at:
        return "overdue"
    return "due" if (due_at - now) * SOON_SHARE < due_at - since else "open"


def may_sign(
    roles: Collection[str], wanted: Collection[str], passed_on: Collection[str]
) -> bool:
    """Say whether somebody of these roles may give the next signature.

    Nothing wanted: whoever may approve.  Passed on: also somebody of those roles.
    """
    held = set(roles)
    return not wanted or bool(held & set(wanted)) or bool(held & set(passed_on))

"""Ids, instants and small exact decisions.   标识与时刻

Pure: no database, no Django.  Randomness and the clock come in as arguments or from the
standard library's sources named here.
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

QUANTITY_MAX = 2**53 - 1
"""Largest quantity accepted at a door: the largest integer that every JSON reader keeps exact."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""PostgreSQL's own epoch: its binary timestamps count microseconds from here."""

UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that no database text can hold: NUL, and half a surrogate."""


def keepable(text: str) -> bool:
    """Say whether a text can be stored and read again: no lone surrogate, no NUL."""
    return UNKEEPABLE.search(text) is None


def uuid7(*, unix_ms: int | None = None) -> UUID:
    """Mint a time-ordered id (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    value = (ms & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def instant(text: str) -> datetime:
    """Read an RFC 3339 instant with an offset as UTC.

    Raises `ValueError` when the text is no instant or has no offset: a time without its zone
    says nothing about when.
    """
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("no offset")
    return value.astimezone(UTC)


def microseconds(at: datetime) -> int:
    """Return whole microseconds since `EPOCH`, as the server's binary format counts them."""
    return (at - EPOCH) // timedelta(microseconds=1)


def milliseconds(span: timedelta) -> int:
    """Return the whole milliseconds of a span, rounded down."""
    return span // timedelta(milliseconds=1)

"""Reading what a browser sent: codes, numbers, local instants.   读取表单

Pure: text in; a value, or a fault with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.kernel.rules import QUANTITY_MAX, uuid7
from pandian.kernel.words import Fault, Refused

PAGE_ROWS = 50


class FormRefused(Refused):
    """The form cannot be understood; the faults name every field."""


def codes(text: str) -> tuple[str, ...]:
    """Return the distinct codes of a pasted list, in order; any white space or comma parts them.

    A line copied from a spreadsheet (tabs) gives its cells.
    """
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,;，；、]+", text) if part))


def whole(text: str, pointer: str, faults: list[Fault]) -> int | None:
    """Return a whole number of 0 or more, or None when blank; full-width digits are understood."""
    text = text.strip().replace(",", "")
    if not text:
        return None
    if text.isdecimal() and len(text) < 18 and int(text) <= QUANTITY_MAX:
        return int(text)
    faults.append(Fault(pointer, "not_whole", (text[:40],)))
    return None


def percentage(text: str, pointer: str, faults: list[Fault]) -> Decimal | None:
    """Return a percentage of 0 or more, or None when blank."""
    text = text.strip().rstrip("%％").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if value.is_finite() and 0 <= value <= 1_000_000:
        return value
    faults.append(Fault(pointer, "not_percent", (text[:40],)))
    return None


def local_instant(text: str, zone: str, pointer: str, faults: list[Fault]) -> datetime | None:
    """Return the instant that a site's wall clock showed, or None when blank.

    An hour that happened twice is taken the first time.
    """
    if not text.strip():
        return None
    try:
        value = datetime.fromisoformat(text.strip())
        return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        faults.append(Fault(pointer, "not_a_time", (text[:40],)))
        return None


def id_of(text: str) -> UUID:
    """Return the id that a form carries (so that sending it twice writes once), or a new one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


def chosen(values: Iterable[str], allowed: Mapping[str, object]) -> tuple[str, ...]:
    """Return the allowed ones among the values, in the allowed order."""
    held = set(values)
    return tuple(name for name in allowed if name in held)

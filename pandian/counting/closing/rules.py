"""When a period ends, what stands in the way of closing it.   期间结账规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pandian.counting.closing.words import SECTIONS, Total
from pandian.kernel.words import Fault

LAST_DAY = date.max - timedelta(days=2)


def end_of(day: date, zone: str) -> datetime:
    """Return the instant at which a local day ends, where clocks change too.

    The last days of the calendar have no day after them: they end when the last but one does.
    """
    after = datetime.combine(min(day, LAST_DAY) + timedelta(days=1), time(0),
                             tzinfo=ZoneInfo(zone))
    return after.astimezone(UTC)


def span_faults(
    ends_at: datetime, *, closed_to: datetime | None, now: datetime, zone: str
) -> list[Fault]:
    """Return what is wrong with where a period ends."""
    faults = []
    if ends_at > now:
        faults.append(Fault("/last_day", "period_ahead", (said(ends_at, zone),)))
    if closed_to is not None and ends_at <= closed_to:
        faults.append(Fault("/last_day", "period_overlap", (last_day(closed_to, zone),)))
    return faults


def said(at: datetime, zone: str) -> str:
    """Return an instant in the site's own time."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def last_day(ends_at: datetime, zone: str) -> str:
    """Return the last local day of a period that ends at this instant."""
    return (ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date().isoformat()


def totals_of(kept: Mapping[str, list[int]], *, worth: bool) -> dict[str, Total]:
    """Return the figures of a report as kept, without values for who may not see them."""
    return {name: Total(kept[name][0], *(kept[name][1:] if worth else (None, None)))
            for name in SECTIONS if name in kept}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON has it: what is hashed is what is written."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)

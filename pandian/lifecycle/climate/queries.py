"""Limits, readings, and halves of days without any.   温湿度查询"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.climate.rules import missing
from pandian.lifecycle.climate.words import (
    DAYS_MAX,
    NOON_HOUR,
    READINGS_MAX,
    Climate,
    Missing,
    Reading,
)

ROOM = "lifecycle.climate"
READ = "lifecycle.read"


def climates(*, scope: Scope, site: str) -> list[Climate]:
    """Return the limits of a site's places.  Raises `Forbidden`, `NotFound`."""
    scope.need(READ)
    return climates_at(scope=scope, site=site_by_code(scope=scope, code=site, capability=READ))


def climates_at(*, scope: Scope, site: SiteRow) -> list[Climate]:
    """Return the limits of the places of a site that the caller has found."""
    return [Climate(*row) for row in run(ROOM, "climates", {"site": site.id})]


def readings(
    *, scope: Scope, site: str, day: date, days: int = 1, place: str | None = None
) -> list[Reading]:
    """Return the readings of some days at a site (in its time zone), oldest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    known = site_by_code(scope=scope, code=site, capability=READ)
    return _readings(known, day, max(1, min(days, DAYS_MAX)), place)


def _readings(site: SiteRow, day: date, days: int, place: str | None) -> list[Reading]:
    zone = ZoneInfo(site.time_zone)
    since = datetime.combine(day, time.min, zone)
    until = datetime.combine(day + timedelta(days=days), time.min, zone)
    rows = run(ROOM, "readings", {
        "site": site.id, "since": since, "until": until, "place": place, "limit": READINGS_MAX})
    return [Reading(row.id, row.place, row.read_at, row.temperature, row.humidity,
                    tuple(row.outside), row.note, row.person) for row in rows]


def missing_readings(*, scope: Scope, site: str, day: date) -> list[Missing]:
    """Return the halves of a day of which a zone that nobody monitors has no reading.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    return missing_at(
        scope=scope, site=site_by_code(scope=scope, code=site, capability=READ), day=day)


def missing_at(*, scope: Scope, site: SiteRow, day: date) -> list[Missing]:
    """Return the halves of a day without a reading, at a site that the caller has found."""
    zone = ZoneInfo(site.time_zone)
    places = [each.place for each in climates_at(scope=scope, site=site) if not each.monitored]
    seen = {(row.place, "morning" if row.read_at.astimezone(zone).hour < NOON_HOUR
             else "afternoon") for row in _readings(site, day, 1, None)}
    return missing(places, day, seen)


def yesterday(site: SiteRow, now: datetime | None = None) -> date:
    """Return the last day that is over at a site."""
    at = now or datetime.now(UTC)
    return at.astimezone(ZoneInfo(site.time_zone)).date() - timedelta(days=1)

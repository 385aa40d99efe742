"""What is near its expiry.   效期查询"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pandian.catalog.queries import attribute_of_items
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.expiry.rules import days_of, reached
from pandian.lifecycle.expiry.words import ATTRIBUTE, DAYS_MAX, POLICIES, NearLot
from pandian.lifecycle.policies.queries import policies_of

ROOM = "lifecycle.expiry"
READ = "lifecycle.read"


def day_at(site: SiteRow, now: datetime | None = None) -> date:
    """Return the day at a site: expiry is judged in its time zone."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(site.time_zone)).date()


def near(*, scope: Scope, site: str, now: datetime | None = None) -> list[NearLot]:
    """Return the lots in stock within a threshold of their expiry, the nearest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    known = site_by_code(scope=scope, code=site, capability=READ)
    return near_on(scope=scope, site=known, today=day_at(known, now))


def near_on(*, scope: Scope, site: SiteRow, today: date) -> list[NearLot]:
    """Return the lots near their expiry on a day, at a site that the caller has found."""
    rows = run(ROOM, "near", {
        "site": site.id, "today": today, "until": today + timedelta(days=DAYS_MAX)})
    own = attribute_of_items(scope=scope, items={row.id for row in rows}, name=ATTRIBUTE)
    standing = policies_of(scope=scope, site=site)
    usual = [standing[name] for name in POLICIES]
    found = []
    for row in rows:
        left = (row.expires_on - today).days
        days = reached(left, days_of(own.get(row.id), usual))
        if days is not None:
            found.append(NearLot(row.item, row.item_name, row.lot, row.expires_on, left, days,
                                 row.quantity))
    return found

"""Reading how much work by hand counts took.   人工量查询"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pandian.counting.touching.words import MONTHS, Month
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run

ROOM = "counting.touching"


def months(*, scope: Scope, site: str, now: datetime | None = None) -> list[Month]:
    """Return acts by hand, time and recounts of the counts closed in the last months, newest first.

    Months without any are left out.  Needs counting.read.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    zone = ZoneInfo(row.time_zone)
    today = (now or datetime.now(UTC)).astimezone(zone)
    back = today.year * 12 + today.month - MONTHS
    since = datetime(back // 12, back % 12 + 1, 1, tzinfo=zone)
    return [Month(*each) for each in run(ROOM, "months", {
        "site": row.id, "since": since, "zone": row.time_zone})]

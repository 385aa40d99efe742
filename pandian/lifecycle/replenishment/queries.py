"""Pick faces, and what would fill them now.   补货查询"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.replenishment.words import Carry, FaceDraft

ROOM = "lifecycle.replenishment"
READ = "lifecycle.read"


def faces(*, scope: Scope, site: str) -> list[FaceDraft]:
    """Return the pick faces of a site.  Raises `Forbidden`, `NotFound` for a foreign site."""
    scope.need(READ)
    known = site_by_code(scope=scope, code=site, capability=READ)
    return [FaceDraft(*row) for row in run(ROOM, "faces", {"site": known.id})]


def proposals(*, scope: Scope, site: str, now: datetime | None = None) -> list[Carry]:
    """Return the carries that fill every face below its minimum, first expiry first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    known = site_by_code(scope=scope, code=site, capability=READ)
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(known.time_zone)).date()
    rows = run(ROOM, "proposals/carries", {"site": known.id, "today": today})
    return [Carry(*row) for row in rows]

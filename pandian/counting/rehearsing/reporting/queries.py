"""Looking for a rehearsal among all that were asked for.   预演目录查询"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pandian.counting.rehearsing.words import (
    STATES,
    Asked,
    AskedPage,
    RehearsalRefused,
)
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "counting.rehearsing.reporting"
READING = "counting.read"
ASKED_MAX = 100


def asked(
    *, scope: Scope, site: str = "", state: str = "", after: str = "", limit: int = 50
) -> AskedPage:
    """Return rehearsals at the sites of the scope (at one of them), the newest first.

    One row each; only the sites that the scope reads are in it.  Needs counting.read.  Raises
    `Forbidden`, `SiteNotFound`, `RehearsalRefused` naming every filter that cannot be.
    """
    scope.need(READING)
    seen = [site_by_code(scope=scope, code=site, capability=READING).id] if site else list(
        site_ids(scope=scope, capability=READING).values())
    faults = [Fault("/state", "not_a_choice", (", ".join(STATES),))] if (
        state and state not in STATES) else []
    at, id = _cursor(after, faults)
    if faults:
        raise RehearsalRefused(faults)
    size = max(1, min(limit, ASKED_MAX))
    rows = [_asked(row) for row in run(ROOM, "asked", {
        "sites": seen, "state": state, "at": at, "after": id, "limit": size + 1})]
    last = rows[size - 1] if len(rows) > size else None
    return AskedPage(rows[:size], f"{last.asked_at.isoformat()}~{last.id}" if last else None)


def _cursor(text: str, faults: list[Fault]) -> tuple[datetime | None, UUID | None]:
    if not text:
        return None, None
    at, _sep, id = text.partition("~")
    try:
        return datetime.fromisoformat(at.replace(" ", "+")), UUID(id)
    except ValueError:
        faults.append(Fault("/after", "cursor_invalid"))
        return None, None


def _asked(row: object) -> Asked:
    found = {name: getattr(row, name) for name in Asked._fields}
    return Asked(**{**found, "sites": tuple(found["sites"])})

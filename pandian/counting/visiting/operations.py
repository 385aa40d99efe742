"""Closing many places at once, as a sheet of paper says it.   整位盘完操作

A phone closes each place when it is done (`counting.operations.record_visit`); paper says it
afterwards, for all of them.  Both leave the same visit: what the book has there at that instant and
nobody saw counts as none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.counting.visiting.words import Whole
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import run

ROOM = "counting.visiting"


def close_places(
    *, scope: Scope, site: str, rows: Sequence[Whole], now: datetime | None = None
) -> dict[UUID, str]:
    """Close places in the name of the actor; return one of RESULTS by id; idempotent by id.

    One statement for all of them.  Call it after the observations of these places are stored: what
    comes later counts as seen after the place was closed.  Raises `Forbidden`, `NotFound`.
    """
    capability = "capture.push" if scope.may("capture.push") else "counting.count"
    held = site_by_code(scope=scope, code=site, capability=capability)
    if not rows:
        return {}
    now = now or datetime.now(UTC)
    with transaction.atomic():
        done = run(ROOM, "close_places", {
            "site": held.id, "person": scope.actor, "now": now, "ids": [row.id for row in rows],
            "tasks": [row.task for row in rows], "places": [row.place for row in rows],
            "instants": [row.closed_at for row in rows],
            "errors": [row.uncertainty_ms for row in rows]})
        new = Counter(each.plan for each in done if each.result == "created")
        for plan, places in sorted(new.items()):
            record(scope=scope, site=held.id, kind="counting.places_closed",
                   subject=f"count:{plan}", data={"places": places})
    return {each.id: each.result for each in done}

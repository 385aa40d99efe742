"""Taking up proofs: one plan for each day of a site, settled like any other count.   顺手盘操作

What matches leaves a ledger assertion; what differs is a variance and goes to somebody else,
never silently to the book.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.counting.operations import close_plan, settle
from pandian.counting.proving.rules import day_plan
from pandian.counting.proving.words import (
    BOOKMARK,
    LATE_COMMIT_DAYS,
    PLAN_DAYS_OPEN,
    NewProofs,
    Taken,
)
from pandian.counting.rules import request_of
from pandian.counting.words import CloseRefused
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import milliseconds
from pandian.kernel.statements import affected, one, run

ROOM = "counting.proving"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def take_proofs(*, scope: Scope, site: str) -> Taken:
    """Settle what stages proved since the last run, and close the days that are final.

    Safe to repeat; two runs wait for each other.  Raises `Forbidden`, `NotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        taken, plans = _take(scope, row)
    for plan in plans:
        settle(scope=scope, plan=plan)
    return Taken(taken, len(plans), _close(scope, row))


def _take(scope: Scope, site: SiteRow) -> tuple[int, list[UUID]]:
    key = {"site": site.id, "name": BOOKMARK}
    affected("counting", "open_bookmark", key)
    mark = one("counting", "bookmark", key)
    assert mark is not None
    now = datetime.now(UTC)
    reach = {"site": site.id, "since": mark.position, "days": LATE_COMMIT_DAYS,
             "zone": site.time_zone}
    new = [NewProofs(*row) for row in run(ROOM, "new_proofs", reach)]
    plans = [_day(scope, site, each, now) for each in new]
    days = {"site": site.id, "plans": plans, "tasks": [each.task for each in new]}
    affected(ROOM, "put_places", days)
    affected(ROOM, "put_visits", days)
    affected(ROOM, "mark_taken", {**reach, "now": now})
    affected("counting", "move_bookmark", {**key, "position": milliseconds(now - EPOCH)})
    return sum(each.proofs for each in new), plans


def _day(scope: Scope, site: SiteRow, new: NewProofs, now: datetime) -> UUID:
    """Open the plan of a day, with its one task that nobody has to do, unless it is there."""
    draft = day_plan(site.code, new.task, new.day)
    if affected(ROOM, "insert_plan", {
            "site": site.id, "id": draft.id, "name": draft.name, "purpose": draft.purpose,
            "request": json.dumps(request_of(draft), ensure_ascii=False),
            "actor": scope.actor, "now": now}):
        affected(ROOM, "insert_task", {
            "site": site.id, "plan": draft.id, "task": new.task, "actor": scope.actor, "now": now})
        record(scope=scope, site=site.id, kind="counting.proofs_opened",
               subject=f"count:{draft.id}", data={"day": new.day})
    return draft.id


def _close(scope: Scope, site: SiteRow) -> int:
    """Close the plans of past days where nothing is left to decide."""
    closed = 0
    for row in run(ROOM, "past_plans", {"site": site.id, "days": PLAN_DAYS_OPEN,
                                        "now": datetime.now(UTC)}):
        with suppress(CloseRefused):  # somebody has still to recount or approve
            close_plan(scope=scope, plan=row.plan)
            closed += 1
    return closed

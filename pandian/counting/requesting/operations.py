"""Turning count requests into urgent tasks, and settling what they found.   触发盘点操作

Runs from a job at its own pace; who asked has long gone on.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.counting.operations import close_plan, create_plan, settle
from pandian.counting.requesting.rules import ONE_PLACE_EACH, grouped, plan_name, reach
from pandian.counting.requesting.words import BOOKMARK, LATE_COMMIT_DAYS, Asked, Taken
from pandian.counting.words import CloseRefused, PlanDraft
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import milliseconds, uuid7
from pandian.kernel.statements import affected, one, run

ROOM = "counting.requesting"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def take_requests(*, scope: Scope, site: str) -> Taken:
    """Give every new request of a site its tasks, one per place; settle those that are counted.

    A place that already has an open task for this, where nobody has been yet, gets no second
    one.  Safe to repeat; two runs wait for each other.  Raises `Forbidden`, `NotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        requests, plans, tasks = _take(scope, row)
    return Taken(requests, plans, tasks, _settle_counted(scope, row))


def _take(scope: Scope, site: SiteRow) -> tuple[int, int, int]:
    key = {"site": site.id, "name": BOOKMARK}
    affected("counting", "open_bookmark", key)
    mark = one("counting", "bookmark", key)
    assert mark is not None
    now = datetime.now(UTC)
    asked = [Asked(*row) for row in run(ROOM, "waiting", {
        "site": site.id, "since": mark.position, "days": LATE_COMMIT_DAYS})]
    plans = tasks = 0
    for (reason, item, lot), rows in grouped(asked).items():
        made = _take_group(scope, site, reason, item, lot, rows)
        plans, tasks = plans + (made > 0), tasks + made
    affected("counting", "move_bookmark", {**key, "position": milliseconds(now - EPOCH)})
    return len(asked), plans, tasks


def _take_group(
    scope: Scope, site: SiteRow, reason: str, item: str, lot: str, rows: Sequence[Asked]
) -> int:
    """Join the open tasks of these places, and make a plan for the others; return its tasks."""
    params = {"site": site.id, "requests": [row.request for row in rows], "item": item,
              "lot": lot, "now": datetime.now(UTC)}
    joined = {row.request for row in run(ROOM, "join_open", params)}
    left = [row for row in rows if row.request not in joined]
    if not left:
        return 0
    plan = create_plan(scope=scope, draft=PlanDraft(
        uuid7(), site.code, plan_name(reason, item, lot),
        reach([row.place for row in left], item, lot), policy=ONE_PLACE_EACH))
    affected(ROOM, "link", {**params, "requests": [row.request for row in left],
                            "plan": plan.id})
    record(scope=scope, site=site.id, kind="counting.requested", subject=f"count:{plan.id}",
           data={"reason": reason, "requests": len(left), "tasks": plan.tasks})
    return plan.tasks


def _settle_counted(scope: Scope, site: SiteRow) -> int:
    """Settle the plans of requests whose places are all done; close those that are final."""
    plans: list[UUID] = [row.plan for row in run(ROOM, "counted_plans", {"site": site.id})]
    for plan in plans:
        settle(scope=scope, plan=plan)
        with suppress(CloseRefused):  # it waits for a person: an approval, a recount, a device
            close_plan(scope=scope, plan=plan)
    return len(plans)

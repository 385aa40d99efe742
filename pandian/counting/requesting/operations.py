"""Turning count requests into urgent tasks, and settling what they found.   触发盘点操作

Runs from a job at its own pace; who asked has long gone on.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.counting.operations import close_plan, open_plan, settle
from pandian.counting.requesting.rules import ONE_PLACE_EACH, grouped, plan_name, reach
from pandian.counting.requesting.words import (
    BOOKMARK,
    LATE_COMMIT_DAYS,
    Anyway,
    Asked,
    RequestNotFound,
    Taken,
)
from pandian.counting.triggering.queries import silenced
from pandian.counting.triggering.words import Wanted
from pandian.counting.words import CloseRefused, PlanDraft
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import milliseconds, uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

ROOM = "counting.requesting"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def take_requests(*, scope: Scope, site: str) -> Taken:
    """Give every new request of a site its tasks, one per place; settle those that are counted.

    A place that already has an open task for this, where nobody has been yet, gets no second
    one; what a rule on triggers keeps back gets none and says so.  Safe to repeat; two runs wait
    for each other.  Raises `Forbidden`, `NotFound`.
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
    asked = _asked(scope, site, [Asked(*row) for row in run(ROOM, "waiting", {
        "site": site.id, "since": mark.position, "days": LATE_COMMIT_DAYS})], now)
    plans = tasks = 0
    for (reason, item, lot), rows in grouped(asked).items():
        made = _take_group(scope, site, reason, item, lot, rows)
        plans, tasks = plans + (made > 0), tasks + made
    affected("counting", "move_bookmark", {**key, "position": milliseconds(now - EPOCH)})
    return len(asked), plans, tasks


def _asked(
    scope: Scope, site: SiteRow, asked: Sequence[Asked], now: datetime
) -> list[Asked]:
    """Leave out what a rule of the site keeps back; that it did so is kept with its version."""
    kept = silenced(scope=scope, site=site, now=now, asked=[
        (row.request, Wanted(row.reason, row.place, row.item, row.lot, now)) for row in asked])
    if kept:
        affected("counting.triggering", "insert_silenced", {
            "site": site.id, "now": now, "requests": [row.request for row in kept],
            "policies": [row.policy for row in kept], "codes": [row.code for row in kept],
            "versions": [row.version for row in kept], "whys": [row.why for row in kept]})
    gone = {row.request for row in kept}
    return [row for row in asked if row.request not in gone]


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
    plan = open_plan(scope=scope, draft=PlanDraft(
        uuid7(), site.code, plan_name(reason, item, lot),
        reach([row.place for row in left], item, lot), policy=ONE_PLACE_EACH))
    affected(ROOM, "link", {**params, "requests": [row.request for row in left],
                            "plan": plan.id})
    record(scope=scope, site=site.id, kind="counting.requested", subject=f"count:{plan.id}",
           data={"reason": reason, "requests": len(left), "tasks": plan.tasks})
    return plan.tasks


def count_anyway(*, scope: Scope, site: str, request: UUID) -> Anyway:
    """Have a request counted that a rule kept back, at once; safe to repeat.

    It joins an open task for the same, else gets its own.  That the rule kept it back stays on
    record; who had it counted is a fact.  Raises `Forbidden`, `NotFound`, `RequestNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        # requests of a site are taken up one run after the other
        affected("counting", "open_bookmark", {"site": row.id, "name": BOOKMARK})
        one("counting", "bookmark", {"site": row.id, "name": BOOKMARK})
        if (done := _anyway(row, request, "exists")) is not None:
            return done
        kept = one(ROOM, "kept_back", {
            "sites": [row.id], "codes": [row.code], "since": EPOCH, "request": request,
            "limit": 1})
        if kept is None:
            raise RequestNotFound([Fault("/id", "request_not_silenced")])
        asked = Asked(request, kept.reason, kept.place, kept.item, kept.lot)
        for (reason, item, lot), rows in grouped([asked]).items():
            _take_group(scope, row, reason, item, lot, rows)
        record(scope=scope, site=row.id, kind="counting.counted_anyway",
               subject=f"request:{request}", data={
                   "rule": kept.rule, "version": kept.version, "why": kept.why,
                   "place": kept.place, "item": kept.item, "lot": kept.lot})
        done = _anyway(row, request, "created")
    assert done is not None
    return done


def _anyway(site: SiteRow, request: UUID, result: str) -> Anyway | None:
    """Return the tasks of a request that a rule kept back, when it has any."""
    rows = run(ROOM, "tasks_of", {"site": site.id, "request": request})
    return Anyway(rows[0].plan, tuple(row.task for row in rows), result) if rows else None


def _settle_counted(scope: Scope, site: SiteRow) -> int:
    """Settle the plans of requests whose places are all done; close those that are final."""
    plans: list[UUID] = [row.plan for row in run(ROOM, "counted_plans", {"site": site.id})]
    for plan in plans:
        settle(scope=scope, plan=plan)
        with suppress(CloseRefused):  # it waits for a person: an approval, a recount, a device
            close_plan(scope=scope, plan=plan)
    return len(plans)

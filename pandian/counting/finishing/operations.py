"""Closing tasks and counts.   收盘操作

A count closes over what is finished.  Places that nobody finished are told one by one; who closes
all the same says why, and they are kept as left uncounted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.finishing.words import REASON_CHARACTERS_MAX
from pandian.counting.queries import summary
from pandian.counting.queries import task as task_row
from pandian.counting.settling.operations import hold, settle_held, state_visits
from pandian.counting.settling.words import Held
from pandian.counting.words import VERDICTS, CloseRefused, Summary, TaskRow
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault

ROOM = "counting.finishing"


def close_task(*, scope: Scope, task: UUID) -> TaskRow:
    """Close a task; a closed one stays closed.

    Refused, with every reason, over a gap of a device that worked on it and over places that
    nobody has looked at.  Raises `Forbidden`, `TaskNotFound`, `CloseRefused`.
    """
    if not scope.may("counting.plan"):
        scope.need("counting.count")
    held = task_row(scope=scope, id=task)
    site = site_by_code(scope=scope, code=held.site)
    if held.state == "closed":
        return held
    params = {"site": site.id, "plan": held.plan, "task": task}
    if faults := [*_gaps(params), *_open_places(params)]:
        raise CloseRefused(faults)
    with transaction.atomic():
        affected(ROOM, "close_task", {
            **params, "actor": scope.actor, "now": datetime.now(UTC)})
        record(scope=scope, site=site.id, kind="counting.task_closed", subject=f"task:{task}",
               data={"plan": str(held.plan)})
    return task_row(scope=scope, id=task)


def _gaps(params: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault("/devices", "seq_gap", (_device(row), row.first, row.last)) if row.missing
        else Fault("/devices", "lease_silent", (_device(row),))
        for row in run(ROOM, "seq_gaps", params)]


def _device(row: Any) -> str:
    return f"{row.name} {row.install}".strip()


def _open_places(params: Mapping[str, Any]) -> list[Fault]:
    return [Fault("/places", "place_unclosed" if row.seen else "place_open", (row.code,))
            for row in run(ROOM, "open_places", params)]


def _not_final(params: Mapping[str, Any]) -> list[Fault]:
    return [Fault("/lines", "line_not_final", (
                " ".join(filter(None, (row.place, row.item, row.lot))), VERDICTS[row.verdict]))
            for row in run(ROOM, "not_final", params)]


def close_plan(*, scope: Scope, plan: UUID, leaving: str = "") -> Summary:
    """Settle a plan for the last time and close it; safe to repeat.

    Refused, with every reason: gaps of devices that worked on it, places nobody finished, lines
    that are not final.  `leaving` says why unfinished places stay uncounted: then they and their
    uncounted lines hold nothing up, are kept by name and earn no coverage.  What was posted on
    the way stays posted.  Raises `Forbidden`, `PlanNotFound`, `CloseRefused`.
    """
    scope.need("counting.plan")
    leaving = leaving.strip()
    with transaction.atomic():
        held = hold(scope=scope, plan=plan)
        scope.need("counting.plan", held.site_code)
        if held.state == "closed":
            return summary(scope=reading(scope), plan=plan)
        params = {"site": held.site, "plan": plan, "task": None, "leaving": bool(leaving)}
        faults = [*_gaps(params), *_said(leaving), *([] if leaving else _open_places(params))]
        settle_held(scope=scope, held=held, closing=not faults)
    if faults := [*faults, *_not_final(params)]:
        raise CloseRefused(faults)
    state_visits(scope=scope, held=held)
    return _close(scope, held, {**params, "reason": leaving})


def _said(leaving: str) -> Iterator[Fault]:
    if len(leaving) > REASON_CHARACTERS_MAX:
        yield Fault("/leaving", "reason_long", (REASON_CHARACTERS_MAX,))


def _close(scope: Scope, held: Held, params: Mapping[str, Any]) -> Summary:
    """Close the tasks and the plan, unless a line came in meanwhile; keep what is left."""
    with transaction.atomic():
        hold(scope=scope, plan=held.id)
        if faults := _not_final(params):
            raise CloseRefused(faults)
        given = {**params, "actor": scope.actor, "now": datetime.now(UTC)}
        affected(ROOM, "close_task", given)
        if affected(ROOM, "close_plan", given):
            left = affected(ROOM, "insert_left", given) if params["reason"] else 0
            record(scope=scope, site=held.site, kind="counting.closed",
                   subject=f"count:{held.id}",
                   data={"left": left, "reason": params["reason"]} if left else {})
    return summary(scope=reading(scope), plan=held.id)


def reading(scope: Scope) -> Scope:
    """Return a scope that sees the totals which it caused, unless its role hides them."""
    if scope.may("counting.read"):
        return scope
    return scope._replace(capabilities=scope.capabilities | {"counting.read"}, grants=())

"""Taking one place of a task that nobody has begun, to count it on the way.   附近可盘操作

A task of one place changes hands; of a longer one the place is split off into a task of its own in
the same plan.  The plan's lock lets one person win; whoever still holds the place on a phone may
count it all the same: that is an overlap like any other, never a double posting.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.capture.devices.operations import free_task
from pandian.counting.dispatch.operations import adopt_task
from pandian.counting.nearby.queries import fitting, within
from pandian.counting.nearby.rules import near
from pandian.counting.nearby.words import FAULTS, TakeDraft, Taken, TakeRefused
from pandian.counting.queries import reads_book
from pandian.counting.settling.operations import hold
from pandian.counting.words import TaskNotFound
from pandian.governance.queries import site_by_id, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

ROOM = "counting.nearby"


def take(*, scope: Scope, draft: TakeDraft, now: datetime | None = None) -> Taken:
    """Take a place near by to count it oneself; sent again it answers `exists`.

    Raises `Forbidden`, `TaskNotFound`, `TakeRefused` when it is off, far, not his by the rules, or
    somebody else has it by now.
    """
    scope.need("counting.count")
    now = now or datetime.now(UTC)
    sites = list(site_ids(scope=scope, capability="counting.count").values())
    asked = {"sites": sites, "person": scope.actor, "place": draft.place}
    row = one(ROOM, "task", {**asked, "task": draft.task})
    if row is None:
        raise TaskNotFound([Fault("/id", "task_unknown")])
    site = site_by_id(scope=scope, site=row.site)
    with transaction.atomic():
        held = hold(scope=scope, plan=row.plan)
        one(ROOM, "lock_task", {"site": site.id, "task": draft.task})
        for known in (draft.id, draft.task):
            before = one(ROOM, "task", {**asked, "task": known})
            if before is not None and before.own and before.plan == row.plan:
                return Taken(known, draft.place, "exists")
        if held.state != "open" or one(ROOM, "task", {**asked, "task": draft.id}) is not None:
            raise _refused("take_gone", draft.place)
        due = _due(scope, site, draft, now)
        adopt_task(site=site, task=due.task, zone=due.zone, seconds=due.seconds * due.places,
                   priority=due.priority, now=now)
        task = _whole(scope, site, due, now) if due.places == 1 else _split(
            scope, site, due, draft.id, now)
        blind = bool(held.request["blind"]) and reads_book(
            scope=scope, site=site.code, person=scope.actor)
        record(scope=scope, site=site.id, kind="counting.assigned", subject=f"task:{task}",
               data={"person": scope.actor, "by": "nearby", "place": draft.place,
                     "from": str(due.task), "was": due.person}
               | ({"reads_book": True} if blind else {}))
    return Taken(task, draft.place, "created")


def _due(scope: Scope, site: SiteRow, draft: TakeDraft, now: datetime) -> Any:
    """Return the row of the place that may be taken.  Raises `TakeRefused` with the reason."""
    reach = within(scope=scope, site=site.code, now=now)
    if not reach:
        raise _refused("take_off")
    walk = run(ROOM, "walk", {"site": site.id, "at": draft.at, "reach": reach})
    if draft.place not in near([row.code for row in walk], draft.at, within=reach):
        raise _refused("take_far", draft.place, draft.at)
    places = [row.id for row in walk if row.code == draft.place]
    found = fitting(scope=scope, site=site, person=scope.actor, places=places, task=draft.task,
                    now=now)
    if not found:
        raise _refused("take_gone", draft.place)
    row, why = found[0]
    if why:
        raise _refused("take_not_yours", draft.place)
    return row


def _refused(code: str, *params: str) -> TakeRefused:
    assert code in FAULTS
    return TakeRefused([Fault("/at" if code == "take_far" else "/place", code, params)])


def _whole(scope: Scope, site: SiteRow, due: Any, now: datetime) -> UUID:
    affected(ROOM, "take_whole", {
        "site": site.id, "task": due.task, "person": scope.actor, "now": now})
    free_task(scope=scope, task=due.task, person=scope.actor)
    return UUID(str(due.task))


def _split(scope: Scope, site: SiteRow, due: Any, id: UUID, now: datetime) -> UUID:
    given = {"site": site.id, "task": due.task, "id": id, "place": due.place, "code": due.code,
             "seconds": due.seconds, "person": scope.actor, "now": now}
    for name in ("split_task", "move_place", "move_keys", "split_stand", "copy_whys",
                 "move_requests"):
        affected(ROOM, name, given)
    return id

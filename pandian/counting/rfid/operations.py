"""Passes as visits, and passes over known stock as trials.   射频盘点操作"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pandian.capture.rfid.operations import put_trials, take_in
from pandian.capture.rfid.queries import pass_by_id
from pandian.capture.rfid.rules import observation_id
from pandian.capture.rfid.words import PassDraft, PassNotFound, Taken, Trial
from pandian.counting.operations import record_visit
from pandian.counting.queries import standing_of_tasks
from pandian.counting.rfid.queries import expected, shows_expected
from pandian.counting.rfid.rules import trials
from pandian.counting.rfid.words import CalibrationRefused, PassTaken, VisitOutcome
from pandian.counting.words import TaskNotFound, VisitDraft, VisitRefused
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.words import Fault


def take_pass(*, scope: Scope, draft: PassDraft, now: datetime | None = None) -> PassTaken:
    """Take in the reads of a pass; when it is over, record its visit to each place of its task.

    The visit is never complete: a pass does not say that what it did not read is not there.
    Raises `Forbidden`, `ReadsRefused`.
    """
    tasks = standing_of_tasks(scope=scope, tasks=[draft.task] if draft.task else [])
    taken = take_in(scope=scope, draft=draft, now=now,
                    sites_of_tasks={id: site for id, (site, _) in tasks.items()},
                    closed=any(state == "closed" for _, state in tasks.values()))
    if draft.task is None or draft.more or taken.result.startswith("exists_with"):
        return PassTaken(taken, ())
    return PassTaken(taken, tuple(_visits(scope, draft, draft.task, taken, now)))


def _visits(
    scope: Scope, draft: PassDraft, task: UUID, taken: Taken, now: datetime | None
) -> list[VisitOutcome]:
    places = sorted({tag.place for tag in taken.tags if tag.place} | {draft.place} - {""})
    answer = []
    for place in places:
        visit = VisitDraft(observation_id(draft.id, f"visit {place}"), task, place,
                           draft.started_at, draft.ended_at, complete=False)
        try:
            result = record_visit(scope=scope, draft=visit, now=now).result
        except TaskNotFound:
            result = "refused_task_unknown"
        except VisitRefused as error:
            result = f"refused_{error.faults[0].code}"
        answer.append(VisitOutcome(place, result))
    return answer


def calibrate(*, scope: Scope, id: UUID) -> list[Trial]:
    """Take a pass over stock that is known as a measure of what its reader misses; repeatable.

    The one who asks says that the book is right there.  Needs counting.plan and a sight of the
    book.  Raises `Forbidden`, `PassNotFound`, `CalibrationRefused`.
    """
    scope.need("counting.plan")
    head = pass_by_id(scope=scope, id=id)
    scope.need("counting.plan", head.site)
    if not shows_expected(scope=scope, head=head):
        raise PassNotFound([Fault("/id", "not_found")])
    found = trials(expected(scope=scope, head=head), head.reader_kind)
    if not found:
        raise CalibrationRefused([Fault("/id", "pass_has_no_stock")])
    with transaction.atomic():
        put_trials(scope=scope, site=site_by_code(scope=scope, code=head.site).id,
                   pass_id=id, trials=found)
    return found

"""Label tasks: ask for a label, close it by scanning the new one, look at new lots.   标签任务

GSP article 87 forbids issuing goods whose label is off or unreadable: the goods are proposed to
be put on hold.  Each act leaves a fact.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.capture.rescue.queries import label_task, waiting_row
from pandian.capture.rescue.words import (
    LABEL_STATES,
    NOTE_CHARACTERS_MAX,
    DecidedBefore,
    LabelTask,
    RescueRefused,
)
from pandian.capture.resolution.queries import look
from pandian.capture.resolution.rules import contexts
from pandian.capture.resolution.rules import resolve as judge
from pandian.capture.resolution.words import REASONS, Resolution, Scan
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import one
from pandian.kernel.words import Fault


def ask_label(
    *, scope: Scope, observation: UUID, kind: str = "print_label", note: str = "",
    now: datetime | None = None,
) -> LabelTask:
    """Ask for a new label (`print_label`) or propose to put the goods on hold (`on_hold`).

    Asking again returns the open task.  Needs counting.plan.  Raises `Forbidden`, `RowNotFound`,
    `RescueRefused` while the item is not known.
    """
    row = waiting_row(scope=scope, observation=observation)
    scope.need("counting.plan", row.site)
    with transaction.atomic():
        made = one("capture.labelling", "open_task", {
            "kind": kind, "id": observation, "note": note.strip()[:NOTE_CHARACTERS_MAX],
            "actor": scope.actor, "now": now or datetime.now(UTC)})
        if made is None:
            raise RescueRefused([Fault("/item", "item_needed")])
        if made.created:
            record(scope=scope, site=made.site, kind=f"capture.{kind}",
                   subject=f"observation:{observation}", data={"task": made.id, "note": note})
    return label_task(scope=scope, id=made.id)


def close_label(
    *, scope: Scope, task: int, code: str, now: datetime | None = None
) -> LabelTask:
    """Close a label task by scanning the new label: it must say the item, lot and serial.

    Raises `Forbidden`, `RowNotFound`, `RescueRefused` (another label), `DecidedBefore`.
    """
    at = now or datetime.now(UTC)
    held = label_task(scope=scope, id=task)
    site = site_by_code(scope=scope, code=held.site)
    known = look(scope=scope, site=site.id, scans=[Scan(code, "", held.place, at)],
                 today=at.date())
    found = judge(known.looked[0].reading, contexts(known, at=at)[0])
    _same_label(held, found)
    return end_task(scope=scope, task=task, state="done", ended_with=code, now=at)


def _same_label(held: LabelTask, found: Resolution) -> None:
    """Refuse a label that says something else.  Raises `RescueRefused`."""
    if not found.candidates:
        raise RescueRefused([Fault("/code", "label_unread", (REASONS[found.reason],))])
    wanted = " ".join(filter(None, (held.item, held.lot, held.serial)))
    said = [" ".join(filter(None, (one.item, held.lot and one.lot, held.serial and one.serial)))
            for one in found.candidates]
    if wanted not in said:
        raise RescueRefused([Fault("/code", "label_differs", (said[0], wanted))])


def end_task(
    *, scope: Scope, task: int, state: str, ended_with: str = "", now: datetime | None = None
) -> LabelTask:
    """End a label task: `done` (a new lot was looked at, goods are held) or `withdrawn`.

    Needs counting.plan.  Raises `Forbidden`, `RowNotFound`, `DecidedBefore`.
    """
    held = label_task(scope=scope, id=task)
    scope.need("counting.plan", held.site)
    if state not in LABEL_STATES or state == "open":
        raise RescueRefused([Fault("/state", "not_a_choice", ("done, withdrawn",))])
    with transaction.atomic():
        ended: Any = one("capture.labelling", "end_task", {
            "id": task, "state": state, "with": ended_with, "actor": scope.actor,
            "now": now or datetime.now(UTC)})
        if ended is None:
            raise DecidedBefore([Fault("/id", "label_task_ended", (held.ended_by,))])
        record(scope=scope, site=ended.site, kind=f"capture.label_{state}",
               subject=f"observation:{held.observation}",
               data={"task": task, "kind": held.kind, "code": ended_with})
    return label_task(scope=scope, id=task)

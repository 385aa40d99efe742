"""The tasks that a phone takes along, whole and set-based.   下载查询

Nothing of the book leaves for a blind count or a recount: their statements do not read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.capture.devices.words import Device, Lease
from pandian.counting.dispatch.words import PLACE_SECONDS
from pandian.counting.packing.rules import fitting, version_of
from pandian.counting.packing.words import STEPS, TASKS_MAX
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.proofs.words import REASONS

ROOM = "counting.packing"


def tasks_page(
    *, scope: Scope, device: Device, after: str, limit: int, now: datetime
) -> tuple[list[dict[str, Any]], str]:
    """Return whole tasks after a task id, and the id to go on from ('' when there is no more).

    Their leases are not in them yet.
    """
    rows = run(ROOM, "tasks", {
        "site": device.site, "person": device.person, "limit": TASKS_MAX,
        "place_seconds": PLACE_SECONDS, "after": after or str(UUID(int=0))})
    here = rows[:fitting([row.size for row in rows], limit=limit)]
    params = {"site": device.site, "tasks": [row.id for row in here], "now": now}
    places = _grouped(run(ROOM, "places", params) if here else ())
    lines = _grouped(run(ROOM, "keys", params) if any(_recount(row) for row in here) else ())
    lines |= _grouped(run(ROOM, "books", params) if any(_open(row) for row in here) else ())
    packed = [_task(row, device.person, places[row.id], lines[row.id]) for row in here]
    return packed, str(here[-1].id) if len(here) < len(rows) else ""


def _recount(row: Any) -> bool:
    return bool(row.kind == "recount")


def _open(row: Any) -> bool:
    return row.kind == "count" and not row.blind


def _grouped(rows: Iterable[Any]) -> defaultdict[UUID, list[dict[str, Any]]]:
    groups: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        plain = row._asdict()
        groups[plain.pop("task")].append(plain)
    return groups


def _task(
    row: Any, person: str, places: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> dict[str, Any]:
    task: dict[str, Any] = {
        "task": row.id, "plan": row.plan, "name": row.name, "number": row.number,
        "kind": row.kind, "round": row.round, "blind": row.blind, "mode": "set",
        "due_at": row.due_at, "state": "open", "person": row.person, "mine": row.person == person,
        "places": places, "place_seconds": row.place_seconds,
        "steps": [step for step in STEPS if step != "lot"],
    }
    if row.reasons or row.rules:
        task["why"] = [*(REASONS[reason].label._asdict() for reason in row.reasons), *row.rules]
        task["urgent"] = bool(row.reasons)
    if _recount(row) or _open(row):
        task["lines"] = lines
    return {**task, "version": version_of(task)}


def mine(*, scope: Scope, device: Device, tasks: Sequence[UUID]) -> set[UUID]:
    """Return which of these tasks the device's person may still count."""
    if not tasks:
        return set()
    return {row.id for row in run(ROOM, "mine", {
        "site": device.site, "person": device.person, "tasks": list(tasks)})}


def uncounted(*, scope: Scope, tasks: Sequence[UUID]) -> list[str]:
    """Return the places of tasks that nobody has finished, in walking order, at most 1,000."""
    if not tasks:
        return []
    sites = site_ids(scope=scope, capability="counting.plan")
    return [row.code for row in run(ROOM, "uncounted", {
        "sites": list(sites.values()), "tasks": list(tasks)})]


def leased(tasks: Sequence[dict[str, Any]], leases: Iterable[Lease]) -> list[dict[str, Any]]:
    """Return the tasks with who holds them now."""
    held = {lease.task: lease for lease in leases}
    return [{**task, **_lease(held.get(task["task"]))} for task in tasks]


def _lease(lease: Lease | None) -> dict[str, Any]:
    if lease is None:
        return {"lease": None, "leased_to": None}
    if not lease.mine:
        return {"lease": None, "leased_to": lease.holder or str(lease.install)}
    return {"lease": {"id": lease.id, "expires_at": lease.expires_at}, "leased_to": None}

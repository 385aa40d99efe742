"""Planning counts and walking them.   盘点操作

`settle` may run at any time; `approve`, `recount` and `reject_lines` stand in `approving`, closing
in `finishing`, the machinery of settling in `settling`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.capture.clock.operations import instants
from pandian.capture.devices.operations import free_task
from pandian.capture.devices.queries import device_of
from pandian.capture.devices.words import InstallUnknown
from pandian.capture.numbering.operations import note_visit
from pandian.capture.words import ObservationDraft
from pandian.catalog.queries import items_by_code, lots_by_code, places_by_code
from pandian.counting.approving.operations import approve, recount, reject_lines
from pandian.counting.finishing.operations import close_plan, close_task, reading
from pandian.counting.queries import plan as plan_row
from pandian.counting.queries import reads_book, summary, task
from pandian.counting.rules import (
    first_difference,
    packets,
    plain,
    plan_faults,
    request_of,
)
from pandian.counting.settling.operations import hold, settle_held, show_held, state_visits
from pandian.counting.settling.words import Held
from pandian.counting.triggering.queries import begin_faults
from pandian.counting.words import (
    PLACES_MAX,
    Followed,
    PlanConflict,
    PlanDraft,
    PlanNotFound,
    PlanRefused,
    PlanRow,
    Summary,
    TaskRow,
    VisitConflict,
    VisitDraft,
    VisitRefused,
    VisitRow,
)
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.queries import person_by_code, site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import QUANTITY_MAX, uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

__all__ = [
    "approve", "assign", "close_plan", "close_task", "create_plan", "follow_ledger",
    "open_cut", "open_plan", "record_visit", "recount", "reject_lines", "settle",
]


class _Reach(NamedTuple):
    """A plan's scope by ids; places as (place, sequence) in walking order."""

    places: list[tuple[int, int]]
    items: list[int] | None
    lots: list[int] | None


def create_plan(*, scope: Scope, draft: PlanDraft) -> PlanRow:
    """Open a count that a person begins by hand: as `open_plan`, where rules on that allow it."""
    return open_plan(scope=scope, draft=draft, by_hand=True)


def open_plan(*, scope: Scope, draft: PlanDraft, by_hand: bool = False) -> PlanRow:
    """Open a plan with its tasks, packets of places in walking order; idempotent by id.

    `result` is created, exists or exists_with_different_<field>.  Only items given: the places
    that hold them by the book now.  Raises `Forbidden`, `NotFound` for a foreign site,
    `PlanRefused` with every fault.
    """
    site = site_by_code(scope=scope, code=draft.site, capability="counting.plan")
    request = request_of(draft)
    if (known := _known(scope, draft, request)) is not None:
        return known
    reach, faults = _reach(scope, site, draft)
    faults = [*plan_faults(draft), *faults]
    with transaction.atomic():
        if by_hand:
            faults += begin_faults(scope=scope, site=site, items=draft.scope.items,
                                   places=[place for place, _ in reach.places])
        if faults:
            raise PlanRefused(faults)
        inserted = _insert_plan(scope, site, draft, request, reach)
    if not inserted:
        known = _known(scope, draft, request)
        assert known is not None
        return known
    return plan_row(scope=scope, id=draft.id)._replace(result="created")


def open_cut(
    *, scope: Scope, draft: PlanDraft, walks: Sequence[tuple[UUID, Sequence[tuple[int, int]]]]
) -> bool:
    """Open a plan whose tasks are cut already: task ids with (place id, sequence) in order.

    For planners, who know the places; runs in the caller's transaction.  Returns False when the
    id is known.  Raises `Forbidden`, `NotFound` for a foreign site.
    """
    site = site_by_code(scope=scope, code=draft.site, capability="counting.plan")
    places = [stop for _, walk in walks for stop in walk]
    return _insert_plan(scope, site, draft, request_of(draft), _Reach(places, None, None), walks)


def _known(scope: Scope, draft: PlanDraft, request: Mapping[str, Any]) -> PlanRow | None:
    """Answer a replay, or a known id that asks for something else."""
    row = one("counting", "known_plan", {"id": draft.id})
    if row is None:
        return None
    field = first_difference(plain(row.request), json.loads(json.dumps(request)))
    try:
        known = plan_row(scope=scope, id=draft.id)
    except PlanNotFound:
        raise PlanConflict([Fault("/id", "different", ("site",))]) from None
    return known._replace(
        result="exists" if field is None else f"exists_with_different_{field}")


def _reach(scope: Scope, site: SiteRow, draft: PlanDraft) -> tuple[_Reach, list[Fault]]:
    """Resolve a plan's scope; every unknown code is a fault."""
    items = items_by_code(scope=scope, codes=list(draft.scope.items))
    faults = [Fault(f"/scope/items/{n}", "item_unknown", (code,))
              for n, code in enumerate(draft.scope.items) if code not in items]
    ids = [row.id for row in items.values()]
    lots, lot_faults = _lots(scope, draft, ids)
    places, place_faults = _places(scope, site, draft)
    faults += lot_faults + place_faults
    if not draft.scope.places and ids and not faults:
        found = run("counting", "places_of_items", {
            "site": site.id, "items": ids, "lots": lots, "now": datetime.now(UTC)})
        places = [(row.id, row.sequence) for row in found]
        if not places:
            faults.append(Fault("/scope/items", "no_places"))
    if len(places) > PLACES_MAX:
        faults.append(Fault("/scope/places", "too_many", (PLACES_MAX, len(places))))
    return _Reach(places, ids or None, lots), faults


def _lots(
    scope: Scope, draft: PlanDraft, items: Sequence[int]
) -> tuple[list[int] | None, list[Fault]]:
    if not draft.scope.lots or not items:
        return None, []
    known = lots_by_code(scope=scope, pairs=[
        (item, lot) for item in items for lot in draft.scope.lots])
    found = {code for _, code in known}
    return [row.id for row in known.values()], [
        Fault(f"/scope/lots/{n}", "lot_unknown", (code,))
        for n, code in enumerate(draft.scope.lots) if code not in found]


def _places(
    scope: Scope, site: SiteRow, draft: PlanDraft
) -> tuple[list[tuple[int, int]], list[Fault]]:
    """Return the places named and those inside them, in walking order."""
    codes = list(dict.fromkeys(draft.scope.places))
    known = places_by_code(scope=scope, site=site.id, codes=codes)
    faults = [Fault(f"/scope/places/{n}", "place_unknown", (code,))
              for n, code in enumerate(draft.scope.places) if code not in known]
    faults += [Fault(f"/scope/places/{n}", "place_virtual", (code,))
               for n, code in enumerate(draft.scope.places)
               if code in known and not known[code].physical]
    rows = run("counting", "places_inside", {
        "site": site.id, "places": [row.id for row in known.values()]})
    return [(row.id, row.sequence) for row in rows], faults


def _insert_plan(
    scope: Scope, site: SiteRow, draft: PlanDraft, request: Mapping[str, Any], reach: _Reach,
    cut: Sequence[tuple[UUID, Sequence[tuple[int, int]]]] = (),
) -> bool:
    """Write plan, places and tasks; False when the id came in meanwhile."""
    now = datetime.now(UTC)
    if not affected("counting", "insert_plan", {
        "site": site.id, "id": draft.id, "name": draft.name.strip(), "purpose": draft.purpose,
        "blind": draft.blind, "request": json.dumps(request, ensure_ascii=False),
        "items": reach.items, "lots": reach.lots, "actor": scope.actor, "now": now,
        "zone": site.time_zone,
    }):
        return False
    affected("counting", "insert_plan_places", {
        "site": site.id, "plan": draft.id, "places": [place for place, _ in reach.places],
        "sequences": [sequence for _, sequence in reach.places]})
    walks = cut or [(uuid7(), walk) for walk in
                    packets(reach.places, size=draft.policy.packet_places)]
    tasks = [id for id, _ in walks]
    affected("counting", "insert_tasks", {
        "site": site.id, "plan": draft.id, "kind": "count", "now": now, "ids": tasks,
        "rounds": [0] * len(tasks), "people": [""] * len(tasks), "excluded": [""] * len(tasks)})
    flat = [(id, place, sequence)
            for id, walk in walks for place, sequence in walk]
    affected("counting", "insert_task_places", {
        "site": site.id, "tasks": [id for id, _, _ in flat],
        "places": [place for _, place, _ in flat],
        "sequences": [sequence for _, _, sequence in flat]})
    record(scope=scope, site=site.id, kind="counting.planned", subject=f"count:{draft.id}",
           data={"name": draft.name, "places": len(reach.places), "tasks": len(tasks)})
    return True


def assign(*, scope: Scope, task: UUID, person: str) -> TaskRow:
    """Give an open task to a person (code; '' takes it back).  Returns the task.

    Raises `Forbidden`, `TaskNotFound`, `NotFound` for an unknown person, `PlanConflict` when the
    task is done or the person counted what is to be recounted.
    """
    scope.need("counting.plan")
    held = _task(scope, task)
    scope.need("counting.plan", held.site)
    if person:
        person_by_code(scope=scope, code=person)
    if person and not accounts_of(scope=scope, people=[person]).isdisjoint(held.excluded):
        raise PlanConflict([Fault("/person", "person_counted", (person,))])
    site = site_by_code(scope=scope, code=held.site)
    with transaction.atomic():
        if not affected("counting", "assign_task", {
                "site": site.id, "task": task, "person": person}):
            raise PlanConflict([Fault("/id", "task_closed")])
        free_task(scope=scope, task=task, person=person)
        record(scope=scope, site=site.id, kind="counting.assigned", subject=f"task:{task}",
               data={"person": person} | (
                   {"reads_book": True} if held.blind and reads_book(
                       scope=scope, site=held.site, person=person) else {}))
    return _task(scope, task)


def _task(scope: Scope, id: UUID) -> TaskRow:
    return task(scope=scope, id=id)


def record_visit(
    *, scope: Scope, draft: VisitDraft, now: datetime | None = None
) -> VisitRow:
    """Record one counter's visit to one place; idempotent by id.

    Complete closes the place: what the book has there and nobody saw counts as none at that
    instant.  The device's instants are corrected by its measured offset.  Raises `Forbidden`,
    `TaskNotFound`, `VisitRefused`.
    """
    if not scope.may("capture.push"):
        scope.need("counting.count")
    held = task(scope=scope, id=draft.task)
    site = site_by_code(scope=scope, code=held.site)
    now = now or datetime.now(UTC)
    opened_at, closed_at, uncertainty_ms = _visit_instants(scope, draft, now)
    place = one("counting", "place_of_task", {
        "site": site.id, "task": draft.task, "place": draft.place})
    faults = []
    if place is None:
        faults.append(Fault("/place", "place_outside", (draft.place,)))
    if opened_at > closed_at:
        faults.append(Fault("/closed_at", "closed_before_opened"))
    if draft.seq is not None and not 1 <= draft.seq <= QUANTITY_MAX:
        faults.append(Fault("/seq", "out_of_range", (1, QUANTITY_MAX)))
    if faults:
        raise VisitRefused(faults)
    assert place is not None
    late = held.state == "closed" or _stands_aside(scope, draft)
    with transaction.atomic():
        acked, sound = _noted(scope, site, draft)
        new = sound and affected("counting", "insert_visit", {
            "site": site.id, "id": draft.id, "plan": held.plan, "task": draft.task,
            "place": place.id, "person": scope.actor, "opened_at": opened_at,
            "closed_at": closed_at, "uncertainty_ms": uncertainty_ms,
            "complete": draft.complete, "device_opened_at": draft.opened_at,
            "device_closed_at": draft.closed_at, "install": draft.install, "seq": draft.seq,
            "now": now, "late": late})
        if new:
            record(scope=scope, site=site.id, kind="counting.visited",
                   subject=f"count:{held.plan}",
                   data={"visit": str(draft.id), "place": draft.place,
                         "complete": draft.complete})
    if not sound:
        raise VisitConflict([Fault("/seq", "seq_reused", (draft.seq,))])
    return _visit(site, draft, new > 0)._replace(acked_seq=acked)


def _noted(scope: Scope, site: SiteRow, draft: VisitDraft) -> tuple[int, bool]:
    """Note the number of a visit; return the contiguous mark and whether the number was free."""
    if draft.install is None or draft.seq is None:
        return 0, True
    return note_visit(scope=scope, install=draft.install, seq=draft.seq, visit=draft.id,
                      site=site.id)


def _stands_aside(scope: Scope, draft: VisitDraft) -> bool:
    """Say whether a visit is kept but not used: its device was revoked, copied or given up.

    Raises `InstallUnknown` when the token is another device's.
    """
    device = device_of(scope=scope)
    if device is None:
        return False
    if draft.install != device.install:
        raise InstallUnknown([Fault("/install", "install_unknown")])
    return device.state != "active"


def _visit_instants(
    scope: Scope, draft: VisitDraft, now: datetime
) -> tuple[datetime, datetime, int]:
    """Return (opened, closed, uncertainty in ms) by the server's clock."""
    if draft.closed_at is None:
        return min(draft.opened_at or now, now), now, 0
    known = one("counting", "install_offset", {"install": draft.install})
    row = ObservationDraft(draft.id, "visit", observed_at=draft.closed_at, seq=draft.seq,
                           origin=draft.origin, mono_ms=draft.mono_ms)
    (clock,) = instants(
        scope=scope, install=draft.install, drafts=[row], samples=(), received_at=now,
        offset_ms=known.offset_ms if known else 0)
    lasted = draft.closed_at - draft.opened_at if draft.opened_at else timedelta(0)
    return min(clock.at - lasted, now), clock.at, clock.uncertainty_ms


def _visit(site: SiteRow, draft: VisitDraft, new: bool) -> VisitRow:
    row = one("counting", "known_visit", {"site": site.id, "id": draft.id})
    assert row is not None
    result = "created" if new else "exists"
    given = {"task": draft.task, "place": draft.place, "complete": draft.complete}
    if not new:
        given |= {"device_opened_at": draft.opened_at, "device_closed_at": draft.closed_at}
        for field, value in given.items():
            if getattr(row, field) != value:
                result = f"exists_with_different_{field.removeprefix('device_')}"
                break
    return VisitRow(row.id, row.task, row.place, row.person, row.opened_at, row.closed_at,
                    row.complete, result)


def settle(*, scope: Scope, plan: UUID) -> Summary:
    """Fold, judge, post what posts itself, open recounts; may run at any time and again.

    Matched and accepted lines are posted in one posting; the rest waits.  Raises `Forbidden`,
    `PlanNotFound`, `PlanConflict` when the plan is closed.
    """
    scope.need("counting.plan")
    with transaction.atomic():
        held = _open(scope, plan)
        done = settle_held(scope=scope, held=held)
    state_visits(scope=scope, held=held)
    return summary(scope=reading(scope), plan=plan)._replace(
        posting=done.posting, posted_now=done.posted, recount_tasks=done.recount_tasks)


def refresh(*, scope: Scope, plan: UUID) -> bool:
    """Bring the open lines up to what was observed; post nothing and ask for no recount.

    What a manager sees grows while people count, and what they correct a minute later has moved
    nothing.  Returns whether the plan is still open.  Raises `Forbidden`, `PlanNotFound`.
    """
    scope.need("counting.plan")
    with transaction.atomic():
        held = hold(scope=scope, plan=plan)
        scope.need("counting.plan", held.site_code)
        if held.state == "open":
            show_held(scope=scope, held=held)
        return held.state == "open"


def _open(scope: Scope, plan: UUID) -> Held:
    held = hold(scope=scope, plan=plan)
    scope.need("counting.plan", held.site_code)
    if held.state != "open":
        raise PlanConflict([Fault("/id", "plan_closed")])
    return held


def follow_ledger(*, scope: Scope, site: str) -> Followed:
    """Take up what late paper did to posted lines since the last time; safe to repeat.

    A doubt reopens the line as `doubtful`, the next settlement asks for its recount.  Healed lines
    need nothing: they show what healed them.
    """
    row = site_by_code(scope=scope, code=site)
    with transaction.atomic():
        key = {"site": row.id, "name": "doubts"}
        affected("counting", "open_bookmark", key)
        mark = one("counting", "bookmark", key)
        assert mark is not None
        doubts = run("counting", "follow_doubts", {"site": row.id, "after": mark.position})
        if doubts:
            _reopen(scope, row.id, doubts)
            affected("counting", "move_bookmark", {**key, "position": doubts[-1].id})
    heals = one("counting", "follow_heals", {"site": row.id})
    return Followed(len(doubts), int(heals.heals) if heals else 0)


def _reopen(scope: Scope, site: int, doubts: Sequence[Any]) -> None:
    plans = run("counting", "reopen_lines", {
        "site": site, "lines": [row.line for row in doubts],
        "postings": [row.posting for row in doubts], "late": [row.late for row in doubts],
        "quantities": [row.quantity for row in doubts], "now": datetime.now(UTC)})
    for plan in sorted({row.plan for row in plans}):
        record(scope=scope, site=site, kind="counting.doubted", subject=f"count:{plan}",
               data={"late": sorted({str(row.late) for row in doubts})})

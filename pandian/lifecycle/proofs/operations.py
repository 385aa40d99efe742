"""Asking for counts, and proving what is there, from inside a stage.   触发盘点与顺手盘

Called in the transaction of the action: request and proof stand exactly when the action does.
Nothing is judged and nobody waits here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.catalog.queries import items_by_code, places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.rules import proof_task, proofs, request_faults, statements, told
from pandian.lifecycle.proofs.words import (
    SETTLED,
    AreaClosed,
    AreaDraft,
    CountsNotAsked,
    Proof,
    ProofRefused,
    Spot,
    Statement,
)
from pandian.lifecycle.words import ActionDraft, Amount, Held, Move

ROOM = "lifecycle.proofs"
INSTANT_BEFORE = timedelta(microseconds=1)
"""How long before the moves of an action a place was seen that is seen before them."""
AREA = frozenset({"dock", "pending_area", "dispatch_area", "return_area"})


def request_counts(
    *, scope: Scope, site: int, event: UUID, reason: str, spots: Sequence[Spot],
    document: UUID | None = None, note: str = "",
) -> int:
    """Ask that these places be counted now; return how many requests are new.

    Asked twice by the same event for the same place, item and lot it is one request.  Raises
    `CountsNotAsked` for an unknown reason or place: the caller's own mistake.
    """
    wanted = sorted(set(spots))
    if not wanted:
        return 0
    faults = [*request_faults(reason, wanted, note)]
    faults += [Fault("/spots", "count_place_unknown", (row.place,))
               for row in run(ROOM, "unknown_places", {
                   "site": site, "places": sorted({spot.place for spot in wanted})})]
    if faults:
        raise CountsNotAsked(faults)
    return affected(ROOM, "insert_requests", {
        "site": site, "event": event, "document": document, "reason": reason, "note": note,
        "actor": scope.actor, "now": datetime.now(UTC), "ids": [uuid7() for _ in wanted],
        "places": [spot.place for spot in wanted], "items": [spot.item for spot in wanted],
        "lots": [spot.lot for spot in wanted]})


def proof_faults(*, scope: Scope, site: SiteRow, evidence: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with the statements in an action's evidence; nothing is looked up
    where there are none."""
    given, faults = statements(evidence)
    if not given:
        return faults
    places = places_by_code(scope=scope, site=site.id, codes={each.place for each in given})
    items = items_by_code(scope=scope, codes={each.item for each in given if each.item})
    for n, each in enumerate(given):
        where = f"/evidence/proofs/{n}"
        if each.place not in places or not places[each.place].physical:
            faults.append(Fault(f"{where}/place", "proof_place_unknown", (each.place[:64],)))
        if each.item and each.item not in items:
            faults.append(Fault(f"{where}/item", "proof_item_unknown", (each.item[:64],)))
    return faults


def prove_stage(
    *, scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> int:
    """Observe what one valid action proves: by statements of people, and by its own counts.

    Its instant is that of the action's posting; what was seen before the moves lies just before.
    Where the same event already asks for a count, that count decides.  Returns how many
    observations were made.
    """
    given, _ = statements(draft.evidence)
    kind, site = held.kind.name, held.site
    found = proofs(given, moves, site=site.code, kind=kind, action=draft.action)
    if own := told(kind, draft.action, held.lines, amounts, moves):
        asked = {row.place for row in run(ROOM, "asked_places", {
            "site": site.id, "event": draft.id})}
        found += [each for each in own if each.place not in asked]
    return observe(scope=scope, site=site, event=draft.id, document=held.row.id, found=found,
                   at=draft.effective_at)


def observe(
    *, scope: Scope, site: SiteRow, event: UUID, found: Sequence[Proof],
    document: UUID | None = None, at: datetime | None = None,
) -> int:
    """Write proofs as observations of whoever acts, in the caller's transaction.

    `at` is the instant that was stated (it may be off by some seconds), None the posting's own.
    """
    if not found:
        return 0
    posted = one(ROOM, "posted_at", {"site": site.id, "posting": event})
    now = datetime.now(UTC)
    instant = at or (posted.effective_at if posted else now)
    ids = [uuid7() for _ in found]
    for before in (True, False):
        rows = [(id, each) for id, each in zip(ids, found, strict=True) if each.before is before]
        if rows:
            _push(scope, site, rows, instant - INSTANT_BEFORE if before else instant, now,
                  sure=at is None)
    affected(ROOM, "insert_proofs", {
        "site": site.id, "event": event, "document": document, "person": scope.actor,
        "now": now, "observations": ids, "steps": [each.step for each in found],
        "strengths": [each.strength for each in found], "moved": [each.moved for each in found],
        "tasks": [_task(site, each, now) for each in found]})
    return len(found)


def _task(site: SiteRow, proof: Proof, now: datetime) -> UUID:
    """Return the task of the day on which the proof came in, whenever its instant was."""
    day = now.astimezone(ZoneInfo(site.time_zone)).date()
    return proof_task(site.code, day, settled=proof.strength in SETTLED)


def _push(
    scope: Scope, site: SiteRow, rows: Sequence[tuple[UUID, Proof]], instant: datetime,
    now: datetime, *, sure: bool,
) -> None:
    """Hand proofs to the observations inbox; an instant that somebody stated is less sure."""
    drafts = tuple(
        _observation(id, each, _task(site, each, now), None if sure else instant)
        for id, each in rows)
    answer = accept(
        scope=scope.at(site.code)._replace(
            capabilities=frozenset({"capture.push"}), device=""),
        push=Push(None, None, None, drafts, site=site.code), now=instant if sure else now,
        sites_of_tasks={draft.task: site.code for draft in drafts if draft.task})
    if bad := [Fault("/evidence/proofs", "proof_not_usable", (proof.place, proof.item))
               for verdict, (_, proof) in zip(answer.verdicts, rows, strict=True)
               if verdict.result != "created" or verdict.tray]:
        raise ProofRefused(bad)


def _observation(
    id: UUID, proof: Proof, task: UUID, seen: datetime | None
) -> ObservationDraft:
    whole = not proof.item
    return ObservationDraft(
        id, "empty" if whole else "set", proof.place, None if whole else proof.quantity,
        item=proof.item or None, lot=proof.lot or None, serial=proof.serial or None,
        status=proof.status or None, owner=proof.owner or None,
        observed_at=seen, task=task, entry="proof", note=proof.step)


def withdraw(*, scope: Scope, held: Held) -> int:
    """Take back the proofs of a document that never happened; return how many."""
    rows = run(ROOM, "proofs_of_document", {"site": held.site.id, "document": held.row.id})
    if rows:
        accept(
            scope=scope.at(held.site.code)._replace(
                capabilities=frozenset({"capture.push", "counting.plan"}), device=""),
            push=Push(None, None, None, tuple(
                ObservationDraft(uuid7(), "undo", undoes=row.observation, task=row.task,
                                 entry="proof") for row in rows), site=held.site.code),
            sites_of_tasks={row.task: held.site.code for row in rows})
    return len(rows)


def close_area(*, scope: Scope, draft: AreaDraft) -> AreaClosed:
    """Say at shift end whether an area is empty: a proof when it is, else a count is asked for.

    Idempotent by id.  Raises `Forbidden`, `NotFound`, `ProofRefused` for a place that is none.
    """
    site = site_by_code(scope=scope, code=draft.site, capability="lifecycle.move")
    place = places_by_code(scope=scope, site=site.id, codes=[draft.place]).get(draft.place)
    if place is None:
        raise ProofRefused([Fault("/place", "proof_place_unknown", (draft.place[:64],))])
    if place.kind not in AREA:
        raise ProofRefused([Fault("/place", "place_kind_wrong", (draft.place, place.kind))])
    with transaction.atomic():
        affected("lifecycle", "lock_id", {"id": draft.id})
        if one(ROOM, "known_area", {"site": site.id, "event": draft.id}) is not None:
            return AreaClosed(draft.id, "exists", 0, 0)
        proved = asked = 0
        if draft.empty:
            given = [Statement(draft.place, draft.scan, draft.tap)]
            proved = observe(scope=scope, site=site, event=draft.id, found=proofs(
                given, (), site=site.code, kind="area", action="close"))
        else:
            asked = request_counts(scope=scope, site=site.id, event=draft.id,
                                   reason="dock_not_empty", spots=[Spot(draft.place)])
        affected(ROOM, "insert_area", {
            "site": site.id, "event": draft.id, "place": draft.place, "empty": draft.empty,
            "actor": scope.actor, "now": datetime.now(UTC)})
        record(scope=scope, site=site.id, kind="lifecycle.area_closed",
               subject=f"place:{draft.place}", data={"empty": draft.empty, "proofs": proved})
    return AreaClosed(draft.id, "created", proved, asked)

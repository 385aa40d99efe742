"""Setting pick faces, and opening what is proposed as a relocation.   补货操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import items_by_code, places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.replenishment.queries import ROOM, proposals
from pandian.lifecycle.replenishment.rules import face_faults
from pandian.lifecycle.replenishment.words import FACES_MAX, PURPOSE, FaceDraft, FaceRefused
from pandian.lifecycle.standing.words import STORED
from pandian.lifecycle.words import LINES_MAX, Acted, DocumentDraft, LineDraft

MOVE = "lifecycle.move"


def put_faces(*, scope: Scope, site: str, drafts: Sequence[FaceDraft]) -> int:
    """Set or take away pick faces of a site; return how many rows changed.

    Raises `Forbidden`, `NotFound` for a foreign site, `FaceRefused` with every fault.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    if faults := _faults(scope, known.id, drafts):
        raise FaceRefused(faults)
    kept = [draft for draft in drafts if draft.minimum is not None]
    gone = [draft for draft in drafts if draft.minimum is None]
    with transaction.atomic():
        changed = affected(ROOM, "put_faces", {
            "site": known.id, "places": [d.place for d in kept], "items": [d.item for d in kept],
            "minima": [d.minimum for d in kept], "maxima": [d.maximum for d in kept]})
        changed += affected(ROOM, "drop_faces", {
            "site": known.id, "places": [d.place for d in gone], "items": [d.item for d in gone]})
        record(scope=scope, site=known.id, kind="replenishment.faces", subject=f"site:{site}",
               data={"faces": [list(draft) for draft in drafts]})
    return changed


def _faults(scope: Scope, site: int, drafts: Sequence[FaceDraft]) -> list[Fault]:
    if len(drafts) > FACES_MAX:
        return [Fault("", "too_many", (FACES_MAX, len(drafts)))]
    places = places_by_code(scope=scope, site=site, codes={d.place for d in drafts})
    items = items_by_code(scope=scope, codes={d.item for d in drafts})
    first: dict[tuple[str, str], int] = {}
    faults: list[Fault] = []
    for n, draft in enumerate(drafts):
        place, item = places.get(draft.place), items.get(draft.item)
        if place is None or place.kind not in STORED:
            faults.append(Fault(f"/{n}/place", "face_place", (draft.place[:64],)))
        if item is None or item.code != draft.item:
            faults.append(Fault(f"/{n}/item", "item_unknown", (draft.item[:64],)))
        if first.setdefault((draft.place, draft.item), n) != n:
            faults.append(Fault(f"/{n}", "repeated", (first[draft.place, draft.item],)))
        faults += face_faults(n, draft)
    return faults


def open_round(*, scope: Scope, site: str, id: UUID, now: datetime | None = None) -> Acted:
    """Open what is proposed now as one draft relocation, which claims the goods.

    Raises `Forbidden`, `NotFound`, `FaceRefused` when no face needs goods.
    """
    scope.need(MOVE, site)
    carries = proposals(scope=scope, site=site, now=now)[:LINES_MAX]
    if not carries:
        raise FaceRefused([Fault("", "nothing_to_fill")])
    return open_document(scope=scope, draft=DocumentDraft(
        id, site, "relocation", {"purpose": PURPOSE}, tuple(
            LineDraft(c.item, c.quantity, c.lot, c.serial, place=c.source,
                      attributes={"target": c.target}) for c in carries)))

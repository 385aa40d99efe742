"""Asking for counts from inside a stage.   触发盘点

Called by the hooks of any kind, in the transaction of the action: the request stands exactly
when the action does.  Nothing is counted and nobody waits here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.rules import request_faults
from pandian.lifecycle.proofs.words import CountsNotAsked, Spot

ROOM = "lifecycle.proofs"


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

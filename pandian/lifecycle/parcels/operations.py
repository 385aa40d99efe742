"""Writing the parcels of a packing, in the transaction of its action.   包裹写入"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.statements import affected, one
from pandian.lifecycle.issue.words import Parcel
from pandian.lifecycle.parcels.queries import ROOM
from pandian.lifecycle.parcels.rules import unit_code
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.words import Held


def write_parcels(
    *, scope: Scope, held: Held, event: UUID, parcels: Sequence[Parcel], place: str
) -> list[str]:
    """Write parcels and what lies in them; return their numbers, minted where they bear none."""
    prefix = policies_of(scope=scope, site=held.site)["sscc_prefix"]
    drawn = one(ROOM, "draw", {
        "site": held.site.id, "kind": "unit", "count": len(parcels)})
    assert drawn is not None
    first = drawn.last - len(parcels) + 1
    codes = [each.sscc or unit_code(prefix, first + n) for n, each in enumerate(parcels)]
    key = {"site": held.site.id, "event": event, "codes": codes,
           "parcels": [each.parcel for each in parcels]}
    affected(ROOM, "insert_units", {
        **key, "document": held.row.id, "place": place, "actor": scope.actor,
        "now": datetime.now(UTC), "seals": [each.seal for each in parcels],
        "temperatures": [each.temperature for each in parcels]})
    affected(ROOM, "insert_contents", key)
    return codes

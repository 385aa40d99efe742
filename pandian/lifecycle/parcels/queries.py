"""The parcels of a document.   包裹查询"""

from __future__ import annotations

from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.parcels.words import UnitRow

ROOM = "lifecycle.parcels"


def units_of(*, scope: Scope, site: int, document: UUID) -> list[UnitRow]:
    """Return the parcels of a document that the caller found through the scope."""
    return [UnitRow(row.code, row.kind, row.parcel, row.parent, row.place, row.seal,
                    row.temperature, row.packed_by, row.at, row.event,
                    [(each[0], each[1], each[2], each[3]) for each in row.content])
            for row in run(ROOM, "units", {"site": site, "document": document})]

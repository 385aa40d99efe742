"""The parcels of a document.   包裹查询"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.parcels.words import UnitRow

ROOM = "lifecycle.parcels"


def units_of(*, scope: Scope, site: int, document: UUID) -> list[UnitRow]:
    """Return the parcels of a document that the caller found through the scope."""
    return [UnitRow(row.code, row.kind, row.parcel, row.parent, row.place, row.seal,
                    row.temperature, row.packed_by, row.at, row.event,
                    [(each[0], each[1], each[2], each[3]) for each in row.content],
                    row.weight_grams, row.photos)
            for row in run(ROOM, "units", {"site": site, "document": document})]


def codes_known(*, scope: Scope, site: int, codes: Sequence[str]) -> set[str]:
    """Return which of these numbers a unit of the site has, that the caller found."""
    if not codes:
        return set()
    return {row.code for row in run(ROOM, "codes_known", {"site": site, "codes": list(codes)})}

"""The parcels of a document.   包裹查询"""

from __future__ import annotations

from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.parcels.words import UnitRow

ROOM = "lifecycle.parcels"


def units_of(*, scope: Scope, site: int, document: UUID) -> list[UnitRow]:
    """Return the parcels of a document that the caller found through the scope."""
    return [UnitRow(*row[:-1], [tuple(each) for each in row.content])
            for row in run(ROOM, "units", {"site": site, "document": document})]

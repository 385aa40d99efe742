"""What a production looks up, and its yield report.   生产查询"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.production.rules import opening_faults
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.words import DocumentDraft, Kind

ROOM = "lifecycle.production"
READ = "lifecycle.read"


class Yield(NamedTuple):
    """What became of one line of an order, in smallest units.

    `estimated` was used up by the bill of materials and not by scan; `lost` below 0 is a gain.
    """

    line: int
    item: str
    lot: str
    serial: str
    output: bool
    asked: int
    issued: int
    consumed: int
    estimated: int
    returned: int
    scrapped: int
    lost: int
    made: int


def yields(*, scope: Scope, id: UUID) -> list[Yield]:
    """Return the yield report of an order.  Raises `Forbidden`, `DocumentNotFound`."""
    scope.need(READ)
    site, _, _ = place_of_document(scope=scope, id=id)
    return [Yield(*row) for row in run(ROOM, "yields", {"site": site, "document": id})]


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new order."""
    return opening_faults(draft)

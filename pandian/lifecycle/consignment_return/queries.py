"""What a consignment return looks up: that its goods are on a hospital's shelf.   寄售退回查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.catalog.queries import places_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.consignment.rules import source_faults
from pandian.lifecycle.consignment.words import SHELF
from pandian.lifecycle.words import DocumentDraft, Kind


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield the lines that name no place, or one that is no hospital's shelf."""
    yield from source_faults(draft.lines)
    places = places_by_code(scope=scope, site=site.id,
                            codes={line.place for line in draft.lines if line.place})
    for n, line in enumerate(draft.lines):
        if line.place in places and places[line.place].kind not in SHELF:
            yield Fault(f"/lines/{n}/place", "shelf_wrong", (line.place,))

"""What a usage looks up: where the goods are, and which of them are implants.   使用查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.catalog.queries import attribute_of_items, items_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.consignment.rules import source_faults
from pandian.lifecycle.inspection.rules import IMPLANT
from pandian.lifecycle.usage.rules import implant_faults
from pandian.lifecycle.words import DocumentDraft, Kind


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new usage: where the goods are, implants without their key."""
    yield from source_faults(draft.lines)
    items = items_by_code(scope=scope, codes={line.item for line in draft.lines})
    said = attribute_of_items(scope=scope, items=[row.id for row in items.values()],
                              name="implant")
    for n, line in enumerate(draft.lines):
        row = items.get(line.item)
        if row is not None and said.get(row.id) in IMPLANT:
            yield from implant_faults(f"/lines/{n}", line.item, row.tracking, line.lot,
                                      line.serial)

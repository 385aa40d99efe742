"""What sealing writes: its lines, what a seal repeats, counts that are asked for.   封签写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected
from pandian.lifecycle.proofs.operations import observe, request_counts
from pandian.lifecycle.proofs.words import Proof, Spot
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.sealing.queries import contents, opening
from pandian.lifecycle.sealing.rules import counted
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
)


def opened(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write what stands in the unit as the lines of the sealing.

    One sealing at a time: the unit is locked, and judged again.  Raises `DocumentRefused`.
    """
    unit = str(draft.header["unit"])
    affected(DOCUMENTS, "lock_tray", {"site": site.id, "tray": unit})
    if faults := list(opening(scope, site, kind, draft)):
        raise DocumentRefused(faults)
    there = contents(site, unit)
    affected(DOCUMENTS, "insert_lines", {
        "site": site.id, "document": draft.id, "target": "",
        "items": [row.item for row in there], "lots": [row.lot for row in there],
        "serials": [row.serial for row in there], "owners": [row.owner for row in there],
        "statuses": [row.status for row in there], "sources": [row.place for row in there],
        "attributes": ["{}"] * len(there), "asked": [row.quantity for row in there]})


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Observe all content by one scan; ask for counts of what a broken seal leaves in doubt."""
    if draft.action == "scan":
        observe(scope=scope, site=held.site, event=draft.id, document=held.row.id, found=[
            Proof("seal", "weak", line.source, line.item, line.asked, line.lot, line.serial,
                  line.status, line.owner) for line in held.lines.values()])
    elif draft.action == "break":
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, reason="seal_broken",
            document=held.row.id, spots=[Spot(line.source) for line in held.lines.values()])
    elif draft.action == "count":
        found = counted(amounts)
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, reason="found_at_stage",
            document=held.row.id,
            spots=[Spot(line.source, line.item, line.lot) for line in held.lines.values()
                   if found[line.line] != line.asked])

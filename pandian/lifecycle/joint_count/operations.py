"""What a joint count writes: its lines, and what both have seen as observations.   联合盘点写入"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.destruction.queries import ROOM as CERTIFICATES
from pandian.lifecycle.joint_count.queries import COUNT, written
from pandian.lifecycle.kit.queries import contents
from pandian.lifecycle.proofs.operations import observe
from pandian.lifecycle.proofs.words import Proof
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
)
from pandian.lifecycle.writing.operations import json_of


def opened(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write what the book has on the shelf as the lines to count.  Raises `DocumentRefused`."""
    place = str(draft.header["place"])
    there = contents(site, place)
    if not there:
        raise DocumentRefused([Fault("/header/place", "shelf_empty", (place,))])
    affected(DOCUMENTS, "insert_lines", {
        "site": site.id, "document": draft.id, "target": "",
        "items": [row.item for row in there], "lots": [row.lot for row in there],
        "serials": [row.serial for row in there], "owners": [row.owner for row in there],
        "statuses": [row.status for row in there], "sources": [place] * len(there),
        "attributes": ["{}"] * len(there), "asked": [row.quantity for row in there]})


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Observe what was counted, line by line, as a count before a witness."""
    if draft.action != COUNT:
        return
    counted: dict[int, int] = defaultdict(int)
    for amount in amounts:
        counted[amount.line] += amount.quantity
    lines = [(held.lines[number], quantity) for number, quantity in sorted(counted.items())]
    observe(scope=scope, site=held.site, event=draft.id, document=held.row.id, found=[
        Proof("witnessed", "full", line.source, line.item, quantity, line.lot, line.serial,
              line.status, line.owner) for line, quantity in lines], at=draft.effective_at)


def done(scope: Scope, held: Held, draft: ActionDraft) -> None:
    """Keep the certificate as it was signed: what is read later is this and nothing newer."""
    if draft.action != COUNT:
        return
    # the whole of it, whatever who signs may see: the certificate is the same for every reader
    made = written(scope=SYSTEM, id=held.row.id)
    affected(CERTIFICATES, "insert_certificate", {
        "site": held.site.id, "document": held.row.id, "event": draft.id,
        "content_hash": made.content_hash, "body": json_of(made.body),
        "now": datetime.now(UTC)})
    record(scope=scope, site=held.site.id, kind="joint_count.certificate",
           subject=f"document:{held.row.id}", data={"content_hash": made.content_hash})

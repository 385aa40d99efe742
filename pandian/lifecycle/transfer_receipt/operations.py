"""What a transfer receipt writes when it is opened: the lines that were shipped.   调拨收货写入"""

from __future__ import annotations

from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.transfer.operations import open_way
from pandian.lifecycle.transfer.queries import living
from pandian.lifecycle.transfer_receipt.queries import shipment
from pandian.lifecycle.words import DocumentDraft, DocumentRefused, Kind

ROOM = "lifecycle.transfer_receipt"


def opened(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write the lines that were shipped; one living receipt for each transfer.

    The lock on the transfer's id makes a reversal of the shipment wait, or is waited for.  Raises
    `DocumentRefused`.
    """
    transfer = UUID(str(draft.header["transfer"]))
    affected(DOCUMENTS, "lock_id", {"id": transfer})
    row = shipment(site, draft)
    if row is None:
        raise DocumentRefused([Fault("/header/transfer", "transfer_unknown", (str(transfer),))])
    if others := [each for each in living(transfer=transfer, to=site.code)
                  if each.id != draft.id]:
        raise DocumentRefused([Fault("/header/transfer", "transfer_taken", (
            shown_number(kind.name, others[0].number),))])
    lines = run(ROOM, "shipped", {"site": row.site, "transfer": transfer})
    way = open_way(site, str(draft.header["from"]))
    affected(DOCUMENTS, "insert_lines", {
        "site": site.id, "document": draft.id, "target": "",
        "items": [line.item for line in lines], "lots": [line.lot for line in lines],
        "serials": [line.serial for line in lines], "owners": [line.owner for line in lines],
        "statuses": [line.status for line in lines], "sources": [way] * len(lines),
        "attributes": ["{}"] * len(lines), "asked": [line.quantity for line in lines]})

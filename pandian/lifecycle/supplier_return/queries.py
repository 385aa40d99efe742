"""What a return to the supplier looks up: receipts, places, licences.   采购退货查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.catalog.words import STATUSES
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.issue.queries import facts_of, named
from pandian.lifecycle.issue.rules import check_faults, totals
from pandian.lifecycle.standing.queries import standing_faults
from pandian.lifecycle.standing.words import STORED
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

ROOM = "lifecycle.supplier_return"
HELD = STORED | {"rejected_area", "quarantine", "return_area", "pending_area", "dock"}
STANDS = dict.fromkeys(STATUSES, HELD) | {"accepted": STORED}


def opening_of_supplier_return(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what stands against sending goods back: where they stand, whence they came."""
    yield from standing_faults(scope, site, kind, draft, STANDS)
    supplier = draft.header.get("supplier")
    if not isinstance(supplier, str) or not draft.lines:
        return
    first = {(line.item, line.lot, line.serial): n
             for n, line in reversed(list(enumerate(draft.lines)))}
    for row in run(ROOM, "above_received", {
            "site": site.id, "supplier": supplier,
            "items": [line.item for line in draft.lines],
            "lots": [line.lot for line in draft.lines],
            "serials": [line.serial for line in draft.lines],
            "asked": [line.asked for line in draft.lines]}):
        yield Fault(f"/lines/{first[row.item, row.lot, row.serial]}/asked", "above_received",
                    (row.item, row.lot or row.serial, row.returnable, row.asked))


def gates_of_supplier_return(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against an action: licences, the blind check, goods already picked."""
    facts = facts_of(held)
    if draft.action in ("approve", "ship"):
        yield from licence_faults(
            scope=scope, site=held.site, act="supplier_return",
            party=held.row.header["supplier"],
            goods=[Goods(f"/lines/{n - 1}/item", line.item) for n, line in held.lines.items()])
    if draft.action == "check":
        yield from check_faults(totals(facts, {"picked": 1}),
                                totals(named(held, draft.amounts), {"checked": 1}))
    if draft.action == "cancel" and totals(facts, {"picked": 1}):
        yield Fault("", "picked_stands")

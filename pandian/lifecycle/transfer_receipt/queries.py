"""What a transfer receipt looks up: the shipment, the trust between sites.   调拨收货查询"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from pandian.catalog.queries import places_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.transfer.queries import head
from pandian.lifecycle.transfer_receipt.words import DECIDE, STANDS
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

YES = frozenset({"yes", "true", "1", "是"})


def opening(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield why there is nothing to receive: no such transfer, or it goes elsewhere."""
    if shipment(site, draft) is None and str(draft.header.get("transfer", "")).strip():
        yield Fault("/header/transfer", "transfer_unknown", (str(draft.header["transfer"])[:64],))


def shipment(site: SiteRow, draft: DocumentDraft) -> Any | None:
    """Return the head of the transfer that a receipt names, if it was shipped to this site."""
    try:
        transfer = UUID(str(draft.header.get("transfer", "")))
    except ValueError:
        return None
    row = head(transfer=transfer, source=str(draft.header.get("from", "")))
    if row is None or row.state != "shipped" or row.header["to"] != site.code:
        return None
    return row


def signers(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> tuple[str, ...]:
    """Return who signs: a loss is signed by the managers of both sites."""
    if draft.action == "lose":
        return (DECIDE, f"{DECIDE}@{held.row.header['from']}")
    return action.signers


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the facts that bring goods where they may not go, or skip an inspection untrusted."""
    places = places_by_code(scope=scope, site=held.site.id,
                            codes={a.place for a in draft.amounts if a.place})
    source = head(transfer=UUID(held.row.header["transfer"]), source=held.row.header["from"])
    trusted = source is not None and str(source.header.get("trusted", "")).lower() in YES
    for n, amount in enumerate(draft.amounts):
        place = places.get(amount.place)
        if place and amount.measure in STANDS and place.kind not in STANDS[amount.measure]:
            yield Fault(f"/amounts/{n}/place", "place_kind_wrong", (place.code, place.kind))
        if amount.measure == "stocked" and not trusted:
            yield Fault(f"/amounts/{n}/measure", "not_trusted")

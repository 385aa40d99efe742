"""What a transfer writes besides its facts: its places on the way, and who was first.   调拨写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.catalog.operations import put_places
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.standing.operations import ask_remainders
from pandian.lifecycle.transfer.queries import ROOM, living
from pandian.lifecycle.transfer.words import transit_code
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
    ReversalDraft,
)


def opened(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Open the place on the way to the other site, and say on the lines that they go there."""
    target = open_way(site, str(draft.header["to"]))
    affected(ROOM, "set_targets", {"site": site.id, "document": draft.id, "target": target})


def open_way(site: SiteRow, other: str) -> str:
    """Return the site's place on the way to or from another site; open it when it is new.

    Raises `DocumentRefused` when its code is taken by another kind of place.
    """
    code = transit_code(other)
    place = places_by_code(scope=SYSTEM, site=site.id, codes=[code]).get(code)
    if place is None:
        outcome = put_places(scope=SYSTEM, places=[PlaceDraft(site.code, code, "in_transit")])[0]
        if outcome.result.startswith("refused"):
            raise DocumentRefused([Fault("/header/to", "place_unknown", (code,))])
    elif place.kind != "in_transit":
        raise DocumentRefused([Fault("/header/to", "place_kind_wrong", (code, place.kind))])
    return code


def undone(scope: Scope, held: Held, draft: ReversalDraft) -> None:
    """Refuse to undo a shipment that the other site has taken up; that one waits for this one.

    Raises `DocumentRefused` with every receipt that stands.
    """
    affected(DOCUMENTS, "lock_id", {"id": held.row.id})
    standing = living(transfer=held.row.id, to=str(held.row.header["to"]))
    if standing:
        raise DocumentRefused([
            Fault("", "arrived_already", (shown_number(row.kind, row.number),))
            for row in standing])


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a look at the bins that a shipment emptied or left nearly empty."""
    if moves:
        ask_remainders(scope, held, draft.id)

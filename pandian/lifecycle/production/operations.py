"""What a production writes besides its facts: its place in process, dates of lots.   生产写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault
from pandian.lifecycle.production.queries import ROOM
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.receipt.operations import keep_dates
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.standing.operations import ask_remainders
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
    """Open the order's own place at its station: an ordinary place, which any count may cover.

    Raises `DocumentRefused` when the station's code leaves no room for it.
    """
    key = {"site": site.id, "document": draft.id}
    row, station = one(ROOM, "number", key), str(draft.header["station"])
    assert row is not None
    code = f"{station}-{shown_number(kind.name, row.number)}"
    outcome = put_places(scope=SYSTEM, places=[PlaceDraft(site.code, code, "wip", station)])[0]
    if outcome.result.startswith("refused"):
        raise DocumentRefused([Fault("/header/station", fault.code, fault.params)
                               for fault in outcome.faults])
    affected(ROOM, "set_station", {**key, "target": code})


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Keep the dates of new lots; ask for a look at emptied bins and at inputs that differ."""
    if draft.action == "issue":
        ask_remainders(scope, held, draft.id)
    if draft.action == "output":
        keep_dates(scope, held, amounts)
    differ = sorted({held.lines[a.line].source for a in amounts if a.measure == "gained"})
    request_counts(scope=scope, site=held.site.id, event=draft.id, reason="remainder",
                   spots=[Spot(place) for place in differ], document=held.row.id)

"""What a loan writes besides its facts: its lines, claims, and where the tray is.   借用写入"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault
from pandian.lifecycle.kit.queries import contents
from pandian.lifecycle.loan.queries import tray_faults
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.queries import ROOM as DOCUMENTS
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
    """Write what the tray holds as the lines of the loan, and claim it.

    One loan at a time: the tray is locked, and judged again.  Raises `DocumentRefused`.
    """
    tray = str(draft.header["tray"])
    affected(DOCUMENTS, "lock_tray", {"site": site.id, "tray": tray})
    if faults := list(tray_faults(site, tray, besides=draft.id)):
        raise DocumentRefused(faults)
    there = contents(site, tray)
    affected(DOCUMENTS, "insert_lines", {
        "site": site.id, "document": draft.id, "target": "",
        "items": [row.item for row in there], "lots": [row.lot for row in there],
        "serials": [row.serial for row in there], "owners": [row.owner for row in there],
        "statuses": [row.status for row in there], "sources": [tray] * len(there),
        "attributes": ["{}"] * len(there), "asked": [row.quantity for row in there]})
    key = {"site": site.id, "document": draft.id}
    affected(DOCUMENTS, "claim", {**key, "event": draft.id})
    if short := run(DOCUMENTS, "claimed_too_much", key):
        raise DocumentRefused([
            Fault("/header/tray", "not_available", (row.item, row.available, row.asked))
            for row in short])


def acted(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Place the tray at the hospital or take it off; ask for a count of a tray that lacks."""
    tray = str(held.row.header["tray"])
    if draft.action == "lend":
        _place(scope, held, tray, str(held.row.header["place"]))
    elif draft.action == "take_back":
        _place(scope, held, tray, "")
    elif draft.action == "miss":
        request_counts(scope=scope, site=held.site.id, event=draft.id, reason="kit_incomplete",
                       spots=[Spot(tray)], document=held.row.id)


def undone(scope: Scope, held: Held, draft: ReversalDraft) -> None:
    """Take the tray off the hospital's place when a loan is undone."""
    _place(scope, held, str(held.row.header["tray"]), "")


def _place(scope: Scope, held: Held, tray: str, parent: str) -> None:
    """Place one handling unit under another place; the goods in it do not move in the book."""
    outcome = put_places(scope=SYSTEM, places=[
        PlaceDraft(held.site.code, tray, "tray", parent, None)])[0]
    if outcome.result.startswith("refused"):
        raise DocumentRefused([Fault("", fault.code, fault.params) for fault in outcome.faults])
    record(scope=scope, site=held.site.id, kind="tray.placed", subject=f"place:{tray}",
           data={"document": str(held.row.id), "parent": parent})

"""What a round writes: its lines, and counts where a full look differs.   在库检查写入"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pandian.catalog.queries import places_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.stock_check.queries import ROOM
from pandian.lifecycle.words import (
    LINES_MAX,
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
)


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield that the place of a round is none of the site."""
    code = str(draft.header.get("place") or "")
    if code.strip() and code not in places_by_code(scope=scope, site=site.id, codes=[code]):
        yield Fault("/header/place", "place_unknown", (code[:64],))


def write_lines(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write a line for each holding of the round's place and below it.

    Raises `DocumentRefused` where there is no stock, or too much for one round.
    """
    place = draft.header["place"]
    written = affected(ROOM, "write_lines", {
        "site": site.id, "document": draft.id, "place": place})
    if not written:
        raise DocumentRefused([Fault("/header/place", "nothing_to_check", (place,))])
    if written > LINES_MAX:
        raise DocumentRefused([Fault("/header/place", "too_many", (LINES_MAX, written))])


def ask_where_it_differs(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Ask for a count of every holding that was counted at the look and differs from the book."""
    rows = run(ROOM, "differs", {
        "site": held.site.id, "document": held.row.id, "event": draft.id})
    lines = [held.lines[row.line] for row in rows]
    request_counts(
        scope=scope, site=held.site.id, event=draft.id, document=held.row.id,
        reason="found_at_stage",
        spots=[Spot(line.source, line.item, line.lot) for line in lines])

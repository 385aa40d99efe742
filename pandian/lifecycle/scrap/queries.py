"""What scrap looks up: cause, photo, book of the red zone, value, destruction.   报废查询"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Forbidden
from pandian.lifecycle import queries as documents
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.scrap.rules import signers_for
from pandian.lifecycle.scrap.words import CAUSES, LineValue
from pandian.lifecycle.standing.queries import photo_faults, sets, standing_faults
from pandian.lifecycle.standing.rules import cause_faults
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

ROOM = "lifecycle.scrap"
RED = {"rejected": frozenset({"rejected_area"})}


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with new scrap: its cause, and goods that are not in the red zone."""
    yield from cause_faults(draft, CAUSES)
    yield from standing_faults(scope, site, kind, draft, RED)


def scrap_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what only look-ups show: photo, unknown cost, a book that differs, open rests."""
    key = {"site": held.site.id, "document": held.row.id}
    if draft.action == "count":
        yield from photo_faults(scope, held, draft.evidence)
    elif draft.action == "value":
        for row in run(ROOM, "costless", key):
            yield Fault(f"/lines/{row.line - 1}", "cost_unknown", (row.item,))
    elif draft.action == "approve":
        for row in run(ROOM, "differs", {**key, "event": None}):
            yield Fault(f"/lines/{row.line - 1}", "red_zone_differs", (row.line,))
    elif draft.action == "close":
        for row in sets(ROOM, "undestroyed", key):
            yield Fault(f"/lines/{row.line - 1}", "not_destroyed", (row.line, row.left))
    elif draft.action == "withdraw":
        for row in run(documents.ROOM, "followers", key):
            yield Fault("", "being_destroyed", (f"{row.kind} {row.number}",))


def scrap_signers(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    """Return who signs: two of quality where the value is beyond what one may approve."""
    if draft.action != "approve":
        return action.signers
    most = policies_of(scope=scope, site=held.site)["scrap_amount_max"]
    rows = run(ROOM, "values", {"site": held.site.id, "document": held.row.id})
    return signers_for(action, sum(int(row.value) for row in rows), int(most))


def valuation(*, scope: Scope, id: UUID) -> list[LineValue]:
    """Return what the lines of a scrap document are worth, as finance signed it last.

    Raises `DocumentNotFound`, and `Forbidden` where values are hidden from the reader.
    """
    whole = documents.document(scope=scope, id=id)
    if "value" in scope.at(whole.head.site).hides:
        raise Forbidden([Fault("", "forbidden", ("value",))])
    site = site_by_code(scope=scope, code=whole.head.site)
    rows = run(ROOM, "values", {"site": site.id, "document": id})
    return [LineValue(row.line, row.cost, int(row.value)) for row in rows]

"""What an order looks up, and what is still to come.   采购查询"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.inspection.switching.queries import stopped_faults
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.purchase.rules import order_faults, worth
from pandian.lifecycle.purchase.words import VALUE, ItemPosition, OpenLine
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.revising.queries import revision_faults
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import (
    PAGE_ROWS_MAX,
    Action,
    ActionDraft,
    DocumentDraft,
    Held,
    Kind,
)

ROOM = "lifecycle.purchase"
READ = "lifecycle.read"


def opening_of_purchase(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with the prices and due days of a new order."""
    return order_faults(draft)


def signers_of_purchase(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    """Return who signs: above the site's limit somebody who answers for values signs too."""
    if draft.action != "approve":
        return action.signers
    limit = policies_of(scope=scope, site=held.site)["order_amount_max"]
    return (*action.signers, VALUE) if worth(held.lines.values()) > limit else action.signers


def gates_of_purchase(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against sending (licences) or closing (receipts that are on their way)."""
    if draft.action == "send":
        yield from stopped_faults(scope=scope, site=held.site,
                                  supplier=held.row.header["supplier"],
                                  items={line.item for line in held.lines.values()})
        yield from licence_faults(
            scope=scope, site=held.site, act="order", party=held.row.header["supplier"],
            goods=[Goods(f"/lines/{line.line - 1}", line.item) for line in held.lines.values()])
    if draft.action == REVISE:
        yield from revision_faults(scope, held, draft, opening_of_purchase)
    if draft.action == "close":
        for row in run(ROOM, "waiting", {"site": held.site.id, "document": held.row.id}):
            yield Fault("", "receipts_open", (shown_number("receipt", row.number),))


def open_lines(
    *, scope: Scope, site: str | None = None, item: str | None = None,
    now: datetime | None = None, limit: int = PAGE_ROWS_MAX,
) -> list[OpenLine]:
    """Return what is still to come on orders that were sent, the oldest first.

    Raises `Forbidden`, and governance's `SiteNotFound`.
    """
    scope.need(READ)
    sites = sorted(site_ids(scope=scope, capability=READ).values()) if site is None else [
        site_by_code(scope=scope, code=site, capability=READ).id]
    rows = run(ROOM, "open_lines", {
        "sites": sites, "item": item, "now": now or datetime.now(UTC),
        "limit": max(1, min(limit, PAGE_ROWS_MAX))})
    return [OpenLine(*row)._replace(number=shown_number("purchase", row.number)) for row in rows]


def positions(*, scope: Scope, document: UUID) -> list[ItemPosition]:
    """Return the book and the last count of each item of an order, for whoever decides to buy.

    Raises `Forbidden`, `DocumentNotFound`.
    """
    site, code, _ = place_of_document(scope=scope, id=document)
    scope.need(READ, code)
    return [ItemPosition(*row) for row in run(ROOM, "positions", {
        "site": site, "document": document})]

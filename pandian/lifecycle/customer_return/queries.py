"""What a return looks up: its sale, the exceptions, who signs.   销售退货查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.customer_return.rules import judged_faults, signers
from pandian.lifecycle.customer_return.words import KIND, OriginalRow, UnmatchedRow
from pandian.lifecycle.issue.queries import cold_lines, facts_of, named
from pandian.lifecycle.issue.rules import totals
from pandian.lifecycle.issue.words import KIND as ISSUE
from pandian.lifecycle.words import (
    PAGE_ROWS_MAX,
    Action,
    ActionDraft,
    DocumentDraft,
    Held,
    Kind,
)

ROOM = "lifecycle.customer_return"
READ = "lifecycle.read"


def originals(
    *, scope: Scope, site: str, customer: str, item: str, lot: str = "", serial: str = "",
    limit: int = PAGE_ROWS_MAX,
) -> list[OriginalRow]:
    """Return the sales of which such goods can still come back, newest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    here = site_by_code(scope=scope, code=site, capability=READ)
    return [OriginalRow(row.document, f"{ISSUE.prefix}-{row.number:06}", *row[2:])
            for row in run(ROOM, "originals", {
                "site": here.id, "customer": customer, "item": item, "lot": lot,
                "serial": serial, "limit": max(1, min(limit, PAGE_ROWS_MAX))})]


def unmatched(
    *, scope: Scope, site: str | None = None, limit: int = PAGE_ROWS_MAX
) -> list[UnmatchedRow]:
    """Return the exception list: goods that came back without a sale, oldest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    sites = ([site_by_code(scope=scope, code=site, capability=READ).id] if site is not None
             else sorted(site_ids(scope=scope, capability=READ).values()))
    return [UnmatchedRow(row.site, row.document, f"{KIND.prefix}-{row.number:06}", *row[3:])
            for row in run(ROOM, "unmatched", {
                "sites": sites, "limit": max(1, min(limit, PAGE_ROWS_MAX))})]


def opening_of_return(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what speaks against the sale that is named: another customer, not shipped."""
    if draft.follows is None:
        return
    row = one(ROOM, "sale", {"site": site.id, "id": draft.follows})
    if row is None:
        return
    if row.state != "shipped":
        yield Fault("/follows", "not_shipped")
    if row.customer != draft.header.get("customer"):
        yield Fault("/header/customer", "other_customer", (row.customer,))


def gates_of_return(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against an action of a return."""
    cold = cold_lines(scope, held) if draft.action == "arrive" else {}
    if any(cold.get(a.line) for a in draft.amounts):
        said = draft.evidence.get("temperature")
        if not isinstance(said, str) or not said.strip():
            yield Fault("/evidence/temperature", "evidence_missing", ("temperature",))
    if draft.action == "inspect":
        back = totals(facts_of(held), {"returned": 1, "refused": -1})
        yield from judged_faults(
            back, totals(named(held, draft.amounts), {"accepted": 1, "rejected": 1}))


def signers_of_return(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    """Return the capability of each signature."""
    return signers(action, matched=held.row.follows is not None,
                   accepts=any(a.measure == "accepted" for a in draft.amounts))

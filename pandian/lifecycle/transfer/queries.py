"""What a transfer looks up at both of its ends, and what is on the way.   调拨查询"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.governance.queries import SiteNotFound, site_by_code, site_ids
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.transfer.rules import opening_faults
from pandian.lifecycle.transfer.words import ISSUE, KIND, RECEIVE, OnTheWay, days_of
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

ROOM = "lifecycle.transfer"
READ = "lifecycle.read"


def on_the_way(*, scope: Scope, site: str | None = None) -> list[OnTheWay]:
    """Return the goods on the way from or to the sites of the scope, oldest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    seen = site_ids(scope=scope, capability=READ)
    sites = [site_by_code(scope=scope, code=site, capability=READ).id] if site else [
        *seen.values()]
    return _rows(sorted(sites), None)


def _rows(sites: list[int], transfer: UUID | None) -> list[OnTheWay]:
    now = datetime.now(UTC)
    return [
        OnTheWay(row.id, shown_number(KIND.name, row.number), row.source, row.target,
                 row.shipped_at, days, now > row.shipped_at + timedelta(days=days), row.item,
                 row.lot, row.serial, row.shipped, row.arrived, row.lost, row.open)
        for row in run(ROOM, "on_the_way", {"sites": sites, "id": transfer})
        for days in (days_of(row.header),)
    ]


def opening(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with a new transfer; the other site need not be one the person sees."""
    yield from opening_faults(draft, status=kind.status)
    to = str(draft.header.get("to", ""))
    if to.strip() and other_site(to) is None:
        yield Fault("/header/to", "transfer_site_unknown", (to[:64],))


def other_site(code: str) -> SiteRow | None:
    """Return the site at the other end, or None."""
    try:
        return site_by_code(scope=SYSTEM, code=code)
    except SiteNotFound:
        return None


def signers(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> tuple[str, ...]:
    """Return who signs: both sites approve, so the second signer receives at the other one."""
    if draft.action == "approve":
        return (ISSUE, f"{RECEIVE}@{held.row.header['to']}")
    return action.signers


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield why a transfer may not be closed or opened again: what is (or is not) on the way."""
    if draft.action not in ("close", "reopen"):
        return
    receipts = living(transfer=held.row.id, to=str(held.row.header["to"]))
    closed = any(row.state == "closed" for row in receipts)
    if draft.action == "close" and not closed:
        left = sum(row.open for row in _rows([held.site.id], held.row.id))
        yield Fault("", "transfer_open", (left,))
    if draft.action == "reopen" and closed:
        yield Fault("", "transfer_settled")


def living(*, transfer: UUID, to: str) -> list[Any]:
    """Return the receipts of a transfer that were neither cancelled nor reversed."""
    return [row for row in receipts(transfer=transfer, to=to)
            if row.state not in ("cancelled", "reversed")]


def receipts(*, transfer: UUID, to: str) -> list[Any]:
    """Return all receipts of a transfer, oldest first."""
    other = other_site(to)
    return run(ROOM, "receipts", {"site": other.id, "transfer": transfer}) if other else []


def head(*, transfer: UUID, source: str | None = None) -> Any | None:
    """Return the head of a transfer at the site that ships it, or None."""
    site = None if source is None else other_site(source)
    sites = [site.id] if site else sorted(site_ids(scope=SYSTEM).values())
    if source is not None and site is None:
        return None
    return one(ROOM, "head", {"sites": sites, "id": transfer})

"""What a document claims, and what is locked.   近效先出查询"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import LotRow
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.ledger.exits.rules import locks
from pandian.lifecycle.fefo.words import ClaimRow, ShortRow
from pandian.lifecycle.words import Kind

ROOM = "lifecycle.fefo"


def today_at(site: SiteRow) -> date:
    """Return the day at the site."""
    return datetime.now(UTC).astimezone(ZoneInfo(site.time_zone)).date()


def claims_of(*, scope: Scope, site: int, document: UUID) -> list[ClaimRow]:
    """Return what a document that the caller found through the scope claims, as it is walked."""
    return [ClaimRow(*row) for row in run(ROOM, "claims", {"site": site, "document": document})]


def short_of(*, site: int, kind: Kind, documents: Sequence[UUID]) -> list[ShortRow]:
    """Return the lines of documents, found through the scope, that lack some of their goods."""
    return [ShortRow(*row) for row in run(ROOM, "short", {
        "site": site, "documents": list(documents), "closing": sorted(kind.closing),
        "reopening": sorted(kind.reopening)})]


def lots_of(
    scope: Scope, pairs: Collection[tuple[str, str]]
) -> dict[tuple[str, str], LotRow]:
    """Return known lots by (item code, lot code)."""
    named = {pair for pair in pairs if pair[1]}
    items = items_by_code(scope=scope, codes={item for item, _ in named}) if named else {}
    wanted = {(items[item].id, lot): (item, lot) for item, lot in named if item in items}
    rows = lots_by_code(scope=scope, pairs=wanted) if wanted else {}
    return {wanted[key]: row for key, row in rows.items()}


def lock_faults(
    *, scope: Scope, site: SiteRow, goods: Iterable[tuple[str, str, str, str]], kind: str = "issue"
) -> Iterator[Fault]:
    """Yield the goods that may not leave to a customer: (pointer, item, lot, status).

    For steps before the exit, which the ledger itself would only refuse at the end.
    """
    told = list(goods)
    lots = lots_of(scope, {(item, lot) for _, item, lot, _ in told})
    today = today_at(site)
    for where, item, lot, status in told:
        row = lots.get((item, lot))
        for reason in locks(kind=kind, target_kind="customer", status=status,
                            expires_on=row.expires_on if row else None, today=today):
            params = (status,) if reason == "exit_status" else (
                lot, row.expires_on if row else None)
            yield Fault(where, reason, params)

"""Proposing and doing purges of every class.   清除操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pandian.exchange.purging.queries import ROOM, keepers, listed_imports
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import run
from pandian.kernel.words import Outcome
from pandian.lifecycle.retention import operations as retention
from pandian.lifecycle.retention.words import Keeper, PurgeDraft


def propose_purge(*, scope: Scope, draft: PurgeDraft, now: datetime | None = None) -> Outcome:
    """Propose to take records of a class away for good: `created` or `exists`.

    Raises as `lifecycle.retention.operations.propose_purge`.
    """
    return retention.propose_purge(scope=scope, draft=draft, now=now, keepers=ALL)


def approve_purge(
    *, scope: Scope, id: UUID, password: str, now: datetime | None = None
) -> tuple[int, int]:
    """Do a purge as the second person, signed; return how many records went, and their bytes.

    Raises as `lifecycle.retention.operations.approve_purge`.
    """
    return retention.approve_purge(scope=scope, id=id, password=password, now=now, keepers=ALL)


def _imports_taken(
    scope: Scope, here: SiteRow, before: datetime, digests: Sequence[str], why: str
) -> tuple[int, int]:
    """Take the raw rows of imports away; the import itself stays with its report and hash."""
    rows = run(ROOM, "imports_purge", {
        "site": here.code, "before": before, "digests": [bytes.fromhex(one) for one in digests]})
    size = sum(row.bytes for row in rows)
    record(scope=scope, site=here.id, kind="exchange.rows_purged", subject=why, data={
        "imports": [str(row.id) for row in rows], "rows": sum(row.rows for row in rows),
        "bytes": size})
    return len(rows), size


ALL = keepers(Keeper(listed_imports, _imports_taken))

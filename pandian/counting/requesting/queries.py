"""Reading what became of count requests.   触发盘点查询"""

from __future__ import annotations

from uuid import UUID

from pandian.counting.requesting.words import PAGE_MAX, Fated
from pandian.counting.rules import plain
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.proofs.words import CountRequest

ROOM = "counting.requesting"
READ = "counting.read"


def requests(
    *, scope: Scope, site: str | None = None, document: UUID | None = None,
    limit: int = PAGE_MAX,
) -> list[Fated]:
    """Return count requests with their fate, newest first (of one document, when named).

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    if site is None:
        known = site_ids(scope=scope, capability=READ)
    else:
        known = {site: site_by_code(scope=scope, code=site, capability=READ).id}
    rows = run(ROOM, "requests", {
        "sites": list(known.values()), "codes": list(known), "document": document,
        "limit": max(1, min(limit, PAGE_MAX))})
    return [
        Fated(CountRequest(*row[:11]), row.fate, row.plan, tuple(row.tasks or ()), row.taken_at,
              plain(row.verdicts))
        for row in rows]

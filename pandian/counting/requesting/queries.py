"""Reading what became of count requests.   触发盘点查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandian.counting.queries import masks
from pandian.counting.queries import plan as plan_of
from pandian.counting.requesting.words import (
    KEPT_DAYS,
    KEPT_EACH_MAX,
    KEPT_MAX,
    LOOK_BACK_DAYS,
    PAGE_MAX,
    Fated,
    KeptBack,
)
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
              plain(row.verdicts), row.rule or "", row.version or 0, row.why or "")
        for row in rows]


def kept_back(
    *, scope: Scope, site: str, days: int = KEPT_DAYS, limit: int = KEPT_MAX
) -> list[KeptBack]:
    """Return requests of the last days that a rule kept back and nobody has counted, newest first.

    Raises `Forbidden`, `NotFound` for a foreign site.
    """
    scope.need(READ)
    row = site_by_code(scope=scope, code=site, capability=READ)
    rows = run(ROOM, "kept_back", {
        "sites": [row.id], "codes": [site], "request": None, "limit": max(1, min(limit, KEPT_MAX)),
        "since": datetime.now(UTC) - timedelta(days=days)})
    return [KeptBack(CountRequest(*each[:11]), *each[11:]) for each in rows]


def silenced_before(
    *, scope: Scope, plan: UUID, lines: Sequence[int]
) -> dict[int, list[KeptBack]]:
    """Return by line which counts were asked for at its place and kept back by a rule.

    Those after the last count of its holding and before this one, newest first.  Nothing for who
    counts the plan blind himself.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_of(scope=scope, id=plan)
    scope.need(READ, known.site)
    if not lines or masks(scope, known):
        return {}
    found: dict[int, list[KeptBack]] = defaultdict(list)
    for row in run(ROOM, "silenced_before", {
            "site": site_by_code(scope=scope, code=known.site).id, "plan": plan,
            "lines": list(lines), "days": LOOK_BACK_DAYS, "each": KEPT_EACH_MAX}):
        found[row.line].append(KeptBack(
            CountRequest(known.site, *row[1:11]), row.rule, row.version, row.why, row.at,
            row.counted))
    return dict(found)

"""Keeping by rule what late paper explains.   迟到单据的说明"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from pandian.counting.reasons.words import (
    HISTORY_DAYS,
    LATE,
    LATE_LINES_MAX,
    LOOK_BACK_MINUTES,
)
from pandian.governance.policies.queries import active
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run

ROOM = "counting.reasons"


def explain_late(*, scope: Scope, site: str) -> int:
    """Keep the reason of lines that late paper explains entirely; return how many.

    A paper that came after the count and was effective before it: the ledger has healed the
    posted line, or the line agrees now by itself.  Only where a rule `count.repair` of the site
    names the cause; the rule is the one that confirms.  Nothing is posted but what the ledger has
    posted already; taking a reason back is `repairing.undo`.  Raises `Forbidden`.
    """
    number = site_by_code(scope=scope, code=site, capability="counting.approve").id
    now = datetime.now(UTC)
    with transaction.atomic():
        row = one(ROOM, "looked", {"site": number})
        rules = active(scope=scope, kind="count.repair", site=site, at=now)
        if not rules or LATE not in rules[0].content["causes"]:
            affected(ROOM, "look", {"site": number, "now": now})
            return 0
        since = (row.looked_at if row else now) - timedelta(minutes=LOOK_BACK_MINUTES)
        rule = f"{rules[0].code}/{rules[0].version}"
        key = {"site": number, "since": since, "now": now, "actor": scope.actor,
               "rule": rule, "limit": LATE_LINES_MAX,
               "history": HISTORY_DAYS}
        kept = [*run(ROOM, "put_healed", key), *run(ROOM, "put_before", key)]
        if len(kept) < LATE_LINES_MAX:  # else there may be more: the next run looks again
            affected(ROOM, "look", {"site": number, "now": now})
        _tell(scope, number, rule, kept)
        return len(kept)


def _tell(scope: Scope, site: int, rule: str, kept: list[Any]) -> None:
    """Leave one audit fact a count, naming the rule and every line."""
    plans: dict[Any, list[Any]] = defaultdict(list)
    for row in kept:
        plans[row.plan].append(row)
    for plan, rows in plans.items():
        record(scope=scope, site=site, kind="counting.late_explained", subject=f"count:{plan}",
               data={"rule": rule, "lines": [
                   {"line": row.line, "variance": row.variance, "reason": str(row.id)}
                   for row in rows]})

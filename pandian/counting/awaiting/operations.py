"""Watching how long counts wait for signatures, and passing on what is late.   待批操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from pandian.counting.approving.queries import demanded, held_of
from pandian.counting.approving.words import Demand
from pandian.counting.awaiting.queries import ROOM, stuck_here
from pandian.counting.awaiting.words import ROWS_MAX
from pandian.counting.settling.words import Held
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run


def watch(*, scope: Scope, site: str, now: datetime | None = None) -> list[str]:
    """Note which counts of a site wait and until when; pass on what is late; return those plans.

    Passing on lets the roles that the band names sign too; it leaves one fact a count and never
    takes the turn from anybody.  Where nobody at all may sign, that is a fact too.  Raises
    `Forbidden`, governance's `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability="counting.approve")
    now = now or datetime.now(UTC)
    rows = run(ROOM, "waiting_plans", {"site": here.id, "limit": ROWS_MAX})
    waits: list[tuple[Held, Demand | None, list[int]]] = []
    with transaction.atomic():
        for row in rows:
            held = held_of(scope=scope, plan=row.id)
            lines = run("counting", "chosen_lines", {
                "site": here.id, "plan": row.id, "lines": list(row.lines)})
            asked = demanded(scope=scope, held=held, now=now, rows=lines)
            waits.append((held, asked, row.lines))
            affected(ROOM, "put_pending", {
                "site": here.id, "plan": row.id, "since": row.since, "now": now,
                "policy": asked.policy if asked else None,
                "amount": asked.amount if asked else int(
                    sum(abs(line.value) for line in lines)),
                "approvers": asked.approvers if asked else 1,
                "roles": list(asked.roles) if asked else [],
                "order": asked.order if asked else "parallel",
                "hours": asked.hours if asked else None,
                "escalate_to": " ".join(asked.escalate_to) if asked else ""})
        affected(ROOM, "drop_pending", {"site": here.id})
        _note_stuck(scope, here.id, site, waits, now)
        late = run(ROOM, "pass_on", {"site": here.id, "now": now})
        for row in late:
            record(scope=scope, site=here.id, kind="counting.approval_late",
                   subject=f"count:{row.plan}", data={
                       "hours": row.hours, "amount": int(row.amount),
                       "passed_on_to": row.escalate_to.split()})
    return [str(row.plan) for row in late]


def _note_stuck(
    scope: Scope, number: int, site: str,
    waits: Sequence[tuple[Held, Demand | None, Sequence[int]]], now: datetime,
) -> None:
    """Note for which counts nobody may sign, and leave a fact once: the centre must help."""
    stuck = stuck_here(site=site, number=number, waits=waits) if waits else []
    for row in run(ROOM, "put_stuck", {
            "site": number, "plans": stuck, "now": now,
            "others": [held.id for held, *_more in waits if held.id not in stuck]}):
        record(scope=scope, site=number, kind="counting.approval_stuck",
               subject=f"count:{row.plan}", data={"amount": int(row.amount)})

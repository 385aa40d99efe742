"""Bench of a whole count: plan, observations, settlement, approval, posting."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from bench.meter import Meter
from bench.stage import Stage, raw

PASSWORD = "a long pass phrase 77"  # noqa: S105  of a throw-away database


def close(meter: Meter, stage: Stage, *, lines: int) -> None:
    """Count `lines` lots seen in bins, one in fifty with a difference; settle and approve all."""
    from pandian.counting import operations as counting
    from pandian.governance.operations import create_person
    from pandian.governance.queries import scope_of_person
    from pandian.governance.words import SYSTEM

    code = f"boss{lines}"
    row = create_person(scope=SYSTEM, code=code, name=code, role="controller", sites=["BENCH"],
                        password=PASSWORD)
    boss = scope_of_person(person=row.id)
    plan, wanted = _plan(boss, stage, lines)
    with meter.measure("observations of a count accepted", f"{lines:,} lines", lines):
        for start in range(0, lines, 5_000):
            _observe(wanted[start:start + 5_000], start)
    with meter.measure("count settled (lines, book, verdicts, matched posted)",
                       f"{lines:,} lines", lines) as running:
        done = counting.settle(scope=boss, plan=plan)
        running.note = str(dict(done.verdicts))
    with meter.measure("differences approved and posted", f"{lines // 50:,} lines", lines // 50):
        counting.approve(scope=boss, plan=plan, lines="all", meaning="approved",
                         password=PASSWORD)


def _plan(boss: Any, stage: Stage, lines: int) -> tuple[uuid.UUID, list[Any]]:
    from pandian.counting import operations as counting
    from pandian.counting.words import PlanDraft
    from pandian.counting.words import Scope as Reach

    with raw().cursor() as cursor:
        cursor.execute("""
            SELECT p.code, i.code, l.code, b.on_hand FROM ledger_balance b
              JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
              JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
              JOIN catalog_item_view i ON i.id = h.item JOIN catalog_lot_view l ON l.id = h.lot
             WHERE b.site = %s AND b.on_hand > 0 ORDER BY h.place, h.id LIMIT %s""",
                       [stage.site, lines])
        rows = cursor.fetchall()
    plan = counting.create_plan(scope=boss, draft=PlanDraft(
        uuid.uuid4(), "BENCH", f"bench {lines}", purpose="stock_taking",
        scope=Reach(places=tuple(sorted({row[0] for row in rows})))))
    return plan.id, rows


def _observe(rows: list[Any], start: int) -> None:
    from pandian.capture.operations import accept
    from pandian.capture.words import ObservationDraft, Push
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    counter = SYSTEM._replace(actor="anna", sites=frozenset({"BENCH"}))
    now = datetime.now(UTC)
    drafts = tuple(ObservationDraft(
        uuid7(), "set", place, on_hand + (1 if (start + n) % 50 == 0 else 0), item=item, lot=lot,
        seq=n + 1, observed_at=now)
        for n, (place, item, lot, on_hand) in enumerate(rows))
    accept(scope=counter, sites_of_tasks={}, push=Push(uuid.uuid4(), now, len(drafts), drafts))

"""By which rule a line was judged.   允差查询"""

from __future__ import annotations

from uuid import UUID

from pandian.counting.queries import plan as plan_row
from pandian.counting.tolerating.operations import ROOM
from pandian.counting.tolerating.words import VerdictRow
from pandian.counting.words import Tolerance
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run


def verdicts(*, scope: Scope, plan: UUID) -> list[VerdictRow]:
    """Return which versions of rules judged the lines of a plan, by line.

    A line without a row was judged by figures of the plan itself, or not yet.  Raises
    `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    rows = run(ROOM, "verdicts", {
        "site": site_by_code(scope=scope, code=known.site).id, "plan": plan})
    return [VerdictRow(row.line, row.policy, row.level,
                       Tolerance(row.quantity, row.percent, row.value, row.combine),
                       row.recount, row.judged_at) for row in rows]

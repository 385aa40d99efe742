"""By which rule a line was judged.   允差查询"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.counting.queries import plan as plan_row
from pandian.counting.tolerating.operations import ROOM
from pandian.counting.tolerating.words import VerdictRow, VersionUse
from pandian.counting.words import Tolerance
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Label


def verdicts(
    *, scope: Scope, plan: UUID, lines: Sequence[int] | None = None
) -> list[VerdictRow]:
    """Return which versions of rules judged the lines of a plan (those given), by line.

    A line without a row was judged by figures of the plan itself, or not yet.  Raises
    `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    rows = run(ROOM, "verdicts", {
        "site": site_by_code(scope=scope, code=known.site).id, "plan": plan,
        "lines": None if lines is None else list(lines)})
    return [VerdictRow(row.line, row.policy, row.level,
                       Tolerance(row.quantity, row.percent, row.value, row.combine),
                       row.recount, row.judged_at) for row in rows]


def versions_used(*, scope: Scope, plan: UUID) -> list[VersionUse]:
    """Return every version of a rule under which a plan was judged and approved, by part.

    What the plan said itself has no version.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    rows = run(ROOM, "versions_used", {
        "site": site_by_code(scope=scope, code=known.site).id, "plan": plan})
    return [VersionUse(
        row.part, row.policy, row.kind, row.code, row.version, row.of_site, row.content_hash,
        Label(row.label_zh or row.code, row.label_en or row.code), row.effective_from,
        int(row.lines), row.at) for row in rows]

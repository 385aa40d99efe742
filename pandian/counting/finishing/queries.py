"""Which places a count was closed without.   收盘查询"""

from __future__ import annotations

from uuid import UUID

from pandian.counting.finishing.words import LeftPlace
from pandian.counting.queries import Opened
from pandian.counting.queries import plan as plan_row
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run

ROOM = "counting.finishing"


def places_left(
    *, scope: Scope, plan: UUID, opened: Opened | None = None
) -> list[LeftPlace]:
    """Return the places that a closed count left uncounted, in walking order; mostly none.

    `opened` where the caller has opened the plan for this very scope.  Needs counting.read or
    counting.plan.  Raises `Forbidden`, `PlanNotFound`.
    """
    site = opened.site if opened else site_by_code(
        scope=scope, code=plan_row(scope=scope, id=plan).site).id
    return [LeftPlace(*row) for row in run(ROOM, "left", {"site": site, "plan": plan})]

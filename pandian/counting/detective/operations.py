"""Explaining the differences of a count.   差异溯因操作

May run at any time and again: what was found of a line is replaced.  Repairs stand in `repairing`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.detective.queries import (
    ROOM,
    cases,
    density,
    differences,
    reasons,
    rows_elsewhere,
    rows_that_differ,
)
from pandian.counting.detective.rates.rules import Reason
from pandian.counting.detective.rules import explained, investigate, repairs_itself
from pandian.counting.detective.words import LINES_MAX, PLANS_MAX, Explained, Finding
from pandian.counting.queries import plan as plan_of
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run


def explain(*, scope: Scope, plan: UUID) -> Explained:
    """Explain every open line of a plan that differs and keep it; nothing is posted.

    Big plans go in parts of `LINES_MAX` lines, item by item (the other halves of swapped items are
    looked up in the other parts), each kept and told as progress when it is done; so memory is
    bounded, and what was looked into stays when the rest is cut off.  The same facts
    give the same findings.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_of(scope=scope, id=plan)
    scope.need("counting.plan", known.site)
    site = site_by_code(scope=scope, code=known.site).id
    now, key = datetime.now(UTC), {"site": site, "plan": plan}
    learnt, share = reasons(scope=scope), density(scope=scope, site=site, plan=plan)
    everything = differences(scope=scope, site=site, plan=plan)
    done = Explained(plan, 0, 0, 0)
    after: tuple[int, int] | None = (0, 0)
    while after is not None:
        found, after = _part(scope, site, plan, after, learnt, share)
        done = Explained(plan, done.lines + len(found), done.certain + sum(map(explained, found)),
                         done.itself + sum(map(repairs_itself, found)))
        with transaction.atomic():
            _keep(site, plan, found, now)
            if after is not None:
                affected(ROOM, "put_progress", {
                    **key, "done": done.lines, "lines": max(everything, done.lines)})
                continue
            affected(ROOM, "drop_findings", {**key, "now": now})
            affected(ROOM, "put_explained", {**key, "now": now, "done": done.lines})
            record(scope=scope, site=site, kind="counting.explained", subject=f"count:{plan}",
                   data={"lines": done.lines, "certain": done.certain, "itself": done.itself})
    return done


def ask(*, scope: Scope, plan: UUID) -> int:
    """Note that all differences of a plan wait to be looked into, and return how many.

    From then on the progress says 0 of them, until `explain` has run.  Raises `Forbidden`,
    `PlanNotFound`.
    """
    known = plan_of(scope=scope, id=plan)
    scope.need("counting.plan", known.site)
    site = site_by_code(scope=scope, code=known.site).id
    everything = differences(scope=scope, site=site, plan=plan)
    affected(ROOM, "put_progress", {"site": site, "plan": plan, "done": 0, "lines": everything})
    return everything


def _part(
    scope: Scope, site: int, plan: UUID, after: tuple[int, int], learnt: Sequence[Reason],
    share: float,
) -> tuple[list[Finding], tuple[int, int] | None]:
    """Return what is found of the next lines, and where to go on (None: that was all)."""
    rows = rows_that_differ(scope=scope, site=site, plan=plan, lines=None, limit=LINES_MAX,
                            after=after)
    more = len(rows) == LINES_MAX
    if more and rows[0].item != rows[-1].item:  # an item that is cut through comes whole later
        rows = [row for row in rows if row.item != rows[-1].item]
    beside = rows_elsewhere(scope=scope, site=site, plan=plan, rows=rows) \
        if more or after != (0, 0) else []
    found = investigate(cases(scope=scope, site=site, plan=plan, rows=rows, beside=beside),
                        reasons=learnt, density=share)
    return found, (rows[-1].item, rows[-1].id) if more else None


def explain_settled(*, scope: Scope, site: str) -> int:
    """Explain the open plans of a site that were settled since; return how many.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    number = site_by_code(scope=scope, code=site, capability="counting.plan").id
    plans = run(ROOM, "settled", {"site": number, "limit": PLANS_MAX})
    for row in plans:
        explain(scope=scope, plan=row.id)
    return len(plans)


def _keep(site: int, plan: UUID, found: Sequence[Finding], now: datetime) -> None:
    """Write the findings of a part in one statement, in the stead of those of before."""
    if not found:
        return
    firsts = [each.alternatives[0] for each in found]
    affected(ROOM, "put_findings", {
        "site": site, "plan": plan, "now": now,
        "lines": [each.line for each in found], "variances": [each.variance for each in found],
        "causes": ["+".join(first.causes) for first in firsts],
        "shares": [min(1.0, max(0.0, first.share)) for first in firsts],
        "certain": [explained(each) for each in found],
        "itself": [repairs_itself(each) for each in found],
        "alternatives": [json.dumps(_packed(each), ensure_ascii=False) for each in found],
        "exposures": [json.dumps({cause: round(number, 4) for cause, number in
                                  each.exposures.items() if number}) for each in found]})


def _packed(finding: Finding) -> list[dict[str, Any]]:
    return [{"causes": list(each.causes), "share": each.share, "choices": [
        {"share": way.share, "evidence": list(way.evidence)} for way in each.choices]}
        for each in finding.alternatives]

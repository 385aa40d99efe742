"""What rules approved by themselves, and where that is switched off.   自动批准查询"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from pandian.counting.approving.queries import approved_today
from pandian.counting.autoapproving.rules import auto_of
from pandian.counting.autoapproving.words import ROWS_MAX, AutoApproved, AutoRule
from pandian.counting.queries import counted_blind
from pandian.governance.policies.queries import active
from pandian.governance.queries import sites
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.statements import run

ROOM = "counting.autoapproving"


def auto_approvals(
    *, scope: Scope, site: str | None = None, plan: UUID | None = None, limit: int = ROWS_MAX
) -> list[AutoApproved]:
    """Return what rules approved at the sites whose counts the scope reads, newest first.

    Raises `Forbidden`.
    """
    scope.need("counting.read")
    known = {row.code: row.id for row in sites(scope=scope)
             if site in (None, row.code) and scope.may("counting.read", row.code)}
    rows = run(ROOM, "autos", {
        "sites": list(known.values()), "codes": list(known), "plan": plan,
        "limit": max(1, min(limit, ROWS_MAX))})
    seen = [AutoApproved(*row) for row in rows]
    blind = counted_blind(scope=scope, plans=[(row.site, known[row.site], row.plan)
                                              for row in seen])
    return [row._replace(amount=None, gross=None, amount_max=None,
                         lines=None if row.plan in blind else row.lines)
            if row.plan in blind or "value" in scope.at(row.site).hides else row for row in seen]


def switched_on(*, site: int) -> bool:
    """Say whether rules may approve at a site (by id): until somebody switches that off."""
    rows = run(ROOM, "switches", {"sites": [site]})
    return not rows or bool(rows[0].is_on)


def auto_rules(*, scope: Scope, now: datetime | None = None) -> list[AutoRule]:
    """Return how approving by rule stands at each site whose counts the scope reads.

    Raises `Forbidden`.
    """
    scope.need("counting.read")
    now = now or datetime.now(UTC)
    seen = [row for row in sites(scope=scope) if scope.may("counting.read", row.code)]
    switches = {row.site: row for row in run(ROOM, "switches", {
        "sites": [row.id for row in seen]})}
    found = []
    for row in seen:
        rules = active(scope=SYSTEM, kind="approval.matrix", site=row.code, at=now, number=row.id)
        auto = auto_of(rules[0].id, rules[0].code, rules[0].version,
                       rules[0].content) if rules else None
        last, hidden = switches.get(row.id), "value" in scope.at(row.code).hides
        found.append(AutoRule(
            row.code, auto._replace(amount_max=None) if auto and hidden else auto,
            last.is_on if last else True, last.person if last else "",
            last.reason if last else "", last.at if last else None,
            None if hidden else approved_today(site=row.id, zone=row.time_zone, now=now)))
    return found

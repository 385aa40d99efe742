"""Explain, repair, approve: what a morning's differences go through.   晨盘裁定操作

The jobs' own operations, by people's own rights: what the rule of the site allows repairs itself,
what is certain besides the one in charge repairs, the rest is approved as the matrix demands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from pandian.counting.detective.operations import explain_settled
from pandian.counting.detective.queries import findings
from pandian.counting.detective.words import REPAIR_OF, FindingRow
from pandian.counting.operations import approve, close_plan
from pandian.counting.queries import lines
from pandian.counting.repairing.operations import repair, repair_certain
from pandian.counting.repairing.words import POSTS, Wanted
from pandian.counting.words import CloseRefused
from pandian.governance.policies import operations as policies
from pandian.governance.policies.queries import active
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.simulation.mornings.deciding.words import REASON, RULES, Decided


def adopt(*, writer: Scope, signer: Scope, sites: Iterable[str], password: str) -> int:
    """Put the rules of the mornings in force where a site has none; return how many.

    One person writes, another signs.  Raises as `governance.policies`.
    """
    put = 0
    for site in sites:
        for kind, code, label, content in RULES:
            if active(scope=writer, kind=kind, site=site, at=datetime.now(UTC)):
                continue
            row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
                site, kind, code, content, REASON, label.zh, label.en))
            policies.waive_rehearsal(scope=signer, id=row.id, reason=REASON, password=password)
            policies.approve(scope=signer, id=row.id, seen_hash=row.content_hash,
                             password=password)
            policies.schedule(scope=signer, id=row.id)
            put += 1
    return put


def explain_and_repair(*, boss: Scope, site: str, plan: UUID) -> Decided:
    """Look for the causes as the job does, repair what is certain; nothing is approved yet."""
    explain_settled(scope=SYSTEM, site=site)
    found = _waiting(boss, plan)
    by_rule = len(repair_certain(scope=SYSTEM, site=site))
    by_people = 0
    for row in _waiting(boss, plan):
        first = row.alternatives[0]
        if row.certain and all(REPAIR_OF[cause] in POSTS for cause in first.causes):
            with suppress(Refused):  # what the ledger refuses is left to approval
                by_people += len(repair(scope=boss, plan=plan, wanted=[
                    Wanted(uuid7(), row.line, first.causes)]))
    causes = Counter("+".join(row.alternatives[0].causes) for row in found)
    return Decided(False, causes, sum(row.certain for row in found), by_rule, by_people, 0, 0)


def approve_and_close(
    *, boss: Scope, second: Scope, plan: UUID, password: str, so_far: Decided
) -> Decided:
    """Approve what still waits, by two where the matrix says so, and close the count."""
    page = lines(scope=boss, plan=plan, verdict="approval", limit=1)
    approved = seconded = 0
    if page.rows:
        done = approve(scope=boss, plan=plan, lines="all", meaning="approved",
                       password=password, seen_hash=page.content_hash)
        if done.missing:
            done = approve(scope=second, plan=plan, lines="all", meaning="approved",
                           password=password, seen_hash=page.content_hash)
            seconded = done.lines
        approved = done.lines
    closed = False
    with suppress(CloseRefused):
        close_plan(scope=boss, plan=plan)
        closed = True
    return so_far._replace(closed=closed, approved=approved, second=seconded)


def _waiting(boss: Scope, plan: UUID) -> list[FindingRow]:
    """Return what was found of the lines of a count that wait for approval."""
    return [row for row in findings(scope=boss, plan=plan).rows
            if row.verdict == "approval" and not row.confirmed]

"""Explain, repair, approve: what a morning's differences go through.   晨盘裁定操作

The jobs' own operations, by people's own rights: what the rule of the site allows repairs itself,
what is certain besides the one in charge repairs, the rest is approved as the matrix demands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandian.counting.detective.queries import findings
from pandian.counting.detective.words import REPAIR_OF, FindingRow
from pandian.counting.operations import approve, close_plan
from pandian.counting.queries import lines
from pandian.counting.repairing.operations import repair
from pandian.counting.repairing.words import POSTS, Wanted
from pandian.counting.words import CloseRefused
from pandian.governance.access.operations import prove
from pandian.governance.policies import operations as policies
from pandian.governance.policies.queries import active
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.words import Proof, Scope
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.simulation.mornings.clockwork import operations as clockwork
from pandian.simulation.mornings.deciding.words import (
    PROOF_SECONDS,
    REASON,
    RULES,
    Decided,
    Signers,
)


def proof_of(signers: Signers, who: Scope) -> Proof:
    """Return evidence of this person's password, not older than half a minute."""
    known = signers.proofs.get(who.actor)
    if known is None or datetime.now(UTC) - known.at > timedelta(seconds=PROOF_SECONDS):
        known = signers.proofs[who.actor] = prove(scope=who, password=signers.password)
    return known


def adopt(*, signers: Signers, sites: Iterable[str]) -> int:
    """Put the rules of the mornings in force where a site has none; return how many.

    One person writes, another signs.  Raises as `governance.policies`.
    """
    writer, signer = signers.boss, signers.second
    put = 0
    for site in sites:
        for kind, code, label, content in RULES:
            if active(scope=writer, kind=kind, site=site, at=datetime.now(UTC)):
                continue
            row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
                site, kind, code, content, REASON, label.zh, label.en))
            policies.waive_rehearsal(scope=signer, id=row.id, reason=REASON,
                                     proof=proof_of(signers, signer))
            policies.approve(scope=signer, id=row.id, seen_hash=row.content_hash,
                             proof=proof_of(signers, signer))
            policies.schedule(scope=signer, id=row.id)
            put += 1
    return put


def explain_and_repair(*, boss: Scope, site: str, plan: UUID) -> Decided:
    """Look for the causes as the job does, repair what is certain; nothing is approved yet."""
    by_rule = clockwork.explain_and_repair(site=site)
    found = findings(scope=boss, plan=plan).rows
    by_people = 0
    for row in found:
        first = row.alternatives[0]
        if _waits(row) and row.certain and all(
                REPAIR_OF[cause] in POSTS for cause in first.causes):
            with suppress(Refused):  # what the ledger refuses is left to approval
                by_people += len(repair(scope=boss, plan=plan, wanted=[
                    Wanted(uuid7(), row.line, first.causes)]))
    causes = Counter("+".join(row.alternatives[0].causes) for row in found)
    return Decided(False, causes, sum(row.certain for row in found), by_rule, by_people, 0, 0, 0)


def approve_and_close(
    *, signers: Signers, site: str, plan: UUID, now: datetime, so_far: Decided
) -> Decided:
    """Approve what still waits: by the named rule, else by one or two as the matrix says; close."""
    by_rule = clockwork.explain_and_repair(site=site)  # a recount since asks for another look
    small = clockwork.approve_by_rule(site=site, now=now)
    boss, second = signers.boss, signers.second
    page = lines(scope=boss, plan=plan, verdict="approval", limit=1)
    approved = seconded = 0
    if page.rows:
        done = approve(scope=boss, plan=plan, lines="all", meaning="approved",
                       seen_hash=page.content_hash, proof=proof_of(signers, boss))
        if done.missing:
            done = approve(scope=second, plan=plan, lines="all", meaning="approved",
                           seen_hash=page.content_hash, proof=proof_of(signers, second))
            seconded = done.lines
        approved = done.lines
    closed = False
    with suppress(CloseRefused):
        close_plan(scope=boss, plan=plan)
        closed = True
    return so_far._replace(closed=closed, by_rule=so_far.by_rule + by_rule, small=small,
                           approved=approved, second=seconded)


def _waits(row: FindingRow) -> bool:
    """Say whether a line still waits for a decision."""
    return row.verdict == "approval" and not row.confirmed

"""Letting a rule of the matrix approve small differences, and switching that off.   自动批准操作

Under the plan's lock everything is computed afresh, as for a signature; whatever the rule leaves
waits for people.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import items_of_classes
from pandian.counting.approving.operations import changed_faults, take_turns
from pandian.counting.approving.queries import exposed
from pandian.counting.autoapproving.queries import ROOM, auto_approvals, switched_on
from pandian.counting.autoapproving.rules import approvable, auto_of, classes_named
from pandian.counting.autoapproving.words import (
    PLANS_MAX,
    Auto,
    AutoApproved,
    Candidate,
    SwitchRefused,
)
from pandian.counting.queries import content_of
from pandian.counting.rules import content_hash
from pandian.counting.settling.operations import ROOM as SETTLING
from pandian.counting.settling.operations import assert_filled, hold, recompute
from pandian.counting.settling.words import Held
from pandian.counting.words import ContentChanged
from pandian.governance.policies.queries import active
from pandian.governance.policies.words import PolicyRow
from pandian.governance.queries import site_by_code
from pandian.governance.rules import text_faults
from pandian.governance.words import REASON_CHARACTERS_MAX, SYSTEM, Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault


def approve_small(
    *, scope: Scope, site: str, now: datetime | None = None
) -> list[AutoApproved]:
    """Let the matrix approve what it may by itself in every open count of a site.

    A count whose book moved at that very moment is left for the next time.  Raises `Forbidden`,
    governance's `SiteNotFound`.
    """
    number = site_by_code(scope=scope, code=site, capability="counting.approve").id
    if not switched_on(site=number):
        return []
    done = []
    for row in run(ROOM, "plans", {"site": number, "limit": PLANS_MAX}):
        with suppress(ContentChanged):
            done += approve_by_rule(scope=scope, plan=row.id, now=now)
    return done


def approve_by_rule(
    *, scope: Scope, plan: UUID, now: datetime | None = None
) -> list[AutoApproved]:
    """Post the lines of a count that its matrix lets approve itself; none or one posting.

    The version is that of the plan's opening; a switch that is off is looked at under the lock.
    Nothing is approved for which somebody has begun to sign.  Raises `Forbidden`,
    `PlanNotFound`, `ContentChanged`.
    """
    scope.need("counting.approve")
    with transaction.atomic():
        held = hold(scope=scope, plan=plan)
        scope.need("counting.approve", held.site_code)
        now = now or datetime.now(UTC)
        if held.state != "open" or not switched_on(site=held.site):
            return []
        rules = active(scope=SYSTEM, kind="approval.matrix", site=held.site_code,
                       at=held.opened_at, number=held.site)
        auto = auto_of(rules[0].id, rules[0].code, rules[0].version,
                       rules[0].content) if rules else None
        if auto is None:
            return []
        recompute(scope=scope, held=held)
        take_turns(site=held.site)
        rows, amount = _approvable(scope, held, auto, rules[0], now)
        return [_post(scope, held, auto, rows, amount, now)] if rows else []


def _approvable(
    scope: Scope, held: Held, auto: Auto, rule: PolicyRow, now: datetime
) -> tuple[list[Any], int]:
    """Return the stored lines that the rule approves, and the amount compared with its limit."""
    told = exposed(held=held, lines=[], now=now, content=rule.content)
    rows = run(ROOM, "candidates", {
        "site": held.site, "plan": held.id, "since": told.since})
    chosen, amount = approvable(
        auto, rule.content,
        [Candidate(row.id, row.item, int(row.value), row.repeated, row.valued) for row in rows],
        count_amount=told.count_amount, day_amount=told.day_amount, classed={
            name: frozenset(items_of_classes(scope=scope, classes=[name]))
            for name in classes_named(auto, rule.content)})
    return _whole_serials(held, [row for row in rows if row.id in set(chosen)]), amount


def _whole_serials(held: Held, rows: list[Any]) -> list[Any]:
    """Leave lines to people whose serial is said elsewhere by a line that is not among them."""
    if not rows:
        return []
    halves = {pair.line for pair in run("counting", "serial_pairs", {
        "site": held.site, "plan": held.id, "lines": [row.id for row in rows]})}
    return [row for row in rows if row.id not in halves]


def _post(
    scope: Scope, held: Held, auto: Auto, rows: list[Any], amount: int, now: datetime
) -> AutoApproved:
    """Post the lines under the name and version of the rule; leave its own audit fact."""
    lines = [row.id for row in rows]
    run("ledger", "statement_table")
    affected(SETTLING, "fill_approved", {"site": held.site, "lines": lines})
    asserted, wrong = assert_filled(scope=scope, held=held, why={
        "approved_by_rule": f"{auto.code}/{auto.version}", "rule_name": auto.name})
    if wrong:
        raise ContentChanged(changed_faults(held, [row for row in rows if row.id in wrong]))
    gross = int(sum(abs(row.value) for row in rows))
    shown = content_hash((row.id, content_of(row)) for row in rows)
    affected(ROOM, "insert_auto", {
        "site": held.site, "posting": asserted.posting, "plan": held.id, "policy": auto.policy,
        "code": auto.code, "version": auto.version, "name": auto.name, "amount": amount,
        "gross": gross, "amount_max": auto.amount_max, "content_hash": shown, "lines": lines,
        "now": now})
    record(scope=scope, site=held.site, kind="counting.auto_approved",
           subject=f"count:{held.id}", data={
               "posting": str(asserted.posting), "rule": f"{auto.code}/{auto.version}",
               "policy": str(auto.policy), "name": auto.name, "lines": lines, "amount": amount,
               "gross": gross, "amount_max": auto.amount_max, "content_hash": shown})
    return next(row for row in auto_approvals(scope=SYSTEM, plan=held.id)
                if row.posting == asserted.posting)


def switch(*, scope: Scope, site: str, on: bool, reason: str) -> None:
    """Switch approving by rule off or on at a site, at once and for every count.

    Who approves there may switch it off; on again needs governance.adopt, as the rule itself.
    Raises `Forbidden`, `SwitchRefused`, governance's `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site,
                        capability="governance.adopt" if on else "counting.approve")
    faults = text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX)
    with transaction.atomic():
        if switched_on(site=here.id) == on:
            faults.append(Fault("/on", "auto_switched"))
        if faults:
            raise SwitchRefused(faults)
        affected(ROOM, "put_switch", {
            "site": here.id, "id": uuid7(), "is_on": on, "person": scope.actor,
            "reason": reason.strip(), "now": datetime.now(UTC)})
        record(scope=scope, site=here.id, kind="counting.auto_switched",
               subject=f"site:{site}", data={"on": on, "reason": reason.strip()})

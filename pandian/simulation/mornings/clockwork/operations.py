"""Do what the worker's jobs do, in their order, at a simulated instant.   自动作业操作

Each call is the one that the job makes (`interfaces.jobs.tasks`): a test compares both lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pandian.counting.autoapproving.operations import approve_small
from pandian.counting.awaiting.operations import watch
from pandian.counting.detective.operations import explain_settled
from pandian.counting.dispatch.operations import dispatch
from pandian.counting.operations import follow_ledger
from pandian.counting.planning.operations import plan_morning
from pandian.counting.planning.words import DayPlan
from pandian.counting.reasons.operations import explain_late
from pandian.counting.repairing.operations import repair_certain
from pandian.counting.risk.operations import follow, refit_model, score_site
from pandian.counting.risk.queries import last_fit
from pandian.governance.words import SYSTEM, Scope
from pandian.ledger.operations import seal_all
from pandian.simulation.mornings.clockwork.words import REFIT_AFTER, REFIT_WEEKDAY


def follow_all(*, scope: Scope, sites: Sequence[str]) -> None:
    """Seal what was posted, and take up what it did to risk and to lines of counts."""
    seal_all(scope=scope)
    for site in sites:
        while follow(scope=scope, site=site):
            pass
        follow_ledger(scope=scope, site=site)


def night(*, scope: Scope, sites: Sequence[str], now: datetime) -> None:
    """Follow the ledger, learn once a week (and where nothing was learned yet), score.

    `now` is the morning after it.
    """
    follow_all(scope=scope, sites=sites)
    learned = last_fit(scope=scope)
    if (now.astimezone(UTC) - REFIT_AFTER).weekday() == REFIT_WEEKDAY or learned is None:
        refit_model(scope=scope, now=now)
    for site in sites:
        score_site(scope=scope, site=site, now=now)


def begin_day(*, site: str, now: datetime) -> DayPlan | None:
    """Plan the morning of a site and give its tasks to who is there."""
    made = plan_morning(scope=SYSTEM, site=site, now=now)
    give_out(site=site, now=now)
    return made


def give_out(*, site: str, now: datetime) -> None:
    """Give the open tasks of a site, recounts too, to who is there."""
    dispatch(scope=SYSTEM, site=site, now=now)


def explain_and_repair(*, site: str) -> int:
    """Look for the causes of what was settled; repair what the rule allows, return how many."""
    explain_late(scope=SYSTEM, site=site)
    explain_settled(scope=SYSTEM, site=site)
    return len(repair_certain(scope=SYSTEM, site=site))


def approve_by_rule(*, site: str, now: datetime) -> int:
    """Let the matrix approve what is small, note what waits for people; return the lines."""
    done = approve_small(scope=SYSTEM, site=site, now=now)
    watch(scope=SYSTEM, site=site)
    return sum(each.lines or 0 for each in done)  # none is hidden from the system

"""What runs by itself: sealing, settling, following, resolving, proving.   后台任务

Each task is one call into a room.  A queueing lock keeps two of the same from piling up; a task
may run twice after a crash, and every call it makes is idempotent.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from pandian.governance.queries import sites
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.operations import record

log = logging.getLogger("pandian.jobs")
SETTLE_HERE_LINES_MAX = 5_000
"""Plans with more lines are settled by a worker."""
EXPLAIN_HERE_LINES_MAX = 1_000
"""Counts with more differences have their causes looked for by a worker."""
REFRESH_PAUSE_SECONDS = 20
AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3)
ERROR_CHARACTERS = 1_000
VERIFIED = "ledger:verified"
"""Subject of the fact that a check of the invariants leaves; health shows the last one."""


class CommandFailed(RuntimeError):
    """A command that a job ran ended with an error; its own fact says why."""


def defer_settle(*, plan: str, actor: str) -> int:
    """Ask a worker to settle a plan; return the job (the waiting one when there is one)."""
    lock = f"settle:{plan}"
    try:
        with transaction.atomic():
            return int(settle_plan.configure(queueing_lock=lock).defer(plan=plan, actor=actor))
    except AlreadyEnqueued:
        job = ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").first()
        return int(job.id) if job else 0


def defer_explain(*, scope: Scope, plan: UUID) -> int:
    """Let a worker look for the causes where there are many differences; return its job.

    0: there are few, and nothing was asked.  The count shows how far it is.  A second asking
    waits for the first.
    """
    from pandian.counting.detective.operations import ask
    from pandian.counting.detective.queries import many_differences

    if not many_differences(scope=scope, plan=plan, more_than=EXPLAIN_HERE_LINES_MAX):
        return 0
    lock = f"explain:{plan}"
    try:
        with transaction.atomic():
            ask(scope=scope, plan=plan)
            return int(explain_plan.configure(queueing_lock=lock).defer(
                plan=str(plan), actor=scope.actor))
    except AlreadyEnqueued:
        job = ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").first()
        return int(job.id) if job else 0


def settle_again(*, scope: Scope, tasks: Sequence[UUID]) -> list[str]:
    """Settle the plans whose scans a person has just decided about; return their ids.

    Small plans at once, big ones by a worker; plans that nobody has settled yet are left.
    """
    from pandian.counting.operations import settle
    from pandian.counting.queries import plan as plan_of
    from pandian.counting.resolving.queries import plans_to_settle

    settled = []
    for plan in plans_to_settle(scope=scope, tasks=tasks):
        row = plan_of(scope=SYSTEM, id=plan)
        if sum(row.verdicts.values()) + row.places > SETTLE_HERE_LINES_MAX:
            defer_settle(plan=str(plan), actor=scope.actor)
        else:
            settle(scope=scope, plan=plan)
        settled.append(str(plan))
    return settled


def defer_refresh(*, scope: Scope, task: UUID) -> None:
    """Ask a worker to show what a finished place brought; a big plan is let gather for a while.

    One waiting job stands for all that ask meanwhile.
    """
    from pandian.counting.queries import plan_of_task

    found = plan_of_task(scope=scope, task=task)
    if found is None:
        return
    pause = REFRESH_PAUSE_SECONDS if found.lines > SETTLE_HERE_LINES_MAX else 0
    with suppress(AlreadyEnqueued), transaction.atomic():
        refresh_plan.configure(
            queueing_lock=f"refresh:{found.plan}", schedule_in={"seconds": pause},
        ).defer(plan=str(found.plan))


@app.task(name="pandian.refresh_plan", retry=AGAIN)
def refresh_plan(*, plan: str) -> None:
    """Bring the lines of a plan up to what was observed; nothing is posted."""
    from pandian.counting.operations import refresh

    refresh(scope=SYSTEM, plan=UUID(plan))


@app.task(name="pandian.settle_plan", retry=AGAIN)
def settle_plan(*, plan: str, actor: str) -> None:
    """Settle one plan; `actor` asked for it."""
    from pandian.counting.operations import settle

    settle(scope=SYSTEM._replace(device=f"job for {actor}"), plan=UUID(plan))


@app.task(name="pandian.explain_plan", retry=AGAIN)
def explain_plan(*, plan: str, actor: str) -> None:
    """Look for the causes of all differences of one count; `actor` asked for it."""
    from pandian.counting.detective.operations import explain

    explain(scope=SYSTEM._replace(device=f"job for {actor}"), plan=UUID(plan))


def defer_rehearsal(*, scope: Scope, draft: Any) -> UUID:
    """Ask for a rehearsal and let a worker replay it; return its id."""
    from pandian.counting.rehearsing.operations import open_rehearsal

    with transaction.atomic():
        id = open_rehearsal(scope=scope, draft=draft)
        rehearse_rule.configure(queueing_lock=f"rehearsal:{id}").defer(id=str(id))
    return id


@app.task(name="pandian.rehearse_rule")
def rehearse_rule(*, id: str) -> None:
    """Replay the ledger under a changed rule; a run that broke off is taken up again by asking."""
    from pandian.counting.rehearsing.operations import run_rehearsal

    run_rehearsal(scope=SYSTEM, id=UUID(id))


@app.periodic(cron="* * * * * */20")
@app.task(name="pandian.explain_settled", queueing_lock="explain_settled")
def explain_settled(timestamp: int) -> None:
    """Look for the causes of differences in counts that were settled since they were looked at.

    What is certain is repaired where a rule of the site allows it.
    """
    from pandian.counting.detective.operations import explain_settled as explain
    from pandian.counting.reasons.operations import explain_late
    from pandian.counting.repairing.operations import repair_certain

    for site in sites(scope=SYSTEM):
        explain_late(scope=SYSTEM, site=site.code)
        if explain(scope=SYSTEM, site=site.code):
            repair_certain(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */30")
@app.task(name="pandian.approve_small", queueing_lock="approve_small")
def approve_small(timestamp: int) -> None:
    """Let the approval matrix of each site approve what it may by itself."""
    from pandian.counting.autoapproving.operations import approve_small as approve

    for site in sites(scope=SYSTEM):
        approve(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.watch_approvals", queueing_lock="watch_approvals")
def watch_approvals(timestamp: int) -> None:
    """Note what waits for signatures, and pass on what is late by the approval matrix."""
    from pandian.counting.awaiting.operations import watch

    for site in sites(scope=SYSTEM):
        watch(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.evaluate_alerts", queueing_lock="evaluate_alerts")
def evaluate_alerts(timestamp: int) -> None:
    """Look at what must not wait, at every site and in the house; one site never stops another."""
    from pandian.insight.alerting.operations import evaluate
    from pandian.insight.words import HOUSE

    for site in (HOUSE, *(row.code for row in sites(scope=SYSTEM))):
        try:
            evaluate(scope=SYSTEM, site=site, due=True)
        except Exception:
            log.exception("the alerts of site %s cannot be evaluated", site)


@app.periodic(cron="* * * * * */20")
@app.task(name="pandian.send_alerts", queueing_lock="send_alerts", lock="send_alerts")
def send_alerts(timestamp: int) -> None:
    """Send what waits in the outboxes of the channels; one run at a time, however slow they are."""
    from pandian.exchange.notices.operations import send_due

    send_due(scope=SYSTEM)


@app.periodic(cron="40 17 * * *")
@app.task(name="pandian.tidy_messages", queueing_lock="tidy_messages", retry=AGAIN)
def tidy_messages(timestamp: int) -> None:
    """Forget what was sent long ago."""
    from pandian.insight.delivery.operations import tidy

    tidy(scope=SYSTEM)


@app.periodic(cron="* * * * * */5")
@app.task(name="pandian.seal", queueing_lock="seal")
def seal(timestamp: int) -> None:
    """Seal what was posted since; every five seconds."""
    from pandian.ledger.operations import seal_all

    seal_all(scope=SYSTEM)


@app.periodic(cron="* * * * * */10")
@app.task(name="pandian.follow_ledger", queueing_lock="follow_ledger")
def follow(timestamp: int) -> None:
    """Reopen lines that late paper made doubtful and mark those that it healed."""
    from pandian.counting.operations import follow_ledger

    for site in sites(scope=SYSTEM):
        follow_ledger(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */5")
@app.task(name="pandian.take_requests", queueing_lock="take_requests")
def take(timestamp: int) -> None:
    """Make tasks of what stages ask to be counted, and settle what those found."""
    from pandian.counting.requesting.operations import take_requests

    for site in sites(scope=SYSTEM):
        take_requests(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */20")
@app.task(name="pandian.take_proofs", queueing_lock="take_proofs")
def take_free(timestamp: int) -> None:
    """Settle what stages have proved by themselves."""
    from pandian.counting.proving.operations import take_proofs

    for site in sites(scope=SYSTEM):
        take_proofs(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */10")
@app.task(name="pandian.carry_transfers", queueing_lock="carry_transfers")
def carry_transfers(timestamp: int) -> None:
    """Carry what one site did with a transfer to the other; what is stuck is logged."""
    from pandian.lifecycle.carrying.operations import carry

    if refused := carry(scope=SYSTEM).refused:
        log.error("%s transfers cannot be carried: see the facts transfer.stuck", refused)


@app.periodic(cron="* * * * * */10")
@app.task(name="pandian.sweep_recalls", queueing_lock="sweep_recalls")
def sweep_recalls(timestamp: int) -> None:
    """Let recalls take effect at every site, and stop what came back into stock since."""
    from pandian.lifecycle.sweeping.operations import sweep

    sweep(scope=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.ask_again", queueing_lock="ask_again")
def ask_again(timestamp: int) -> None:
    """Claim goods that came of late for orders that wait for them; now and then look at all."""
    from pandian.lifecycle.waiting.operations import ask_again as ask
    from pandian.lifecycle.waiting.rules import looks_back

    since = looks_back(datetime.fromtimestamp(timestamp, UTC))
    for site in sites(scope=SYSTEM):
        ask(scope=SYSTEM, site=site.code, since=since)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.resolve", queueing_lock="resolve")
def resolve(timestamp: int) -> None:
    """Try again to understand scans that no master fitted."""
    from pandian.capture.operations import resolve_again

    resolve_again(scope=SYSTEM)


@app.periodic(cron="15 18 * * *")
@app.task(name="pandian.verify", queueing_lock="verify", retry=AGAIN)
def verify(timestamp: int) -> None:
    """Prove ledger and documents every night (02:15 in China); a breach is kept as a fact."""
    from pandian.ledger.verify.operations import verify as prove
    from pandian.ledger.verify.operations import whereabouts
    from pandian.lifecycle.queries import check, check_whereabouts

    results = prove(scope=SYSTEM)
    broken = {each.query: len(each.broken) for each in results
              if each.broken and not each.report}
    papers = {each.code: len(each.broken) for each in check(scope=SYSTEM) if each.broken}
    there = [*whereabouts(scope=SYSTEM, queries=broken),
             *check_whereabouts(scope=SYSTEM, codes=papers)]
    broken |= {f"documents_{code}": rows for code, rows in papers.items()}
    where: dict[str, dict[str, Any]] = {}
    for each in there:
        where.setdefault(str(each.site), {})[each.query] = {
            "rows": each.rows, "items": each.items, "places": each.places}
    if broken:
        log.error("the ledger or its documents do not hold: %s", broken)
    record(scope=SYSTEM, site=0, kind="ledger.verified", subject=VERIFIED,
           data={"checked": sum(each.checked for each in results), "broken": broken,
                 "where": where})


@app.periodic(cron="35 17 * * *")
@app.task(name="pandian.backup", queueing_lock="backup", retry=AGAIN)
def back_up(timestamp: int) -> None:
    """Copy everything every night (01:35 in China); a failure leaves a fact and is tried again."""
    _owner("backup")


@app.periodic(cron="50 17 2 * *")
@app.task(name="pandian.backup_drill", queueing_lock="backup")
def drill_backup(timestamp: int) -> None:
    """Restore the newest copy once a month, and compare it with its manifest."""
    _owner("backup-drill")


def _owner(command: str) -> None:
    """Run a command that needs the owner's rights in a process of its own."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "pandian.config.main", command], capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        log.error("pandian %s failed: %s", command, done.stderr[-ERROR_CHARACTERS:])
        raise CommandFailed(f"pandian {command}: see the facts about backup:all")


@app.periodic(cron="5 17 1 * *")
@app.task(name="pandian.snapshot", queueing_lock="snapshot", retry=AGAIN)
def snapshot(timestamp: int) -> None:
    """Take the monthly snapshot of each site, two days back, so that as-of stays fast."""
    from pandian.ledger.operations import snapshot as take

    at = (datetime.now(UTC) - timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
    for site in sites(scope=SYSTEM):
        take(scope=SYSTEM, site=site.id, at=at)


@app.periodic(cron="35 * * * *")
@app.task(name="pandian.open_partitions", queueing_lock="open_partitions", retry=AGAIN)
def open_partitions(timestamp: int) -> None:
    """Open the partitions of the months to come."""
    from pandian.ledger.operations import open_partitions as widen

    widen(scope=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.rescue", queueing_lock="rescue")
async def rescue(timestamp: int) -> None:
    """Give the jobs of dead workers to living ones.

    Where the same work was asked for again meanwhile, that one does it: the dead one ends.
    """
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="*/10 * * * *")
@app.task(name="pandian.plan_days", queueing_lock="plan_days")
def plan_days(timestamp: int) -> None:
    """Plan the day of every site where it is morning; a planned day is left as it is.

    What fails at one site is logged and leaves the others their plan.
    """
    from pandian.counting.planning.operations import plan_morning

    for site in sites(scope=SYSTEM):
        try:
            plan_morning(scope=SYSTEM, site=site.code)
        except Exception:
            log.exception("the day of site %s cannot be planned", site.code)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.begin_samples", queueing_lock="begin_samples")
def begin_samples(timestamp: int) -> None:
    """Design and draw the sampling stocktakes whose instant has come."""
    from pandian.counting.sampling.ordering.operations import begin_due

    begin_due(scope=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="pandian.dispatch", queueing_lock="dispatch")
def dispatch_tasks(timestamp: int) -> None:
    """Give open tasks to who is on shift, take back what stalls, tell what will be late."""
    from pandian.counting.dispatch.operations import dispatch

    for site in sites(scope=SYSTEM):
        dispatch(scope=SYSTEM, site=site.code)


@app.periodic(cron="25 */6 * * *")
@app.task(name="pandian.expire", queueing_lock="expire", retry=AGAIN)
def expire(timestamp: int) -> None:
    """Propose expired goods to the red zone; tell of near ones, licences, readings that lack."""
    from pandian.lifecycle.climate.operations import tell_missing
    from pandian.lifecycle.expiry.operations import run_night
    from pandian.lifecycle.gates.operations import warn_of_licences
    from pandian.lifecycle.raising.operations import (
        open_rounds,
        remind_of_holds,
        tell_seen_again,
    )

    warn_of_licences(scope=SYSTEM)
    for site in sites(scope=SYSTEM):
        run_night(scope=SYSTEM, site=site.code)
        tell_missing(scope=SYSTEM, site=site.code)
        open_rounds(scope=SYSTEM, site=site.code)
        tell_seen_again(scope=SYSTEM, site=site.code)
        remind_of_holds(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */20")
@app.task(name="pandian.raise_findings", queueing_lock="raise_findings")
def raise_findings(timestamp: int) -> None:
    """Propose holds for what stock checks, readings and damaged labels put in doubt."""
    from pandian.lifecycle.raising.operations import raise_findings as propose

    for site in sites(scope=SYSTEM):
        propose(scope=SYSTEM, site=site.code)


@app.periodic(cron="* * * * * */30")
@app.task(name="pandian.follow_risk", queueing_lock="follow_risk")
def follow_risk(timestamp: int) -> None:
    """Take up what moves and counts did to the risk of each holding."""
    from pandian.counting.risk.operations import follow as follow_seals

    for site in sites(scope=SYSTEM):
        follow_seals(scope=SYSTEM, site=site.code)


@app.periodic(cron="45 18 * * *")
@app.task(name="pandian.score_risk", queueing_lock="score_risk", retry=AGAIN)
def score_risk(timestamp: int) -> None:
    """Score what to count next, every night (02:45 in China)."""
    from pandian.counting.risk.operations import score_site

    for site in sites(scope=SYSTEM):
        score_site(scope=SYSTEM, site=site.code)


@app.periodic(cron="30 18 * * 6")
@app.task(name="pandian.refit_risk", queueing_lock="refit_risk", retry=AGAIN)
def refit_risk(timestamp: int) -> None:
    """Learn from the counts of two years, once a week, before the scores of that night."""
    from pandian.counting.risk.operations import refit_model

    refit_model(scope=SYSTEM)

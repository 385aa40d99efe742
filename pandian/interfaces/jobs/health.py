"""Whether the workers live and keep up.   后台健康"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from pandian.counting.risk.queries import ages
from pandian.counting.risk.words import FIT_AGE_HOURS_MAX, SCORE_AGE_HOURS_MAX
from pandian.governance.words import SYSTEM
from pandian.insight.delivery.queries import delivery_health
from pandian.interfaces.jobs.tasks import VERIFIED
from pandian.kernel.queries import facts_about, first_fact_at

WORKER_SILENT_SECONDS_MAX = 60
JOB_AGE_SECONDS_MAX = 300
BACKUP = "backup:all"
"""Subject of the facts of back-ups and of their drills."""

BACKUP_AGE_HOURS_MAX = 26


def jobs_health() -> dict[str, dict[str, Any]]:
    """Return the state of workers, of the oldest waiting job and of the last proof."""
    now = datetime.now(UTC)
    recent = now - timedelta(seconds=WORKER_SILENT_SECONDS_MAX)
    workers = ProcrastinateWorker.objects.filter(last_heartbeat__gte=recent).count()
    age = _oldest_seconds(now)
    return {
        "workers": {"ok": workers > 0, "alive": workers},
        "jobs": {"ok": age <= JOB_AGE_SECONDS_MAX, "oldest_seconds": age,
                 "failed": ProcrastinateJob.objects.filter(status="failed").count()},
        "invariants": _proof(),
        "backup": backup_health(now),
        "risk": risk_health(now),
        "delivery": channels_health(now),
    }


def _oldest_seconds(now: datetime) -> float:
    """Return how long the oldest job that may run has waited."""
    due = ProcrastinateJob.objects.filter(status="todo").exclude(scheduled_at__gt=now)
    first = (ProcrastinateEvent.objects.filter(job__in=due.order_by("id")[:1].values("id"))
             .order_by("at").first())
    return round((now - first.at).total_seconds(), 1) if first and first.at else 0.0


def _proof() -> dict[str, Any]:
    last = facts_about(scope=SYSTEM, sites=None, subject=VERIFIED, limit=1)
    if not last:
        return {"ok": True, "verified_at": None, "broken": {}}
    broken = last[0].data.get("broken", {})
    return {"ok": not broken, "verified_at": last[0].at, "broken": broken}


def backup_health(now: datetime) -> dict[str, Any]:
    """Return how old the last back-up is, and what failed since; red beyond 26 hours.

    A house that never made one is red as soon as it is older than that itself.
    """
    facts = facts_about(scope=SYSTEM, sites=None, subject=BACKUP)
    made = next((row for row in facts if row.kind == "backup.made"), None)
    drilled = next((row for row in facts if row.kind == "backup.drilled"), None)
    since = made.at if made else first_fact_at(scope=SYSTEM) or now
    failed = bool(facts) and facts[0].kind in ("backup.failed", "backup.drill_failed")
    differs = bool(drilled and drilled.data.get("differs"))
    hours = round((now - since).total_seconds() / 3600, 1)
    return {"ok": hours <= BACKUP_AGE_HOURS_MAX and not failed and not differs,
            "made_at": made.at if made else None, "age_hours": hours, "failed": failed,
            "locked": bool(made and made.data.get("locked")),
            "drilled_at": drilled.at if drilled else None, "drill_differs": differs}


def risk_health(now: datetime) -> dict[str, Any]:
    """Return how old the scores of the night and the weekly model are; red when a run was missed.

    Names no site: who asks need not sign in.  `why` is empty, `scores_old`, `model_old` or both.
    """
    known = ages(scope=SYSTEM, now=now)
    late, old = known.score_hours > SCORE_AGE_HOURS_MAX, known.fit_hours > FIT_AGE_HOURS_MAX
    return {"ok": not late and not old,
            "why": [word for word, said in (("scores_old", late), ("model_old", old)) if said],
            "sites_late": len(known.late), "scored_at": known.scored_at,
            "score_age_hours": known.score_hours, "fitted_at": known.fitted_at,
            "fit_age_hours": known.fit_hours}


def channels_health(now: datetime) -> dict[str, Any]:
    """Return how alerts leave the house; red while the last message of a channel failed.

    Names no channel and no site.  A house that set none is fine.
    """
    known = delivery_health(scope=SYSTEM, now=now)
    return {"ok": not known.failing, **known._asdict()}

"""Whether the workers live and keep up.   后台健康"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs.tasks import VERIFIED
from pandian.kernel.queries import facts_about

WORKER_SILENT_SECONDS_MAX = 60
JOB_AGE_SECONDS_MAX = 300


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

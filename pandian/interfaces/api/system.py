"""Health and the feed of what happened.   运行状况与事实流"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pandian.counting.closing.queries import blind_sites
from pandian.governance.queries import site_ids
from pandian.governance.words import EVERYWHERE, SYSTEM, Scope
from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import PUBLIC, policy, scope
from pandian.interfaces.api.shapes.types import PAGE_ROWS_MAX, Answer, Limit, Shape
from pandian.interfaces.jobs.health import jobs_health
from pandian.kernel.queries import facts
from pandian.ledger.queries import seal_lag

router = Router(tags=["system 系统"])
SEAL_LAG_SECONDS_MAX = 60
JOB_AGE_SECONDS_MAX = 300
DISK_FREE_BYTES_MIN = 500 * 1024 * 1024
TRAIL = ("audit.read", "ledger.read")
"""Who reads the feed of a site: either is enough."""
FIGURED = ("counting.", "sampling.", "alert.", "item.")
"""Kinds of facts whose data may tell a book, a variance or a value."""


class FactFilter(Shape):
    """Where to go on."""

    after: str | None = None
    limit: Limit = PAGE_ROWS_MAX


class FactsOut(Answer):
    """Facts oldest first; go on with `after=next`."""

    rows: list[Answer]
    next: str


class HealthOut(Answer):
    """`status` is ok, degraded or down; each part says why."""

    status: str


@router.get("/facts", response=FactsOut)
@policy(*TRAIL)
def read_facts(request: HttpRequest, filter: Query[FactFilter]) -> HttpResponse:
    """Read what happened after a bookmark; a fact is here exactly when its write is.

    Of the sites whose trail or stock one reads.  What a count, its sample, an alert or a price
    says is told only to who is shown every figure there and counts nothing blind.
    """
    here = scope(request)
    rows, bookmark = facts(scope=here, sites=_seen(here), after=filter.after or None,
                           limit=filter.limit)
    names = {number: code for code, number in site_ids(scope=here).items()}
    bare = blind_sites(scope=here, sites=list({row.site for row in rows} & set(names)))
    return answer({
        "rows": [{**row._asdict(), "site": names.get(row.site), "data": {}
                  if row.kind.startswith(FIGURED) and (
                      row.site in bare or _hides(here, names.get(row.site))) else row.data}
                 for row in rows],
        "next": bookmark,
    })


def _seen(here: Scope) -> list[int] | None:
    if EVERYWHERE in here.sites and not here.grants:
        return None
    return sorted({number for one in TRAIL
                   for number in site_ids(scope=here, capability=one).values()})


def _hides(here: Scope, site: str | None) -> bool:
    return bool(here.at(site).hides if site else here.hides)


@router.get("/health", response={200: HealthOut, 503: HealthOut})
@policy(PUBLIC)
def read_health(request: HttpRequest) -> HttpResponse:
    """Tell whether the parts work; shows nothing of stock or people."""
    parts = {"database": _database()}
    if parts["database"]["ok"]:
        parts |= {"seal": _seal(), **jobs_health()}
    parts["disk"] = _disk()
    broken = [name for name, part in parts.items() if not part["ok"]]
    status = "down" if "database" in broken else "degraded" if broken else "ok"
    return answer({"status": status, "at": datetime.now(UTC), **parts},
                  status=503 if status == "down" else 200,
                  headers={"Retry-After": "2"} if status == "down" else None)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('synchronous_commit')")
            row = cursor.fetchone()
        return {"ok": row is not None and row[0] == "on"}
    except Exception:  # any failure to answer is the answer
        connection.close()
        return {"ok": False}


def _seal() -> dict[str, Any]:
    lag = seal_lag(scope=SYSTEM)
    oldest = (datetime.now(UTC) - lag.oldest).total_seconds() if lag.oldest else 0
    return {"ok": oldest <= SEAL_LAG_SECONDS_MAX, "waiting": lag.waiting,
            "lag_seconds": round(oldest, 1)}


def _disk() -> dict[str, Any]:
    free = shutil.disk_usage(settings.HOME if settings.HOME.exists() else "/").free
    return {"ok": free >= DISK_FREE_BYTES_MIN, "free_bytes": free}

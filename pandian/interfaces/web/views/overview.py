"""The first page: what is counted now, what waits, what the stock amounts to.   总览"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse

from pandian.capture.rescue.queries import coverage
from pandian.counting.queries import plans, tasks
from pandian.counting.requesting.queries import requests
from pandian.governance.words import Scope
from pandian.interfaces.web.pages import show_part
from pandian.interfaces.web.policy import SIGNED_IN, page
from pandian.ledger.queries import last_seals, seal_lag, size
from pandian.lifecycle.register.queries import opened
from pandian.lifecycle.register.rules import tabs_of

REQUESTS_READ, REQUESTS_SHOWN = 200, 8
OPEN_VERDICTS = ("approval", "recount", "doubtful")


@page(SIGNED_IN)
def overview(request: Any) -> HttpResponse:
    """Show the counts in progress, open differences, my tasks, the last seal and the stock."""
    scope = request.scope
    context: dict[str, Any] = {"now": datetime.now(UTC), "zone": first_zone(request)}
    if scope.may("counting.count"):
        context["tasks"] = [row for row in tasks(scope=scope, mine=True) if row.state == "open"]
    if scope.may("counting.read"):
        running = plans(scope=scope, state="open")
        context["plans"] = running
        context["waiting"] = {
            name: sum(plan.verdicts.get(name, 0) for plan in running) for name in OPEN_VERDICTS
        }
        context["coverage"] = coverage_now(scope)
        context["differences"] = sum(context["waiting"].values())
        asked = [row for row in requests(scope=scope, limit=REQUESTS_READ)
                 if row.fate in ("waiting", "open")]
        context["requests"], context["more_requests"] = (
            asked[:REQUESTS_SHOWN], len(asked) - REQUESTS_SHOWN)
    if scope.may("lifecycle.read"):
        waiting = opened(scope=scope, among=request.face.sites)
        context["stages"] = [tab for tab in tabs_of(waiting) if tab.open]
        context["oldest"] = min((row.oldest for row in waiting), default=None)
    if scope.may("ledger.read"):
        context["seals"] = last_seals(scope=scope)
        context["lag"] = seal_lag(scope=scope)
        context["size"] = size(scope=scope)
    return show_part(request, "overview", "overview_part", context)


def coverage_now(scope: Scope) -> tuple[int, int]:
    """Return this month's rows resolved by a scan, and all rows, over the sites of the scope."""
    today = datetime.now(UTC).date()
    rows = coverage(scope=scope, since=today.replace(day=1), until=today + timedelta(days=2))
    return sum(row.scanned for row in rows), sum(row.rows for row in rows)


def first_zone(request: Any) -> str:
    """Return the time zone of the first site seen: the clock of pages about several sites."""
    return request.face.sites[0].time_zone if request.face.sites else "UTC"

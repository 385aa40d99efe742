"""The first page: what is counted now, what waits, what the stock amounts to.   总览"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from pandian.capture.rescue.queries import coverage
from pandian.counting.queries import plans, tasks
from pandian.counting.requesting.queries import requests
from pandian.counting.risk.queries import exact_share
from pandian.counting.risk.words import Share
from pandian.governance.words import Scope, SiteRow
from pandian.insight.alerting.queries import alerts
from pandian.insight.alerting.words import SEVERITIES, AlertFilter
from pandian.interfaces.web.pages import show_part
from pandian.interfaces.web.policy import SIGNED_IN, is_fragment, page
from pandian.interfaces.web.views.alert_lines import COLOURS, told_of
from pandian.interfaces.web.views.beginning import beginning
from pandian.ledger.queries import last_seals, seal_lag, size
from pandian.lifecycle.register.queries import opened
from pandian.lifecycle.register.rules import tabs_of

URGENT_SHOWN = 3
REQUESTS_READ, REQUESTS_SHOWN = 200, 8
OPEN_VERDICTS = {"approval": "/approvals", "recount": "/counts?state=open",
                 "doubtful": "/inbox"}
"""Open verdicts that the first page counts, each with the page that tells what to do."""
ACCURACY_SITES_MAX = 6
"""So many sites show their accuracy above a list; the others behind the tab of their site."""
ACCURACY_AIM = .98


@page(SIGNED_IN)
def overview(request: Any) -> HttpResponse:
    """Show the counts in progress, open differences, my tasks, the last seal and the stock."""
    scope = request.scope
    context: dict[str, Any] = {"now": datetime.now(UTC), "zone": first_zone(request)}
    if scope.may("insight.read"):
        context |= urgent(request)
    if scope.may("counting.count"):
        context["tasks"] = [row for row in tasks(scope=scope, mine=True) if row.state == "open"]
    if scope.may("counting.read"):
        running = plans(scope=scope, state="open")
        context["plans"] = running
        context["waiting"] = [
            (name, sum(plan.verdicts.get(name, 0) for plan in running), href)
            for name, href in OPEN_VERDICTS.items()]
        context["coverage"] = coverage_now(scope, context["zone"])
        context["accuracy"] = accuracy_of(request)
        asked = [row for row in requests(scope=scope, limit=REQUESTS_READ)
                 if row.fate in ("waiting", "open")]
        context["requests"], context["more_requests"] = (
            asked[:REQUESTS_SHOWN], len(asked) - REQUESTS_SHOWN)
    if scope.may("lifecycle.read"):
        waiting = opened(scope=scope, among=request.face.sites)
        context["stages"] = [tab for tab in tabs_of(waiting) if tab.open]
        context["oldest"] = min((row.oldest for row in waiting), default=None)
    if scope.may("ledger.read"):
        sites = request.face.sites
        context["seals"] = last_seals(scope=scope, among=sites)
        context["lag"] = seal_lag(scope=scope, among=sites)
        context["size"] = size(scope=scope, among=sites)
    if not is_fragment(request):
        context |= beginning(request, running=bool(context.get("plans")))
    return show_part(request, "overview", "overview_part", context)


def urgent(request: Any) -> dict[str, Any]:
    """Return the most pressing alerts of who looks: his and his roles', or all that he reads."""
    own = request.scope.may("insight.alert")
    found = alerts(scope=request.scope, wanted=AlertFilter(stand="live", mine=own),
                   limit=URGENT_SHOWN)
    return {"urgent": [told_of(request.face, row) for row in found.rows],
            "urgent_total": found.total, "urgent_show": "mine" if own else "open",
            "alert_colours": COLOURS, "alert_severities": SEVERITIES}


def accuracy_of(request: Any, site: str | None = None) -> list[tuple[SiteRow, Share, str]]:
    """Return for the sites seen (the one asked for) the share of exact lines and its colour."""
    seen = [each for each in request.face.sites if site in (None, each.code)
            and request.scope.may("counting.read", each.code)]
    told = [(each, exact_share(scope=request.scope, site=each.code))
            for each in seen[:ACCURACY_SITES_MAX]]
    return [(each, found, _word(found)) for each, found in told if found.counted]


def _word(found: Share) -> str:
    """Return what the interval says of the aim: above it, below it, or too little counted."""
    if found.low >= ACCURACY_AIM:
        return "met"
    return "missed" if found.high < ACCURACY_AIM else "open"


def coverage_now(scope: Scope, zone: str) -> tuple[int, int]:
    """Return this month's rows resolved by a scan, and all rows, over the sites of the scope."""
    today = datetime.now(ZoneInfo(zone)).date()
    rows = coverage(scope=scope, since=today.replace(day=1), until=today + timedelta(days=2))
    return sum(row.scanned for row in rows), sum(row.rows for row in rows)


def first_zone(request: Any) -> str:
    """Return the time zone of the first site seen: the clock of pages about several sites."""
    return request.face.sites[0].time_zone if request.face.sites else "UTC"

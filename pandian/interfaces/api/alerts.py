"""Alerts: what must not wait, and what people do about it.   预警接口"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.governance.queries import sites
from pandian.insight.alerting import operations
from pandian.insight.alerting.queries import alert, alert_counts, alerts, checks
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import (
    ACTS,
    CONDITIONS,
    SEVERITIES,
    STANDS,
    AlertFilter,
    AlertRow,
    CheckRow,
)
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.alerts import (
    AlertsFilter,
    AlertSiteFilter,
    AlertsOut,
    CountsFilter,
    HandIn,
    ReasonIn,
    SeenIn,
    SnoozeIn,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid

router = Router(tags=["alerts 预警"])


@router.get("/alerts", response=AlertsOut)
@policy("insight.read")
def list_alerts(request: HttpRequest, filter: Query[AlertsFilter]) -> HttpResponse:
    """List alerts: the most severe and then the one due first first; closed ones the newest first.

    Without `stand` those that are not closed.  What would tell of a book that one counts blind
    oneself is not there.
    """
    wanted = AlertFilter(
        filter.site or "", filter.condition or "", filter.severity or "", filter.stand or "",
        filter.person or "", filter.mine, filter.overdue, filter.subject or "")
    page = alerts(scope=scope(request), wanted=wanted, limit=filter.limit, after=filter.next)
    zones = _zones(request)
    return answer({"rows": [_row(request, row, zones) for row in page.rows], "next": page.next,
                   "total": page.total})


def _zones(request: HttpRequest) -> dict[str, str]:
    """Return the clock of each site; the house has that of the world."""
    return {row.code: row.time_zone for row in sites(scope=scope(request))}


def _row(request: HttpRequest, row: AlertRow, zones: Mapping[str, str]) -> dict[str, Any]:
    language = language_of(request)
    return {**plain(row), "label": CONDITIONS[row.condition].label.text(language),
            "severity_label": SEVERITIES[row.severity].text(language),
            "stand_label": STANDS[row.stand].text(language),
            "message": said(row.condition, row.facts, language, zones.get(row.site, "UTC"))}


@router.get("/alerts/counts", response=Answer)
@policy("insight.read")
def count_alerts(request: HttpRequest, filter: Query[CountsFilter]) -> HttpResponse:
    """Say how many alerts wait: all, mine, mine outside quiet hours, late, critical."""
    return answer(alert_counts(scope=scope(request), site=filter.site or ""))


@router.get("/alerts/conditions", response=Answer)
@policy("insight.read")
def list_conditions(request: HttpRequest, filter: Query[AlertSiteFilter]) -> HttpResponse:
    """List the conditions of a site: by which rule or default, when last looked at, with what."""
    rows = checks(scope=scope(request), site=filter.site)
    return answer({"rows": [_check(request, row) for row in rows]})


def _check(request: HttpRequest, row: CheckRow) -> dict[str, Any]:
    return {**plain(row), "label": CONDITIONS[row.condition].label.text(language_of(request))}


@router.get("/alerts/{id}", response=Answer)
@policy("insight.read")
def read_alert(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one alert with all that became of it, and how its condition stands at its site."""
    return answer(_alert(request, id))


def _alert(request: HttpRequest, id: UUID) -> dict[str, Any]:
    found = alert(scope=scope(request), id=id)
    language = language_of(request)
    return {
        **_row(request, found.row, _zones(request)), "standing": plain(found.standing),
        "history": [{**plain(each), "label": ACTS[each.act].text(language)}
                    for each in found.events]}


@router.post("/alerts/{id}/take", response=Answer)
@policy("insight.alert")
def take_alert(request: HttpRequest, id: Path[Uuid], body: SeenIn) -> HttpResponse:
    """Take an alert that nobody has; who is second is told who was first (409)."""
    operations.take(scope=scope(request), id=id, seen=body.seen)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/give-back", response=Answer)
@policy("insight.alert")
def give_alert_back(request: HttpRequest, id: Path[Uuid], body: SeenIn) -> HttpResponse:
    """Give an alert back that one has taken; it is for its roles again."""
    operations.give_back(scope=scope(request), id=id, seen=body.seen)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/hand-over", response=Answer)
@policy("insight.alert")
def hand_alert_over(request: HttpRequest, id: Path[Uuid], body: HandIn) -> HttpResponse:
    """Give an alert to somebody else who deals with alerts at its site."""
    operations.hand_over(scope=scope(request), id=id, seen=body.seen, person=body.person,
                         reason=body.reason)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/snooze", response=Answer)
@policy("insight.alert")
def snooze_alert(request: HttpRequest, id: Path[Uuid], body: SnoozeIn) -> HttpResponse:
    """Put an alert off; it wakes then, and at once when it gets worse."""
    operations.snooze(scope=scope(request), id=id, seen=body.seen, until=body.until,
                      reason=body.reason)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/wake", response=Answer)
@policy("insight.alert")
def wake_alert(request: HttpRequest, id: Path[Uuid], body: SeenIn) -> HttpResponse:
    """Wake a snoozed alert before its time."""
    operations.wake(scope=scope(request), id=id, seen=body.seen)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/close", response=Answer)
@policy("insight.alert")
def close_alert(request: HttpRequest, id: Path[Uuid], body: ReasonIn) -> HttpResponse:
    """Close an alert; a new one comes only when its condition returns or gets worse."""
    operations.close(scope=scope(request), id=id, seen=body.seen, reason=body.reason)
    return answer(_alert(request, id))


@router.post("/alerts/{id}/reopen", response=Answer)
@policy("insight.alert")
def reopen_alert(request: HttpRequest, id: Path[Uuid], body: ReasonIn) -> HttpResponse:
    """Take back the closing of an alert whose condition still holds."""
    operations.reopen(scope=scope(request), id=id, seen=body.seen, reason=body.reason)
    return answer(_alert(request, id))

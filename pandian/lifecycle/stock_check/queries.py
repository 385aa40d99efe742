"""Rounds that are due, and the record of one.   在库检查查询"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.lifecycle import queries as documents
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.stock_check.words import CheckLine, CheckRecord, Due

ROOM = "lifecycle.stock_check"
READ = "lifecycle.read"
CONDITIONS = ("storage", "hygiene", "monitoring")


def due(*, scope: Scope, site: str, now: datetime | None = None) -> list[Due]:
    """Return the zones with stock that want a round by policy, the longest waiting first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    return due_at(scope=scope, site=site_by_code(scope=scope, code=site, capability=READ), now=now)


def due_at(
    *, scope: Scope, site: SiteRow, now: datetime | None = None, unopened: bool = False
) -> list[Due]:
    """Return the zones that want a round at a site that the caller has found.

    `unopened`: only those for which no round is open.
    """
    at = now or datetime.now(UTC)
    days = int(policies_of(scope=scope, site=site)["stock_check_days"])
    rows = run(ROOM, "due", {
        "site": site.id, "before": at - timedelta(days=days), "unopened": unopened})
    return [Due(row.place, row.last, (at - row.last).days if row.last else None) for row in rows]


def record(*, scope: Scope, id: UUID) -> CheckRecord:
    """Return the record of a round as article 74 asks for it.

    Raises `Forbidden`, `DocumentNotFound` (also for a document that is no round).
    """
    whole = documents.document(scope=scope, id=id)
    head = whole.head
    site = site_by_code(scope=scope, code=head.site).id
    key = {"site": site, "document": id}
    done = [event for event in whole.events if event.action == "finish"]
    papers = (done[-1].payload.get("evidence") or {}) if done else {}
    air = one(ROOM, "record_readings", {
        "site": site, "place": head.header.get("place", ""),
        "since": head.created_at - timedelta(days=31), "until": head.changed_at})
    assert air is not None, "a count always has a row"
    lines = [CheckLine(
        row.place, row.item, row.name, row.lot, row.serial, row.status, row.made_on,
        row.expires_on, row.looked_by or "", row.looked_at, dict(row.doubts), row.counted,
        tuple(row.notes)) for row in run(ROOM, "record_lines", key)]
    return CheckRecord(
        id, head.number, head.site, head.header.get("place", ""), head.state,
        {name: str(papers.get(name, "")) for name in CONDITIONS}, lines,
        [shown_number("hold", row.number) for row in run(ROOM, "holds", key)],
        air.readings, air.outside)

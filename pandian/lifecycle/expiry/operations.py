"""The nightly run: expired goods are proposed to the red zone, near ones told.   效期夜间作业"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record, record_many
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.expiry.queries import ROOM, day_at, near_on
from pandian.lifecycle.expiry.words import NAMESPACE, Night
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.standing.words import STOPPED
from pandian.lifecycle.words import LINES_MAX, DocumentDraft, LineDraft

MOVE = "lifecycle.move"


def run_night(*, scope: Scope, site: str, now: datetime | None = None) -> Night:
    """Propose what has expired to the red zone and tell what soon will; once a day and site.

    A second run of the day adds only warnings that the first had not reached.  Raises
    `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    today = day_at(known, now)
    with transaction.atomic():
        affected("lifecycle", "lock_id", {"id": _id(known, today, 0)})
        warned = _warn(scope, known, today)
        return _propose(scope, known, today)._replace(warned=warned)


def _id(site: SiteRow, today: date, n: int) -> UUID:
    return uuid5(NAMESPACE, f"{site.code} {today.isoformat()} {n}")


def _warn(scope: Scope, site: SiteRow, today: date) -> int:
    lots = near_on(scope=scope, site=site, today=today)
    told = run(ROOM, "warn", {
        "site": site.id, "today": today, "items": [lot.item for lot in lots],
        "lots": [lot.lot for lot in lots], "expiries": [lot.expires_on for lot in lots],
        "days": [lot.days for lot in lots]})
    record_many(scope=scope, facts=[
        FactDraft(site.id, "expiry.near", f"lot:{row.item}:{row.lot}",
                  {"days": row.days, "expires_on": row.expires_on.isoformat()})
        for row in told])
    return len(told)


def _propose(scope: Scope, site: SiteRow, today: date) -> Night:
    """Open the drafts of the day, unless they are there already."""
    first = one("lifecycle", "known_document", {"site": site.id, "id": _id(site, today, 0)})
    rows = [] if first else run(ROOM, "expired", {
        "site": site.id, "today": today, "kinds": sorted(STOPPED["accepted"])})
    if not rows:
        return Night(site.code, today, (), 0, 0)
    red = one(ROOM, "red_place", {"site": site.id})
    if red is None:
        record(scope=scope, site=site.id, kind="expiry.no_red_place", subject=f"site:{site.code}",
               data={"lines": len(rows)})
        return Night(site.code, today, (), len(rows), 0, ("no_red_place",))
    made = [_open(scope, site, today, n, red.code, rows[at:at + LINES_MAX])
            for n, at in enumerate(range(0, len(rows), LINES_MAX))]
    return Night(site.code, today, tuple(made), len(rows), 0)


def _open(
    scope: Scope, site: SiteRow, today: date, n: int, red: str, rows: Sequence[Any]
) -> UUID:
    header = {"cause": "expired", "place": red, "day": today.isoformat()}
    return open_document(scope=scope, draft=DocumentDraft(
        _id(site, today, n), site.code, "damage", header, tuple(
            LineDraft(row.item, row.quantity, row.lot, row.serial, row.owner, place=row.place)
            for row in rows))).document

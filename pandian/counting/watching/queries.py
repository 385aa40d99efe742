"""Reading the watch list of a site.   重点监控查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pandian.catalog.queries import flagged_items
from pandian.counting.watching.rules import proposed_of, verdict, week_of, wrong_of
from pandian.counting.watching.words import (
    PROPOSED_MAX,
    WEEKS,
    WRONG_LINES_MIN,
    Watched,
    WatchList,
    Week,
)
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Forbidden

ROOM = "counting.watching"


def watch_list(*, scope: Scope, site: str, now: datetime | None = None) -> WatchList:
    """Return what is watched at a site with its weeks, what is proposed and why.

    From final lines of settled counts, however they were chosen; the open counts that the reader
    counts blind himself are left out.  Needs counting.read and sight of variances.  Raises
    `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    if scope.at(site).hides & {"book", "variance"}:
        raise Forbidden([Fault("", "forbidden", ("counting.read",))])
    key = _key(scope, row, now or datetime.now(UTC))
    watches = run(ROOM, "watches", key)
    weeks = _weeks(key, watches, hides="value" in scope.at(site).hides)
    whole = wrong_of(weeks[0])
    watched = [_watched(each, weeks[n], whole) for n, each in enumerate(watches, 1)]
    proposed = proposed_of(run(ROOM, "proposals", {
        **key, "attractive": flagged_items(scope=SYSTEM, name="attractive"),
        "limit": PROPOSED_MAX, "wrong": WRONG_LINES_MIN}))
    return WatchList(site, key["first"], watched, proposed, whole)


def _key(scope: Scope, site: SiteRow, now: datetime) -> dict[str, Any]:
    """Return site, person, today there, and the Monday and instant from which weeks count."""
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    since = datetime.combine(first, datetime.min.time(), zone)
    return {"site": site.id, "person": scope.actor, "today": today, "first": first,
            "since": since, "until": now, "zone": site.time_zone}


def _weeks(key: dict[str, Any], watches: Sequence[Any], *, hides: bool
           ) -> defaultdict[int, tuple[Week, ...]]:
    """Return the weeks of the whole site (0) and of each watch, in their order (from 1)."""
    found: defaultdict[int, tuple[Week, ...]] = defaultdict(tuple)
    rows = run(ROOM, "weeks", {**key, "items": [0, *(each.item_id for each in watches)],
                               "places": [0, *(each.place_id for each in watches)]})
    for row in rows:
        found[row.n] += (week_of(row, hides=hides),)
    return found


def _watched(row: Any, weeks: tuple[Week, ...], whole: Any) -> Watched:
    wrong = wrong_of(weeks)
    return Watched(row.id, row.item, row.item_name, row.place, row.reason, row.until, row.actor,
                   row.at, weeks, wrong, verdict(wrong, site=whole))

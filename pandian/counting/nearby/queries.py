"""Which counts are due near a place for one person.   附近可盘查询

Who may count what is the dispatcher's word; nothing of the book is read.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.dispatch.queries import hand_of, hands_off
from pandian.counting.dispatch.words import PLACE_SECONDS, Packet
from pandian.counting.nearby.rules import near, nearest, why_not
from pandian.counting.nearby.words import GRACE_MINUTES, REACH_TIMES, SPOT_HOURS, Offer
from pandian.counting.routing.queries import layout
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.nearby"


def within(*, scope: Scope, site: str, now: datetime) -> int:
    """Return how many places away a count is still offered at a site; 0: none is."""
    return layout(scope=scope, site=site, at=now).nearby_places


def offers(
    *, scope: Scope, site: SiteRow, person: str, at: str, within: int, now: datetime
) -> list[Offer]:
    """Return what a person (by code) at a place may take on the way, the nearest first."""
    reach = within * REACH_TIMES
    walk = run(ROOM, "walk", {"site": site.id, "at": at, "reach": reach}) if reach else []
    steps = near([row.code for row in walk], at, within=reach)
    places = [row.id for row in walk if row.code in steps]
    found = nearest([row for row, why in fitting(
        scope=scope, site=site, person=person, places=places, now=now) if not why], steps)
    return [Offer(row.task, row.code, row.kind, row.seconds, row.deadline) for row in found]


def fitting(
    *, scope: Scope, site: SiteRow, person: str, places: list[int], now: datetime,
    task: UUID | None = None,
) -> list[tuple[Any, str]]:
    """Return the rows of places that are due with others, each with why it is not this person's.

    '' where it may be his: by the same rule as the dispatcher gives tasks.  What bars one account
    of a human bars all of them.
    """
    rows = run(ROOM, "due", {
        "site": site.id, "person": person, "places": places, "task": task, "now": now,
        "place_seconds": PLACE_SECONDS, "grace": GRACE_MINUTES,
        "spot_hours": SPOT_HOURS}) if places else []
    if not rows:
        return []
    own = run(ROOM, "own", {"site": site.id, "person": person, "place_seconds": PLACE_SECONDS})
    hand = hand_of(site=site, person=person, own=own, now=now)
    his = accounts_of(scope=scope, people=[person])
    off = hands_off(site=site, tasks=[row.task for row in rows], now=now)
    zone = ZoneInfo(site.time_zone)
    end = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(0), zone)
    return [(row, why_not(Packet(
        row.task, row.zone, row.seconds, row.priority, row.deadline or end,
        frozenset(row.skills), frozenset(row.people),
        frozenset(_barred(person, his, {*row.excluded, *off.get((row.task, row.place), ())}))),
        hand)) for row in rows]


def _barred(person: str, his: frozenset[str], barred: set[str]) -> set[str]:
    return set() if his.isdisjoint(barred) else {person}

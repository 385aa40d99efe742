"""Putting things on the watch list and taking them off.   重点监控操作"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.catalog.queries import items_by_code, places_by_code
from pandian.counting.watching.queries import ROOM
from pandian.counting.watching.words import (
    REASON_CHARACTERS_MAX,
    WATCH_DAYS_MAX,
    WATCHED_MAX,
    WatchDraft,
    WatchRefused,
)
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault


def watch(*, scope: Scope, draft: WatchDraft) -> str:
    """Watch an item, a place with all inside, or an item at a place, up to a day at the site.

    Return `created`, or `exists` when the same was sent before.  Needs counting.plan.  Raises
    `WatchRefused` naming everything, `Forbidden`, `SiteNotFound`.
    """
    site = site_by_code(scope=scope, code=draft.site, capability="counting.plan")
    now = datetime.now(UTC)
    with transaction.atomic():
        affected(ROOM, "lock", {"site": site.id})
        known = one(ROOM, "known", {"site": site.id, "id": draft.id})
        if known is not None:
            return _exists(draft, known)
        row, faults = _checked(scope, site, draft, now)
        if faults:
            raise WatchRefused(faults)
        affected(ROOM, "put", {**row, "id": draft.id, "actor": scope.actor, "now": now})
        record(scope=scope, site=site.id, kind="counting.watched", subject=f"watch:{draft.id}",
               data={"item": draft.item, "place": draft.place, "reason": row["reason"],
                     "until": draft.until.isoformat()})
    return "created"


def _exists(draft: WatchDraft, known: Any) -> str:
    same = (draft.item, draft.place, draft.reason.strip(), draft.until)
    if same != (known.item, known.place, known.reason, known.until):
        raise WatchRefused([Fault("/id", "watch_differs")])
    return "exists"


def _checked(scope: Scope, site: SiteRow, draft: WatchDraft, now: datetime
             ) -> tuple[dict[str, Any], list[Fault]]:
    """Return the row to write, and everything that is wrong with the draft."""
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    items = items_by_code(scope=scope, codes=[draft.item] if draft.item else [])
    places = places_by_code(scope=scope, site=site.id, codes=[draft.place] if draft.place else [])
    faults = []
    if not draft.item and not draft.place:
        faults.append(Fault("/item", "watch_nothing"))
    if draft.item and draft.item not in items:
        faults.append(Fault("/item", "item_unknown", (draft.item,)))
    if draft.place and draft.place not in places:
        faults.append(Fault("/place", "place_unknown", (draft.place,)))
    reason = draft.reason.strip()
    if not reason:
        faults.append(Fault("/reason", "blank"))
    elif len(reason) > REASON_CHARACTERS_MAX:
        faults.append(Fault("/reason", "too_long", (REASON_CHARACTERS_MAX,)))
    if not today < draft.until <= today + timedelta(days=WATCH_DAYS_MAX):
        faults.append(Fault("/until", "watch_over", (today.isoformat(), WATCH_DAYS_MAX)))
    row = {"site": site.id, "item": items[draft.item].id if draft.item in items else 0,
           "place": places[draft.place].id if draft.place in places else 0,
           "reason": reason, "until": draft.until, "today": today}
    return row, faults or _crowded(row, draft)


def _crowded(row: dict[str, Any], draft: WatchDraft) -> list[Fault]:
    """Say whether the site watches this already, or too much."""
    held = [(each.item_id, each.place_id) for each in run(ROOM, "watches", row)]
    if (row["item"], row["place"]) in held:
        name = " ".join(code for code in (draft.item, draft.place) if code)
        return [Fault("/item", "watched_already", (name,))]
    return [Fault("", "watch_full", (WATCHED_MAX,))] if len(held) >= WATCHED_MAX else []


def unwatch(*, scope: Scope, site: str, watch: UUID, why: str) -> None:
    """End a watch before its day; what was seen stays.

    Needs counting.plan.  Raises `WatchRefused`, `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    why = why.strip()
    if not why:
        raise WatchRefused([Fault("/why", "blank")])
    if len(why) > REASON_CHARACTERS_MAX:
        raise WatchRefused([Fault("/why", "too_long", (REASON_CHARACTERS_MAX,))])
    now = datetime.now(UTC)
    with transaction.atomic():
        if not affected(ROOM, "end", {
                "site": row.id, "watch": watch, "actor": scope.actor, "why": why, "now": now,
                "today": now.astimezone(ZoneInfo(row.time_zone)).date()}):
            raise WatchRefused([Fault("/watch", "watch_unknown")])
        record(scope=scope, site=row.id, kind="counting.unwatched", subject=f"watch:{watch}",
               data={"why": why})

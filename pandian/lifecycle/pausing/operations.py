"""Pausing one bin for a while, and ending a pause early.   货位暂停操作

A courtesy while a bin is looked at twice.  It stops no posting: see `lifecycle_paused` for what
heeds it, all of it work that is only being planned, and doors that ask.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.catalog.queries import places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault
from pandian.lifecycle.pausing.queries import ROOM
from pandian.lifecycle.pausing.rules import pause_faults
from pandian.lifecycle.pausing.words import (
    BEGUN,
    CAPABILITY,
    ENDED,
    KINDS,
    POLICY,
    PauseConflict,
    PauseDraft,
    PauseNotFound,
    PauseRefused,
    PauseRow,
)
from pandian.lifecycle.policies.queries import policies_of


def begin(*, scope: Scope, draft: PauseDraft) -> PauseRow:
    """Pause a bin for so many minutes; it ends by itself.  The same draft again is the same pause.

    Claims change under the lock of claiming, so what is claimed after this does not choose the
    bin.  Claims that stand stay.  Raises `Forbidden`, `SiteNotFound`, `PauseRefused` with every
    fault, `PauseConflict` where the id is another pause's.
    """
    here = site_by_code(scope=scope, code=draft.site, capability=CAPABILITY)
    with transaction.atomic():
        affected("lifecycle.standing", "lock_claims", {"site": here.id})
        if known := _known(here, draft.id):
            if (known.place, known.reason) != (draft.place, draft.reason.strip()):
                raise PauseConflict([Fault("/id", "pause_other")])
            return known
        place = places_by_code(scope=scope, site=here.id, codes={draft.place}).get(draft.place)
        faults = list(pause_faults(draft, most=policies_of(scope=scope, site=here)[POLICY]))
        if place is None or place.kind not in KINDS or not place.active:
            faults.append(Fault("/place", "pause_place", (draft.place[:64],)))
        elif row := one(ROOM, "standing", {"site": here.id, "places": [draft.place]}):
            local = row.until.astimezone(ZoneInfo(here.time_zone))
            faults.append(Fault("/place", "pause_stands", (draft.place, f"{local:%H:%M}")))
        if faults or place is None:
            raise PauseRefused(faults)
        affected(ROOM, "begin", {
            "site": here.id, "id": draft.id, "place": place.id, "reason": draft.reason.strip(),
            "actor": scope.actor, "now": datetime.now(UTC), "minutes": draft.minutes})
        made = _known(here, draft.id)
        assert made is not None, "it was written just now"
        record(scope=scope, site=here.id, kind=BEGUN, subject=f"place:{draft.place}",
               data={"pause": str(draft.id), "until": made.until.isoformat(),
                     "reason": made.reason})
    return made


def end(*, scope: Scope, site: str, id: UUID) -> PauseRow:
    """End a pause before its instant; one that was ended stays as it is.

    Raises `Forbidden`, `SiteNotFound`, `PauseNotFound`, `PauseConflict` where it ended by itself.
    """
    here = site_by_code(scope=scope, code=site, capability=CAPABILITY)
    with transaction.atomic():
        affected("lifecycle.standing", "lock_claims", {"site": here.id})
        known = _known(here, id)
        if known is None:
            raise PauseNotFound([Fault("/id", "not_found")])
        if known.ended_at:
            return known
        if known.over:
            raise PauseConflict([Fault("", "pause_over")])
        affected(ROOM, "end", {"site": here.id, "id": id, "actor": scope.actor,
                               "now": datetime.now(UTC)})
        record(scope=scope, site=here.id, kind=ENDED, subject=f"place:{known.place}",
               data={"pause": str(id), "until": known.until.isoformat()})
        ended = _known(here, id)
    assert ended is not None
    return ended


def _known(here: SiteRow, id: UUID) -> PauseRow | None:
    row = one(ROOM, "known", {"site": here.id, "id": id})
    return PauseRow(row[0], here.code, *row[1:]) if row else None

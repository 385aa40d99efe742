"""Making units and placing them.   容器写入"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.db import transaction

from pandian.catalog.operations import put_places
from pandian.catalog.queries import places_by_code
from pandian.catalog.words import PlaceDraft
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault
from pandian.lifecycle.parcels.rules import unit_code
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.units.queries import ROOM
from pandian.lifecycle.units.rules import place_faults
from pandian.lifecycle.units.words import UNIT, Made, UnitConflict, UnitDraft, UnitsRefused

MOVE = "lifecycle.move"
NAMESPACE = UUID("5b0f1a52-5d0e-5d1e-8a0b-6f4f6c1f5a77")
"""Names the lock under which units of a site are hung."""


def make_unit(*, scope: Scope, draft: UnitDraft) -> Made:
    """Make an empty unit at a place; a known id answers `exists`.

    Raises `Forbidden`, `NotFound` for a foreign site, `UnitsRefused`, `UnitConflict`.
    """
    site = site_by_code(scope=scope, code=draft.site, capability=MOVE)
    with transaction.atomic():
        affected("lifecycle", "lock_id", {"id": draft.id})
        known = one(ROOM, "made", {"site": site.id, "event": draft.id})
        if known is not None:
            if draft.code not in ("", known.unit):
                raise UnitConflict([Fault("/id", "different", ("code",))])
            return Made(draft.id, "exists", known.unit)
        code = draft.code.strip() or _minted(scope, site)
        places = places_by_code(scope=scope, site=site.id, codes=[code, draft.place])
        faults = [*place_faults(draft.place, getattr(places.get(draft.place), "kind", None),
                                "/place")]
        if code in places:
            faults.append(Fault("/code", "unit_known", (code[:64],)))
        if faults:
            raise UnitsRefused(faults)
        place_unit(site, code, draft.place, event=draft.id, actor=scope.actor)
        record(scope=scope, site=site.id, kind="unit.made", subject=f"place:{code}",
               data={"place": draft.place})
    return Made(draft.id, "created", code)


def _minted(scope: Scope, site: SiteRow) -> str:
    prefix = policies_of(scope=scope, site=site)["sscc_prefix"]
    drawn = one("lifecycle.parcels", "draw", {"site": site.id, "kind": "unit", "count": 1})
    assert drawn is not None
    return unit_code(prefix, drawn.last)


def place_unit(
    site: SiteRow, unit: str, place: str, *, event: UUID, actor: str, at: datetime | None = None
) -> None:
    """Hang a unit under a place and write since when; all that stands in it goes along.

    The goods keep their holdings: what is in a unit moves with it and no number changes.
    """
    affected("lifecycle", "lock_id", {"id": uuid5(NAMESPACE, site.code)})  # no circle of two
    outcome = put_places(scope=SYSTEM, places=[
        PlaceDraft(site.code, unit, UNIT, place, None)])[0]
    if outcome.result.startswith("refused"):
        raise UnitsRefused(_at_head(outcome.faults))
    affected(ROOM, "insert_place", {
        "site": site.id, "unit": unit, "parent": place, "event": event, "actor": actor,
        "at": at or datetime.now(UTC)})


def _at_head(faults: Sequence[Fault]) -> list[Fault]:
    return [Fault("/header/place", fault.code, fault.params) for fault in faults]

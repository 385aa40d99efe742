"""Setting limits, keeping readings, telling of those that are missing.   温湿度操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from pandian.catalog.queries import places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record, record_many
from pandian.kernel.queries import facts_about
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft, Fault, Outcome
from pandian.lifecycle.climate.queries import ROOM, climates_at, missing_at, yesterday
from pandian.lifecycle.climate.rules import climate_faults, outside, reading_faults
from pandian.lifecycle.climate.words import (
    READINGS_MAX,
    Climate,
    ClimateRefused,
    Missing,
    ReadingConflict,
    ReadingDraft,
)

MOVE, INSPECT = "lifecycle.move", "lifecycle.inspect"
CLOCK_TOLERANCE = timedelta(seconds=5)


def put_climates(*, scope: Scope, site: str, drafts: Sequence[Climate]) -> int:
    """Set the limits of places; quality decides them.  Returns how many were written.

    Raises `Forbidden`, `NotFound` for a foreign site, `ClimateRefused` with every fault.
    """
    known = site_by_code(scope=scope, code=site, capability=INSPECT)
    places = places_by_code(scope=scope, site=known.id, codes={d.place for d in drafts})
    faults = [Fault(f"/{n}/place", "place_unknown", (draft.place[:64],))
              for n, draft in enumerate(drafts) if draft.place not in places]
    faults += [fault for n, draft in enumerate(drafts) for fault in climate_faults(n, draft)]
    first: dict[str, int] = {}
    faults += [Fault(f"/{n}/place", "repeated", (first[draft.place],))
               for n, draft in enumerate(drafts) if first.setdefault(draft.place, n) != n]
    if faults:
        raise ClimateRefused(faults)
    with transaction.atomic():
        written = affected(ROOM, "put_climates", {
            "site": known.id, "places": [d.place for d in drafts],
            "coldest": [d.coldest for d in drafts], "warmest": [d.warmest for d in drafts],
            "driest": [d.driest for d in drafts], "wettest": [d.wettest for d in drafts],
            "monitored": [d.monitored for d in drafts]})
        record(scope=scope, site=known.id, kind="climate.limits", subject=f"site:{site}",
               data={"limits": [list(draft) for draft in drafts]})
    return written


def put_readings(
    *, scope: Scope, site: str, drafts: Sequence[ReadingDraft], now: datetime | None = None
) -> list[Outcome]:
    """Keep readings as facts: `created`, or `exists` for a known id with the same content.

    Raises `Forbidden`, `NotFound`, `ClimateRefused` with every fault, `ReadingConflict`.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    at = now or datetime.now(UTC)
    limits = {each.place: each for each in climates_at(scope=scope, site=known)}
    if faults := _faults(drafts, limits, at):
        raise ClimateRefused(faults)
    with transaction.atomic():
        new = {row.id for row in run(ROOM, "insert_readings", {
            "site": known.id, "person": scope.actor, "device": scope.device, "now": at,
            "ids": [d.id for d in drafts], "places": [d.place for d in drafts],
            "instants": [min(d.read_at or at, at) for d in drafts],
            "temperatures": [d.temperature for d in drafts],
            "humidities": [d.humidity for d in drafts], "notes": [d.note for d in drafts],
            "outside": [",".join(outside(limits[d.place], d.temperature, d.humidity))
                        for d in drafts]})}
        _refuse_other_content(known, [draft for draft in drafts if draft.id not in new])
        record_many(scope=scope, facts=[
            FactDraft(known.id, "climate.outside", f"place:{d.place}",
                      {"reading": str(d.id), "temperature": d.temperature,
                       "humidity": d.humidity})
            for d in drafts
            if d.id in new and outside(limits[d.place], d.temperature, d.humidity)])
    return [Outcome(str(d.id), "created" if d.id in new else "exists") for d in drafts]


def _faults(
    drafts: Sequence[ReadingDraft], limits: dict[str, Climate], now: datetime
) -> list[Fault]:
    if len(drafts) > READINGS_MAX:
        return [Fault("", "too_many", (READINGS_MAX, len(drafts)))]
    faults: list[Fault] = []
    for n, draft in enumerate(drafts):
        if draft.place not in limits:
            faults.append(Fault(f"/{n}/place", "climate_unknown", (draft.place[:64],)))
        if draft.read_at and draft.read_at > now + CLOCK_TOLERANCE:
            faults.append(Fault(f"/{n}/read_at", "effective_in_future"))
        faults += reading_faults(n, draft)
    return faults


def _refuse_other_content(site: SiteRow, again: Sequence[ReadingDraft]) -> None:
    kept = {row.id: row for row in run(ROOM, "known_readings", {
        "site": site.id, "ids": [draft.id for draft in again]})}
    faults = [
        Fault(f"/{n}/id", "different", ("reading",)) for n, draft in enumerate(again)
        if (row := kept[draft.id]) and (row.place, row.temperature, row.humidity) != (
            draft.place, draft.temperature, draft.humidity)]
    if faults:
        raise ReadingConflict(faults)


def tell_missing(*, scope: Scope, site: str, now: datetime | None = None) -> list[Missing]:
    """Tell once of the halves of yesterday that have no reading; return them.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    day = yesterday(known, now)
    subject = f"climate:{site}:{day.isoformat()}"
    found = missing_at(scope=scope, site=known, day=day)
    if found and not facts_about(scope=scope, sites=None, subject=subject, limit=1):
        record(scope=scope, site=known.id, kind="climate.missing", subject=subject,
               data={"missing": [[row.place, row.half] for row in found]})
    return found

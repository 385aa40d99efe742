"""What a hold looks up: where goods stand, photos, who set it.   冻结查询"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.hold.rules import JUDGED, complete
from pandian.lifecycle.hold.words import CAUSES, PAPER_CAUSES, OldHold
from pandian.lifecycle.policies.words import POLICIES
from pandian.lifecycle.queries import ROOM
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.standing.queries import kinds_of, photo_faults, standing_faults
from pandian.lifecycle.standing.rules import cause_faults
from pandian.lifecycle.standing.words import STOPPED
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

HOLDS = "lifecycle.hold"
READ = "lifecycle.read"
OPEN = ("draft", "held")
OLD_MAX = 200


def old_holds(
    *, scope: Scope, site: str | None = None, now: datetime | None = None
) -> list[OldHold]:
    """Return the holds on which nobody decided for more days than policy says, the oldest first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    sites = site_ids(scope=scope, capability=READ) if site is None else {
        site: site_by_code(scope=scope, code=site, capability=READ).id}
    at = now or datetime.now(UTC)
    rows = run(HOLDS, "overdue", {
        "sites": list(sites.values()), "codes": list(sites), "now": at, "states": list(OPEN),
        "days": POLICIES["hold_days"].default, "limit": OLD_MAX})
    return [OldHold(row.id, row.site, shown_number("hold", row.number), row.state, row.cause,
                    row.changed_at, (at - row.changed_at).days) for row in rows]


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with a new hold: its cause, and where its goods stand."""
    yield from cause_faults(draft, CAUSES)
    yield from standing_faults(scope, site, kind, draft, STOPPED)


def hold_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what only look-ups show: the photo, the quarantine place, who may lift."""
    if draft.action in ("hold", "quarantine"):
        if (draft.action == "quarantine") != bool(held.row.header.get("place")):
            yield Fault("/header/place", "quarantine_place")
        if held.row.header["cause"] not in PAPER_CAUSES:
            yield from photo_faults(scope, held, draft.evidence)
    if draft.action == "escalate":
        yield from _quarantines(scope, held, draft)
    if draft.action == "lift" and (held.row.header.get("place")
                                   or any(held.lines[a.line].target for a in draft.amounts
                                          if a.line in held.lines)
                                   or scope.actor not in _setters(held)):
        yield Fault("/action", "lift_own")
    yield from _bins(scope, held, draft)


def _setters(held: Held) -> set[str]:
    rows = run(ROOM, "did", {"site": held.site.id, "document": held.row.id, "actions": ["hold"]})
    return {person for row in rows for person in row.people}


def _quarantines(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the places of escalated goods that are no quarantine."""
    out = [(n, a.place) for n, a in enumerate(draft.amounts)
           if a.measure == "escalated" and a.place]
    kinds = kinds_of(scope, held.site.id, {place for _, place in out})
    for n, place in out:
        if place in kinds and kinds[place] != "quarantine":
            yield Fault(f"/amounts/{n}/place", "place_kind_wrong", (place, kinds[place]))


def _bins(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the places where released goods are not kept."""
    out = [(n, complete(held.lines[a.line], a).place) for n, a in enumerate(draft.amounts)
           if a.line in held.lines and JUDGED.get(a.measure) == "accepted"]
    kinds = kinds_of(scope, held.site.id, {place for _, place in out if place})
    for n, place in out:
        if place in kinds and kinds[place] not in STOPPED["accepted"]:
            yield Fault(f"/amounts/{n}/place", "place_kind_wrong", (place, kinds[place]))

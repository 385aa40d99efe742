"""Where a unit may go.   容器移动查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.units.queries import above, within
from pandian.lifecycle.units.rules import move_faults
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield why a unit could not go where a new document wants it."""
    unit, place = (str(draft.header.get(name, "")) for name in ("unit", "place"))
    if unit.strip() and place.strip():
        yield from _faults(site, unit, place)


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield why a unit cannot go there any more."""
    if draft.action == "move":
        yield from _faults(held.site, str(held.row.header["unit"]),
                           str(held.row.header["place"]))


def _faults(site: SiteRow, unit: str, place: str) -> Iterator[Fault]:
    to, now = above(site, place), above(site, unit)
    if not to or not now:
        return
    if len(now) > 1 and now[1][0] == place:
        yield Fault("/header/place", "unit_not_here", (unit, place))
        return
    held = within(site, unit)
    yield from move_faults(unit, to, held.statuses, held.depth)

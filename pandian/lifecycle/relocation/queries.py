"""What a relocation looks up: the kinds of the places it takes from and goes to.   移库查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.relocation.rules import proposed
from pandian.lifecycle.standing.queries import kinds_of, standing_faults
from pandian.lifecycle.standing.words import STANDS
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with where the goods of a new relocation stand."""
    return standing_faults(scope, site, kind, draft, STANDS)


def place_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield the places where goods of their status are not kept."""
    told = [(n, held.lines[a.line], a.place or proposed(held.lines[a.line]))
            for n, a in enumerate(draft.amounts) if a.line in held.lines]
    kinds = kinds_of(scope, held.site.id, {place for _, _, place in told if place})
    for n, line, place in told:
        if place in kinds and kinds[place] not in STANDS[line.status]:
            yield Fault(f"/amounts/{n}/place", "place_kind_wrong", (place, kinds[place]))

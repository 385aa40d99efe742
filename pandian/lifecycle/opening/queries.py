"""What only the masters show of a new document: places, partners, items, owners.   开单查询"""

from __future__ import annotations

from collections.abc import Sequence

from pandian.catalog.queries import items_by_code, parties_by_code, places_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.words import DocumentDraft, Kind, LineDraft


def master_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> list[Fault]:
    """Return the faults that only the masters show: places, supplier, items, owners."""
    faults = []
    named = {field: str(draft.header.get(field, "")) for field in kind.places}
    places = places_by_code(scope=scope, site=site.id, codes=list(named.values()))
    for field, code in named.items():
        place = places.get(code)
        if place is None and code:
            faults.append(Fault(f"/header/{field}", "place_unknown", (code,)))
        elif place is not None and place.kind not in kind.places[field]:
            faults.append(Fault(f"/header/{field}", "place_kind_wrong", (code, place.kind)))
    named = {field: str(draft.header.get(field, "")) for field in kind.parties}
    parties = parties_by_code(scope=scope, codes=list(named.values()))
    for field, code in named.items():
        if code.strip() and (code not in parties
                             or kind.parties[field] not in parties[code].kinds):
            faults.append(Fault(f"/header/{field}", "party_wrong", (code[:64],)))
    return faults + _line_master_faults(scope, site, draft.lines)


def _line_master_faults(
    scope: Scope, site: SiteRow, lines: Sequence[LineDraft]
) -> list[Fault]:
    items = items_by_code(scope=scope, codes={line.item for line in lines})
    owners = parties_by_code(scope=scope, codes={line.owner for line in lines if line.owner})
    faults = [Fault(f"/lines/{n}/item", "item_unknown", (line.item,))
              for n, line in enumerate(lines) if line.item not in items]
    places = places_by_code(
        scope=scope, site=site.id, codes={line.place for line in lines if line.place})
    faults += [Fault(f"/lines/{n}/place", "place_unknown", (line.place,))
               for n, line in enumerate(lines) if line.place and line.place not in places]
    return faults + [Fault(f"/lines/{n}/owner", "not_found")
                     for n, line in enumerate(lines) if line.owner and line.owner not in owners]

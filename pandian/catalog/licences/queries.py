"""Reading licences, and asking the gates.   证照查询

Licences of partners and items are everybody's; those of a site are seen with the site, those of
people by whoever maintains masters.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.catalog.licences.rules import ask_faults, may
from pandian.catalog.licences.words import (
    LIST_ROWS_MAX,
    Ask,
    AskDraft,
    LicenceFilter,
    LicenceRow,
    Ruling,
    Subject,
)
from pandian.catalog.queries import attribute_of_items, items_by_code, parties_by_code
from pandian.catalog.words import ItemRow
from pandian.governance.queries import people, sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Refused

SHOWN_CHARACTERS_MAX = 64
COLD = "cold"


class AskRefused(Refused):
    """What is asked cannot be judged: something named is not there, or something lacks."""


class LicencePage(NamedTuple):
    """Some licences; `next` is the id to go on after, or None at the end."""

    rows: list[LicenceRow]
    next: int | None


def people_held(*, scope: Scope) -> dict[str, int]:
    """Return {code: id} of the people whose licences the scope may see."""
    if not scope.may("catalog.write"):
        return {}
    return {row.code: row.id for row in people(scope=scope)}


def list_licences(
    *, scope: Scope, wanted: LicenceFilter, on: date | None = None, after: int = 0,
    limit: int = LIST_ROWS_MAX,
) -> LicencePage:
    """Return licences by id, as far as the scope sees them, from a cursor on.

    `on` is the day from which `ending_days` counts (today, UTC).
    """
    day = on or datetime.now(UTC).date()
    seen, most = people_held(scope=scope), max(1, min(limit, LIST_ROWS_MAX))
    rows = run("catalog.licences", "licences", {
        "people": list(seen.values()), "people_codes": list(seen),
        "sites": [row.id for row in sites(scope=scope)], "after": after, "limit": most + 1,
        "kind": wanted.kind, "holder_kind": wanted.holder_kind, "holder": wanted.holder,
        "valid_on": wanted.valid_on, "ends_by": _ends_by(day, wanted.ending_days)})
    found = [_licence(row) for row in rows[:most]]
    return LicencePage(found, found[-1].id if len(rows) > most else None)


def _ends_by(day: date, days: int | None) -> date | None:
    last = date.max.toordinal()
    return None if days is None else date.fromordinal(min(day.toordinal() + days, last))


def _licence(row: Any) -> LicenceRow:
    return LicenceRow(
        row.id, row.kind, row.holder_kind, row.holder, row.number, row.issuer,
        tuple(row.categories), tuple(row.regions), row.valid_from, row.valid_to, row.digest,
        getattr(row, "renewed", False))


class Checked(NamedTuple):
    """What was judged, as of which day, and what the gates say."""

    ask: Ask
    ruling: Ruling


def check(*, scope: Scope, draft: AskDraft, now: datetime | None = None) -> Checked:
    """Ask the gates whether something may be done.  Raises `AskRefused` with every fault."""
    here = {row.code: row for row in sites(scope=scope)}.get(draft.site)
    party = parties_by_code(scope=scope, codes=[draft.party]).get(draft.party)
    item = items_by_code(scope=scope, codes=[draft.item]).get(draft.item) if draft.item else None
    person = people_held(scope=scope).get(draft.person) if draft.person else None
    ask = Ask(draft.action, draft.site, draft.party, _subject(scope, item),
              draft.on or _today(here, now), draft.made_on, draft.person, draft.post, draft.region)
    faults = _unknown({"site": (draft.site, here), "party": (draft.party, party),
                       "item": (draft.item, item), "person": (draft.person, person)})
    pointers = {fault.pointer for fault in faults}
    faults += [fault for fault in ask_faults(ask) if fault.pointer not in pointers]
    if faults or here is None:
        raise AskRefused(faults)
    holders = [("site", here.id, here.code)]
    holders += [("party", party.id, party.code)] if party else []
    holders += [("item", item.id, item.code)] if item else []
    holders += [("person", person, draft.person)] if person else []
    rows = run("catalog.licences", "held", {
        "holder_kinds": [kind for kind, _, _ in holders], "holders": [id for _, id, _ in holders],
        "codes": [code for _, _, code in holders]})
    return Checked(ask, may(ask, [_licence(row) for row in rows]))


def _unknown(named: dict[str, tuple[str, object]]) -> list[Fault]:
    """Return the fault of each name that is given and leads nowhere; a site must be given."""
    faults = [Fault(f"/{field}", f"unknown_{field}", (code[:SHOWN_CHARACTERS_MAX],))
              for field, (code, found) in named.items() if code and found is None]
    return faults if named["site"][0] else [*faults, Fault("/site", "missing")]


def _subject(scope: Scope, item: ItemRow | None) -> Subject | None:
    if item is None:
        return None
    said = {name: attribute_of_items(scope=scope, items=[item.id], name=name).get(item.id, "")
            for name in ("category", "class", "storage")}
    return Subject(item.code, said["category"], said["class"], said["storage"] == COLD)


def _today(site: SiteRow | None, now: datetime | None) -> date:
    at = now or datetime.now(UTC)
    return at.astimezone(ZoneInfo(site.time_zone)).date() if site else at.date()

"""Reading licences, and asking the gates.   证照查询

Licences of partners and items are everybody's; those of a site are seen with the site, those of
people by themselves and by whoever maintains masters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from pandian.catalog.words import ItemRow, PartyRow
from pandian.governance.queries import people, sites, today
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
    """Return {code: id} of the people whose licences the scope may see: at least oneself."""
    if not scope.may("catalog.write"):
        return {} if scope.service else {scope.actor: scope.person}
    return {row.code: row.id for row in people(scope=scope)}


def list_licences(
    *, scope: Scope, wanted: LicenceFilter, on: date | None = None, after: int = 0,
    limit: int = LIST_ROWS_MAX,
) -> LicencePage:
    """Return licences by id, as far as the scope sees them, from a cursor on.

    `on` is the day from which `ending_days` counts (today, at the first site seen).
    """
    day = None if wanted.ending_days is None else on or today(scope=scope)
    seen, most = people_held(scope=scope), max(1, min(limit, LIST_ROWS_MAX))
    rows = run("catalog.licences", "licences", {
        "people": list(seen.values()), "people_codes": list(seen),
        "sites": [row.id for row in sites(scope=scope)], "after": after, "limit": most + 1,
        "kind": wanted.kind, "holder_kind": wanted.holder_kind, "holder": wanted.holder,
        "valid_on": wanted.valid_on, "ends_by": _ends_by(day, wanted.ending_days)})
    found = [_licence(row) for row in rows[:most]]
    return LicencePage(found, found[-1].id if len(rows) > most else None)


def _ends_by(day: date | None, days: int | None) -> date | None:
    if day is None or days is None:
        return None
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


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
    known = _look_up(scope, [draft])
    ask, faults = _asked(draft, known, now, "")
    if faults:
        raise AskRefused(faults)
    return _judged([ask], known)[0]


def check_all(
    *, scope: Scope, drafts: Sequence[AskDraft], now: datetime | None = None
) -> list[Checked]:
    """Ask the gates for many acts, as the lines of a document, in a fixed number of statements.

    Raises `AskRefused` with the faults of all of them; the pointers begin with the position.
    """
    known = _look_up(scope, drafts)
    asked = [_asked(draft, known, now, f"/{n}") for n, draft in enumerate(drafts)]
    if faults := [fault for _, wrong in asked for fault in wrong]:
        raise AskRefused(faults)
    return _judged([ask for ask, _ in asked], known)


class _Known(NamedTuple):
    """Whatever the asks name, by the codes as given."""

    sites: dict[str, SiteRow]
    parties: dict[str, PartyRow]
    items: dict[str, ItemRow]
    people: dict[str, int]
    subjects: dict[str, Subject]


def _look_up(scope: Scope, drafts: Sequence[AskDraft]) -> _Known:
    items = items_by_code(scope=scope, codes={draft.item for draft in drafts if draft.item})
    ids = {row.id for row in items.values()}
    said = {name: attribute_of_items(scope=scope, items=ids, name=name)
            for name in ("category", "class", "storage")}
    return _Known(
        {row.code: row for row in sites(scope=scope)},
        parties_by_code(scope=scope, codes={draft.party for draft in drafts if draft.party}),
        items,
        people_held(scope=scope) if any(draft.person for draft in drafts) else {},
        {code: Subject(row.code, said["category"].get(row.id, ""), said["class"].get(row.id, ""),
                       said["storage"].get(row.id) == COLD) for code, row in items.items()})


def _asked(
    draft: AskDraft, known: _Known, now: datetime | None, pointer: str
) -> tuple[Ask, list[Fault]]:
    """Return one ask with the fault of each name that leads nowhere, and of each that lacks."""
    ask = Ask(draft.action, draft.site, draft.party, known.subjects.get(draft.item),
              draft.on or _today(known.sites.get(draft.site), now), draft.made_on, draft.person,
              draft.post, draft.region)
    named: tuple[tuple[str, str, Mapping[str, object]], ...] = (
        ("site", draft.site, known.sites), ("party", draft.party, known.parties),
        ("item", draft.item, known.items), ("person", draft.person, known.people))
    faults = [Fault(f"/{field}", f"unknown_{field}", (code[:SHOWN_CHARACTERS_MAX],))
              for field, code, rows in named if code and code not in rows]
    if not draft.site:
        faults.append(Fault("/site", "missing"))
    pointers = {fault.pointer for fault in faults}
    faults += [fault for fault in ask_faults(ask) if fault.pointer not in pointers]
    return ask, [fault._replace(pointer=pointer + fault.pointer) for fault in faults]


def _judged(asks: Sequence[Ask], known: _Known) -> list[Checked]:
    """Read the licences of everybody named, in one statement, and ask the rule."""
    ids = {("site", row.code): row.id for row in known.sites.values()}
    ids |= {("party", row.code): row.id for row in known.parties.values()}
    ids |= {("item", row.code): row.id for row in known.items.values()}
    ids |= {("person", code): id for code, id in known.people.items()}
    named = sorted({pair for ask in asks for pair in _holders(ask)})
    held: dict[tuple[str, str], list[LicenceRow]] = {}
    for row in run("catalog.licences", "held", {
            "holder_kinds": [kind for kind, _ in named], "codes": [code for _, code in named],
            "holders": [ids[pair] for pair in named]}):
        held.setdefault((row.holder_kind, row.holder), []).append(_licence(row))
    return [Checked(ask, may(ask, [row for pair in _holders(ask) for row in held.get(pair, ())]))
            for ask in asks]


def _holders(ask: Ask) -> list[tuple[str, str]]:
    """Return (kind, code) of everybody and everything that an ask names."""
    pairs = (("site", ask.site), ("party", ask.party), ("item", ask.item.item if ask.item else ""),
             ("person", ask.person))
    return [(kind, code) for kind, code in pairs if code]


def _today(site: SiteRow | None, now: datetime | None) -> date:
    at = now or datetime.now(UTC)
    return at.astimezone(ZoneInfo(site.time_zone)).date() if site else at.date()

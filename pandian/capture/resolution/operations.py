"""From what was sent to ids for a whole push: every look-up once.   识别

An explicit item wins over a code.  A code is judged by `rules.resolve`; what that would ask a
person waits in the tray with its reason, but for three cases that nobody has to be asked at the
door: a lot that the code does not name is "not stated" (counting pairs it with the book of the
very instant), a pack that the row itself names, and a text that the person typed.  Lots and
serials that are named but unknown are opened with the label's dates, and a new lot is proposed
to a person (decision 0007): a lot found on the shelf is a fact of the shelf, never a silent one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.capture.resolution.queries import look
from pandian.capture.resolution.rules import contexts
from pandian.capture.resolution.rules import resolve as judge
from pandian.capture.resolution.words import (
    ACCEPTED_FROM,
    Candidate,
    Context,
    Looked,
    Opinion,
    Resolution,
    Scan,
)
from pandian.capture.words import ENTRIES, MODES, ObservationDraft
from pandian.catalog.operations import open_lots, open_serials
from pandian.catalog.queries import (
    factors,
    items_by_code,
    lots_by_code,
    parties_by_code,
    places_by_code,
)
from pandian.catalog.words import (
    LOT_CHARACTERS_MAX,
    SERIAL_CHARACTERS_MAX,
    STATUSES,
    ItemRow,
    PlaceRow,
)
from pandian.codes.rules import parse, parse_tag
from pandian.codes.words import Verdict
from pandian.governance.rules import code_faults
from pandian.governance.words import Scope
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.statements import affected, run

TYPED = ("keyed", "keyboard", "voice")
"""Entries where a person wrote what stands there, and saw what it was understood as."""
HEALED_PAGE = 1_000
UNASKED = frozenset({"known", "lot_new", "lot_missing"})
"""Reasons that need nobody at the door: see the top of this file."""


class _Meant(NamedTuple):
    """What a row names: its item (None: nobody knows, for `reason`), lot, serial, and dates."""

    item: ItemRow | None = None
    reason: str = "item_unknown"
    lot: str | None = None
    serial: str | None = None
    dates: tuple[date | None, date | None] = (None, None)


class _Masters(NamedTuple):
    places: Mapping[str, PlaceRow]
    factors: Mapping[tuple[int, str], int]
    owners: Mapping[str, int]


class _Known(NamedTuple):
    """A row whose item is known; lot and serial are still texts."""

    opinion: Opinion
    lot: str
    serial: str
    dates: tuple[date | None, date | None] = (None, None)


def resolve(
    *, scope: Scope, site: int, drafts: Sequence[ObservationDraft],
    instants: Sequence[datetime] | None = None,
) -> list[Opinion]:
    """Say what each observation of one site means, in order, in a fixed number of statements.

    `instants` are when each was seen by the server's clock (now, where they are not given): a
    binding counts when it was valid then.
    """
    now = datetime.now(UTC)
    seen = list(instants) if instants is not None else [now] * len(drafts)
    meant = _meant(scope, site, drafts, seen, now)
    masters = _masters(scope, site, drafts, meant)
    known = [_known(draft, one, masters) for draft, one in zip(drafts, meant, strict=True)]
    lot_ids = _opened_lots(scope, site, drafts, known, now)
    serials = sorted({(k.opinion.item, k.serial) for k in known if k.serial})
    serial_ids = open_serials(scope=scope, pairs=serials) if serials else {}
    return [_finished(k, lot_ids, serial_ids) for k in known]


def _meant(
    scope: Scope, site: int, drafts: Sequence[ObservationDraft], seen: Sequence[datetime],
    now: datetime,
) -> list[_Meant]:
    """Say which item, lot and serial every row names."""
    named = sorted({draft.item for draft in drafts if draft.item})
    items = items_by_code(scope=scope, codes=named) if named else {}
    at = {draft.id: instant for draft, instant in zip(drafts, seen, strict=True)
          if draft.code and not draft.item}
    scanned = [draft for draft in drafts if draft.code and not draft.item]
    readings = {draft.id: _reading(draft, now.date()) for draft in scanned}
    known = look(
        scope=scope, site=site, today=now.date(),
        scans=[Scan(draft.code or "", "", draft.place, at[draft.id]) for draft in scanned],
        readings=[readings[draft.id] for draft in scanned]) if scanned else None
    meant = known.items() if known else {}
    judged = {
        draft.id: _picked(draft, one, context, meant)
        for draft, one, context in zip(
            scanned, known.looked, contexts(known, at=now), strict=True)
    } if known else {}
    return [
        _Meant(items.get(draft.item), "item_unknown", draft.lot, draft.serial,
               _dates(draft, now.date())) if draft.item
        else judged.get(draft.id, _Meant()) for draft in drafts]


def _dates(draft: ObservationDraft, today: date) -> tuple[date | None, date | None]:
    """Return what the label of a row says of its lot, where the row has a code beside its item."""
    if not (draft.code and draft.lot):
        return (None, None)
    reading = _reading(draft, today)
    return (reading.made_on, reading.expires_on)


def _reading(draft: ObservationDraft, today: date) -> Verdict:
    """Read a row's code; a lot or serial that the row states itself stands for the code's."""
    symbology = str(draft.extra.get("symbology") or "")
    reading = (parse_tag(draft.code or "", today=today) if draft.entry == "rfid"
               else parse(draft.code or "", today=today, symbology=symbology))
    if draft.lot or draft.serial:
        reading = reading._replace(
            lot=draft.lot or reading.lot, serial=draft.serial or reading.serial, candidates=(),
            suspicions=tuple(s for s in reading.suspicions if s != "separator_suspected"))
    return reading


def _picked(
    draft: ObservationDraft, one: Looked, context: Context, items: Mapping[str, ItemRow]
) -> _Meant:
    """Return what a scanned row means: what is sure, what the person picked, or why neither."""
    if draft.unit or draft.factor:
        context = context._replace(place_kind="")
    found = judge(one.reading, context)
    best = _confirmed(draft, found) or _sure(draft, found)
    if best is None:
        return _Meant(reason=found.reason)
    return _Meant(items[best.item], "", best.lot, best.serial,
                  (best.made_on, best.expires_on) if "lot_new" in best.reasons else (None, None))


def _confirmed(draft: ObservationDraft, found: Resolution) -> Candidate | None:
    """Return the candidate that the person saw and took on the device, if it is one of ours.

    What the device took by itself is no person's word: it is judged again.
    """
    said = draft.extra.get("resolved")
    if not isinstance(said, Mapping) or not said.get("item"):
        return None
    sure, lot, serial = said.get("confidence"), said.get("lot"), said.get("serial")
    if isinstance(sure, int) and sure >= ACCEPTED_FROM:
        return None
    fits = [one for one in found.candidates if one.item == said["item"]
            and (not lot or one.lot in (None, lot)) and (not serial or one.serial == serial)]
    if not fits or not (lot or len(fits) == 1):
        return None
    return fits[0]._replace(lot=fits[0].lot or (lot if isinstance(lot, str) else None))


def _sure(draft: ObservationDraft, found: Resolution) -> Candidate | None:
    """Return the best candidate where nobody has to be asked; packs of one item are one."""
    if not found.candidates:
        return None
    best = found.candidates[0]
    alike = all((c.item, c.lot, c.serial) == (best.item, best.lot, best.serial)
                for c in found.candidates)
    allowed = UNASKED | ({"item_ambiguous"} if alike else set()) | (
        {"case_folded"} if alike and draft.entry in TYPED else set())
    sure = alike and set(best.reasons) <= allowed
    return best if sure or not found.ask else None


def _masters(
    scope: Scope, site: int, drafts: Sequence[ObservationDraft], meant: Sequence[_Meant]
) -> _Masters:
    units = {(one.item.id, draft.unit) for draft, one in zip(drafts, meant, strict=True)
             if draft.unit and draft.factor is None and one.item is not None}
    owners = sorted({draft.owner for draft in drafts if draft.owner})
    return _Masters(
        places_by_code(scope=scope, site=site,
                       codes=sorted({draft.place for draft in drafts if draft.place})),
        factors(scope=scope, pairs=sorted(units)) if units else {},
        {code: row.id for code, row in parties_by_code(scope=scope, codes=owners).items()}
        if owners else {},
    )


def _known(draft: ObservationDraft, meant: _Meant, masters: _Masters) -> _Known:
    """Look one row up; a row that cannot be used keeps the first reason why."""
    if draft.mode == "undo":
        return _Known(Opinion(), "", "")
    place = masters.places.get(draft.place)
    opinion = Opinion(place=place.id if place else 0)
    if draft.mode not in MODES:
        return _waiting(opinion, "mode_unknown")
    if draft.entry not in ENTRIES:
        return _waiting(opinion, "entry_unknown")
    if place is None or not place.physical:
        return _waiting(opinion, "place_unknown")
    if meant.item is None and draft.mode == "empty" and not (draft.item or draft.code):
        return _Known(opinion, "", "")
    if meant.item is None:
        return _waiting(opinion, meant.reason)
    return _measured(draft, meant, meant.item, masters, opinion)


def _measured(
    draft: ObservationDraft, meant: _Meant, item: ItemRow, masters: _Masters, opinion: Opinion
) -> _Known:
    """Give a row whose item is known its lot, serial, status, owner and base quantity."""
    opinion = opinion._replace(
        item=item.id, item_code=item.code, unit=item.unit,
        status=draft.status or None,
        owner=masters.owners.get(draft.owner, -1) if draft.owner
        else (0 if draft.owner == "" else None),
    )
    if opinion.status is not None and opinion.status not in STATUSES:
        return _waiting(opinion, "status_unknown")
    if opinion.owner == -1:
        return _waiting(opinion, "owner_unknown")
    factor = draft.factor or _factor(draft.unit, item, masters.factors)
    if factor is None:
        return _waiting(opinion, "unit_unknown")
    quantity = draft.quantity if draft.quantity is not None else 1
    base = 0 if draft.mode == "empty" else quantity * factor
    if base > QUANTITY_MAX:
        return _waiting(opinion, "quantity_range")
    by_lot, by_serial = "lot" in item.tracking, "serial" in item.tracking
    lot = (meant.lot or "") if by_lot else ""
    serial = (meant.serial or "") if by_serial else ""
    if serial and base > 1:
        return _waiting(opinion, "serial_quantity")
    if draft.entry == "rfid" and not serial:  # two reads of one tag must never add up
        return _waiting(opinion, "not_by_serial")
    if _unusable(lot, LOT_CHARACTERS_MAX) or _unusable(serial, SERIAL_CHARACTERS_MAX):
        return _waiting(opinion, "lot_unusable")
    return _Known(opinion._replace(
        base=base, lot=None if by_lot else 0, serial=None if by_serial else 0,
        lot_code=lot or None, serial_code=serial or None,
    ), lot, serial, meant.dates)


def _unusable(code: str, characters_max: int) -> bool:
    return bool(code and code_faults(code, "", characters_max=characters_max, reserved=True))


def _waiting(opinion: Opinion, reason: str) -> _Known:
    return _Known(opinion._replace(tray="unresolved", reason=reason), "", "")


def _factor(
    unit: str | None, item: ItemRow, known: Mapping[tuple[int, str], int]
) -> int | None:
    return 1 if not unit or unit == item.unit else known.get((item.id, unit))


def _opened_lots(
    scope: Scope, site: int, drafts: Sequence[ObservationDraft], known: Sequence[_Known],
    now: datetime,
) -> dict[tuple[int, str], int]:
    """Return the ids of the lots named, opening new ones; each new one is proposed to a person."""
    wanted = {(k.opinion.item, k.lot): (draft, k) for draft, k in
              reversed(list(zip(drafts, known, strict=True))) if k.lot}
    if not wanted:
        return {}
    found = {pair: row.id for pair, row in lots_by_code(scope=scope, pairs=wanted).items()}
    new = sorted(set(wanted) - set(found))
    if new:
        found |= open_lots(scope=scope, pairs=new, dates={
            pair: wanted[pair][1].dates for pair in new})
        affected("capture.rescue", "propose_lots", {
            "site": site, "actor": scope.actor, "now": now,
            "observations": [wanted[pair][0].id for pair in new],
            "places": [wanted[pair][1].opinion.place for pair in new],
            "items": [item for item, _ in new], "lots": [found[pair] for pair in new]})
    return found


def _finished(
    known: _Known, lots: dict[tuple[int, str], int], serials: dict[tuple[int, str], int]
) -> Opinion:
    opinion = known.opinion
    if known.lot:
        opinion = opinion._replace(lot=lots[opinion.item, known.lot])
    if known.serial:
        opinion = opinion._replace(serial=serials[opinion.item, known.serial])
    return opinion


def keep_opinions(
    *, scope: Scope, sites: Sequence[int], ids: Sequence[UUID], act: str, note: str = "",
    ref: str = "", now: datetime,
) -> int:
    """Keep the present opinions of these observations in the history before they are replaced.

    `act` (a key of rescue's `ACTS`) ends them; `ref` names the binding that did, if one did.
    """
    return affected("capture.resolution", "keep_opinions", {
        "sites": list(sites), "ids": list(ids), "act": act, "actor": scope.actor, "note": note,
        "ref": ref, "now": now})


def resolve_rows(
    *, scope: Scope, drafts: Sequence[ObservationDraft], sites: Sequence[int],
    instants: Sequence[datetime],
) -> list[Opinion]:
    """Say what observations of several sites mean, in order; statements grow with sites only."""
    groups: dict[int, list[int]] = defaultdict(list)
    for n, site in enumerate(sites):
        groups[site].append(n)
    answer: dict[int, Opinion] = {}
    for site, numbers in groups.items():
        found = resolve(scope=scope, site=site, drafts=[drafts[n] for n in numbers],
                        instants=[instants[n] for n in numbers])
        answer |= dict(zip(numbers, found, strict=True))
    return [answer[n] for n in range(len(drafts))]


def put_opinions(
    sites: Sequence[int], ids: Sequence[UUID], opinions: Sequence[Opinion], now: datetime
) -> None:
    """Write what observations are understood as, in place of what stood there."""
    affected("capture", "put_resolutions", {
        "now": now, "sites": list(sites), "ids": list(ids),
        "places": [o.place for o in opinions], "items": [o.item for o in opinions],
        "lots": [o.lot for o in opinions], "serials": [o.serial for o in opinions],
        "statuses": [o.status for o in opinions], "owners": [o.owner for o in opinions],
        "bases": [o.base for o in opinions], "trays": [o.tray for o in opinions],
        "reasons": [o.reason for o in opinions],
    })


def draft_of(row: Any) -> ObservationDraft:
    """Return a stored observation as it was sent."""
    return ObservationDraft(
        row.id, row.mode, row.place_code, row.quantity, row.unit, row.factor, row.code,
        row.item_code, row.lot_code, row.serial_code, row.status_code, row.owner_code,
        row.device_at, row.seq, row.task, row.visit, row.undoes, entry=row.entry,
    )


def heal_waiting(
    *, scope: Scope, sites: Sequence[int], note: str = "", ref: str = ""
) -> list[tuple[UUID, UUID | None]]:
    """Read unresolved rows of sites again; return (observation, task) of those that healed.

    Page by page, each page its own transaction.  `ref` names the binding that healed them.
    """
    healed: list[tuple[UUID, UUID | None]] = []
    after_site, after = -1, UUID(int=0)
    while True:
        with transaction.atomic():
            rows = run("capture", "unresolved", {
                "sites": list(sites), "after_site": after_site, "after": after,
                "limit": HEALED_PAGE})
            if not rows:
                return healed
            healed += _heal(scope, rows, note, ref)
        after_site, after = rows[-1].site, rows[-1].id


def _heal(
    scope: Scope, rows: Sequence[Any], note: str, ref: str
) -> list[tuple[UUID, UUID | None]]:
    """Replace the opinions that have changed; what stood there goes to the history first."""
    opinions = resolve_rows(
        scope=scope, drafts=[draft_of(row) for row in rows], sites=[row.site for row in rows],
        instants=[row.observed_at for row in rows])
    better = [(row, opinion) for row, opinion in zip(rows, opinions, strict=True)
              if opinion.tray != row.tray or opinion.reason != row.reason]
    if better:
        now = datetime.now(UTC)
        sites, ids = [row.site for row, _ in better], [row.id for row, _ in better]
        keep_opinions(scope=scope, sites=sites, ids=ids, act="bound" if ref else "healed",
                      note=note, ref=ref, now=now)
        put_opinions(sites, ids, [opinion for _, opinion in better], now)
    return [(row.id, row.task) for row, opinion in better if opinion.tray == ""]

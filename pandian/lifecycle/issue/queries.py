"""What a sale looks up before it goes on.   销售出库查询"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pandian.capture.photos.queries import photos_kept
from pandian.catalog.queries import attribute_of_items, items_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.blinding.queries import is_blind
from pandian.lifecycle.fefo.queries import claims_of, lock_faults, lots_of
from pandian.lifecycle.fefo.rules import limit_faults
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.issue.rules import (
    above_faults,
    check_faults,
    loaded_faults,
    pack_faults,
    parcel_faults,
    parcels_of,
    totals,
)
from pandian.lifecycle.issue.words import COLD, LOADED, PARCELS, Key, Parcel
from pandian.lifecycle.parcels.queries import codes_known, units_of
from pandian.lifecycle.revising.queries import revision_faults
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.standing.queries import kinds_of
from pandian.lifecycle.standing.words import STORED
from pandian.lifecycle.words import Action, ActionDraft, Amount, DocumentDraft, Held, Kind

IN_PARCEL = {"picked": 1, "put_back": -1, "held": -1}
PASSED = {"checked": 1}
ON_THE_WAY = {"shipped": 1, "voided": -1}


def opening_of_issue(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what stands against an order: its limits, the buyer's licences, the items'."""
    yield from limit_faults(draft.header, draft.lines)
    customer = draft.header.get("customer")
    if isinstance(customer, str) and customer.strip():
        yield from licence_faults(
            scope=scope, site=site, act="issue", party=customer,
            region=_text(draft.header.get("region")), party_pointer="/header/customer",
            goods=[Goods(f"/lines/{n}/item", line.item) for n, line in enumerate(draft.lines)])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def facts_of(held: Held) -> list[Amount]:
    """Return all facts of a document that is held."""
    return [Amount(*row) for row in run("lifecycle", "amounts", {
        "site": held.site.id, "document": held.row.id})]


def named(held: Held, amounts: Sequence[Amount]) -> list[Amount]:
    """Return facts with the lot and serial of their line where they say none."""
    return [a._replace(lot=a.lot or held.lines[a.line].lot,
                       serial=a.serial or held.lines[a.line].serial)
            for a in amounts if a.line in held.lines]


def gates_of_issue(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> list[Fault]:
    """Return what stands against an action of a sale."""
    if draft.action == REVISE:
        return list(revision_faults(scope, held, draft, opening_of_issue))
    gate = {"pick": _pick, "put_back": _put_back, "check": _check, "pack": _pack, "ship": _ship,
            "void": _void, "cancel": _cancel}.get(draft.action)
    return list(gate(scope, held, draft)) if gate else []


def _pick(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    claims = claims_of(scope=scope, site=held.site.id, document=held.row.id)
    goods = {(row.line, row.place, row.lot) for row in claims}
    places = {(row.line, row.place) for row in claims}
    kinds = kinds_of(scope, held.site.id, {a.source for a in draft.amounts if a.source})
    for n, a in enumerate(draft.amounts):
        line = held.lines.get(a.line)
        if line is None or not a.source:
            continue
        if kinds.get(a.source) not in STORED:
            yield Fault(f"/amounts/{n}/source", "place_kind_wrong",
                        (a.source, kinds.get(a.source, "-")))
        if a.measure == "short":
            if (a.line, a.source) not in places:
                yield Fault(f"/amounts/{n}/source", "short_not_claimed", (a.line, a.source))
        elif (a.line, a.source, a.lot or line.lot) not in goods and not a.note.strip():
            yield Fault(f"/amounts/{n}/note", "other_goods",
                        (a.line, a.source, a.lot or line.lot))
    yield from _locked(scope, held, draft, "picked")


def _locked(scope: Scope, held: Held, draft: ActionDraft, measure: str) -> Iterator[Fault]:
    return lock_faults(scope=scope, site=held.site, goods=[
        (f"/amounts/{n}/lot", held.lines[a.line].item, a.lot or held.lines[a.line].lot,
         "accepted")
        for n, a in enumerate(draft.amounts) if a.line in held.lines and a.measure == measure])


def _put_back(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    given = totals(named(held, draft.amounts), {"put_back": 1})
    faults = list(above_faults(totals(facts_of(held), IN_PARCEL), given, "put_back_above"))
    if faults and is_blind(scope=scope, site=held.site, document=held.row.id, kind=held.kind,
                           state=held.row.state):
        faults = [Fault(fault.pointer, "put_back_blind", fault.params[:1]) for fault in faults]
    yield from faults


def _check(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    """What is refused at the check counts too: the parcel is counted whole."""
    found = totals(named(held, draft.amounts), {"checked": 1, "held": 1})
    yield from check_faults(totals(facts_of(held), IN_PARCEL), found)
    yield from _locked(scope, held, draft, "checked")
    for n, a in enumerate(draft.amounts):
        if a.measure == "held" and not a.note.strip():
            yield Fault(f"/amounts/{n}/note", "reason_missing")


def _pack(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    amounts = named(held, draft.amounts)
    yield from pack_faults(totals(facts_of(held), PASSED), totals(amounts, {"packed": 1}))
    parcels, faults = parcels_of(draft.evidence)
    yield from faults
    if not faults:
        yield from parcel_faults(parcels, amounts, cold_lines(scope, held))
        yield from _evidence_faults(scope, held, parcels)


def _evidence_faults(scope: Scope, held: Held, parcels: Sequence[Parcel]) -> Iterator[Fault]:
    """Yield numbers that other parcels have, and photos that are not kept."""
    known = codes_known(scope=scope, site=held.site.id, codes=[
        each.sscc for each in parcels if each.sscc])
    photos = {digest for each in parcels for digest in each.photos.split()}
    kept = photos_kept(scope=scope, site=held.site.id, digests=photos)
    for n, each in enumerate(parcels):
        where = f"/evidence/{PARCELS}/{n}"
        if each.sscc in known:
            yield Fault(f"{where}/sscc", "parcel_sscc_used", (each.sscc,))
        yield from (Fault(f"{where}/photos", "photo_not_kept", (digest[:64],))
                    for digest in each.photos.split() if digest not in kept)


def cold_lines(scope: Scope, held: Held) -> dict[int, bool]:
    """Return which lines are of items that are kept cold (attribute `storage`)."""
    items = items_by_code(scope=scope, codes={line.item for line in held.lines.values()})
    storage = attribute_of_items(
        scope=scope, items=[row.id for row in items.values()], name="storage")
    return {n: storage.get(items[line.item].id, "") in COLD for n, line in held.lines.items()
            if line.item in items}


def to_ship(held: Held) -> dict[Key, int]:
    """Return what was packed, passed the check and is not on its way yet."""
    facts = facts_of(held)
    away = totals(facts, ON_THE_WAY)
    return {key: left for key, quantity in totals(facts, PASSED).items()
            if (left := quantity - away.get(key, 0)) > 0}


def _ship(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    leaving = to_ship(held)
    if not leaving:
        yield Fault("", "nothing_checked")
        return
    yield from loaded_faults(draft.evidence.get(LOADED), [
        unit.code for unit in units_of(scope=scope, site=held.site.id, document=held.row.id)])
    cold = cold_lines(scope, held)
    if any(cold.get(key.line) for key in leaving) and not _text(
            draft.evidence.get("temperature")).strip():
        yield Fault("/evidence/temperature", "evidence_missing", ("temperature",))
    lots = lots_of(scope, {(held.lines[key.line].item, key.lot) for key in leaving})
    made = {key: lots.get((held.lines[key.line].item, key.lot)) for key in leaving}
    yield from licence_faults(
        scope=scope, site=held.site, act="issue", party=held.row.header["customer"],
        region=_text(held.row.header.get("region")), party_pointer="/header/customer",
        goods=[Goods(f"/lines/{key.line - 1}/item", held.lines[key.line].item,
                     lot.made_on if lot else None) for key, lot in made.items()])


def _void(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    """All that left is counted back: a part that stays away is a return of the customer."""
    away = totals(facts_of(held), ON_THE_WAY)
    back = totals(named(held, draft.amounts), {"voided": 1})
    for key in sorted({*away, *back}):
        if away.get(key, 0) != back.get(key, 0):
            yield Fault("/amounts", "void_above", (key.line, away.get(key, 0), back.get(key, 0)))


def _cancel(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    if totals(facts_of(held), IN_PARCEL):
        yield Fault("", "picked_remains")

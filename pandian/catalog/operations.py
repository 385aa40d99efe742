"""Writing masters: sites, places, items, lots, partners.   主数据操作

Every batch is an idempotent upsert: one outcome per element, in order.  Elements with faults are
refused with all of them, the others are written, in a number of statements that does not depend
on the number of elements.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from pandian.catalog.queries import ItemCode, items_by_code, lots_by_code, serials_by_code
from pandian.catalog.rules import (
    binding_key,
    cost_of,
    date_of,
    item_faults,
    lot_faults,
    orphans,
    parent_faults,
    party_faults,
    pinyin_of,
    place_faults,
    search_text,
    span_faults,
)
from pandian.catalog.words import (
    LOT_CHARACTERS_MAX,
    PLACE_KINDS,
    SERIAL_CHARACTERS_MAX,
    VIRTUAL,
    ItemDraft,
    LotDraft,
    PartyDraft,
    PlaceDraft,
)
from pandian.codes.rules import match_key
from pandian.governance import operations as governance
from pandian.governance.queries import site_ids
from pandian.governance.rules import batch_faults, code_faults, repeats
from pandian.governance.words import Scope, SiteDraft
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft, Fault, Outcome, Refused

Faults = dict[int, list[Fault]]


class BatchRefused(Refused):
    """The batch as a whole is refused (it is too large)."""


class LotsRefused(Refused):
    """Lots or serials cannot be opened under these codes."""


def put_sites(*, scope: Scope, sites: Sequence[SiteDraft]) -> list[Outcome]:
    """Create or change sites and open their virtual places.

    Needs catalog.write or governance.write at each site.  Raises `Forbidden`, `SitesRefused`.
    """
    with transaction.atomic():
        outcomes = governance.put_sites(scope=scope, sites=sites)
        standing = [one.key for one in outcomes if not one.result.startswith("refused")]
        if standing:
            affected("catalog", "open_virtual", {
                "sites": standing, "kinds": [code[1:] for code in VIRTUAL]})
    return outcomes


def put_places(*, scope: Scope, places: Sequence[PlaceDraft]) -> list[Outcome]:
    """Create or change places; a parent may stand anywhere in the same batch.

    A parent or sequence of None stays as it is; an empty parent takes the place off its parent.
    Needs catalog.write at each site.  Raises `Forbidden`, `BatchRefused`.
    """
    _enter(scope, len(places))
    ids = site_ids(scope=scope, capability="catalog.write")
    faults = _repeated([(draft.site, draft.code) for draft in places], "code")
    for n, draft in enumerate(places):
        faults[n] = place_faults(draft, f"/{n}") + faults.get(n, [])
        if draft.site not in ids:
            faults[n].append(Fault(f"/{n}/site", "unknown_site", (str(draft.site)[:64],)))
    with transaction.atomic():
        known = _known_places(places, ids, faults)
        _judge_parents(places, ids, known, faults)
        good = [draft for n, draft in enumerate(places) if not faults.get(n)]
        done = _write_places(scope, good, ids, known)
    return _outcomes([draft.code for draft in places], faults,
                     [done.get((ids.get(draft.site, 0), draft.code)) for draft in places])


def _known_places(
    places: Sequence[PlaceDraft], ids: Mapping[str, int], faults: Faults
) -> dict[tuple[int, str], Any]:
    """Return the rows of the places named (as themselves or as parents) and their ancestors."""
    named = {(ids[draft.site], code) for n, draft in enumerate(places) if not faults.get(n)
             for code in (draft.code, draft.parent) if code}
    rows = run("catalog", "ancestors", {
        "sites": [site for site, _ in sorted(named)], "codes": [code for _, code in sorted(named)],
    }) if named else []
    return {(row.site, row.code): row for row in rows}


def _judge_parents(
    places: Sequence[PlaceDraft], ids: Mapping[str, int], known: Mapping[tuple[int, str], Any],
    faults: Faults,
) -> None:
    """Add the faults of parents: unknown, in a circle, nested too deep; children fall with them."""
    above: dict[int, dict[str, str]] = {}
    for (site, code), row in known.items():
        above.setdefault(site, {})[code] = row.parent
    for n, draft in enumerate(places):
        if not faults.get(n) and draft.parent is not None:
            above.setdefault(ids[draft.site], {})[draft.code] = draft.parent
    for n, draft in enumerate(places):
        if not faults.get(n):
            faults[n] = parent_faults(draft.code, above.get(ids[draft.site], {}), f"/{n}")
    wanted = {n: (ids[draft.site], draft.code, draft.parent or "")
              for n, draft in enumerate(places) if not faults.get(n)}
    for n in orphans(wanted, frozenset(known)):
        faults[n] = [Fault(f"/{n}/parent", "unknown_parent", (places[n].parent,))]


def _write_places(
    scope: Scope, places: Sequence[PlaceDraft], ids: Mapping[str, int],
    known: Mapping[tuple[int, str], Any],
) -> dict[tuple[int, str], str]:
    if not places:
        return {}
    keys = [(ids[draft.site], draft.code) for draft in places]
    written = run("catalog", "put_places", {
        "sites": [site for site, _ in keys], "codes": [code for _, code in keys],
        "kinds": [draft.kind for draft in places],
        "sequences": [
            known[key].sequence if draft.sequence is None and key in known else draft.sequence
            for key, draft in zip(keys, places, strict=True)],
        "physicals": [PLACE_KINDS[draft.kind].physical for draft in places],
        "actives": [draft.active for draft in places],
    })
    hung = [draft for draft in places if draft.parent is not None]
    moved = run("catalog", "put_parents", {
        "sites": [ids[draft.site] for draft in hung], "codes": [draft.code for draft in hung],
        "parents": [draft.parent for draft in hung],
    }) if hung else []
    return _note_places(scope, written, moved, known)


def _note_places(
    scope: Scope, written: Sequence[Any], moved: Sequence[Any],
    known: Mapping[tuple[int, str], Any],
) -> dict[tuple[int, str], str]:
    """Record one fact per place that was written or moved; return what became of each."""
    done = {(row.site, row.code): "created" if row.created else "updated" for row in written}
    data: dict[tuple[int, str], dict[str, Any]] = {
        (row.site, row.code): {"now": row.now, "before": row.before} for row in written}
    for row in moved:
        key = (row.site, row.code)
        done.setdefault(key, "updated")
        before = known[key].parent if key in known else ""
        data.setdefault(key, {})["parent"] = {"now": row.parent, "before": before}
    record_many(scope=scope, facts=[
        FactDraft(site, f"place.{done[site, code]}", f"place:{code}", what)
        for (site, code), what in data.items()])
    return done


def put_items(*, scope: Scope, items: Sequence[ItemDraft]) -> list[Outcome]:
    """Create or change items with their packs and codes.

    Packs and codes that are left out stay; a cost of None stays as it is.  The smallest unit can
    never change (all quantities count in it): `exists_with_different_unit`.  Needs catalog.write.
    Raises `Forbidden`, `BatchRefused`.
    """
    _enter(scope, len(items))
    faults = _repeated([draft.code for draft in items], "code")
    for n, draft in enumerate(items):
        faults[n] = item_faults(draft, f"/{n}") + faults.get(n, [])
    with transaction.atomic():
        clashes = _unit_clashes(scope, items, faults)
        good = [draft for n, draft in enumerate(items) if not faults.get(n)]
        done = _write_items(scope, good)
    outcomes = _outcomes([draft.code for draft in items], faults,
                         [done.get(draft.code) for draft in items])
    for n in clashes:
        outcomes[n] = outcomes[n]._replace(result="exists_with_different_unit")
    return outcomes


def _unit_clashes(scope: Scope, items: Sequence[ItemDraft], faults: Faults) -> list[int]:
    """Add the fault of every item that is known in another smallest unit; return which."""
    good = [n for n in range(len(items)) if not faults.get(n)]
    known = items_by_code(scope=scope, codes=[items[n].code for n in good])
    clashes = []
    for n in good:
        row = known.get(items[n].code)
        if row is not None and row.code == items[n].code and row.unit != items[n].unit:
            faults[n] = [Fault(f"/{n}/unit", "different_unit", (row.unit, items[n].unit))]
            clashes.append(n)
    return clashes


def _write_items(scope: Scope, items: Sequence[ItemDraft]) -> dict[str, str]:
    if not items:
        return {}
    written = run("catalog", "put_items", _item_columns(items))
    packs = run("catalog", "put_packs", _pack_columns(items))
    codes = run("catalog", "put_bindings", _binding_columns(items))
    done = {row.code: "created" if row.created else "updated" for row in written}
    data: dict[str, dict[str, Any]] = {
        row.code: {"now": row.now, "before": row.before} for row in written}
    for pack in packs:
        data.setdefault(pack.item, {}).setdefault("packs", []).append(
            {"unit": pack.unit, "factor": pack.factor, "gtin": pack.gtin})
    for code in codes:
        data.setdefault(code.item, {}).setdefault("codes", []).append(
            {"scheme": code.scheme, "value": code.value})
    for code in data:
        done.setdefault(code, "updated")
    record_many(scope=scope, facts=[
        FactDraft(0, f"item.{done[code]}", f"item:{code}", what) for code, what in data.items()])
    return done


def _item_columns(items: Sequence[ItemDraft]) -> dict[str, list[Any]]:
    names = [draft.name.strip() for draft in items]
    names_en = [(draft.name_en or "").strip() for draft in items]
    sounds = [pinyin_of(name) for name in names]
    return {
        "codes": [draft.code for draft in items],
        "code_keys": [match_key(draft.code) for draft in items],
        "names": names, "names_en": names_en, "pinyins": sounds,
        "searches": [search_text(draft.code, name, name_en, sound) for draft, name, name_en, sound
                     in zip(items, names, names_en, sounds, strict=True)],
        "units": [draft.unit for draft in items],
        "trackings": [draft.tracking for draft in items],
        "expiries": [draft.expiry for draft in items],
        "costs": [None if draft.cost is None else cost_of(draft.cost) for draft in items],
        "attributes": [json.dumps(dict(draft.attributes), ensure_ascii=False) for draft in items],
    }


def _pack_columns(items: Sequence[ItemDraft]) -> dict[str, list[Any]]:
    """Return the packs of items as columns, the smallest unit among them with factor 1."""
    rows = [
        (draft.code, unit, factor, gtin) for draft in items
        for unit, (factor, gtin) in {
            draft.unit: (1, ""),
            **{pack.unit: (pack.factor, pack.gtin or "") for pack in draft.packs},
        }.items()
    ]
    return dict(zip(("items", "units", "factors", "gtins"),
                    (list(column) for column in zip(*rows, strict=True)), strict=True))


def _binding_columns(items: Sequence[ItemDraft]) -> dict[str, list[Any]]:
    """Return the codes of items as columns: their own, and the trade numbers of their packs."""
    rows = {
        (draft.code, scheme, binding_key(scheme, value), unit): value for draft in items
        for scheme, value, unit in (
            *((code.scheme.lower(), code.value.strip(), "") for code in draft.codes),
            *(("gtin", pack.gtin, pack.unit) for pack in draft.packs if pack.gtin),
        )
    }
    return {
        "items": [key[0] for key in rows], "schemes": [key[1] for key in rows],
        "keys": [key[2] for key in rows], "units": [key[3] for key in rows],
        "values": list(rows.values()),
    }


def put_lots(*, scope: Scope, lots: Sequence[LotDraft]) -> list[Outcome]:
    """Create or change lots and their dates; a date of None stays as it is.

    Needs catalog.write.  Raises `Forbidden`, `BatchRefused`.
    """
    _enter(scope, len(lots))
    faults = _repeated([(draft.item, draft.lot) for draft in lots], "lot")
    for n, draft in enumerate(lots):
        faults[n] = lot_faults(draft, f"/{n}") + faults.get(n, [])
    with transaction.atomic():
        ids = _items_of_lots(scope, lots, faults)
        good = {n: draft for n, draft in enumerate(lots) if not faults.get(n)}
        _judge_dates(scope, good, ids, faults)
        good = {n: draft for n, draft in good.items() if not faults.get(n)}
        done = _write_lots(scope, list(good.values()), ids)
    return _outcomes([f"{draft.item}/{draft.lot}" for draft in lots], faults,
                     [done.get((ids.get(draft.item, 0), draft.lot)) for draft in lots])


def _items_of_lots(scope: Scope, lots: Sequence[LotDraft], faults: Faults) -> dict[str, int]:
    """Return the ids of the items named; add the faults of unknown ones and those without lots."""
    good = [n for n in range(len(lots)) if not faults.get(n)]
    known = items_by_code(scope=scope, codes=[lots[n].item for n in good])
    for n in good:
        row = known.get(lots[n].item)
        if row is None:
            faults[n] = [Fault(f"/{n}/item", "unknown_item", (lots[n].item,))]
        elif "lot" not in row.tracking:
            faults[n] = [Fault(f"/{n}/item", "item_without_lots", (lots[n].item,))]
    return {code: row.id for code, row in known.items()}


def _judge_dates(
    scope: Scope, lots: Mapping[int, LotDraft], ids: Mapping[str, int], faults: Faults
) -> None:
    """Add the fault of a date that does not go with the other one, known from before."""
    known = lots_by_code(
        scope=scope, pairs=[(ids[draft.item], draft.lot) for draft in lots.values()])
    for n, draft in lots.items():
        row = known.get((ids[draft.item], draft.lot))
        if row is not None:
            faults[n] = span_faults(date_of(draft.made_on) or row.made_on,
                                    date_of(draft.expires_on) or row.expires_on, f"/{n}")


def _write_lots(
    scope: Scope, lots: Sequence[LotDraft], ids: Mapping[str, int]
) -> dict[ItemCode, str]:
    if not lots:
        return {}
    written = run("catalog", "put_lots", {
        "items": [ids[draft.item] for draft in lots], "codes": [draft.lot for draft in lots],
        "made": [date_of(draft.made_on) for draft in lots],
        "expires": [date_of(draft.expires_on) for draft in lots],
    })
    done = {(row.item, row.code): "created" if row.created else "updated" for row in written}
    record_many(scope=scope, facts=[
        FactDraft(0, f"lot.{done[row.item, row.code]}", f"lot:{row.item}/{row.code}",
                  {"now": row.now, "before": row.before}) for row in written])
    return done


def put_parties(*, scope: Scope, parties: Sequence[PartyDraft]) -> list[Outcome]:
    """Create or change suppliers, customers, owners.  Needs catalog.write.

    Raises `Forbidden`, `BatchRefused`.
    """
    _enter(scope, len(parties))
    faults = _repeated([draft.code for draft in parties], "code")
    for n, draft in enumerate(parties):
        faults[n] = party_faults(draft, f"/{n}") + faults.get(n, [])
    good = [draft for n, draft in enumerate(parties) if not faults.get(n)]
    with transaction.atomic():
        written = run("catalog", "put_parties", {
            "codes": [draft.code for draft in good],
            "names": [draft.name.strip() for draft in good],
            "names_en": [(draft.name_en or "").strip() for draft in good],
            "kinds": [",".join(sorted(set(draft.kinds))) for draft in good],
        }) if good else []
        done = {row.code: "created" if row.created else "updated" for row in written}
        record_many(scope=scope, facts=[
            FactDraft(0, f"party.{done[row.code]}", f"party:{row.code}",
                      {"now": row.now, "before": row.before}) for row in written])
    return _outcomes([draft.code for draft in parties], faults,
                     [done.get(draft.code) for draft in parties])


def open_lots(
    *, scope: Scope, pairs: Collection[ItemCode],
    dates: Mapping[ItemCode, tuple[date | None, date | None]] | None = None,
) -> dict[ItemCode, int]:
    """Return the ids of lots by (item id, code), opening those that are not known yet.

    `dates` gives what a label says of a new lot: (made on, expires on).  Whoever may post or push
    may open: a lot is born where it is first seen.  Raises `LotsRefused` for codes that no lot
    can have.
    """
    found = {key: row.id for key, row in lots_by_code(scope=scope, pairs=pairs).items()}
    missing = _missing(pairs, found, "lot", LOT_CHARACTERS_MAX)
    if not missing:
        return found
    _open(scope, "lot", missing, dates)
    again = lots_by_code(scope=scope, pairs=missing)
    return found | {key: row.id for key, row in again.items()}


def open_serials(*, scope: Scope, pairs: Collection[ItemCode]) -> dict[ItemCode, int]:
    """Return the ids of serials by (item id, serial), opening those that are not known yet.

    Raises `LotsRefused` for codes that no serial can have.
    """
    found = {key: row.id for key, row in serials_by_code(scope=scope, pairs=pairs).items()}
    missing = _missing(pairs, found, "serial", SERIAL_CHARACTERS_MAX)
    if not missing:
        return found
    _open(scope, "serial", missing)
    again = serials_by_code(scope=scope, pairs=missing)
    return found | {key: row.id for key, row in again.items()}


def _missing(
    pairs: Collection[ItemCode], found: Collection[ItemCode], field: str, characters_max: int
) -> set[ItemCode]:
    """Return the pairs that are not known yet.  Raises `LotsRefused` when one cannot be."""
    missing = set(pairs) - set(found)
    faults = [
        fault for n, pair in enumerate(pairs) if pair in missing
        for fault in code_faults(pair[1], f"/{n}/{field}", characters_max=characters_max,
                                 reserved=True)
    ]
    if faults:
        raise LotsRefused(faults)
    return missing


def _open(
    scope: Scope, kind: str, missing: Collection[ItemCode],
    dates: Mapping[ItemCode, tuple[date | None, date | None]] | None = None,
) -> None:
    """Insert what is missing, in order (no deadlock), and note what was new."""
    ordered = sorted(missing)
    said = [(dates or {}).get(pair, (None, None)) for pair in ordered]
    with transaction.atomic():
        opened = run("catalog", f"open_{kind}s", {
            "items": [item for item, _ in ordered], "codes": [code for _, code in ordered],
            "made": [made for made, _ in said], "expires": [ends for _, ends in said]})
        record_many(scope=scope, facts=[
            FactDraft(0, f"{kind}.opened", f"{kind}:{row.item}/{row.code}", {})
            for row in opened])


def _enter(scope: Scope, count: int) -> None:
    """Let a batch in.  Raises `Forbidden`, `BatchRefused`."""
    scope.need("catalog.write")
    if faults := batch_faults(count):
        raise BatchRefused(faults)


def _repeated(keys: Sequence[object], field: str) -> Faults:
    return {n: [Fault(f"/{n}/{field}", "repeated", (first,))]
            for n, first in repeats(keys).items()}


def _outcomes(
    keys: Sequence[object], faults: Faults, done: Sequence[str | None]
) -> list[Outcome]:
    """Put together what became of each element, in order."""
    return [
        Outcome(str(key), f"refused_{wrong[0].code}", tuple(wrong))
        if (wrong := faults.get(n)) else Outcome(str(key), result or "unchanged")
        for n, (key, result) in enumerate(zip(keys, done, strict=True))
    ]

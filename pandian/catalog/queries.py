"""Looking masters up, by code and by set.   主数据查询

Items, packs, codes, lots, serials and partners are shared by all sites; places belong to one.
Every look-up by codes is one statement, whatever the number of codes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from pandian.catalog.models import Item, Lot, Pack, Party, Place, Serial
from pandian.catalog.rules import search_patterns
from pandian.catalog.words import (
    LIST_ROWS_MAX,
    SEARCH_CHARACTERS_MAX,
    SEARCH_ROWS_MAX,
    BindingRow,
    ItemRow,
    LotRow,
    PackRow,
    Page,
    PartyRow,
    PlaceRow,
    SerialRow,
)
from pandian.codes.rules import GtinRefused, gtin_key, match_key
from pandian.governance.queries import site_by_id
from pandian.governance.words import Scope
from pandian.kernel.rules import keepable
from pandian.kernel.statements import run

ItemCode = tuple[int, str]
ATTRIBUTE_VALUES_MAX = 200


def places_by_code(*, scope: Scope, site: int, codes: Collection[str]) -> dict[str, PlaceRow]:
    """Return the places of one site by their codes; unknown codes are left out.

    Raises `SiteNotFound` when the scope does not see the site.
    """
    site_by_id(scope=scope, site=site)
    rows = run("catalog", "places_by_code", {"site": site, "codes": _sane(codes)})
    return {row.code: PlaceRow(*row) for row in rows}


def place_by_id(*, scope: Scope, site: int, places: Collection[int]) -> dict[int, PlaceRow]:
    """Return the places of one site by their ids.  Raises `SiteNotFound`."""
    site_by_id(scope=scope, site=site)
    return {row.pk: _place(row) for row in Place.objects.filter(site=site, pk__in=set(places))}


def list_places(
    *, scope: Scope, site: int, after: str | None = None, limit: int = LIST_ROWS_MAX
) -> Page[PlaceRow]:
    """Return the places of one site, by code, from a cursor on.  Raises `SiteNotFound`."""
    site_by_id(scope=scope, site=site)
    rows = Place.objects.filter(site=site, code__gt=_cursor(after)).order_by("code")
    return _page([_place(row) for row in rows[: _limit(limit) + 1]], _limit(limit))


def search_places(*, scope: Scope, site: int, text: str, limit: int) -> list[PlaceRow]:
    """Return physical places of one site whose code holds the text, the likeliest first.

    The code as typed, then those that begin so, then the others, each in walking order.  Raises
    `SiteNotFound`.
    """
    site_by_id(scope=scope, site=site)
    rows = run("catalog", "search_places", {
        "site": site, "patterns": search_patterns(text), "typed": _typed(text).lower(),
        "limit": _limit(limit, SEARCH_ROWS_MAX)})
    return [PlaceRow(row.id, row.site, row.code, row.kind, row.parent, row.sequence, row.physical,
                     row.active) for row in rows]


def _place(row: Place) -> PlaceRow:
    return PlaceRow(row.pk, row.site, row.code, row.kind, row.parent_id or 0, row.sequence,
                    row.physical, row.active)


def classes_of_items(*, scope: Scope, items: Collection[int]) -> frozenset[str]:
    """Return the classes, categories and ABC classes that these items carry."""
    rows = run("catalog", "classes_of_items", {"items": list(items)})
    return frozenset(row.name for row in rows)


def items_of_classes(*, scope: Scope, classes: Collection[str]) -> list[int]:
    """Return the ids of the items whose class, category or ABC class is one of these."""
    rows = run("catalog", "items_of_classes", {"classes": sorted(classes)})
    return [row.id for row in rows]


def known_attributes(*, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Return the free attributes that items carry, each with its values.

    Short texts, flags (`true`, `false`) and whole numbers: what rules can name.
    """
    rows = run("catalog", "known_attributes", {"values": ATTRIBUTE_VALUES_MAX})
    return {row.name: tuple(row.values) for row in rows}


def items_by_code(*, scope: Scope, codes: Collection[str]) -> dict[str, ItemRow]:
    """Return items by the codes as given: exactly, else folded when only one item fits.

    Unknown and ambiguous codes are left out.
    """
    given = _sane(codes)
    if not given:
        return {}
    keys = {code: match_key(code) for code in given}
    exact: dict[str, ItemRow] = {}
    folded: dict[str, list[ItemRow]] = {}
    for row in run("catalog", "items_by_code", {"codes": given, "keys": list(keys.values())}):
        item = _item(row, scope)
        exact[row.code] = item
        folded.setdefault(row.code_key, []).append(item)
    found = {code: exact.get(code) or _only(folded.get(keys[code], [])) for code in given}
    return {code: item for code, item in found.items() if item is not None}


def _only(rows: list[ItemRow]) -> ItemRow | None:
    return rows[0] if len(rows) == 1 else None


def items_by_id(*, scope: Scope, items: Collection[int]) -> dict[int, ItemRow]:
    """Return items by their ids; unknown ids are left out."""
    return {row.pk: _item(row, scope) for row in Item.objects.filter(pk__in=set(items))}


def attribute_of_items(
    *, scope: Scope, items: Collection[int], name: str
) -> dict[int, str]:
    """Return one free attribute of items by item id, where it is a text."""
    rows = Item.objects.filter(pk__in=set(items)).values_list("pk", "attributes")
    return {pk: found[name] for pk, found in rows if isinstance(found.get(name), str)}


def attribute_words(
    *, scope: Scope, items: Collection[int], name: str
) -> dict[int, str]:
    """Return one free attribute of items by item id as rules name it.

    A text as it is, a flag as `true` or `false`, a whole number in digits; nothing else.
    """
    rows = Item.objects.filter(pk__in=set(items)).values_list("pk", "attributes")
    return {pk: str(said).lower() if isinstance(said, bool) else str(said)
            for pk, found in rows if isinstance(said := found.get(name), str | int)}


def flagged_items(*, scope: Scope, name: str) -> list[int]:
    """Return the ids of the items whose free attribute of that name is true, ascending."""
    found = Item.objects.filter(attributes__contains={name: True})
    return list(found.order_by("pk").values_list("pk", flat=True))


def parts_of_items(*, scope: Scope, items: Collection[int]) -> dict[int, dict[str, int]]:
    """Return what kits are made of, by item id: item code to smallest units.

    It is the attribute `parts`, where that is an object of whole numbers above 0.
    """
    rows = Item.objects.filter(pk__in=set(items)).values_list("pk", "attributes")
    return {pk: parts for pk, found in rows if isinstance(parts := found.get("parts"), dict)
            and parts and all(type(each) is int and each > 0 for each in parts.values())}


def masters(
    *, scope: Scope, codes: Collection[str], on: date | None = None
) -> dict[str, dict[str, Any]]:
    """Return items by code as a record keeps them: names, unit, attributes, registrations.

    `on` is the day of a site on which a registration has to be valid (today, UTC).
    """
    return {row.code: row.content
            for row in run("catalog", "masters", {"codes": _sane(codes), "on": on})}


def items_by_gtin(*, scope: Scope, gtins: Collection[str]) -> dict[str, list[BindingRow]]:
    """Return what trade numbers stand for, by the numbers as given (8, 12, 13 or 14 digits).

    A number bound to several items or packs gives several rows; unknown or invalid ones none.
    """
    keys = {gtin: key for gtin in _sane(gtins) if (key := _gtin(gtin))}
    if not keys:
        return {}
    bound: dict[str, list[BindingRow]] = {}
    for row in run("catalog", "items_by_gtin", {"keys": sorted(set(keys.values()))}):
        item = ItemRow(row.id, row.code, row.name, row.name_en, row.base, row.tracking,
                       row.expiry, _cost(row.cost, scope))
        bound.setdefault(row.key, []).append(BindingRow(item, row.unit, row.factor))
    return {gtin: bound[key] for gtin, key in keys.items() if key in bound}


def _gtin(text: str) -> str:
    try:
        return gtin_key(text)
    except GtinRefused:
        return ""


def list_items(
    *, scope: Scope, after: str | None = None, limit: int = LIST_ROWS_MAX
) -> Page[ItemRow]:
    """Return items by code, from a cursor on."""
    rows = Item.objects.filter(code__gt=_cursor(after)).order_by("code")
    return _page([_item(row, scope) for row in rows[: _limit(limit) + 1]], _limit(limit))


def search_items(*, scope: Scope, text: str, limit: int) -> list[ItemRow]:
    """Return items by what a person types: code, name, pinyin or its initials, bound codes.

    Every word must occur; an exact code comes first.  Nothing typed finds nothing.
    """
    patterns = search_patterns(text)
    if not patterns:
        return []
    typed = _typed(text)
    rows = run("catalog", "search_items", {
        "patterns": patterns, "key": match_key(typed),
        "keys": sorted({match_key(typed), _gtin(typed)} - {""}),
        "limit": _limit(limit, SEARCH_ROWS_MAX)})
    return [_item(row, scope) for row in rows]


def _typed(text: str) -> str:
    return text.replace("\0", "").strip()[:SEARCH_CHARACTERS_MAX]


def _item(row: Any, scope: Scope) -> ItemRow:
    return ItemRow(row.id, row.code, row.name, row.name_en, row.unit, row.tracking, row.expiry,
                   _cost(row.cost, scope))


def _cost(cost: int | None, scope: Scope) -> int | None:
    return None if "value" in scope.hides else cost


def factors(*, scope: Scope, pairs: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return how many smallest units one `unit` of an item holds, by (item id, unit).

    Unknown units are left out.
    """
    rows = run("catalog", "factors", _pairs(pairs, "units"))
    return {(row.item, row.unit): row.factor for row in rows}


def packs_of(*, scope: Scope, items: Collection[int]) -> dict[int, list[PackRow]]:
    """Return the packs of items by item id, smallest first."""
    found: dict[int, list[PackRow]] = {}
    for row in Pack.objects.filter(item__in=set(items)).order_by("item", "factor", "unit"):
        found.setdefault(row.item_id, []).append(
            PackRow(row.item_id, row.unit, row.factor, row.gtin))
    return found


def gtins_of(*, scope: Scope, items: Collection[int]) -> dict[ItemCode, list[str]]:
    """Return the trade numbers (14 digits) of items by (item id, unit); units without are out."""
    found: dict[ItemCode, list[str]] = {}
    for row in run("catalog", "gtins_of", {"items": sorted(set(items))}):
        found.setdefault((row.item, row.unit), []).append(row.gtin)
    return found


def lots_by_code(*, scope: Scope, pairs: Collection[ItemCode]) -> dict[ItemCode, LotRow]:
    """Return lots by (item id, lot code); unknown ones are left out."""
    rows = run("catalog", "lots_by_code", _pairs(pairs, "codes"))
    return {(row.item, row.code): LotRow(*row) for row in rows}


def lots_by_id(*, scope: Scope, lots: Collection[int]) -> dict[int, LotRow]:
    """Return lots by their ids; unknown ids are left out."""
    return {row.pk: _lot(row) for row in Lot.objects.filter(pk__in=set(lots))}


def list_lots(
    *, scope: Scope, item: int, after: str | None = None, limit: int = LIST_ROWS_MAX
) -> Page[LotRow]:
    """Return the lots of one item by code, from a cursor on."""
    rows = Lot.objects.filter(item=item, code__gt=_cursor(after)).order_by("code")
    return _page([_lot(row) for row in rows[: _limit(limit) + 1]], _limit(limit))


def _lot(row: Lot) -> LotRow:
    return LotRow(row.pk, row.item_id, row.code, row.made_on, row.expires_on)


def serials_by_code(*, scope: Scope, pairs: Collection[ItemCode]) -> dict[ItemCode, SerialRow]:
    """Return serials by (item id, serial); unknown ones are left out."""
    rows = run("catalog", "serials_by_code", _pairs(pairs, "codes"))
    return {(row.item, row.code): SerialRow(*row) for row in rows}


def serials_by_id(*, scope: Scope, serials: Collection[int]) -> dict[int, SerialRow]:
    """Return serials by their ids; unknown ids are left out."""
    return {row.pk: SerialRow(row.pk, row.item_id, row.code, row.lot)
            for row in Serial.objects.filter(pk__in=set(serials))}


def parties_by_code(*, scope: Scope, codes: Collection[str]) -> dict[str, PartyRow]:
    """Return partners by their codes; unknown codes are left out."""
    rows = Party.objects.filter(code__in=_sane(codes))
    return {row.code: PartyRow(row.pk, row.code, row.name, row.name_en, tuple(row.kinds))
            for row in rows}


def list_parties(
    *, scope: Scope, after: str | None = None, limit: int = LIST_ROWS_MAX
) -> Page[PartyRow]:
    """Return partners by code, from a cursor on."""
    rows = Party.objects.filter(code__gt=_cursor(after)).order_by("code")[: _limit(limit) + 1]
    return _page([PartyRow(row.pk, row.code, row.name, row.name_en, tuple(row.kinds))
                  for row in rows], _limit(limit))


def search_parties(*, scope: Scope, text: str, limit: int, kind: str = "") -> list[PartyRow]:
    """Return partners (of a kind, when one is named) whose code or names hold every word."""
    patterns = search_patterns(text)
    if not patterns:
        return []
    rows = run("catalog", "search_parties", {
        "patterns": patterns, "kind": kind, "typed": _typed(text).lower(),
        "limit": _limit(limit, SEARCH_ROWS_MAX)})
    return [PartyRow(row.id, row.code, row.name, row.name_en, tuple(row.kinds)) for row in rows]


def _sane(texts: Collection[str]) -> list[str]:
    """Return the texts that the database can hold at all, each once."""
    return sorted({text for text in texts if keepable(text)})


def _pairs(pairs: Collection[tuple[int, str]], second: str) -> dict[str, list[Any]]:
    sane = sorted({(item, text) for item, text in pairs if keepable(text)})
    return {"items": [item for item, _ in sane], second: [text for _, text in sane]}


def _cursor(after: str | None) -> str:
    return after if after and keepable(after) else ""


def _limit(limit: int, most: int = LIST_ROWS_MAX) -> int:
    return max(1, min(limit, most))


def _page(rows: Sequence[Any], limit: int) -> Page[Any]:
    kept = list(rows[:limit])
    return Page(kept, kept[-1].code if len(rows) > limit else None)

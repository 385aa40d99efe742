"""From rows to items, packs and places; rows of one code must agree.   主数据行规则"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from pandian.catalog.words import CODE_CHARACTERS_MAX, CodeDraft, ItemDraft, PackDraft, PlaceDraft
from pandian.exchange.masters.words import PlaceRows
from pandian.exchange.words import RowFault

BASE = ("name", "name_en", "unit", "tracking", "expiry", "cost")
DIGEST_CHARACTERS = 8


def key_of(code: str) -> str:
    """Return a code as it is compared."""
    return unicodedata.normalize("NFKC", code).casefold()


def named_code(text: str) -> str:
    """Return a code for something that has only a name: the name, cut with a digest when long."""
    clean = " ".join(text.split())
    if len(clean) <= CODE_CHARACTERS_MAX:
        return clean
    digest = hashlib.sha256(key_of(clean).encode()).hexdigest()[:DIGEST_CHARACTERS]
    return f"{clean[: CODE_CHARACTERS_MAX - DIGEST_CHARACTERS - 1].rstrip()}~{digest}"


def base_of(values: Mapping[str, Any]) -> int:
    """Return a digest of what all rows of one item must agree on."""
    return hash(tuple(values.get(name) for name in BASE))


def pack_fault(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the column and code of what is wrong with a row's pack, or None."""
    unit, factor = values.get("pack_unit"), values.get("pack_factor")
    if (unit is None) != (factor is None):
        return ("pack_unit" if unit is None else "pack_factor", "pack_incomplete")
    if values.get("pack_gtin") and unit is None:
        return "pack_unit", "pack_incomplete"
    return None


def item(rows: Sequence[Mapping[str, Any]]) -> ItemDraft:
    """Return the item that the rows of one code describe; equal packs are one pack."""
    first = rows[0]
    packs = {(row["pack_unit"], row["pack_factor"], row.get("pack_gtin"))
             for row in rows if row.get("pack_unit")}
    gtins = {row["gtin"] for row in rows if row.get("gtin")}
    return ItemDraft(
        first["code"], first["name"], first["unit"], first.get("name_en") or "",
        tuple(PackDraft(*pack) for pack in sorted(packs, key=lambda pack: (pack[1], pack[0]))),
        first["tracking"], bool(first.get("expiry")),
        tuple(CodeDraft("gtin", gtin) for gtin in sorted(gtins)), cost_of(first.get("cost")))


def cost_of(ten_thousandths: int | None) -> int | None:
    """Return a cost of main units x 10^4, as files give it, in minor units x 10^4."""
    return None if ten_thousandths is None else ten_thousandths * 100


def place(values: Mapping[str, Any], site: str) -> PlaceDraft:
    """Return the place that a row describes."""
    return PlaceDraft(values.get("site") or site, values["code"], values["kind"],
                      values.get("parent"), values.get("sequence"))


def parents_first(places: Sequence[PlaceRows]) -> list[PlaceRows]:
    """Order places so that a parent in the same file stands before its children.

    Those in a circle keep their order; the catalog names them.
    """
    by_code = {(row.draft.site, row.draft.code): row for row in places}

    def depth(row: PlaceRows) -> int:
        steps, at = 0, row
        while at.draft.parent and steps <= len(by_code) and steps < 64:
            parent = by_code.get((at.draft.site, at.draft.parent))
            if parent is None:
                break
            at, steps = parent, steps + 1
        return steps

    return sorted(places, key=depth)


def repeated(file: str, row: int, column: str, value: str, first: int) -> RowFault:
    """Return the fault of a code that stands twice where it may stand once."""
    return RowFault(file, row, column, value, "repeats_row", (first,))

"""Looking codes up: whole batches by one statement, damaged ones by what is readable.   条码查询"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pandian.catalog.binding.rules import like_pattern, pattern_faults
from pandian.catalog.binding.words import FITS_MAX, BoundRow, LotAsk, NamedLot
from pandian.catalog.words import ItemRow
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Refused


class PatternRefused(Refused):
    """Too little of the code is readable."""


def look_up(*, scope: Scope, keys: Collection[str]) -> list[BoundRow]:
    """Return every binding, of any scheme and any time, whose key is one of these.

    Keys are folded texts or 14-digit trade numbers; items' own codes are among the answers.
    """
    wanted = sorted({key for key in keys if "\0" not in key and key.isprintable()})
    rows = run("catalog.binding", "look_up", {"keys": wanted}) if wanted else []
    return [_bound(row, scope) for row in rows]


def _bound(row: Any, scope: Scope) -> BoundRow:
    cost = None if "value" in scope.hides else row.cost
    item = ItemRow(row.id, row.code, row.name, row.name_en, row.base, row.tracking, row.expiry,
                   cost)
    return BoundRow(row.scheme, row.key, row.value, item, row.unit, row.factor, row.valid_from,
                    row.valid_to)


def named_lots(*, scope: Scope, asks: Collection[LotAsk]) -> list[NamedLot]:
    """Return the lots as asked for, unknown ones too, in one statement."""
    wanted = sorted({ask for ask in asks if "\0" not in ask.code and ask.code.isprintable()})
    if not wanted:
        return []
    return [NamedLot(*row) for row in run("catalog.binding", "named_lots", {
        "items": [ask.item for ask in wanted], "codes": [ask.code for ask in wanted],
        "measured": [ask.measured for ask in wanted]})]


def fitting(
    *, scope: Scope, pattern: str, lot_end: str = "", limit: int = FITS_MAX
) -> list[BoundRow]:
    """Return the bindings valid now that fit what is readable of a code, by item.

    In `pattern` a `?` stands for one unreadable character and `*` for any number; what the
    pattern fills to 8, 12, 13 or 14 digits is a trade number, so only right check digits fit.
    `lot_end` keeps the items that have a lot ending so.  Raises `PatternRefused`.
    """
    if faults := pattern_faults(pattern, lot_end):
        raise PatternRefused(faults)
    rows = run("catalog.binding", "fitting", {
        "pattern": like_pattern(pattern), "lot_end": lot_end.strip(),
        "limit": max(1, min(limit, FITS_MAX))})
    return [_bound(row, scope) for row in rows]


def bindings_of(*, scope: Scope, items: Sequence[int]) -> list[BoundRow]:
    """Return all bindings of items, the ended ones too, by item and scheme."""
    rows = run("catalog.binding", "bindings_of", {"items": list(items)}) if items else []
    return [_bound(row, scope) for row in rows]

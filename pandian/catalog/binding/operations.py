"""Binding codes to items and ending bindings.   条码绑定操作

A binding is never deleted: it ends, and an ended one may begin again.  Each act is a fact.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from pandian.catalog.binding.queries import look_up
from pandian.catalog.binding.rules import bindable
from pandian.catalog.binding.words import BindingDraft, BoundRow
from pandian.catalog.queries import items_by_code, packs_of
from pandian.catalog.rules import binding_key, gtin_faults
from pandian.catalog.words import ItemRow
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Conflict, Fault, Outcome, Refused


class BindingRefused(Refused):
    """The code cannot be bound so; every reason is named."""


class BindingConflict(Conflict):
    """The code stands for another item already."""


def bind(
    *, scope: Scope, draft: BindingDraft, site: str = "", now: datetime | None = None
) -> Outcome:
    """Let a code stand for an item in one of its packs from an instant on.

    Whoever maintains masters may, and whoever plans counts at `site`: his counters scanned it.
    Raises `Forbidden`, `BindingRefused`, `BindingConflict` (another item holds the code now).
    """
    _may_bind(scope, site)
    at = now or datetime.now(UTC)
    with transaction.atomic():
        item, unit = _target(scope, draft)
        key = binding_key(draft.scheme, draft.value)
        one("catalog.binding", "lock_key", {"key": f"{draft.scheme}:{key}"})
        held = [row for row in look_up(scope=scope, keys=[key])
                if row.scheme == draft.scheme and _holds(row, at)]
        if any(row.item.id == item.id and row.unit == unit for row in held):
            return Outcome(draft.value, "exists")
        if held:
            raise BindingConflict([Fault("/item", "bound_already",
                                         (draft.value, held[0].item.code))])
        row = one("catalog.binding", "put_binding", {
            "scheme": draft.scheme, "key": key, "value": draft.value.strip(), "item": item.id,
            "unit": unit, "valid_from": draft.valid_from or at})
        assert row is not None
        record(scope=scope, site=0, kind="code.bound", subject=f"item:{item.code}", data={
            "scheme": draft.scheme, "value": draft.value, "unit": unit,
            "valid_from": row.valid_from.isoformat()})
    return Outcome(draft.value, "created" if row.created else "updated")


def unbind(
    *, scope: Scope, scheme: str, value: str, item: str, unit: str, site: str = "",
    at: datetime | None = None, void: bool = False,
) -> None:
    """End a binding at an instant (now); what was understood by it stays as it is.

    A `void` one was a mistake: it holds for no scan, not even an earlier one.

    Raises `Forbidden`, `BindingRefused` when there is none.
    """
    _may_bind(scope, site)
    end = at or datetime.now(UTC)
    with transaction.atomic():
        ended = affected("catalog.binding", "end_binding", {
            "scheme": scheme, "key": binding_key(scheme, value), "item": item, "unit": unit,
            "at": end, "void": void})
        if not ended:
            raise BindingRefused([Fault("/code", "not_bound")])
        record(scope=scope, site=0, kind="code.unbound", subject=f"item:{item}", data={
            "scheme": scheme, "value": value, "unit": unit, "valid_to": end.isoformat(),
            "void": void})


def _may_bind(scope: Scope, site: str) -> None:
    if not (site and scope.may("counting.plan", site)):
        scope.need("catalog.write")


def _holds(row: BoundRow, at: datetime) -> bool:
    return row.valid_to is None or row.valid_to > at


def _target(scope: Scope, draft: BindingDraft) -> tuple[ItemRow, str]:
    """Return the item and pack to bind to.  Raises `BindingRefused` with every fault."""
    faults = []
    if not bindable(draft.value):
        faults.append(Fault("/code", "not_bindable"))
    elif draft.scheme == "gtin":
        faults += gtin_faults(draft.value, "/code")
    item = items_by_code(scope=scope, codes=[draft.item]).get(draft.item)
    if item is None:
        raise BindingRefused([*faults, Fault("/item", "unknown_item", (draft.item[:64],))])
    unit = draft.unit or item.unit
    if unit not in {pack.unit for pack in packs_of(scope=scope, items=[item.id]).get(item.id, [])}:
        faults.append(Fault("/unit", "unit_unknown", (unit[:32], item.code)))
    if faults:
        raise BindingRefused(faults)
    return item, unit

"""Setting reorder levels, and opening what is short as drafts of orders.   缺货操作"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from pandian.catalog.queries import items_by_code, parties_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.shortage.queries import ROOM, shortages
from pandian.lifecycle.shortage.rules import level_faults
from pandian.lifecycle.shortage.words import (
    LEVELS_MAX,
    LevelDraft,
    Shortage,
    ShortageRefused,
)
from pandian.lifecycle.words import LINES_MAX, Acted, DocumentDraft, LineDraft

BUY = "lifecycle.buy"


def put_levels(*, scope: Scope, site: str, drafts: Sequence[LevelDraft]) -> int:
    """Set or take away reorder levels of a site: all or nothing; return how many rows changed.

    Raises `Forbidden`, governance's `SiteNotFound`, `ShortageRefused` with every fault.
    """
    here = site_by_code(scope=scope, code=site, capability=BUY)
    if faults := _faults(scope, drafts):
        raise ShortageRefused(faults)
    kept = [draft for draft in drafts if draft.point is not None]
    with transaction.atomic():
        changed = affected(ROOM, "put_levels", {
            "site": here.id, "items": [d.item for d in kept], "points": [d.point for d in kept],
            "tops": [d.up_to for d in kept], "multiples": [d.multiple for d in kept],
            "suppliers": [d.supplier for d in kept], "prices": [d.price for d in kept]})
        changed += affected(ROOM, "drop_levels", {
            "site": here.id, "items": [d.item for d in drafts if d.point is None]})
        record(scope=scope, site=here.id, kind="shortage.levels", subject=f"site:{site}",
               data={"levels": [list(draft) for draft in drafts]})
    return changed


def _faults(scope: Scope, drafts: Sequence[LevelDraft]) -> list[Fault]:
    if len(drafts) > LEVELS_MAX:
        return [Fault("", "too_many", (LEVELS_MAX, len(drafts)))]
    items = items_by_code(scope=scope, codes={draft.item for draft in drafts})
    suppliers = parties_by_code(scope=scope, codes={draft.supplier for draft in drafts})
    first: dict[str, int] = {}
    faults: list[Fault] = []
    for n, draft in enumerate(drafts):
        item, party = items.get(draft.item), suppliers.get(draft.supplier)
        if item is None or item.code != draft.item:
            faults.append(Fault(f"/{n}/item", "item_unknown", (draft.item[:64],)))
        if first.setdefault(draft.item, n) != n:
            faults.append(Fault(f"/{n}", "repeated", (first[draft.item],)))
        if draft.point is not None and (party is None or "supplier" not in party.kinds):
            faults.append(Fault(f"/{n}/supplier", "level_supplier", (draft.supplier[:64],)))
        faults += level_faults(n, draft)
    return faults


def open_orders(
    *, scope: Scope, site: str, id: UUID, now: datetime | None = None
) -> list[Acted]:
    """Open what is short now as drafts of orders, one for each supplier: all or none.

    Raises `Forbidden`, governance's `SiteNotFound`, `ShortageRefused` when nothing is short.
    """
    site_by_code(scope=scope, code=site, capability=BUY)
    by_supplier: dict[str, list[Shortage]] = defaultdict(list)
    for short in shortages(scope=scope, site=site, now=now):
        by_supplier[short.supplier].append(short)
    if not by_supplier:
        raise ShortageRefused([Fault("", "nothing_short")])
    with transaction.atomic():
        return [open_document(scope=scope, draft=DocumentDraft(
            uuid5(id, supplier), site, "purchase",
            {"supplier": supplier, "source": "shortage"}, tuple(
                LineDraft(short.item, short.quantity, attributes={"price": short.price})
                for short in wanted[:LINES_MAX])))
            for supplier, wanted in sorted(by_supplier.items())]

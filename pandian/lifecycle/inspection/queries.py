"""What an inspection looks up: its items, its plans, the licences.   验收查询"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from pandian.catalog.queries import attribute_of_items, items_by_code
from pandian.governance.queries import site_by_id
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.inspection.rules import (
    IMPLANT,
    plan_faults,
    results,
    signers,
)
from pandian.lifecycle.inspection.sampling.rules import draw
from pandian.lifecycle.inspection.words import VARIANCE, LotPlan, LotSample
from pandian.lifecycle.queries import READ, place_of_document
from pandian.lifecycle.receipt.queries import accepted_goods
from pandian.lifecycle.words import Action, ActionDraft, Held, sums_of

ROOM, LIFECYCLE = "lifecycle.inspection", "lifecycle"
CLASSES = ("class", "device_class")
"""Attributes that name the class of a device: the licences' own, and an older one."""
JUDGING = ("accept", "reject", "split")


def signers_of_inspection(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    """Return the capability of each signature, by the device class of what is judged."""
    if not action.signers:
        return ()
    codes = {held.lines[a.line].item for a in draft.amounts if a.line in held.lines}
    items = [row.id for row in items_by_code(scope=scope, codes=codes).values()]
    return signers(
        action,
        classes={said for name in CLASSES for said in attribute_of_items(
            scope=scope, items=items, name=name).values()},
        implants=set(attribute_of_items(scope=scope, items=items, name="implant").values()),
        varied=any(amount.measure in VARIANCE for amount in draft.amounts))


def gates_of_inspection(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against a judgement: the plans of its lots, licences."""
    if draft.action in JUDGING and all(a.line in held.lines for a in draft.amounts):
        yield from plan_faults(
            draft.action, plans_of(site=held.site.id, document=held.row.id),
            results(held.lines, (*held.sums, *sums_of(draft.amounts))))
    if "accepted" in action.measures:
        yield from licence_faults(scope=scope, site=held.site, act="inspection",
                                  goods=accepted_goods(scope, held, draft))


def plans_of(*, site: int, document: UUID) -> list[LotPlan]:
    """Return how the lots of an inspection that the caller has found are looked at."""
    return [LotPlan(*row) for row in run(ROOM, "plans", {"site": site, "document": document})]


def supplier_of(*, site: int, receipt: UUID | None) -> str:
    """Return the supplier of the receipt that an inspection follows; '' for other goods."""
    row = one(LIFECYCLE, "lock_document", {"site": site, "id": receipt}) if receipt else None
    return str(row.header.get("supplier", "")) if row and row.kind == "receipt" else ""


def looked_at_whole(*, scope: Scope, codes: Collection[str]) -> set[str]:
    """Return the items of which every unit is looked at: implants, and goods with serials."""
    items = items_by_code(scope=scope, codes=codes)
    said = attribute_of_items(
        scope=scope, items=[row.id for row in items.values()], name="implant")
    return {code for code, row in items.items()
            if "serial" in row.tracking or said.get(row.id) in IMPLANT}


def samples(*, scope: Scope, document: UUID) -> list[LotSample]:
    """Return the plan of each lot of an inspection, with the units that its seed draws.

    Raises `Forbidden`, `DocumentNotFound`.
    """
    scope.need(READ)
    number, _, _ = place_of_document(scope=scope, id=document)
    site = site_by_id(scope=scope, site=number)
    return [LotSample(plan, () if plan.whole else draw(
        seed=plan.seed, lot_size=plan.lot_size, n=plan.units))
        for plan in plans_of(site=site.id, document=document)]

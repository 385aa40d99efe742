"""What an inspection looks up: the items of its lines, licences.   验收查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.catalog.queries import attribute_of_items, items_by_code
from pandian.governance.words import Scope
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.inspection.rules import signers
from pandian.lifecycle.receipt.queries import accepted_goods
from pandian.lifecycle.words import Action, ActionDraft, Held

CLASSES = ("class", "device_class")
"""Attributes that name the class of a device: the licences' own, and an older one."""


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
        implants=set(attribute_of_items(scope=scope, items=items, name="implant").values()))


def gates_of_inspection(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against accepting: licences of the item and of the own site."""
    if "accepted" in action.measures:
        yield from licence_faults(scope=scope, site=held.site, act="inspection",
                                  goods=accepted_goods(scope, held, draft))

"""What an inspection looks up: the items of its lines, to know who signs.   验收查询"""

from __future__ import annotations

from pandian.catalog.queries import attribute_of_items, items_by_code
from pandian.governance.words import Scope
from pandian.lifecycle.inspection.rules import signers
from pandian.lifecycle.words import Action, ActionDraft, Held


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
        classes=set(attribute_of_items(scope=scope, items=items, name="device_class").values()),
        implants=set(attribute_of_items(scope=scope, items=items, name="implant").values()))

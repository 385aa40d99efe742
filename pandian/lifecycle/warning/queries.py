"""Reading what is needed to warn before posting.   过账前提醒查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pandian.catalog.queries import items_by_code, packs_of
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.warning.rules import look
from pandian.lifecycle.warning.words import WATCHED, LineWarning
from pandian.lifecycle.words import Amount, DocumentWhole

ROOM = "lifecycle.warning"
TWIN_WITHIN = timedelta(days=1)


def warnings_of(
    *, scope: Scope, whole: DocumentWhole, amounts: Sequence[Amount]
) -> list[LineWarning]:
    """Return what looks wrong with the quantities of an action before it is done.

    Nothing is refused for it.  Raises `Forbidden`.
    """
    scope.need("lifecycle.read", whole.head.site)
    watched = [each for each in amounts if each.measure in WATCHED and each.quantity]
    if not watched:
        return []
    items = items_by_code(scope=scope, codes={line.item for line in whole.lines})
    packs = packs_of(scope=scope, items=[row.id for row in items.values()])
    factors = {code: [pack.factor for pack in packs.get(row.id, ())]
               for code, row in items.items()}
    return look(whole.lines, whole.sums, watched, factors=factors,
                twins=_twins(scope, whole, watched))


def _twins(scope: Scope, whole: DocumentWhole, amounts: Sequence[Amount]) -> dict[int, str]:
    lines = {line.line: line for line in whole.lines}
    known = [each for each in amounts if each.line in lines and each.measure != "arrived"]
    if not known:
        return {}
    rows = run(ROOM, "twins", {
        "site": site_by_code(scope=scope, code=whole.head.site).id, "kind": whole.head.kind,
        "document": whole.head.id, "supplier": whole.head.header.get("supplier"),
        "since": datetime.now(UTC) - TWIN_WITHIN, "lines": [each.line for each in known],
        "items": [lines[each.line].item for each in known],
        "lots": [each.lot or lines[each.line].lot for each in known],
        "quantities": [each.quantity for each in known]})
    return {row.line: shown_number(row.kind, row.number) for row in rows}

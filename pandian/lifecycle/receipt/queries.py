"""What a receipt looks up before it goes on: licences.   收货查询"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import LotRow
from pandian.governance.words import Scope
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.words import Action, ActionDraft, Held


def gates_of_receipt(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against booking what is accepted."""
    if draft.action != "book":
        return
    yield from licence_faults(
        scope=scope, site=held.site, act="receipt", party=held.row.header["supplier"],
        goods=accepted_goods(scope, held, draft))


def accepted_goods(scope: Scope, held: Held, draft: ActionDraft) -> list[Goods]:
    """Return the goods that an action accepts, with the day on which their lot was made."""
    lots = lots_named(scope, held, draft)
    return [Goods(f"/amounts/{n}", held.lines[a.line].item, _made(lots, held, a.line, a.lot))
            for n, a in enumerate(draft.amounts)
            if a.measure == "accepted" and a.line in held.lines]


def _made(
    lots: dict[tuple[str, str], LotRow], held: Held, line: int, lot: str
) -> date | None:
    here = held.lines[line]
    row = lots.get((here.item, lot or here.lot))
    return row.made_on if row else None


def lots_named(
    scope: Scope, held: Held, draft: ActionDraft
) -> dict[tuple[str, str], LotRow]:
    """Return the known lots that an action names, by (item code, lot code)."""
    pairs = {(held.lines[a.line].item, a.lot or held.lines[a.line].lot)
             for a in draft.amounts if a.line in held.lines}
    items = items_by_code(scope=scope, codes={item for item, _ in pairs})
    wanted = {(items[item].id, lot): (item, lot) for item, lot in pairs if item in items and lot}
    return {wanted[key]: row for key, row in lots_by_code(scope=scope, pairs=wanted).items()}

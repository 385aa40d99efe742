"""How much to buy.   缺货规则

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.lifecycle.purchase.words import PRICE_MAX
from pandian.lifecycle.shortage.words import LevelDraft, Position


def to_buy(position: Position, *, point: int, up_to: int, multiple: int) -> int:
    """Return how much to buy: nothing above the point, else up to the level in whole packs."""
    assert 0 <= point < up_to
    assert multiple > 0
    there = position.available + position.pending + position.on_order
    if there > point:
        return 0
    return -(-(up_to - there) // multiple) * multiple


def level_faults(n: int, draft: LevelDraft) -> Iterator[Fault]:
    """Yield what is wrong with the numbers of a level."""
    if draft.point is None:
        return
    for name, low in (("point", 0), ("up_to", 1), ("multiple", 1)):
        if not low <= getattr(draft, name) <= QUANTITY_MAX:
            yield Fault(f"/{n}/{name}", "out_of_range", (low, QUANTITY_MAX))
    if not 0 <= draft.price <= PRICE_MAX:
        yield Fault(f"/{n}/price", "out_of_range", (0, PRICE_MAX))
    if draft.up_to <= draft.point:
        yield Fault(f"/{n}/up_to", "level_range")

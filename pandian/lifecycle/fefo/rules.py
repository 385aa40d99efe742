"""Which goods an order claims: what ends first goes first.   近效先出规则

Pure.  The SQL twin of `allocate` is sql/proposals/claims.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pandian.kernel.words import Fault
from pandian.ledger.exits.rules import may_leave
from pandian.lifecycle.fefo.words import DAYS_MAX, MIN_LIFE, WHOLE, Claimed, Need, Supply
from pandian.lifecycle.words import LINES_MAX, LineDraft

WHOLE_MAX = 2**31 - 1


def fits(need: Need, supply: Supply, today: date) -> bool:
    """Say whether a holding may serve a need at all."""
    if (supply.item, supply.owner) != (need.item, need.owner) or need.lot not in ("", supply.lot):
        return False
    if supply.sealed or supply.paused or not may_leave(supply.expires_on, today):
        return False
    if not need.min_days:
        return True
    if supply.expires_on is None:
        return not need.dated
    return supply.expires_on >= today + timedelta(days=need.min_days)


def rank(need: Need) -> tuple[bool, int, int]:
    """Return what orders the needs of one item: the choosiest are served first."""
    return need.lot == "", -need.min_days, -need.whole


def order(supply: Supply) -> tuple[bool, date, int, int, str, int]:
    """Return what orders the goods: expiry, first seen, the walk.  Unknown expiries come last."""
    return (supply.expires_on is None, supply.expires_on or date.min, supply.received,
            supply.sequence, supply.place, supply.holding)


def allocate(needs: Sequence[Need], supplies: Sequence[Supply], *, today: date) -> list[Claimed]:
    """Return what each line claims; what is not there is not claimed.

    Within a rank lines come in their order; of a holding whole packs only, where they are asked.
    """
    free = {each.holding: each.free for each in supplies}
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    for need in sorted(needs, key=lambda n: (n.item, n.owner, rank(n), n.lot, n.number, n.line)):
        left = need.quantity
        for supply in sorted((s for s in supplies if fits(need, s, today)), key=order):
            there = free[supply.holding] // need.whole * need.whole
            taken = min(there, left)
            if taken > 0:
                found[need.number, need.line, supply.holding] += taken
                free[supply.holding] -= taken
                left -= taken
    return [Claimed(*key, quantity) for key, quantity in sorted(found.items())]


def limit_faults(header: Mapping[str, Any], lines: Sequence[LineDraft]) -> Iterator[Fault]:
    """Yield what is wrong with the limits of an order and of its lines."""
    yield from _whole_number("/header", header, MIN_LIFE, 0, DAYS_MAX)
    for n, line in enumerate(lines[:LINES_MAX]):
        where = f"/lines/{n}/attributes"
        yield from _whole_number(where, line.attributes, MIN_LIFE, 0, DAYS_MAX)
        wrong = list(_whole_number(where, line.attributes, WHOLE, 1, WHOLE_MAX))
        yield from wrong
        whole = line.attributes.get(WHOLE, 1)
        if not wrong and line.asked % whole:
            yield Fault(f"/lines/{n}/asked", "not_whole", (line.asked, whole))


def _whole_number(
    where: str, given: Mapping[str, Any], name: str, low: int, high: int
) -> Iterator[Fault]:
    value = given.get(name, low)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        yield Fault(f"{where}/{name}", "limit_wrong", (name, low, high))

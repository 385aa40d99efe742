"""What a counter who now and then slips says of a place.   晨盘点数

Pure and repeatable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from pandian.simulation.errors.rules import miscounted
from pandian.simulation.mornings.walking.words import Walked
from pandian.simulation.mornings.words import SLIP_PERMILLE
from pandian.simulation.words import Key
from pandian.simulation.world.words import Item


def seen_by(
    truth: Mapping[Key, int], *, site: str, places: Iterable[str], items: Mapping[str, Item],
    dice: Random,
) -> dict[Key, int]:
    """Return what a counter reads at these places: the truth, save for a slip now and then."""
    named = frozenset(places)
    seen: dict[Key, int] = {}
    for key in sorted(truth):
        if key.site != site or key.place not in named or truth[key] <= 0:
            continue
        slips = not key.serial and dice.randrange(1000) < SLIP_PERMILLE
        packs = [pack[:2] for pack in items[key.item].packs]
        seen[key] = miscounted(truth[key], packs=packs, dice=dice) if slips else truth[key]
    return seen


def apart(one: Mapping[Key, int], other: Mapping[Key, int]) -> int:
    """Return at how many keys two books differ."""
    return sum(one.get(key, 0) != other.get(key, 0) for key in one.keys() | other.keys())


def together(walked: Iterable[Walked]) -> Walked:
    """Return the sum of what several counts brought."""
    rows = list(walked)
    causes, shares = Counter[str](), Counter[str]()
    for row in rows:
        causes.update(row.causes)
        shares.update(row.shares)
    numbers = [sum(getattr(row, name) for row in rows) for name in Walked._fields[:-2]]
    return Walked._make([*numbers, causes, shares])

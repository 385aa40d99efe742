"""What is near in the walking order, and which offers a person is given.   附近可盘规则

Pure: no clock, no database, no Django.  `near` has a twin on the phone (stages/near.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pandian.counting.dispatch.rules import aisle_of, fit
from pandian.counting.dispatch.words import Hand, Packet
from pandian.counting.nearby.words import OFFERS_MAX


def near(walk: Sequence[str], at: str, *, within: int) -> dict[str, int]:
    """Return how many places away each place of the same aisle is, up to `within`; `at` is 0.

    `walk`: codes in the site's walking order.  The S-shape turns whole aisles, so inside one the
    distance is the same.  Nothing is near a place that is not on the walk, nor within 0.
    """
    aisle = [code for code in walk if aisle_of(code) == aisle_of(at)]
    if within < 1 or at not in aisle:
        return {}
    here = aisle.index(at)
    return {code: abs(n - here) for n, code in enumerate(aisle) if abs(n - here) <= within}


def why_not(packet: Packet, hand: Hand | None) -> str:
    """Return why the dispatcher would not give this to this person, '' when it would.

    No hand: others are on shift now and he is not.
    """
    if hand is None:
        return "nobody_here"
    return fit(packet, [hand], {hand.person: hand.seconds})[1]


def nearest(found: Iterable[Any], steps: Mapping[str, int]) -> list[Any]:
    """Return what is offered: each place once, the nearest first, a bounded number.

    A place in several tasks is offered for the most pressing one.
    """
    chosen: dict[str, Any] = {}
    for row in sorted(found, key=lambda row: (steps[row.code], row.priority, str(row.task))):
        chosen.setdefault(row.code, row)
    return list(chosen.values())[:OFFERS_MAX]

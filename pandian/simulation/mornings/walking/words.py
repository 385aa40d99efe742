"""Words of a morning's walk: who works, what one morning brought.   晨盘走法词汇"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from pandian.simulation.counters.words import Phone
from pandian.simulation.mornings.deciding.words import Signers
from pandian.simulation.world.words import Item

RANDOM = "sampling"
"""The strategy whose lines chance alone drew: only they tell how accurate the book is."""
ROUND, BETWEEN = timedelta(minutes=14), timedelta(seconds=15)
"""Nothing moves in the first hour of a day: all rounds are walked in it, each after the last."""
EXPLAINED = "explained"
"""The verdict of a line whose cause was repaired: it was wrong when it was counted."""


class Crew(NamedTuple):
    """Who works: the one in charge and who signs second, the phones of each site.

    `sent`: how many rows each phone has numbered; `drawn` counts the lines of the random part of
    all mornings so far, exact ones and others.
    """

    signers: Signers
    phones: Mapping[str, list[Phone]]
    sent: dict[UUID, int]
    drawn: Counter[bool]
    items: Mapping[str, Item]
    seed: int


class Walked(NamedTuple):
    """What the counts of one morning at one site brought.

    `lines` counted, of them `exact` when seen; `random_*`: those that chance alone drew;
    `causes`: lines whose difference was looked into, by likeliest cause; `shares`: minutes of work
    that each person was given.
    """

    tasks: int = 0
    places: int = 0
    lines: int = 0
    exact: int = 0
    recounts: int = 0
    posted: int = 0
    left_open: int = 0
    random_lines: int = 0
    random_exact: int = 0
    certain: int = 0
    by_rule: int = 0
    by_people: int = 0
    small: int = 0
    approved: int = 0
    second: int = 0
    causes: Mapping[str, int] = MappingProxyType({})
    shares: Mapping[str, int] = MappingProxyType({})

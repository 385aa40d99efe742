"""Words of what a rule would hold for, before anybody keeps it.   规则范围词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

EXAMPLES_MAX = 20
DAYS_AHEAD = 14
SITES_SHOWN_MAX = 20


class Beside(NamedTuple):
    """Another rule of the kind that holds for some of the same holdings."""

    code: str
    label: Label
    holdings: int


class Reach(NamedTuple):
    """What a rule would hold for at one site: holdings of all that there are, other rules there.

    `alone`: holdings that no other rule of the kind speaks of.  `idle`: codes that mean no stock
    here.  `due` and `coming`: of a counting rule, holdings due today and within DAYS_AHEAD days.
    """

    site: str
    holdings: int
    whole: int
    alone: int
    beside: tuple[Beside, ...]
    idle: tuple[str, ...]
    due: int | None = None
    coming: int | None = None

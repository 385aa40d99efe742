"""Places that a count was closed without.   收盘词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label

REASON_CHARACTERS_MAX = 500


class LeftPlace(NamedTuple):
    """A place that a count was closed without, because somebody said so and why.

    `seen`: something was counted there, but nobody said that he saw all of it.  `lines`: how many
    lines of the book there nobody counted.
    """

    place: str
    seen: bool
    lines: int
    reason: str
    person: str
    at: datetime


FAULTS: dict[str, Label] = {
    "place_unclosed": Label(
        "货位 {0} 点过货，但没有人说“已盘完整个货位”",
        "Something was counted at place {0}, but nobody has said that he saw all of it"),
    "reason_long": Label("原因最多 {0} 个字", "A reason has at most {0} characters"),
}

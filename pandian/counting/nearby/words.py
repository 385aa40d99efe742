"""Words of counts near by: what is offered, what is taken, why not.   附近可盘词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label

REACH_TIMES = 4
"""A phone is given the offers of so many times the distance: it walks on between two pulls."""
OFFERS_MAX = 20
"""At most so many offers a pull, the nearest."""
GRACE_MINUTES = 10
"""What the dispatcher gave to somebody is offered to others only when he has not begun for so
long; what a lead gave by name never is.  What somebody took near by is his for as long."""
SPOT_HOURS = 12
"""A place that a phone counted without a task is not offered for so long: a shift."""


class Offer(NamedTuple):
    """A place that this person may take from a task that nobody has begun; nothing of the book.

    `until`: the deadline of its task; after it nothing is offered.  `seconds`: planned for it.
    """

    task: UUID
    place: str
    kind: str
    seconds: int
    until: datetime | None


class TakeDraft(NamedTuple):
    """A person at one place wants to count another of a task; `id` is that of a task split off."""

    id: UUID
    task: UUID
    place: str
    at: str


class Taken(NamedTuple):
    """The task in which the place is counted now; `result` is created or exists."""

    task: UUID
    place: str
    result: str


class TakeRefused(Conflict):
    """The place is not to be had: the fault says why."""


FAULTS: dict[str, Label] = {
    "take_off": Label("本站点不提供附近可盘", "This site offers no counts near by"),
    "take_gone": Label("货位 {0} 已由别人盘或已盘完",
                       "Place {0} is counted by somebody else, or done"),
    "take_far": Label("货位 {0} 不在 {1} 附近", "Place {0} is not near {1}"),
    "take_not_yours": Label("按规则，货位 {0} 不由您盘",
                            "By the rules place {0} is not yours to count"),
}

"""Words of orders that wait for goods.   等货的订单词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

ORDERS_MAX = 200
"""So many orders ask in one round, the oldest first; the others in the next."""
BACK_MINUTES = 10
"""The round of each minute looks at goods that came in so many minutes before."""
WHOLE_MINUTES = 30
"""At minutes of the hour that this divides, a round looks at all that waits."""
STATES = ("ordered", "picking")
"""An order in another state takes no more goods."""
CLAIMED = "issue.claimed_again"
"""The audit fact, about `document:<id>`."""


class Gained(NamedTuple):
    """What an order got: its line, how many units more are claimed for it."""

    document: UUID
    line: int
    quantity: int

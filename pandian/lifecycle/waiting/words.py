"""Words of orders that wait for goods.   等货的订单词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

ORDERS_MAX = 200
"""So many orders ask in one round, the oldest first; the others in the next."""
STATES = ("ordered", "picking")
"""An order in another state takes no more goods."""
CLAIMED = "issue.claimed_again"
"""The audit fact, about `document:<id>`."""


class Gained(NamedTuple):
    """What an order got: its line, how many units more are claimed for it."""

    document: UUID
    line: int
    quantity: int

"""Words of warnings before posting.   过账前提醒词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.ledger.effects.words import Warned

ANNOUNCED = ("shipped", "ordered")
"""Measures that say what is to come, the surest first."""
WATCHED = frozenset({"arrived", "accepted", "received"})
"""Measures whose numbers are compared with what was announced."""


class LineWarning(NamedTuple):
    """What looks wrong with the quantity of one line of a document about to be posted."""

    line: int
    measure: str
    warned: Warned

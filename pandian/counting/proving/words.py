"""Words of proving: what one run took up, and how much is covered.   顺手盘词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

BOOKMARK = "proofs"
LATE_COMMIT_DAYS = 1
"""How long a transaction that proves something may take until its proofs are seen."""
PLAN_DAYS_OPEN = 1
"""A day's proofs may come late by so much, then its plan closes when all its lines are final."""


class Taken(NamedTuple):
    """What one run did: proofs taken up, plans settled, plans closed."""

    proofs: int
    settled: int
    closed: int


class NewProofs(NamedTuple):
    """Proofs of one day that counting has not seen yet; `day` in the site's own calendar."""

    task: UUID
    day: str
    proofs: int


class Covered(NamedTuple):
    """How much one way of looking covers, in thousandths of a holding."""

    counts: int
    others: int
    movers: int


class Coverage(NamedTuple):
    """What was looked at since an instant, of the holdings that have stock now.

    `counted` holdings by counts; `proved` and `proved_by_movers` further ones by proofs, of which
    half a holding each for weak ones: in thousandths.  `permille` is what all of it covers after
    the cap on movers.
    """

    site: str
    since: datetime
    holdings: int
    counted: int
    proved: int
    proved_by_movers: int
    movers_percent_max: int
    permille: int

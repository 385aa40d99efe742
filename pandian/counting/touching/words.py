"""Words of work by hand: acts per line, time from plan to posted, share recounted.   人工量词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

MONTHS = 6
"""So many months (at the site) are shown, the running one with them."""


class Month(NamedTuple):
    """The counts closed in one month (by its first day at the site) that have counted lines.

    Acts by hand: `scans` rows of first counts, `recounts` rows of recounts, `signatures` of
    approvals, `repairs` causes that a person confirmed.  `recounted` lines went through a recount.
    `hours_median` and `hours_p90`: from the plan to its last posting (its close where nothing was
    posted).
    """

    month: date
    counts: int
    lines: int
    scans: int
    recounts: int
    signatures: int
    repairs: int
    recounted: int
    hours_median: float
    hours_p90: float

    @property
    def acts(self) -> int:
        """All acts by hand."""
        return self.scans + self.recounts + self.signatures + self.repairs

    @property
    def per_line(self) -> float:
        """Acts by hand for each counted line, with two decimals."""
        return round(self.acts / self.lines, 2)

    @property
    def recount_percent(self) -> float:
        """Share of the lines that went through a recount, in percent with one decimal."""
        return round(100 * self.recounted / self.lines, 1)

"""How much proofs cover, and how a day's proofs are settled.   顺手盘规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from pandian.counting.proving.words import Covered
from pandian.counting.words import PlanDraft, Policy, Scope

TO_ANOTHER_PERSON = Policy(recount_rounds=1, packet_places=1)
"""What differs is recounted by somebody else, one task for each place, before anybody approves."""


def day_plan(site: str, task: UUID, day: str) -> PlanDraft:
    """Return the plan in which the proofs of one day are settled."""
    return PlanDraft(uuid5(task, "plan"), site, f"顺手盘 free counts {day}", Scope(),
                     policy=TO_ANOTHER_PERSON)


def covered_permille(covered: Covered, *, holdings: int, movers_percent_max: int) -> int:
    """Return how many thousandths of the holdings are covered.

    What rests on the word of who moved the goods covers no more than its share of them all.
    """
    if not holdings:
        return 1_000
    movers = min(covered.movers, holdings * 10 * movers_percent_max)
    return min((covered.counts + covered.others + movers) // holdings, 1_000)

"""Words of deciding a morning: the rules in force, and what was decided.   晨盘裁定词汇"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from pandian.governance.policies.kinds.words import REPAIRABLE
from pandian.kernel.words import Label

SECOND_FROM = 20_000 * 1_000_000
"""From this variance value on (20,000 yuan, minor units x 10^4) two people approve."""
RULES: tuple[tuple[str, str, Label, Mapping[str, Any]], ...] = (
    ("count.repair", "MORNING-REPAIR", Label("早晨自动更正", "Morning repairs"),
     {"causes": sorted(cause for cause, _ in REPAIRABLE)}),
    ("approval.matrix", "MORNING-APPROVAL", Label("早晨审批", "Morning approvals"),
     {"rows": [{"from": 0, "approvers": 1}, {"from": SECOND_FROM, "approvers": 2}]}),
)
"""What simulated mornings decide by: kind, code, label, content."""
REASON = "仿真：没有历史可预演 simulated: there is no history to rehearse on"
"""Why the rules of a simulated warehouse come into force without a rehearsal."""


class Decided(NamedTuple):
    """What became of one count: lines by likeliest cause, lines repaired, lines approved.

    `causes` counts the lines that waited, `certain` those whose cause was found at a share of .9;
    `by_rule` and `by_people`: lines whose cause was repaired by the rule, by the one in charge;
    `approved`: lines posted by approval, `second`: those that wanted a second person.
    """

    closed: bool
    causes: Counter[str]
    certain: int
    by_rule: int
    by_people: int
    approved: int
    second: int

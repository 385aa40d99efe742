"""Words of deciding a morning: the rules in force, and what was decided.   晨盘裁定词汇"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from pandian.governance.policies.kinds.words import REPAIRABLE
from pandian.governance.words import Proof, Scope
from pandian.kernel.words import Label

SECOND_FROM = 20_000 * 1_000_000
"""From this variance value on (20,000 yuan, minor units x 10^4) two people approve."""
ITSELF_UP_TO = 10_000 * 1_000_000
"""Up to this gross amount of a count, or of a site's day, differences are approved by the rule."""
PROOF_SECONDS = 30
"""So long one proof of a person's password serves a morning's signatures; half of what is valid."""
RULES: tuple[tuple[str, str, Label, Mapping[str, Any]], ...] = (
    ("count.repair", "MORNING-REPAIR", Label("早晨自动更正", "Morning repairs"),
     {"causes": sorted(cause for cause, _ in REPAIRABLE)}),
    ("approval.matrix", "MORNING-APPROVAL", Label("早晨审批", "Morning approvals"),
     {"rows": [{"from": 0, "approvers": 1}, {"from": SECOND_FROM, "approvers": 2}],
      "auto.name": "小额差异 Small differences", "auto.amount_max": ITSELF_UP_TO}),
)
"""What simulated mornings decide by: kind, code, label, content."""
REASON = "仿真：没有历史可预演 simulated: there is no history to rehearse on"
"""Why the rules of a simulated warehouse come into force without a rehearsal."""


class Signers(NamedTuple):
    """The one in charge and who signs second; `password` is that of both.

    `proofs`: when each last proved to be there, by person.
    """

    boss: Scope
    second: Scope
    password: str
    proofs: dict[str, Proof]


class Decided(NamedTuple):
    """What became of one count: lines by likeliest cause, lines repaired, lines approved.

    `causes` counts the lines that waited, `certain` those whose cause was found at a share of .9;
    `by_rule` and `by_people`: lines whose cause was repaired by the rule, by the one in charge;
    `small`: lines that the matrix approved by its own named rule; `approved`: lines posted by a
    signature, `second`: those that wanted a second person.
    """

    closed: bool
    causes: Counter[str]
    certain: int
    by_rule: int
    by_people: int
    small: int
    approved: int
    second: int

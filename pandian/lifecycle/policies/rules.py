"""Which value a policy may have.   单据策略规则"""

from __future__ import annotations

from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.policies.words import POLICIES, Policies, PolicyDraft

SHOWN_CHARACTERS_MAX = 40


def policy_faults(draft: PolicyDraft, pointer: str) -> list[Fault]:
    """Return what is wrong with one decision by itself."""
    policy = POLICIES.get(draft.name)
    if policy is None:
        return [Fault(f"{pointer}/name", "policy_unknown", (draft.name[:SHOWN_CHARACTERS_MAX],))]
    where = f"{pointer}/value"
    if policy.choices:
        fits = isinstance(draft.value, str) and draft.value in policy.choices
        return [] if fits else [Fault(where, "not_a_choice", (", ".join(policy.choices),))]
    if isinstance(draft.value, bool) or not isinstance(draft.value, int):
        return [Fault(where, "not_an_integer")]
    if not policy.low <= draft.value <= policy.high:
        return [Fault(where, "out_of_range", (policy.low, policy.high))]
    return []


def standing(decided: Policies) -> dict[str, Any]:
    """Return every policy: what was decided, else the default."""
    return {name: decided.get(name, policy.default) for name, policy in POLICIES.items()}

"""Deciding.   单据策略操作"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from pandian.governance.queries import site_ids
from pandian.governance.rules import batch_faults
from pandian.governance.words import EVERYWHERE, Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected
from pandian.kernel.words import FactDraft, Fault
from pandian.lifecycle.policies.queries import ROOM
from pandian.lifecycle.policies.rules import policy_faults
from pandian.lifecycle.policies.words import EVERY_SITE, PoliciesRefused, PolicyDraft

DECIDING = "governance.write"


def put_policies(*, scope: Scope, policies: Sequence[PolicyDraft]) -> int:
    """Decide: all of it or nothing; return how many rows were written.

    Needs governance.write at each site; for every site (`*`) a scope that sees all of them.
    Raises `Forbidden`, `PoliciesRefused` with every fault.
    """
    scope.need(DECIDING)
    known = site_ids(scope=scope, capability=DECIDING)
    if EVERYWHERE in scope.sites_with(DECIDING):
        known = {**known, EVERY_SITE: 0}
    faults = batch_faults(len(policies))
    for n, draft in enumerate(policies):
        faults += policy_faults(draft, f"/{n}")
        if draft.site not in known:
            faults.append(Fault(f"/{n}/site", "unknown_site", (draft.site[:40],)))
    if faults:
        raise PoliciesRefused(faults)
    with transaction.atomic():
        affected(ROOM, "put_policies", {
            "sites": [known[draft.site] for draft in policies],
            "names": [draft.name for draft in policies],
            "values": [json.dumps(draft.value) for draft in policies],
            "actor": scope.actor, "now": datetime.now(UTC)})
        record_many(scope=scope, facts=[
            FactDraft(known[draft.site], "policy.decided", f"policy:{draft.name}",
                      {"value": draft.value}) for draft in policies])
    return len(policies)

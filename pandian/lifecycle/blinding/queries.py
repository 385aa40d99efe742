"""Who may not see the quantities of a document that waits for its check.   盲复核查询"""

from __future__ import annotations

from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.blinding.rules import awaited_check
from pandian.lifecycle.blinding.words import BLIND, POLICY
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.words import Kind


def is_blind(*, scope: Scope, site: SiteRow, document: UUID, kind: Kind, state: str) -> bool:
    """Say whether this person may be the one who checks, and so must not read the quantities.

    Whoever picked knows them and may not check; whoever may not check supervises: both read on.
    """
    action = awaited_check(kind, state)
    if action is None or scope.service or not scope.may(action.capability, site.code):
        return False
    if policies_of(scope=scope, site=site)[POLICY] != BLIND:
        return False
    did = run("lifecycle", "did", {
        "site": site.id, "document": document, "actions": list(action.apart)})
    return not any(scope.actor in row.people for row in did)

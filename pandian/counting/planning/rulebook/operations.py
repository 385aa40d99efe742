"""Trying a rule before it is kept; signing that a site may stand to a central one so.   规则操作"""

from __future__ import annotations

from django.db import transaction

from pandian.counting.planning.rulebook.queries import drift_report, reach
from pandian.counting.planning.rulebook.words import SITES_SHOWN_MAX, Reach
from pandian.governance.access.operations import prove, sign
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.policies.operations import check_draft
from pandian.governance.policies.rules import drift_subject
from pandian.governance.policies.words import (
    CENTRAL,
    DriftRow,
    PolicyConflict,
    PolicyDraft,
    PolicyRefused,
)
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.rules import text_faults
from pandian.governance.words import REASON_CHARACTERS_MAX, Proof, Scope
from pandian.kernel.operations import record
from pandian.kernel.words import Fault

SIGNING = "governance.adopt"
DRAFTING = "governance.rule"


def preview(*, scope: Scope, draft: PolicyDraft) -> list[Reach]:
    """Return what a draft would hold for: at its site, or for `*` at each site where one drafts.

    At most SITES_SHOWN_MAX sites, by code.  Writes nothing.  Raises as governance's `check_draft`,
    and `RuleRefused` where a counting rule states none.
    """
    whole = check_draft(scope=scope, draft=draft)
    sites = sorted(site_ids(scope=scope, capability=DRAFTING))[:SITES_SHOWN_MAX] if (
        draft.site == CENTRAL) else [draft.site]
    return [reach(scope=scope, site=site, kind=draft.kind, code=draft.code, content=whole)
            for site in sites]


def sign_drift(
    *, scope: Scope, seen: str, reason: str, password: str = "", proof: Proof | None = None
) -> DriftRow:
    """Sign the line of the drift report that has the hash which was shown; return it.

    The signature holds as long as the line says the same.  Needs governance.adopt at its site, and
    somebody who did not write what leaves the centre.
    Raises `Forbidden`, `PolicyRefused`, `PolicyConflict` when no such line stands any more,
    governance's `SignatureRefused` and `SignInLimited`.
    """
    if faults := text_faults(reason, "/reason", characters_max=REASON_CHARACTERS_MAX):
        raise PolicyRefused(faults)
    line = next((row for row in drift_report(scope=scope) if row.hash == seen), None)
    if line is None:
        raise PolicyConflict([Fault("/seen", "policy_drift_gone")])
    scope.need(SIGNING, line.site)
    if line.by and scope.actor in accounts_of(scope=scope, people=[line.by]):
        raise PolicyRefused([Fault("/seen", "policy_own_drift")])
    proof = proof or prove(scope=scope, password=password)
    with transaction.atomic():
        signature = sign(scope=scope, proof=proof, meaning="reviewed", content_hash=line.hash,
                         subject=drift_subject(line))
        site = site_by_code(scope=scope, code=line.site).id
        record(scope=scope, site=site, kind="policy.drift_signed",
               subject=f"policy:{line.version}", data={
                   "site": line.site, "key": line.key, "drift": line.drift,
                   "reason": reason.strip(), "signature": str(signature),
                   "content_hash": line.hash})
    return next(row for row in drift_report(scope=scope) if row.hash == seen)

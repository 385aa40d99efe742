"""Rules: versions, who approved them, what holds where and why, where sites drift.   规则接口"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.approving.queries import by_cause, consents
from pandian.counting.planning.checking.queries import check, meets, uncovered
from pandian.counting.planning.checking.rules import said
from pandian.counting.planning.checking.words import LISTED
from pandian.counting.planning.rulebook.operations import preview, sign_drift
from pandian.counting.planning.rulebook.queries import drift_report
from pandian.counting.tolerating.queries import verdicts
from pandian.governance.delegating import operations as delegating
from pandian.governance.delegating.queries import delegations
from pandian.governance.policies import operations, queries
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.words import PolicyDraft, VersionRow
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.rulebook import (
    ActiveQuery,
    AdoptIn,
    CheckQuery,
    DelegationIn,
    DelegationQuery,
    DriftIn,
    EffectIn,
    EvidenceIn,
    FileIn,
    ReasonIn,
    RuleIn,
    RulesOut,
    RulesQuery,
    SamePersonIn,
    UncoveredQuery,
    WaiverIn,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid

router = Router(tags=["rules 规则"])


def _draft(body: RuleIn) -> PolicyDraft:
    return PolicyDraft(**{name: getattr(body, name) for name in PolicyDraft._fields})


@router.get("/rules/kinds", response=RulesOut)
@policy(*queries.READING)
def list_kinds(request: HttpRequest) -> HttpResponse:
    """List the kinds of rules with their fields, types, bounds and choices."""
    return answer({"rows": [
        {"kind": name, **kind._asdict()} for name, kind in KINDS.items()]})


@router.get("/rules", response=RulesOut)
@policy(*queries.READING)
def list_rules(request: HttpRequest, filter: Query[RulesQuery]) -> HttpResponse:
    """List versions of rules with their states, the newest of each code first."""
    return answer({"rows": queries.versions(
        scope=scope(request), kind=filter.kind or "", code=filter.code or "", site=filter.site)})


@router.get("/rules/active", response=RulesOut)
@policy(*queries.READING)
def list_active(request: HttpRequest, filter: Query[ActiveQuery]) -> HttpResponse:
    """Show what holds at a site at an instant, and the chain of versions that says why."""
    return answer({"rows": queries.active(
        scope=scope(request), kind=filter.kind, site=filter.site,
        at=filter.at or datetime.now(UTC))})


@router.get("/rules/drift", response=RulesOut)
@policy(*queries.READING)
def list_drift(request: HttpRequest) -> HttpResponse:
    """List where sites leave the central rules, key by key: by whom, why, until when."""
    return answer({"rows": drift_report(scope=scope(request))})


@router.post("/rules/drift/sign", response=Answer)
@policy("governance.adopt")
def sign_drift_line(request: HttpRequest, body: DriftIn) -> HttpResponse:
    """Sign, with a reason, that one line may stand; it counts as long as the line says the same."""
    return answer(sign_drift(scope=scope(request), seen=body.hash, reason=body.reason,
                             password=body.password))


@router.get("/rules/check", response=RulesOut)
@policy(*queries.READING)
def check_rules(request: HttpRequest, filter: Query[CheckQuery]) -> HttpResponse:
    """Find every gap and contradiction of the rules that hold at a site, in words."""
    language = language_of(request)
    return answer({"rows": [
        {**plain(each._replace(params=())), "params": [
            value if isinstance(value, str) else value.text(language) for value in each.params],
         "message": said(each).text(language), "listed": each.code in LISTED}
        for each in check(scope=scope(request), site=filter.site)]})


@router.get("/rules/uncovered", response=RulesOut)
@policy(*queries.READING)
def list_uncovered(request: HttpRequest, filter: Query[UncoveredQuery]) -> HttpResponse:
    """List the holdings of which no rule of a kind speaks; `after` the last of the page before."""
    return answer({"rows": uncovered(
        scope=scope(request), site=filter.site, kind=filter.kind, after=filter.after,
        limit=filter.limit)})


@router.post("/rules/reach", response=RulesOut)
@policy("governance.rule")
def reach_rule(request: HttpRequest, body: Body[RuleIn]) -> HttpResponse:
    """Say for how many holdings a rule would hold, site by site, and beside which; keeps nothing.
    """
    return answer({"rows": preview(scope=scope(request), draft=_draft(body))})


@router.get("/rules/export", response=Answer)
@policy(*queries.READING)
def export_rules(request: HttpRequest, filter: Query[RulesQuery]) -> HttpResponse:
    """Return the newest rules as a file that can be imported again."""
    return answer(operations.export_policies(
        scope=scope(request), kind=filter.kind or "", site=filter.site))


@router.post("/rules/import", response=RulesOut)
@policy("governance.rule")
def import_rules(request: HttpRequest, body: FileIn) -> HttpResponse:
    """Take the rules of a file in as drafts, all or nothing."""
    return answer({"rows": operations.import_policies(
        scope=scope(request), file={"format": body.format, "policies": body.policies})})


@router.get("/rules/{id}", response=Answer)
@policy(*queries.READING)
def read_rule(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one version with everything that became of it."""
    return _shown(request, queries.version(scope=scope(request), id=id))


def _shown(request: HttpRequest, row: VersionRow) -> HttpResponse:
    """Answer a version, with what a check would name at each site once it holds."""
    language = language_of(request)
    return answer({**plain(row), "meets": [
        {"site": site, "code": each.code, "message": said(each).text(language),
         "rules": list(each.rules)} for site, each in meets(scope=scope(request), row=row)]})


@router.post("/rules", response={200: Answer, 201: Answer})
@policy("governance.rule")
def draft_rule(request: HttpRequest, body: Body[RuleIn]) -> HttpResponse:
    """Draft a version, or change one's own draft; every fault at once, with its place."""
    row, result = operations.put_draft(scope=scope(request), draft=_draft(body))
    return answer({**row._asdict(), "result": result}, status=201 if result == "created" else 200)


@router.post("/rules/{id}/rehearsed", response=Answer)
@policy("governance.rule")
def rehearsed_rule(request: HttpRequest, id: Path[Uuid], body: EvidenceIn) -> HttpResponse:
    """Note that a version was rehearsed, and where the evidence stands."""
    return answer(operations.note_rehearsal(
        scope=scope(request), id=id, evidence=body.evidence))


@router.post("/rules/{id}/waive", response=Answer)
@policy("governance.adopt")
def waive_rule(request: HttpRequest, id: Path[Uuid], body: WaiverIn) -> HttpResponse:
    """Let a version go unrehearsed, by a signed reason."""
    return answer(operations.waive_rehearsal(
        scope=scope(request), id=id, reason=body.reason, password=body.password))


@router.post("/rules/{id}/approve", response=Answer)
@policy("governance.adopt")
def approve_rule(request: HttpRequest, id: Path[Uuid], body: AdoptIn) -> HttpResponse:
    """Sign and approve exactly the content that was shown."""
    return _shown(request, operations.approve(
        scope=scope(request), id=id, seen_hash=body.content_hash, password=body.password))


@router.post("/rules/{id}/schedule", response=Answer)
@policy("governance.adopt")
def schedule_rule(request: HttpRequest, id: Path[Uuid], body: EffectIn) -> HttpResponse:
    """Say when an approved version takes effect; never in the past."""
    return _shown(request, operations.schedule(
        scope=scope(request), id=id, effective=body.effective_from or ""))


@router.post("/rules/{id}/withdraw", response=Answer)
@policy("governance.adopt", "governance.rule")
def withdraw_rule(request: HttpRequest, id: Path[Uuid], body: ReasonIn) -> HttpResponse:
    """Withdraw a version: it holds no longer; what it judged stays judged."""
    return answer(operations.withdraw(scope=scope(request), id=id, reason=body.reason))


@router.get("/counts/{id}/verdicts", response=RulesOut)
@policy("counting.read")
def list_verdicts(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """List which versions of rules judged the lines of a count."""
    return answer({"rows": verdicts(scope=scope(request), plan=id)})


@router.get("/counts/{id}/consents", response=RulesOut)
@policy("counting.read")
def list_consents(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """List the signatures that were collected for lines of a count, and how many are wanted."""
    return answer({"rows": consents(scope=scope(request), plan=id)})


@router.get("/counts/{id}/causes", response=RulesOut)
@policy("counting.read")
def list_causes(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Group the lines that wait by their leading explanation; approve one by lines and hash."""
    return answer({"rows": by_cause(scope=scope(request), plan=id)})


@router.get("/delegations", response=RulesOut)
@policy("counting.approve", "governance.write", "audit.read")
def list_delegations(request: HttpRequest, filter: Query[DelegationQuery]) -> HttpResponse:
    """List who stands in for whom, up to which amount, until when."""
    return answer({"rows": delegations(
        scope=scope(request), site=filter.site, live=filter.live)})


@router.post("/delegations", response={201: Answer})
@policy("counting.approve", "governance.write")
def give_delegation(request: HttpRequest, body: DelegationIn) -> HttpResponse:
    """Let a person approve in one's stead at a site, up to an amount, until an instant."""
    return answer(delegating.delegate(
        scope=scope(request), site=body.site, stand_in=body.stand_in,
        amount_max=body.amount_max, valid_to=body.valid_to, reason=body.reason,
        principal=body.principal or ""), status=201)


@router.post("/delegations/{id}/end", response=Answer)
@policy("counting.approve", "governance.write")
def finish_delegation(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """End a delegation now: its principal, or who manages people."""
    delegating.end_delegation(scope=scope(request), id=id)
    return answer({"id": id, "result": "updated"})


@router.post("/people/same", response=Answer)
@policy("governance.write")
def mark_same(request: HttpRequest, body: SamePersonIn) -> HttpResponse:
    """Mark two accounts as one human's: neither approves what the other counted."""
    return answer({"accounts": sorted(delegating.mark_same_person(
        scope=scope(request), person=body.person, other=body.other, reason=body.reason))})

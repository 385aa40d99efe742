"""Posting and taking back by hand, where a period may be closed.   补记操作

The doors through which people type: `POST /postings`, and reversals of postings and documents.
Nothing else asks here, and what a service account posts is a fact of another system: facts come
late and are listed after the report.  A close that comes between
the question and the posting lets it in; the report's seal then shows it as late.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.counting.late.queries import closed_lines, closed_to
from pandian.counting.late.rules import is_closed, posting_faults, reversal_faults
from pandian.counting.late.words import FACT, LET_IN, REASON_MAX, LateLetIn, LateRefused
from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record_many
from pandian.kernel.words import FactDraft, Fault
from pandian.ledger.queries import posting as posting_of
from pandian.ledger.words import Posted, PostingRequest
from pandian.lifecycle import operations as lifecycle
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.warning.posting.operations import post_heeding
from pandian.lifecycle.warning.posting.queries import posted_before
from pandian.lifecycle.warning.posting.words import HeededPosting
from pandian.lifecycle.words import Acted, ReversalDraft

THEN = "then"


class _Sorted(NamedTuple):
    """Requests by what the periods say of them."""

    refused: dict[int, list[Fault]]
    let_in: dict[int, LateLetIn]


def post_by_hand(
    *, scope: Scope, requests: Sequence[PostingRequest], asking: Collection[UUID] = (),
    late: Mapping[UUID, str] | None = None,
) -> list[HeededPosting]:
    """Post typed documents; what is dated into a closed period is refused, each line by name.

    `late` (id -> reason) lets in what really happened then, for who has `counting.prepare`; the
    reason stays in the cause of the posting and in the audit trail.  A replay is answered as ever;
    a service account is never refused for it.
    Raises as `lifecycle.warning.posting.operations.post_heeding`.
    """
    scope.need("ledger.post")
    here = {site.code: site for site in sites(scope=scope)
            if scope.may("ledger.post", site.code)}
    told = _sorted(scope, here, requests, late or {})
    answers = _made(scope, requests, [n for n in range(len(requests))
                                      if n not in told.refused and n not in told.let_in], asking)
    if told.let_in:
        with transaction.atomic():  # none comes in without the fact that says by whom and why
            answers |= _made(scope, {n: _said(requests[n], each)
                                     for n, each in told.let_in.items()},
                             sorted(told.let_in), asking)
            _keep(scope, here, requests, {n: each for n, each in told.let_in.items()
                                          if answers[n].posted.result == "created"})
    return [answers[n] if n in answers else _refused(request, told.refused[n])
            for n, request in enumerate(requests)]


def _made(
    scope: Scope, requests: Sequence[PostingRequest] | Mapping[int, PostingRequest],
    numbers: Sequence[int], asking: Collection[UUID],
) -> dict[int, HeededPosting]:
    if not numbers:
        return {}
    return dict(zip(numbers, post_heeding(
        scope=scope, requests=[requests[n] for n in numbers], asking=asking), strict=True))


def _sorted(
    scope: Scope, here: Mapping[str, SiteRow], requests: Sequence[PostingRequest],
    late: Mapping[UUID, str],
) -> _Sorted:
    """Say which requests are dated into a closed period, and which of them are let in."""
    told = _Sorted({}, {})
    if scope.service:
        return told
    ends = closed_to(scope=scope, sites=[
        here[code] for code in {each.site for each in requests} if code in here])
    for code, ends_at in ends.items():
        into = [n for n, each in enumerate(requests)
                if each.site == code and is_closed(each.effective_at, ends_at)]
        if not into or ends_at is None:
            continue
        known = posted_before(scope=scope, site=here[code].id, ids={requests[n].id for n in into})
        for n in into:
            reason = late.get(requests[n].id, "").strip()[:REASON_MAX]
            if reason and (scope.may(LET_IN, code) or requests[n].id in known):
                told.let_in[n] = LateLetIn(requests[n].id, reason)
            elif requests[n].id not in known:
                told.refused[n] = posting_faults(
                    requests[n], ends_at=ends_at, zone=here[code].time_zone)
                if reason:
                    told.refused[n].append(Fault(f"{requests[n].pointer}/late", "late_not_yours"))
    return told


def _said(request: PostingRequest, let_in: LateLetIn | None) -> PostingRequest:
    """Return a posting that says in its cause why it came into a closed period."""
    return request if let_in is None else request._replace(
        cause={**request.cause, "late": let_in.reason})


def _keep(
    scope: Scope, here: Mapping[str, SiteRow], requests: Sequence[PostingRequest],
    made: Mapping[int, LateLetIn],
) -> None:
    record_many(scope=scope, facts=[
        FactDraft(here[requests[n].site].id, FACT, f"posting:{each.posting}", {
            "reason": each.reason, "effective_at": requests[n].effective_at.isoformat()})
        for n, each in made.items()])


def _refused(request: PostingRequest, faults: Sequence[Fault]) -> HeededPosting:
    return HeededPosting(Posted(request.id, f"refused_{faults[0].code}", faults=tuple(faults)), ())


def reverse_by_hand(
    *, scope: Scope, posting_id: UUID, id: UUID, reason: str, effective: str = THEN
) -> Posted:
    """Take a posting back; `then` is refused where a closed period holds any of its lines.

    Raises `LateRefused` with each such line, and as `lifecycle.operations.reverse_posting`.
    """
    scope.need("ledger.post")
    found = posting_of(scope=scope, id=posting_id)
    _open(scope, site_by_code(scope=scope, code=found.site), id, effective, posting=posting_id)
    return lifecycle.reverse_posting(scope=scope, posting_id=posting_id, id=id, reason=reason,
                                     effective=effective)


def reverse_document_by_hand(*, scope: Scope, draft: ReversalDraft) -> Acted:
    """Undo a document; `then` is refused where a closed period holds anything it posted.

    Raises `LateRefused` with each such line, and as `lifecycle.operations.reverse`.
    """
    _, code, _ = place_of_document(scope=scope, id=draft.document)
    scope.need(lifecycle.REVERSING, code)
    _open(scope, site_by_code(scope=scope, code=code), draft.id, draft.effective,
          document=draft.document)
    return lifecycle.reverse(scope=scope, draft=draft)


def _open(
    scope: Scope, site: SiteRow, id: UUID, effective: str, *, posting: UUID | None = None,
    document: UUID | None = None,
) -> None:
    """See that a reversal as of then touches no closed period; one that was made is a replay."""
    if effective != THEN or posted_before(scope=scope, site=site.id, ids={id}):
        return
    lines = closed_lines(scope=scope, site=site, posting=posting, document=document)
    if lines:
        raise LateRefused(reversal_faults(lines, zone=site.time_zone))

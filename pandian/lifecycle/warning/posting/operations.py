"""Making plain postings and telling what looks wrong with them.   过账提醒操作"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from pandian.governance.queries import sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record_many
from pandian.kernel.words import FactDraft, Fault
from pandian.ledger import operations as ledger
from pandian.ledger.words import Posted, PostingRequest
from pandian.lifecycle.warning.posting.queries import (
    posted_before,
    told_before,
    warnings_of_postings,
)
from pandian.lifecycle.warning.posting.words import (
    CODES,
    FACT,
    HeededPosting,
    PostingWarning,
)

DOUBTED = "refused_doubted"
"""The result of a posting that looks wrong, where the caller wants to be asked."""
Warned = tuple[tuple[str, str, tuple[str, ...]], ...]
Told = dict[int, Warned]


def post_heeding(
    *, scope: Scope, requests: Sequence[PostingRequest], asking: Collection[UUID] = ()
) -> list[HeededPosting]:
    """Post documents and say of each what looks wrong with its numbers.

    A fact from the floor is kept whatever it looks like: a warning refuses nothing.  What of
    `asking` (ids) looks wrong is not posted: its result is `refused_doubted` with every warning;
    the others are posted.  What was told is kept as an audit fact; a replay is told the same.
    Raises as `ledger.operations.post`.
    """
    scope.need("ledger.post")
    here = {site.code: site for site in sites(scope=scope)}
    told: Told = {}
    before: dict[UUID, Warned] = {}
    for code, numbers in _by_site(requests).items():
        if site := here.get(code):
            ids = posted_before(scope=scope, site=site.id, ids={requests[n].id for n in numbers})
            before |= dict.fromkeys(ids, ()) | told_before(scope=scope, site=site.id, ids=ids)
            told |= _told(scope, site, requests, [
                n for n in numbers if requests[n].id not in ids])
    meant = [n for n, each in enumerate(requests) if n not in told or each.id not in asking]
    posted = dict(zip(meant, ledger.post(
        scope=scope, requests=[requests[n] for n in meant]), strict=True)) if meant else {}
    _keep(scope, here, requests, posted, told)
    return [_answer(request, posted.get(n), told.get(n, ()), before.get(request.id))
            for n, request in enumerate(requests)]


def _by_site(requests: Sequence[PostingRequest]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, request in enumerate(requests):
        found[request.site].append(n)
    return found


def _told(
    scope: Scope, site: SiteRow, requests: Sequence[PostingRequest], numbers: Sequence[int]
) -> Told:
    told: dict[int, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for each in warnings_of_postings(scope=scope, site=site,
                                     requests=[requests[n] for n in numbers]):
        n = numbers[each.request]
        told[n].append(_said(requests[n], each))
    return {n: tuple(warned) for n, warned in told.items()}


def _said(request: PostingRequest, each: PostingWarning) -> tuple[str, str, tuple[str, ...]]:
    """Return a warning as a face tells it: its place, a code of `FAULTS`, what fills it."""
    warned = each.warned
    return (f"{request.pointer}/lines/{each.line}/quantity", CODES[warned.slip],
            (f"{abs(warned.said):,}", f"{abs(warned.likely):,}", str(warned.factor),
             warned.evidence))


def _keep(
    scope: Scope, here: dict[str, SiteRow], requests: Sequence[PostingRequest],
    posted: dict[int, Posted], told: Told,
) -> None:
    """Leave an audit fact of each posting that was made although it looked wrong."""
    facts = [FactDraft(here[requests[n].site].id, FACT, f"posting:{requests[n].id}", {
        "warnings": [{"pointer": pointer, "code": code, "params": params}
                     for pointer, code, params in told[n]]})
        for n, each in posted.items() if each.result == "created" and n in told]
    if facts:
        with transaction.atomic():
            record_many(scope=scope, facts=facts)


def _answer(
    request: PostingRequest, posted: Posted | None, told: Warned, before: Warned | None
) -> HeededPosting:
    """Return what became of one posting; a replay is told what was told before."""
    if posted is None:
        return HeededPosting(Posted(request.id, DOUBTED, faults=tuple(
            Fault(*each) for each in told)), told)
    if before is not None:
        return HeededPosting(posted, before if posted.result == "exists" else ())
    return HeededPosting(posted, told if posted.result == "created" else ())

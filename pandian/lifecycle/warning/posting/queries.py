"""Reading what plain postings are compared with: open paper, earlier postings.   过账提醒查询

A fixed number of statements for the postings of one site, whatever the number of lines.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from pandian.catalog.queries import items_by_code, packs_of
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.queries import facts_of
from pandian.kernel.statements import one, run
from pandian.ledger.effects.words import Warned
from pandian.ledger.words import PostingRequest
from pandian.lifecycle.blinding.queries import is_blind
from pandian.lifecycle.pausing.queries import standing
from pandian.lifecycle.pending.queries import pending
from pandian.lifecycle.pending.words import Pending, Spot
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.warning.posting.rules import ends, look, outside
from pandian.lifecycle.warning.posting.words import (
    FACT,
    WITHIN_INSIDE,
    WITHIN_OUTSIDE,
    End,
    Open,
    PostingWarning,
)

ROOM = "lifecycle.warning.posting"


def warnings_of_postings(
    *, scope: Scope, site: SiteRow, requests: Sequence[PostingRequest]
) -> list[PostingWarning]:
    """Return what looks wrong with postings of one site before they are made.

    What a person may not read (the paper that he is to check blind) is not told.
    """
    paused = _paused(site, requests)
    items = items_by_code(scope=scope, codes={
        line.item for request in requests for line in request.lines})
    packs = packs_of(scope=scope, items=[row.id for row in items.values()])
    units = {(code, pack.unit): pack.factor
             for code, row in items.items() for pack in packs.get(row.id, ())}
    units |= {(code, row.unit): 1 for code, row in items.items()}
    known = [end for end in ends(requests, units) if end.item in items]
    if not known:
        return paused
    holdings: dict[int, list[int]] = defaultdict(list)
    for row in run(ROOM, "holdings", {
            "site": site.id, "places": [end.place for end in known],
            "items": [end.item for end in known], "lots": [end.lot for end in known]}):
        holdings[row.n - 1].append(row.holding)
    told = _papers(scope, site, known, holdings)
    found = look(told, _twins(site, requests, known, holdings), factors={
        code: [pack.factor for pack in packs.get(row.id, ())] for code, row in items.items()})
    return _open(scope, site, found) + paused


def _paused(site: SiteRow, requests: Sequence[PostingRequest]) -> list[PostingWarning]:
    """Return the lines that carry goods to or from a bin that is paused."""
    pauses = standing(site=site, places={
        place for request in requests for line in request.lines
        for place in (line.source, line.target)})
    found = {}
    for n, request in enumerate(requests):
        for k, line in enumerate(request.lines):
            for place in (line.source, line.target):
                if place in pauses and pauses[place].holds(request.effective_at):
                    found[n, k] = PostingWarning(n, k, Warned(
                        "paused", line.quantity, 0, evidence=pauses[place].said))
    return list(found.values())


def _papers(
    scope: Scope, site: SiteRow, known: Sequence[End], holdings: dict[int, list[int]]
) -> list[tuple[End, list[Open]]]:
    """Return each end with the open documents that speak of it; an end without a holding too."""
    spots = {}
    for n, end in enumerate(known):
        for holding in holdings.get(n) or [-n - 1]:
            spots[holding] = Spot(holding, end.place, end.item, end.lot)
    by_holding: dict[int, list[Pending]] = defaultdict(list)
    for each in pending(scope=scope, site=site.id, spots=list(spots.values())):
        by_holding[each.holding].append(each)
    return [(end, [Open(document, number, delta) for document, number, delta in sorted({
        (each.document, each.number, each.delta) for holding in holdings.get(n) or [-n - 1]
        for each in by_holding[holding]}, key=lambda row: (row[1], row[2]))])
        for n, end in enumerate(known)]


def _twins(
    site: SiteRow, requests: Sequence[PostingRequest], known: Sequence[End],
    holdings: dict[int, list[int]],
) -> dict[tuple[int, int], str]:
    """Return by (request, line) the posting of the same paper that did the same."""
    asked = [(end, holding) for n, end in enumerate(known) for holding in holdings.get(n, ())]
    if not asked:
        return {}
    lines = [requests[end.request].lines[end.line] for end, _ in asked]
    heads = [requests[end.request] for end, _ in asked]
    spans = [WITHIN_OUTSIDE if outside(line) else WITHIN_INSIDE for line in lines]
    rows = run(ROOM, "twins", {
        "site": site.id, "holdings": [holding for _, holding in asked],
        "incoming": [end.delta > 0 for end, _ in asked],
        "others": [line.source if end.delta > 0 else line.target
                   for (end, _), line in zip(asked, lines, strict=True)],
        "quantities": [abs(end.delta) for end, _ in asked],
        "since": [head.effective_at - span for head, span in zip(heads, spans, strict=True)],
        "until": [head.effective_at + span for head, span in zip(heads, spans, strict=True)],
        "kinds": [head.kind for head in heads],
        "causes": [json.dumps(dict(head.cause), ensure_ascii=False, default=str)
                   for head in heads],
        "ids": [head.id for head in heads]})
    return {(asked[row.n - 1][0].request, asked[row.n - 1][0].line): row.said for row in rows}


def _open(
    scope: Scope, site: SiteRow, found: Sequence[PostingWarning]
) -> list[PostingWarning]:
    """Leave out what paper says that this person is to check without seeing its numbers."""
    hidden = {paper for paper in {each.paper for each in found if each.paper}
              if not scope.service and _blind(scope, site, paper)}
    return [each for each in found if each.paper not in hidden]


def _blind(scope: Scope, site: SiteRow, document: UUID) -> bool:
    row = one(ROOM, "paper", {"site": site.id, "id": document})
    return row is not None and is_blind(scope=scope, site=site, document=document,
                                        kind=KINDS[row.kind], state=row.state)


def posted_before(*, scope: Scope, site: int, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these postings were made before."""
    return {row.id for row in run(ROOM, "posted", {"site": site, "ids": sorted(ids)})}


def told_before(
    *, scope: Scope, site: int, ids: Collection[UUID]
) -> dict[UUID, tuple[tuple[str, str, tuple[str, ...]], ...]]:
    """Return what was told when these postings were made: a replay is answered the same."""
    subjects = {f"posting:{id}": id for id in ids}
    return {subjects[fact.subject]: tuple(
        (each["pointer"], each["code"], tuple(each["params"])) for each in fact.data["warnings"])
        for fact in facts_of(scope=scope, sites=[site], kinds=[FACT], subjects=list(subjects))}

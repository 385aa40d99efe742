"""Which lines of a plain posting look like slips of paper that is still open.   过账提醒规则

Pure; what slips there are stands in `ledger/effects`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pandian.ledger.effects.rules import warnings
from pandian.ledger.effects.words import Warned
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.warning.posting.words import VIRTUAL, End, Open, PostingWarning


def ends(
    requests: Sequence[PostingRequest], factors: Mapping[tuple[str, str], int]
) -> list[End]:
    """Return the physical ends of the lines; those of serials and of unknown units are left out.

    `factors`: smallest units by (item, unit).
    """
    found = []
    for n, request in enumerate(requests):
        for k, line in enumerate(request.lines):
            size = line.quantity * factors.get((line.item, line.unit or ""), 0 if line.unit else 1)
            if line.serial or size <= 0:
                continue
            found += [End(n, k, place, line.item, line.lot or "", sign * size)
                      for place, sign in ((line.source, -1), (line.target, 1))
                      if not place.startswith(VIRTUAL)]
    return found


def outside(line: LineRequest) -> bool:
    """Say whether a line's goods come from or go to outside the house."""
    return line.source.startswith(VIRTUAL) or line.target.startswith(VIRTUAL)


def look(
    told: Sequence[tuple[End, Sequence[Open]]], twins: Mapping[tuple[int, int], str], *,
    factors: Mapping[str, Sequence[int]],
) -> list[PostingWarning]:
    """Return what looks wrong, one warning for a line: a double first, else its likeliest slip.

    `told`: each end with the open papers that speak of it; `twins`: by (request, line) the
    posting that did the same; `factors`: the packs of each item.  A line that is just what some
    paper announces is right; one that no paper speaks of, or that only differs, is no slip.
    """
    found = {key: PostingWarning(*key, Warned("double", 0, 0, evidence=twin))
             for key, twin in twins.items()}
    for end, papers in told:
        key = (end.request, end.line)
        if key in found or any(paper.delta == end.delta for paper in papers):
            continue
        for paper in papers:
            if warned := _slip(end, paper, factors.get(end.item, ())):
                found[key] = PostingWarning(*key, warned, paper.document)
                break
    return [found[key] for key in sorted(found)]


def _slip(end: End, paper: Open, packs: Sequence[int]) -> Warned | None:
    """Return the slip by which this number would come from that announcement."""
    if paper.delta == -end.delta:
        return Warned("sign", end.delta, paper.delta, evidence=paper.number)
    if (paper.delta > 0) != (end.delta > 0):
        return None
    for each in warnings(abs(end.delta), announced=abs(paper.delta), factors=packs):
        if each.slip in ("unit", "digits"):
            return each._replace(evidence=paper.number)
    return None

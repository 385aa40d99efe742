"""Reading what is needed to warn before posting.   过账前提醒查询

A fixed number of statements, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.catalog.queries import items_by_code, packs_of
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.queries import facts_about
from pandian.kernel.statements import one, run
from pandian.ledger.effects.words import Warned
from pandian.lifecycle.blinding.queries import is_blind
from pandian.lifecycle.fefo.queries import claims_of
from pandian.lifecycle.pausing.queries import standing
from pandian.lifecycle.pausing.rules import touched
from pandian.lifecycle.queries import lines_of, place_of_document, sums_of_document
from pandian.lifecycle.rules import KINDS, shown_number
from pandian.lifecycle.warning.rules import located, look, watched
from pandian.lifecycle.warning.words import (
    FACT,
    TWIN_INSIDE,
    TWIN_WITHIN,
    LineWarning,
    Paper,
    Warning,
)
from pandian.lifecycle.words import ActionDraft, Amount, DocumentWhole, Line

ROOM = "lifecycle.warning"
FACTS_MAX = 200
"""Newest audit facts of a document among which a replay looks for what it was told."""


def warnings_of(
    *, scope: Scope, whole: DocumentWhole, amounts: Sequence[Amount]
) -> list[LineWarning]:
    """Return what looks wrong with the quantities of an action before it is done.

    Nothing is refused for it.  Raises `Forbidden`.
    """
    scope.need("lifecycle.read", whole.head.site)
    site = site_by_code(scope=scope, code=whole.head.site)
    paused = _paused(site, whole.lines, amounts)
    if not watched(whole.head.kind, amounts):
        return paused
    paper = Paper(whole.head.kind, whole.lines, whole.sums, whole.claims)
    return _found(scope, site.id, whole.head.id, paper, whole.head.header, amounts) + paused


def warnings_of_action(*, scope: Scope, draft: ActionDraft) -> list[Warning]:
    """Return what looks wrong with an action that this person may do, before it is done.

    A blind document lets out none of its numbers: then only a double is told.  Raises
    `DocumentNotFound`.
    """
    number, code, kind = place_of_document(scope=scope, id=draft.document)
    action = KINDS[kind].actions.get(draft.action)
    if action is None or not scope.may(action.capability, code):
        return []  # doing it will be refused; nothing of the document is told before
    if not draft.amounts:
        return []
    site = site_by_code(scope=scope, code=code)
    row = one(ROOM, "head", {"site": number, "id": draft.document})
    assert row is not None, "documents are never deleted"
    lines = lines_of(scope=scope, site=number, document=draft.document)
    paused = _paused(site, lines, draft.amounts, draft.effective_at)
    if not watched(kind, draft.amounts):
        return located(paused, draft.amounts)
    if is_blind(scope=scope, site=site, document=draft.document, kind=KINDS[kind],
                state=row.state):
        paper = Paper(kind, [line._replace(asked=0) for line in lines], [], [])
    else:
        paper = Paper(
            kind, lines, sums_of_document(scope=scope, site=number, document=draft.document),
            claims_of(scope=scope, site=number, document=draft.document)
            if KINDS[kind].claims else [])
    found = _found(scope, number, draft.document, paper, row.header, draft.amounts)
    return located(found + paused, draft.amounts)


def warned_before(*, scope: Scope, draft: ActionDraft) -> list[Warning]:
    """Return what was told when this very action was done: a replay is answered the same."""
    number, _, _ = place_of_document(scope=scope, id=draft.document)
    if not draft.amounts:
        return []
    facts = facts_about(scope=scope, subject=f"document:{draft.document}", sites=[number],
                        limit=FACTS_MAX)
    return [Warning(each["pointer"], each["line"], each["measure"], each["code"],
                    tuple(each["params"]))
            for fact in facts if fact.kind == FACT and fact.data["event"] == str(draft.id)
            for each in fact.data["warnings"]]


def is_done(*, scope: Scope, draft: ActionDraft) -> bool:
    """Say whether an action of this id was done before.  Raises `DocumentNotFound`."""
    number, _, _ = place_of_document(scope=scope, id=draft.document)
    return one(ROOM, "done", {"site": number, "id": draft.id}) is not None


def _found(
    scope: Scope, site: int, document: UUID, paper: Paper, header: Mapping[str, Any],
    amounts: Sequence[Amount],
) -> list[LineWarning]:
    wanted = watched(paper.kind, amounts)
    lines = {line.line: line for line in paper.lines}
    items = items_by_code(scope=scope, codes={
        lines[each.line].item for each in wanted if each.line in lines})
    packs = packs_of(scope=scope, items=[row.id for row in items.values()])
    factors = {code: [pack.factor for pack in packs.get(row.id, ())]
               for code, row in items.items()}
    return look(paper, amounts, factors=factors,
                twins=_twins(site, document, paper.kind, header, lines, wanted))


def _paused(
    site: SiteRow, lines: Sequence[Line], amounts: Sequence[Amount], at: datetime | None = None
) -> list[LineWarning]:
    """Return the facts that carry goods to or from a bin that is paused, once for each measure."""
    touching = list(touched({line.line: line for line in lines}, amounts))
    pauses = standing(site=site, places={
        place for _, places in touching for place in places})
    found: dict[tuple[int, str], LineWarning] = {}
    for amount, places in touching:
        for place in places:
            if place in pauses and pauses[place].holds(at):
                found.setdefault((amount.line, amount.measure), LineWarning(
                    amount.line, amount.measure,
                    Warned("paused", amount.quantity, 0, evidence=pauses[place].said)))
    return list(found.values())


def _twins(
    site: int, document: UUID, kind: str, header: Mapping[str, Any], lines: Mapping[int, Line],
    amounts: Sequence[Amount],
) -> dict[int, str]:
    """Return by line the document that posted just the same a short while ago."""
    known = [each for each in amounts if each.line in lines]
    if not known:
        return {}
    rows = run(ROOM, "twins", {
        "site": site, "kind": kind, "document": document,
        "supplier": header.get("supplier"), "customer": header.get("customer"),
        "since": datetime.now(UTC) - TWIN_WITHIN.get(kind, TWIN_INSIDE),
        "lines": [each.line for each in known], "measures": [each.measure for each in known],
        "items": [lines[each.line].item for each in known],
        "lots": [each.lot or lines[each.line].lot for each in known],
        "sources": [each.source or lines[each.line].source for each in known],
        "places": [each.place for each in known],
        "quantities": [each.quantity for each in known]})
    return {row.line: shown_number(row.kind, row.number) for row in rows}

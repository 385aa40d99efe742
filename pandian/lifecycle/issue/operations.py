"""What a sale writes beside its facts: claims, parcels, count requests.   销售出库写入"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.queries import called_in_both
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft, Fault
from pandian.lifecycle.fefo.operations import claim
from pandian.lifecycle.fefo.words import ShortRow
from pandian.lifecycle.issue.queries import to_ship
from pandian.lifecycle.issue.rules import parcels_of
from pandian.lifecycle.issue.words import BACKORDER, KIND
from pandian.lifecycle.parcels.operations import write_parcels
from pandian.lifecycle.pausing.queries import held_back
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.revising.operations import facts_of_revision, rewrite
from pandian.lifecycle.revising.rules import at_evidence
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.standing.operations import ask_remainders, bump_claims
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
)

ROOM = "lifecycle.issue"


def claim_order(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Claim the goods of a new order; refuse it when not all is there, unless it may wait."""
    short = claim(scope=scope, site=site, kind=kind, documents=[draft.id])
    if short and draft.header.get("shortage") != BACKORDER:
        raise DocumentRefused([*map(_short_fault, short), *_paused_faults(scope, site, short)])
    _tell_paused(scope, site, short)


def _paused_faults(scope: Scope, site: SiteRow, short: Sequence[ShortRow]) -> list[Fault]:
    """Name the pauses that keep back what the lines lack, and who made them."""
    rows = held_back(scope=scope, site=site.code, lines=[
        (row.document, row.line) for row in short])
    called = called_in_both(scope=scope, codes=[row.begun_by for row in rows])
    return [Fault(f"/lines/{row.line - 1}/asked", "held_back", (
                row.line, row.place, called.get(row.begun_by, row.begun_by), row.said, row.reason))
            for row in rows]


def _tell_paused(scope: Scope, site: SiteRow, short: Sequence[ShortRow]) -> None:
    """Leave a fact of every pause that made an order wait, with whose it is and until when."""
    record_many(scope=scope, facts=[
        FactDraft(site.id, "issue.held_back", f"document:{row.document}", {
            "line": row.line, "place": row.place, "paused_by": row.begun_by,
            "until": row.until.isoformat(), "reason": row.reason})
        for row in held_back(scope=scope, site=site.code, lines=[
            (row.document, row.line) for row in short])])


def _short_fault(row: ShortRow) -> Fault:
    return Fault(f"/lines/{row.line - 1}/asked", "not_available",
                 (row.item, row.claimed, row.needed))


def facts_of_issue(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    """Add what follows: all that passed the check and was packed is shipped."""
    if draft.action == REVISE:
        return amounts + facts_of_revision(held, draft)
    if draft.action != "ship":
        return amounts
    return amounts + [
        Amount(key.line, "shipped", quantity, key.lot, key.serial, "@customer", "", True,
               held.lines[key.line].target)
        for key, quantity in sorted(to_ship(held).items())]


def acted_on_issue(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Write what an action of a sale brings about."""
    if draft.action == REVISE:
        _revised(scope, held, draft)
    elif draft.action == "pick":
        _picked(scope, held, draft, amounts, moves)
    elif draft.action == "put_back":
        claim(scope=scope, site=held.site, kind=KIND, documents=[held.row.id], event=draft.id)
    elif draft.action == "pack":
        parcels, _ = parcels_of(draft.evidence)
        write_parcels(scope=scope, held=held, event=draft.id, parcels=parcels,
                      place=held.row.header["place"])
    elif draft.action == "check":
        record_many(scope=scope, facts=[
            FactDraft(held.site.id, "issue.check_refused", f"document:{held.row.id}",
                      {"line": a.line, "lot": a.lot, "serial": a.serial,
                       "quantity": a.quantity, "reason": a.note})
            for a in amounts if a.measure == "held"])


def _revised(scope: Scope, held: Held, draft: ActionDraft) -> None:
    """Write the new lines and claim for them; all old claims are let go by now.

    Raises `DocumentRefused` where not all is there and the order may not wait.
    """
    rewrite(scope, held, draft)
    short = claim(scope=scope, site=held.site, kind=KIND, documents=[held.row.id],
                  event=draft.id)
    if short and held.row.header.get("shortage") != BACKORDER:
        raise DocumentRefused(at_evidence(
            [*map(_short_fault, short), *_paused_faults(scope, held.site, short)]))
    _tell_paused(scope, held.site, short)


def _picked(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Let other orders look elsewhere, offer the next bin, ask for counts, report other goods."""
    key = {"site": held.site.id, "document": held.row.id, "event": draft.id}
    short = [a for a in amounts if a.measure == "short"]
    if moves:
        bump_claims(scope, held, draft.id)
        bumped = [row.document for row in run(ROOM, "bumped", {**key, "kind": KIND.name})]
        _claim_again(scope, held, draft.id, bumped)
        ask_remainders(scope, held, draft.id)
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, reason="negative_attempt",
            document=held.row.id, spots=[Spot(row.place, row.item, row.lot)
                                         for row in run(ROOM, "covered", key)])
    if short:
        affected(ROOM, "unclaim", {
            **key, "lines": [a.line for a in short], "places": [a.source for a in short]})
        request_counts(
            scope=scope, site=held.site.id, event=draft.id, reason="short_pick",
            document=held.row.id,
            spots=[Spot(a.source, held.lines[a.line].item, a.lot) for a in short])
    _claim_again(scope, held, draft.id, [held.row.id],
                 avoid=[row.place for row in run(ROOM, "short_places", key)])
    record_many(scope=scope, facts=[
        FactDraft(held.site.id, "issue.other_goods", f"document:{held.row.id}",
                  {"line": a.line, "place": a.source, "lot": a.lot, "reason": a.note})
        for a in amounts if a.measure == "picked" and a.note.strip()])


def _claim_again(
    scope: Scope, held: Held, event: UUID, documents: Sequence[UUID], avoid: Sequence[str] = ()
) -> None:
    if documents:
        short = claim(scope=scope, site=held.site, kind=KIND, documents=documents, event=event,
                      avoid=avoid)
        _tell_paused(scope, held.site, short)

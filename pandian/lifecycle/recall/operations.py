"""What a recall does at every site: stop, ask for counts, end claims, decide.   召回执行

All in the transaction of the recall's action, by one local posting (or a few) at each site that
has something, under the system's name: whoever recalls need not be known there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record_many
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft, Fault
from pandian.ledger import operations as ledger
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.recall.queries import ROOM, goods_of, keys_of
from pandian.lifecycle.recall.rules import decided_lines
from pandian.lifecycle.recall.words import CARRIED, KIND, POSTING_LINES_MAX, STOPPED
from pandian.lifecycle.trace.queries import Key
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
)


def write_lots(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write what a new recall is about, by ids."""
    keys = keys_of(draft.lines)
    assert all(keys), "judged before"
    affected(ROOM, "insert_lots", {
        "site": site.id, "recall": draft.id, "lines": list(range(1, len(keys) + 1)),
        **_arrays([key for key in keys if key])})


def _arrays(keys: Sequence[Key]) -> dict[str, Any]:
    return {"items": [key[0] for key in keys], "lots": [key[1] for key in keys],
            "serials": [key[2] for key in keys]}


def take_effect(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Do at every site what the action says: stop what stands there, or decide on it."""
    if draft.action in ("spread", "sweep"):
        _stop(scope, held, draft)
    elif draft.action == "decide":
        _decide(held, draft)


def _stop(scope: Scope, held: Held, draft: ActionDraft) -> None:
    """Stop all goods of the recall at all sites; at first, ask for counts too."""
    sites = site_ids(scope=SYSTEM)
    keys = [key for _, key, decision in goods_of(site=held.site.id, recall=held.row.id)
            if decision != "released"]
    params = {"sites": sorted(sites.values()), **_arrays(keys)}
    ended = run(ROOM, "end_claims", {**params, "event": draft.id})
    record_many(scope=scope, facts=[
        FactDraft(row.site, "claim.lost", f"document:{row.document}",
                  {"line": row.line, "quantity": -row.quantity, "to": str(held.row.id)})
        for row in ended])
    _post(held, draft, run(ROOM, "stop", {**params, "stopped": list(STOPPED)}))
    if draft.action == "spread":
        _ask_for_counts(held, draft, params)


def _ask_for_counts(held: Held, draft: ActionDraft, params: dict[str, Any]) -> None:
    """Ask for a count of every place that holds or held the goods: zero is an answer."""
    spots: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    for row in run(ROOM, "places", params):
        spots[row.site, "recall" if row.lot else "held"].append(
            Spot(row.place, row.item, row.lot))
    for (site, reason), wanted in spots.items():
        request_counts(scope=SYSTEM, site=site, event=draft.id, reason=reason, spots=wanted,
                       document=held.row.id if site == held.site.id else None)


def _decide(held: Held, draft: ActionDraft) -> None:
    """Release recalled goods where they stand, or carry them to the red zone of their site."""
    decision = str(draft.evidence["decision"])
    lines = decided_lines(draft, held.lines)
    affected(ROOM, "insert_decisions", {
        "site": held.site.id, "recall": held.row.id, "event": draft.id,
        "seq": held.row.version + 1, "decision": decision, "lines": lines})
    keys = [key for line, key, _ in goods_of(site=held.site.id, recall=held.row.id)
            if line in lines]
    rows = run(ROOM, "decide", {
        "sites": sorted(site_ids(scope=SYSTEM).values()), **_arrays(keys),
        "released": decision == "released", "carried": list(CARRIED)})
    if lacking := sorted({row.site for row in rows if row.target is None}):
        raise DocumentRefused([Fault("/evidence/decision", "no_red_place", (site,))
                               for site in lacking])
    _post(held, draft, rows)


def _post(held: Held, draft: ActionDraft, rows: Sequence[Any]) -> None:
    """Post the rows, one posting a site (more beyond the most lines), and note the postings."""
    if not rows:
        return
    requests, sites = [], []
    number = f"{KIND.prefix}-{held.row.number:06}"
    by_site: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_site[row.site_id].append(row)
    for site, all_rows in by_site.items():
        for begin in range(0, len(all_rows), POSTING_LINES_MAX):
            part = all_rows[begin:begin + POSTING_LINES_MAX]
            sites.append(site)
            requests.append(_request(held.row.id, number, draft, part))
    answers = ledger.post(scope=SYSTEM, requests=requests, warrant="document")
    if faults := [Fault("", fault.code, fault.params) for answer in answers
                  if answer.result != "created" for fault in answer.faults]:
        raise DocumentRefused(faults)
    affected(ROOM, "insert_posting", {
        "recall_site": held.site.id, "recall": held.row.id, "event": draft.id, "sites": sites,
        "postings": [each.id for each in requests],
        "lines": [len(each.lines) for each in requests],
        "quantities": [sum(line.quantity for line in each.lines) for each in requests]})


def _request(
    recall: UUID, number: str, draft: ActionDraft, rows: Sequence[Any]
) -> PostingRequest:
    return PostingRequest(
        uuid7(), rows[0].site, "recall",
        {"document": number, "id": str(recall), "action": draft.action}, datetime.now(UTC),
        tuple(LineRequest(row.item, row.place, row.target, row.quantity, row.lot or None,
                          row.serial or None, row.from_status, row.owner or None, None,
                          row.to_status) for row in rows), strict=True)

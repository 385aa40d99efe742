"""Claiming goods by expiry.   近效先出占用"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected, one
from pandian.lifecycle.fefo.queries import ROOM, short_of, today_at
from pandian.lifecycle.fefo.words import ROUNDS_MAX, ShortRow
from pandian.lifecycle.words import Kind
from pandian.lifecycle.writing.operations import by_sets


def claim(
    *, scope: Scope, site: SiteRow, kind: Kind, documents: Sequence[UUID],
    event: UUID | None = None, avoid: Sequence[str] = (),
) -> list[ShortRow]:
    """Claim what the lines of documents still need, in the caller's transaction.

    Claims change under one lock per site, so nobody claims a unit twice.  `event` is the action
    that claims (None: each document's opening); `avoid` are places where goods were not found.
    Returns the lines for which not all could be claimed.
    """
    key = {"site": site.id, "documents": list(documents), "closing": sorted(kind.closing),
           "reopening": sorted(kind.reopening)}
    affected("lifecycle.standing", "lock_claims", {"site": site.id})
    rounds = one(ROOM, "rounds", key)
    assert rounds is not None
    last = one(ROOM, "last_claim", {
        "site": site.id, "events": list(documents) if event is None else [event]})
    base = last.n if last else 0
    for number in range(1, min(rounds.rounds, ROUNDS_MAX) + 1):
        base += by_sets(ROOM, "proposals/claims", {
            **key, "event": event, "avoid": list(avoid), "today": today_at(site),
            "round": number, "base": base})
    return short_of(site=site.id, kind=kind, documents=documents)

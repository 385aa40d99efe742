"""Reading what open documents would post, and what posted ones asked for.   未过账查询

For upper rooms that explain differences; two statements for any number of holdings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.pending.words import Asked, Pending, Spot
from pandian.lifecycle.rules import KINDS, shown_number

ROOM = "lifecycle.pending"


@cache
def _open_states() -> tuple[tuple[str, str], ...]:
    """Return (kind, state) from which an action may still move stock."""
    return tuple(sorted({
        (kind.name, state) for kind in KINDS.values() for action in kind.actions.values()
        if set(action.measures) & kind.posts for state in action.sources}))


def pending(*, scope: Scope, site: int, spots: Sequence[Spot]) -> list[Pending]:
    """Return what open documents would take from these holdings or bring to them.

    Claims say what leaves; lines that name (or whose head names) the place say what comes.
    """
    if not spots or site not in _reach(scope):
        return []
    states = _open_states()
    rows = run(ROOM, "pending", {
        "site": site, "holdings": [spot.holding for spot in spots],
        "places": [spot.place for spot in spots], "items": [spot.item for spot in spots],
        "lots": [spot.lot for spot in spots], "kinds": [kind for kind, _ in states],
        "states": [state for _, state in states]})
    return [Pending(row.holding, row.document, row.kind, shown_number(row.kind, row.number),
                    row.line, row.delta, row.created_at) for row in rows]


def _reach(scope: Scope) -> set[int]:
    return set(site_ids(scope=scope).values())


def asked(
    *, scope: Scope, site: int, postings: Sequence[UUID], items: Sequence[str],
    lots: Sequence[str],
) -> list[Asked]:
    """Return what the documents of postings asked for, each with the item and lot it moved."""
    if not postings or site not in _reach(scope):
        return []
    rows = run(ROOM, "asked", {"site": site, "postings": list(postings), "items": list(items),
                               "lots": list(lots)})
    return [Asked(*row) for row in rows]

"""What decides whether posted lines may be corrected by their documents.   单据更正查询

A fixed number of statements, whatever the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.lifecycle.correcting.rules import judged
from pandian.lifecycle.correcting.words import Ask, Correctable, Given, Spot
from pandian.lifecycle.words import Amount, Line, Move

ROOM = "lifecycle.correcting"


def correctable(
    *, scope: Scope, site: int, asks: Sequence[Ask]
) -> dict[Ask, Correctable]:
    """Return how documents would correct their posted lines, with all that stands against it.

    Lines that no document posted are left out.
    """
    return {ask: judged(spot, ask)
            for ask, spot in spots(scope=scope, site=site, asks=asks)}


def spots(*, scope: Scope, site: int, asks: Sequence[Ask]) -> list[tuple[Ask, Spot]]:
    """Return the lines that documents posted, each with what decides about it."""
    assert site in site_ids(scope=scope).values()
    if not asks:
        return []
    rows = run(ROOM, "spots", {
        "site": site, "postings": [ask.posting for ask in asks],
        "lines": [ask.line for ask in asks], "rights": [ask.right for ask in asks]})
    facts: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for row in run(ROOM, "facts", {"site": site, "documents": [row.document for row in rows],
                                   "lines": [row.line for row in rows]}):
        facts[rows[row.n - 1].document, row.n].append(row)
    return [(asks[row.n - 1], _spot(row, facts[row.document, n]))
            for n, row in enumerate(rows, 1)]


def _spot(row: Any, facts: Sequence[Any]) -> Spot:
    line = Line(row.line, row.item, row.lot, row.serial, row.status, row.owner, row.asked,
                row.source, row.target, row.source_line, row.attributes)
    fact = Amount(row.line, row.measure, row.quantity, row.fact_lot, row.fact_serial,
                  row.fact_place, "", True, row.fact_source)
    move = Move(1, row.item, row.fact_lot, row.fact_serial, row.owner, row.move_source,
                row.move_target, row.move_status, row.move_target_status, row.moved)
    followers = tuple((kind, int(number)) for kind, number in (
        each.split(" ") for each in row.followers))
    return Spot(
        row.document, row.kind, row.number, row.state, row.version, row.follows, row.action,
        row.root, line, fact, move, row.effective_at, row.posting_kind, row.signed, row.proved,
        row.claims, row.corrected, followers, row.left_there, tuple(
            Given(each.root == row.root, Amount(
                each.line, each.measure, each.quantity, each.lot, each.serial, each.place,
                each.note, each.posted, each.source)) for each in facts))


def correction(*, scope: Scope, site: int, event: UUID) -> Ask | None:
    """Return what would take a correction back: its own line, and what stood there before.

    None where the event corrected nothing.
    """
    assert site in site_ids(scope=scope).values()
    row = one(ROOM, "correction", {"site": site, "event": event})
    return Ask(event, 2, row.wrong) if row else None

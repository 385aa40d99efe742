"""Whether documents that look typed twice may be undone whole.   重复单据查询"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.lifecycle.doubling.rules import Found, double_faults
from pandian.lifecycle.doubling.words import Doubled, Pair
from pandian.lifecycle.rules import shown_number

ROOM = "lifecycle.doubling"


def doubled(*, scope: Scope, site: int, pairs: Sequence[Pair]) -> dict[Pair, Doubled]:
    """Return for each pair how the double would be undone, with all that stands against it.

    One statement, whatever the number; pairs that are not known here are left out.
    """
    assert site in site_ids(scope=scope).values()
    if not pairs:
        return {}
    told = {}
    for row in run(ROOM, "pairs", {"site": site, "documents": [each.document for each in pairs],
                                   "twins": [each.twin for each in pairs]}):
        number, twin = shown_number(row.kind, row.number), shown_number(
            row.twin_kind, row.twin_number)
        faults = double_faults(Found(
            number, row.kind, row.state, twin, row.twin_state, row.same, row.signed, row.proved,
            row.claims, row.corrected,
            [shown_number(kind, int(follower)) for kind, follower in (
                each.split(" ") for each in row.followers)],
            list(zip(row.gone, row.gone_left, row.gone_needed, strict=True))))
        told[Pair(row.document, row.twin)] = Doubled(
            row.document, number, row.kind, row.version, row.twin, twin, row.effective_at,
            tuple(faults))
    return told


def undone_by(*, scope: Scope, site: int, posting: UUID) -> UUID | None:
    """Return the document that a posting undid, or None where it undid none."""
    assert site in site_ids(scope=scope).values()
    row = one(ROOM, "reversal", {"site": site, "posting": posting})
    return row.document if row else None

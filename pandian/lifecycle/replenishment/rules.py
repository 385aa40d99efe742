"""Which goods fill which pick face: first expiry first, then along the walk.   补货规则

Pure.  The SQL twin is sql/proposals/carries.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from pandian.kernel.words import Fault
from pandian.lifecycle.replenishment.words import Bulk, Carry, Face, FaceDraft


def face_faults(n: int, draft: FaceDraft) -> Iterator[Fault]:
    """Yield what is wrong with the limits of a pick face."""
    if draft.minimum is None:
        return
    if draft.minimum <= 0 or draft.maximum is None or draft.maximum < draft.minimum:
        yield Fault(f"/{n}/maximum", "face_limits")


def missing(face: Face) -> int:
    """Return how many units a face lacks: none while it has its minimum or it is on its way."""
    there = face.available + face.coming
    return face.maximum - there if there < face.minimum else 0


def propose(faces: Sequence[Face], bulk: Sequence[Bulk]) -> list[Carry]:
    """Return the carries that fill the faces, as far as bulk stock goes; paused bins wait."""
    stock: dict[str, list[Bulk]] = defaultdict(list)
    for row in sorted((row for row in bulk if not row.paused), key=_order):
        stock[row.item].append(row)
    carries = []
    for face in sorted((face for face in faces if not face.paused),
                       key=lambda each: (each.item, each.place)):
        wanted, rows = missing(face), stock[face.item]
        while wanted > 0 and rows:
            taken = min(wanted, rows[0].available)
            wanted -= taken
            row = rows.pop(0)
            if taken < row.available:
                rows.insert(0, row._replace(available=row.available - taken))
            carries.append(Carry(row.item, row.lot, row.serial, row.place, face.place, taken))
    return carries


def _order(row: Bulk) -> tuple[object, ...]:
    return (row.expires_on or date.max, row.sequence, row.place, row.lot, row.serial)

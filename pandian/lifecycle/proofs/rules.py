"""What may be asked to be counted.   触发盘点规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.words import NOTE_CHARACTERS_MAX, REASONS, SPOTS_MAX, Spot


def request_faults(reason: str, spots: Sequence[Spot], note: str) -> Iterator[Fault]:
    """Yield what is wrong with a request that can be seen without looking anything up."""
    known = REASONS.get(reason)
    if known is None:
        yield Fault("/reason", "count_reason_unknown", (reason[:40],))
    elif known.by_lot and not all(spot.item and spot.lot for spot in spots):
        yield Fault("/spots", "count_lot_needed", (known.label,))
    if len(spots) > SPOTS_MAX:
        yield Fault("/spots", "too_many", (SPOTS_MAX, len(spots)))
    if len(note) > NOTE_CHARACTERS_MAX:
        yield Fault("/note", "too_long", (NOTE_CHARACTERS_MAX,))

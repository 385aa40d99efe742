"""What a pause must be, and which bins an action touches.   货位暂停规则

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.pausing.words import MINUTES_MAX, MOVING, REASON_MAX, PauseDraft
from pandian.lifecycle.words import Amount, Line


def pause_faults(draft: PauseDraft, *, most: int) -> Iterator[Fault]:
    """Yield what is wrong with a pause; `most`: minutes that the site allows, 0 is none at all."""
    most = min(most, MINUTES_MAX)
    if not most:
        yield Fault("/minutes", "pause_none")
    elif not 1 <= draft.minutes <= most:
        yield Fault("/minutes", "pause_minutes", (most,))
    if not draft.reason.strip() or len(draft.reason) > REASON_MAX:
        yield Fault("/reason", "pause_reason", (REASON_MAX,))


def touched(
    lines: Mapping[int, Line], amounts: Sequence[Amount]
) -> Iterator[tuple[Amount, tuple[str, ...]]]:
    """Yield each amount that carries goods, with the places it takes from and brings to."""
    for each in amounts:
        line = lines.get(each.line)
        if line and each.quantity and each.measure in MOVING:
            places = dict.fromkeys((each.source or line.source, each.place))
            yield each, tuple(place for place in places if place)

"""What a round of asking brought.   等货规则"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pandian.lifecycle.waiting.words import BACK_MINUTES, WHOLE_MINUTES, Gained


def looks_back(now: datetime) -> datetime | None:
    """Return since when a round at an instant looks at what came; None: at all that waits.

    Rounds overlap, so that what commits late is seen; the whole is looked at from time to time
    for what leaves no trace here, such as a place that opens, or a unit that is unsealed.
    """
    if now.minute % WHOLE_MINUTES == 0:
        return None
    return now - timedelta(minutes=BACK_MINUTES)


Line = tuple[UUID, int]


def gained(
    before: Mapping[Line, tuple[int, int]], after: Mapping[Line, int]
) -> Iterable[Gained]:
    """Yield what each line got.

    `before`: (claimed, needed) of the lines that lacked goods; `after`: what is claimed for those
    that lack some still, so a line that is not in it got all it needed.
    """
    for (document, line), (claimed, needed) in before.items():
        now = after.get((document, line), needed)
        if now > claimed:
            yield Gained(document, line, now - claimed)

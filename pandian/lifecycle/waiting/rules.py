"""What a round of asking brought.   等货规则"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from pandian.lifecycle.waiting.words import Gained

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

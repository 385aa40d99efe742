"""Whether a tray is what its template says, and what composing posts.   器械包规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.onward.rules import carried
from pandian.lifecycle.words import Amount, Line, LineDraft, Move


def template_faults(
    template: Mapping[str, int], tray: Mapping[str, int], lines: Iterable[LineDraft]
) -> Iterator[Fault]:
    """Yield the items of which tray and lines together hold more or less than the template."""
    there = Counter(tray)
    for line in lines:
        there[line.item] += line.asked
    for item in sorted({*template, *there}):
        if there[item] != template.get(item, 0):
            yield Fault("/lines", "kit_differs", (item, template.get(item, 0), there[item]))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from the bins into the tray, status kept."""
    return carried(lines, amounts, measure="composed")

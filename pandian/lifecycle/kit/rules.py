"""Whether a tray is what its template says, and what composing posts.   器械包规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, LineDraft, Move, Sum


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


def complete(line: Line, amount: Amount) -> Amount:
    """What is put into the tray stands there."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=line.target, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: that every line is put in whole is seen by the open quantities."""
    return iter(())


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from the bins into the tray, status kept."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, line.status,
             line.status, a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "composed"
        for line in (lines[a.line],)
    ]

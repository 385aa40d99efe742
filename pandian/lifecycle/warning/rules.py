"""Which quantities of an action look like slips of what was announced.   过账前提醒规则

Pure; what slips there are stands in `ledger/effects`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pandian.ledger.effects.rules import warnings
from pandian.lifecycle.warning.words import ANNOUNCED, WATCHED, LineWarning
from pandian.lifecycle.words import Amount, Line, Sum


def look(
    lines: Sequence[Line], sums: Sequence[Sum], amounts: Sequence[Amount], *,
    factors: Mapping[str, Sequence[int]], twins: Mapping[int, str],
) -> list[LineWarning]:
    """Return what looks wrong, by line; a number that only differs is no slip and is left out.

    `factors`: packs by item; `twins`: lines of which the same was posted within a day, with the
    document that did.  What an action states of one line in parts is added up first.
    """
    known = {(row.line, row.measure): row.quantity for row in sums}
    said: dict[tuple[int, str], int] = defaultdict(int)
    for amount in amounts:
        if amount.measure in WATCHED:
            said[amount.line, amount.measure] += amount.quantity
    found = []
    for line in lines:
        told = next((known[line.line, name] for name in ANNOUNCED
                     if known.get((line.line, name))), None)
        for measure in sorted(WATCHED):
            quantity = said.get((line.line, measure))
            if quantity is None:
                continue
            twin = twins.get(line.line, "") if measure != "arrived" else ""
            found += [LineWarning(line.line, measure, each) for each in warnings(
                quantity, announced=told, factors=factors.get(line.item, ()), twin=twin)
                if each.slip != "other"]
    return found

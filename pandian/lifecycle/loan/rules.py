"""What a tray that is back must account for, and what it posts.   借用规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.  Of every line holds at the end:
lent = counted + used + missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum, sums_of

USED, LOSS = "@used", "@gain_loss"


def due_on(value: Any) -> date | None:
    """Return the day on which a loan is due, None for what is no day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand; a line counted as none moves nothing."""
    place = {"counted": line.source, "released": line.source, "used": USED,
             "missing": LOSS}.get(amount.measure, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=amount.quantity > 0)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: every line is counted, and released as counted."""
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*sums, *sums_of(given)):
        totals[row.line, row.measure] += row.quantity
    for n, amount in enumerate(given):
        if amount.measure == "rejected" and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")
    named = {amount.line for amount in given}
    for line in lines:
        if action == "count" and line not in named:
            yield Fault("/amounts", "count_missing", (line,))
        counted = totals[line, "counted"]
        judged = totals[line, "released"] + totals[line, "rejected"]
        if action == "release" and counted != judged:
            yield Fault("/amounts", "release_differs", (line, counted, judged))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: counted to quarantine in the tray, from there on or out."""
    ways = {"counted": ("accepted", "quarantine"), "used": ("accepted", "accepted"),
            "missing": ("accepted", "accepted"), "released": ("quarantine", "accepted"),
            "rejected": ("quarantine", "rejected")}
    moves = []
    for n, a in enumerate(amounts, 1):
        if not a.posted or a.measure not in ways:
            continue
        line, (status, become) = lines[a.line], ways[a.measure]
        moves.append(Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place, status,
                          become, a.quantity))
    return moves

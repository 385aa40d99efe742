"""What a hold must say and what it posts.   冻结规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.standing.rules import uncounted
from pandian.lifecycle.words import Amount, Line, Move, Sum

JUDGED = {"lifted": "accepted", "released": "accepted", "rejected": "rejected"}


def held_at(line: Line) -> tuple[str, str]:
    """Return the place and the status of a line's goods while they are held."""
    return (line.target, "quarantine") if line.target else (line.source, "on_hold")


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; goods on hold stay where they are."""
    place = amount.place
    if amount.measure == "held":
        place = held_at(line)[0]
    elif amount.measure in ("lifted", "released") and not line.target:
        place = amount.place or line.source
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=amount.measure != "counted")


def open_of(lines: Mapping[int, Line], sums: Sequence[Sum]) -> dict[int, int]:
    """Return what is still held of each line: held less what was judged."""
    left = dict.fromkeys(lines, 0)
    for row in sums:
        left[row.line] += row.quantity if row.measure == "held" else 0
        left[row.line] -= row.quantity if row.measure in JUDGED else 0
    return left


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: all is held, all is counted, places are named."""
    yield from uncounted(given)
    for n, amount in enumerate(given):
        away = amount.measure in ("rejected", "escalated") or bool(lines[amount.line].target)
        if amount.measure in (*JUDGED, "escalated") and away and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")
    if action == "escalate":
        yield from _escalated(lines, given, sums)
    if action not in ("hold", "quarantine"):
        return
    held: dict[int, int] = defaultdict(int)
    for amount in given:
        held[amount.line] += amount.quantity if amount.measure == "held" else 0
    for line in lines.values():
        if held[line.line] != line.asked:
            yield Fault("/amounts", "held_differs", (line.line, line.asked, held[line.line]))


def _escalated(
    lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines of which only a part would go, or that stand in quarantine already."""
    going: dict[int, int] = defaultdict(int)
    for amount in given:
        going[amount.line] += amount.quantity if amount.measure == "escalated" else 0
    left = open_of(lines, sums)
    for number, quantity in going.items():
        if lines[number].target:
            yield Fault("/amounts", "in_quarantine", (number,))
        elif quantity != left[number]:
            yield Fault("/amounts", "escalate_all", (number, left[number], quantity))
    for number in going:
        places = {a.place for a in given if a.line == number and a.measure == "escalated"}
        if len(places) > 1:
            yield Fault("/amounts", "escalate_all", (number, left[number], going[number]))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: into the hold, or out of it as judged."""
    moves = []
    for n, a in enumerate(amounts, 1):
        line = lines[a.line]
        place, status = held_at(line)
        if a.posted and a.measure == "held":
            moves.append(Move(n, line.item, a.lot, a.serial, line.owner, line.source, place,
                              line.status, status, a.quantity))
        elif a.posted and a.measure == "escalated":
            moves.append(Move(n, line.item, a.lot, a.serial, line.owner, line.source, a.place,
                              "on_hold", "quarantine", a.quantity))
        elif a.posted and a.measure in JUDGED:
            moves.append(Move(n, line.item, a.lot, a.serial, line.owner, place, a.place,
                              status, JUDGED[a.measure], a.quantity))
    return moves

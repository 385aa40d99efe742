"""What a production must account for, and what it posts.   生产规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.  Of every input must hold, when it is
counted: fed = consumed + returned + scrapped + remainder, the difference is lost or gained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.production.words import PROCESSES
from pandian.lifecycle.words import Amount, DocumentDraft, Line, Move, Sum, sums_of

MADE, LOSS = "@production", "@gain_loss"
USED_UP = ("consumed", "estimated", "returned", "scrapped")


def opening_faults(draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new order by itself: its process, inputs and outputs."""
    process = str(draft.header.get("process", ""))
    if process and process not in PROCESSES:
        yield Fault("/header/process", "process_unknown", (process[:40], ", ".join(PROCESSES)))
    if draft.lines and not any(line.place for line in draft.lines):
        yield Fault("/lines", "no_inputs")
    if draft.lines and all(line.place for line in draft.lines):
        yield Fault("/lines", "no_outputs")


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; a counted remainder moves nothing."""
    place = {"issued": line.target, "output": line.target, "remainder": line.target,
             "consumed": MADE, "estimated": MADE, "lost": LOSS,
             "gained": line.target}.get(amount.measure, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=amount.measure != "remainder")


def at_station(line: int, sums: Iterable[Sum]) -> int:
    """Return how much of an input the book has at the station."""
    signs = {"issued": 1, "gained": 1, "lost": -1, **dict.fromkeys(USED_UP, -1)}
    return sum(signs.get(row.measure, 0) * row.quantity for row in sums if row.line == line)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts of one action."""
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*sums, *sums_of(given)):
        totals[row.line, row.measure] += row.quantity
    lots = {(line.item, line.lot) for line in lines.values() if line.source and line.lot}
    for n, amount in enumerate(given):
        line = lines[amount.line]
        if (amount.measure == "output") == bool(line.source):
            code = "not_an_output" if line.source else "not_an_input"
            yield Fault(f"/amounts/{n}/line", code, (amount.line,))
        if amount.measure in ("returned", "scrapped") and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")
        if amount.measure == "output" and (line.item, amount.lot or line.lot) in lots:
            yield Fault(f"/amounts/{n}/lot", "output_lot_old", (amount.lot or line.lot,))
    for number, line in lines.items():
        if line.source:
            yield from _input_faults(action, line, totals, {a.line for a in given})
            left = sum(totals[number, name] for name in ("issued", "gained")) - sum(
                totals[number, name] for name in (*USED_UP, "lost"))
            if action == "close" and left:
                yield Fault("", "station_not_clear", (number, left))


def _input_faults(
    action: str, line: Line, totals: Mapping[tuple[int, str], int], named: set[int]
) -> Iterator[Fault]:
    """Yield what does not add up for one input."""
    issued = totals[line.line, "issued"]
    there = issued + totals[line.line, "gained"] - totals[line.line, "lost"]
    used = sum(totals[line.line, name] for name in USED_UP)
    if issued > line.asked:
        yield Fault("/amounts", "above_planned", (line.line, line.asked, issued))
    if used > there:
        yield Fault("/amounts", "above_fed", (line.line, there, used))
    if action == "count" and issued and line.line not in named:
        yield Fault("/amounts", "remainder_missing", (line.line,))


def derive(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> list[Amount]:
    """Add what a counted remainder shows: lost or gained against the book at the station."""
    if action != "count":
        return list(given)
    counted: dict[int, int] = defaultdict(int)
    for amount in given:
        counted[amount.line] += amount.quantity
    found = list(given)
    for number, remainder in sorted(counted.items()):
        more = remainder - at_station(number, sums)
        if more:
            found.append(complete(lines[number], Amount(
                number, "gained" if more > 0 else "lost", abs(more))))
    return found


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event; statuses stay, but outputs wait and scrap is rejected."""
    moves = []
    for n, a in enumerate(amounts, 1):
        line = lines[a.line]
        source = {"issued": line.source, "output": MADE, "gained": LOSS,
                  **dict.fromkeys((*USED_UP, "lost"), line.target)}.get(a.measure)
        if not a.posted or source is None:
            continue
        status = "pending" if a.measure == "output" else line.status
        become = "rejected" if a.measure == "scrapped" else status
        moves.append(Move(n, line.item, a.lot, a.serial, line.owner, source, a.place, status,
                          become, a.quantity))
    return moves

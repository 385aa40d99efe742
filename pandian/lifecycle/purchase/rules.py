"""What an order must say, what it is worth, and how far it has come.   采购规则

Pure.  An order posts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.purchase.words import PRICE_MAX
from pandian.lifecycle.words import Amount, DocumentDraft, Line, Move, Sum, sums_of


def complete(line: Line, amount: Amount) -> Amount:
    """Facts of an order move nothing and stand nowhere."""
    return amount


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with cancelling: a cut takes a part of what is still to come, closing
    takes all of it."""
    if action not in ("cut", "close"):
        return
    left = still_to_come(lines, sums)
    cut: dict[int, int] = defaultdict(int)
    for amount in given:
        cut[amount.line] += amount.quantity
    for number, open_ in left.items():
        if action == "cut":
            if cut[number] > max(open_, 0):
                yield Fault("/amounts", "cut_too_much", (number, max(open_, 0), cut[number]))
        elif cut[number] != max(open_, 0):
            yield Fault("/amounts", "open_left", (number, max(open_, 0), cut[number]))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """An order moves nothing."""
    return []


def still_to_come(lines: Mapping[int, Line], sums: Iterable[Sum]) -> dict[int, int]:
    """Return ordered - received - cancelled of each line; below 0 when more came."""
    left = {number: line.asked for number, line in lines.items()}
    for row in sums:
        if row.measure in ("received", "cancelled"):
            left[row.line] -= row.quantity
    return left


def state_of(lines: Mapping[int, Line], sums: Sequence[Sum]) -> str:
    """Return how far an order that was sent has come by its receipts."""
    if all(left <= 0 for left in still_to_come(lines, sums).values()):
        return "received"
    came = any(row.measure == "received" and row.quantity > 0 for row in sums)
    return "part_received" if came else "sent"


def received(before: Sequence[Sum], facts: Sequence[Amount]) -> list[Sum]:
    """Return the sums of an order after some more facts."""
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*before, *sums_of(facts)):
        totals[row.line, row.measure] += row.quantity
    return [Sum(line, measure, total) for (line, measure), total in sorted(totals.items())]


def worth(lines: Iterable[Line]) -> int:
    """Return what an order costs, in 10^-4 minor units."""
    return sum(line.asked * int(line.attributes["price"]) for line in lines)


def order_faults(draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with an order's prices and due days."""
    for n, line in enumerate(draft.lines):
        price = line.attributes.get("price")
        where = f"/lines/{n}/attributes"
        if isinstance(price, bool) or not isinstance(price, int):
            yield Fault(f"{where}/price", "price_missing")
        elif not 0 <= price <= PRICE_MAX:
            yield Fault(f"{where}/price", "out_of_range", (0, PRICE_MAX))
        if not _is_day(line.attributes.get("due", "")):
            yield Fault(f"{where}/due", "due_not_a_date")


def _is_day(text: Any) -> bool:
    if text == "":
        return True
    try:
        return isinstance(text, str) and bool(date.fromisoformat(text))
    except ValueError:
        return False

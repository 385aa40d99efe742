"""What a drop shipment posts.   直调规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum

SUPPLIER, CUSTOMER = "@supplier", "@customer"


def complete(line: Line, amount: Amount) -> Amount:
    """What is fit goes to the customer; what is refused never was ours."""
    shipped = amount.measure == "shipped"
    return amount._replace(
        lot=amount.lot or line.lot, serial=amount.serial or line.serial,
        source=SUPPLIER if shipped else "", place=CUSTOMER if shipped else "", posted=shipped)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: what is refused says why."""
    for n, amount in enumerate(given):
        if amount.measure == "refused" and not amount.note.strip():
            yield Fault(f"/amounts/{n}/note", "reason_missing")


def report_faults(said: object, today: date) -> Iterator[Fault]:
    """Yield that an inspection's report is not of today."""
    text = said.strip() if isinstance(said, str) else ""
    if not text:
        return  # that it lacks is named already
    try:
        day = date.fromisoformat(text)
    except ValueError:
        yield Fault("/evidence/inspected_on", "date_unclear", (text[:40],))
        return
    if day != today:
        yield Fault("/evidence/inspected_on", "report_not_today", (day, today))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: from the supplier to the customer."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, SUPPLIER, CUSTOMER, "accepted",
             "accepted", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure == "shipped"
        for line in (lines[a.line],)
    ]

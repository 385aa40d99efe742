"""What a receipt must prove before it is booked, and what it posts.   收货规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.receipt.words import TEMPERATURES, TIMES, LotDates
from pandian.lifecycle.words import Amount, Line, Move, Sum, sums_of


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand, and whether it moves them.

    Refused goods move only when they stay with us: then the fact names a red place.
    """
    place = line.target if amount.measure == "accepted" else amount.place
    posted = amount.measure == "accepted" or (amount.measure == "refused" and bool(amount.place))
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=posted)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts of one action: the four-way match."""
    if action != "book":
        return
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for row in (*sums, *sums_of(given)):
        totals[row.line, row.measure] += row.quantity
    noted = {amount.line for amount in given if amount.note.strip()}
    named = {amount.line for amount in given}
    for line in lines.values():
        ordered, shipped, scanned, accepted = (
            totals[line.line, name] for name in ("ordered", "shipped", "scanned", "accepted"))
        if accepted > scanned:
            yield Fault("/amounts", "accepted_above_scanned", (line.line, accepted, scanned))
        if line.line not in named:
            yield Fault("/amounts", "line_missing", (line.line,))
        elif len({ordered, shipped, scanned, accepted}) > 1 and line.line not in noted:
            yield Fault("/amounts", "difference_unexplained",
                        (line.line, ordered, shipped, scanned, accepted))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: accepted goods to their pending area, kept ones to red."""
    moves = []
    for n, amount in enumerate(amounts, 1):
        if not amount.posted or amount.measure not in ("accepted", "refused"):
            continue
        line = lines[amount.line]
        status = "pending" if amount.measure == "accepted" else "rejected"
        moves.append(Move(n, line.item, amount.lot, amount.serial, line.owner, "@supplier",
                          amount.place, status, status, amount.quantity))
    return moves


def refusal_number(receipt: str, seq: int) -> str:
    """Return the number of the record of what one step of a receipt refused."""
    return f"{receipt}-R{seq}"


def photos_of(evidence: Mapping[str, Any]) -> list[str]:
    """Return the hashes of the photos of a step and of its lines, each once."""
    found: list[str] = []
    for name in ("photo", "photos"):
        said = evidence.get(name) or ""
        found += map(str, said) if isinstance(said, list) else str(said).split()
    lines = evidence.get("line_photos")
    for named in lines.values() if isinstance(lines, dict) else ():
        found += map(str, named)
    return list(dict.fromkeys(found))


def day_of(text: str) -> date | None:
    """Return a date as a label says it; None for nothing.  Raises `ValueError`."""
    return date.fromisoformat(text) if text else None


def date_faults(amounts: Sequence[Amount]) -> Iterator[Fault]:
    """Yield the dates of labels that are none."""
    for n, amount in enumerate(amounts):
        for name in ("made_on", "expires_on"):
            try:
                day_of(getattr(amount, name))
            except ValueError:
                yield Fault(f"/amounts/{n}/{name}", "date_not_valid")


def label_faults(
    where: str, amount: Amount, known: LotDates, said: LotDates
) -> Iterator[Fault]:
    """Yield where the label of a lot contradicts the book, or itself."""
    for name in ("made_on", "expires_on"):
        before, here = getattr(known, name), getattr(said, name)
        if before and here and before != here:
            yield Fault(f"{where}/{name}", "lot_date_differs", (amount.lot, before, here))
    made, expires = merged(known, said)
    if made and expires and made > expires:
        yield Fault(f"{where}/made_on", "made_after_expiry")


def merged(known: LotDates, said: LotDates) -> LotDates:
    """Return what is known of a lot after its label was read."""
    return LotDates(known.made_on or said.made_on, known.expires_on or said.expires_on)


def is_short(dates: LotDates, *, on: date, percent: int) -> bool:
    """Say whether less than a share of a lot's life remains; unknown dates cannot be judged."""
    if dates.made_on is None or dates.expires_on is None:
        return False
    whole, left = (dates.expires_on - dates.made_on).days, (dates.expires_on - on).days
    return left * 100 < whole * percent


def cold_faults(evidence: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what lacks of the temperatures and times of cold goods (GSP article 63)."""
    for name in (*TEMPERATURES, *TIMES):
        value = evidence.get(name)
        if not isinstance(value, str) or not value.strip():
            yield Fault(f"/evidence/{name}", "evidence_missing", (name,))
        elif name in TEMPERATURES and degrees(value) is None:
            yield Fault(f"/evidence/{name}", "temperature_not_valid")
        elif name in TIMES and _instant(value) is None:
            yield Fault(f"/evidence/{name}", "instant_not_valid")
    departed, arrived = (_instant(evidence.get(name)) for name in TIMES)
    if departed and arrived and departed > arrived:
        yield Fault("/evidence/arrived_at", "arrived_before_departed")


def degrees(text: Any) -> Decimal | None:
    """Return degrees Celsius as written, or None when they are no number."""
    try:
        value = Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        return None
    return value if value.is_finite() else None


def _instant(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None


def outside(evidence: Mapping[str, Any], low: str, high: str) -> Decimal | None:
    """Return the first temperature of a delivery that lies outside a range, or None."""
    least, most = degrees(low), degrees(high)
    for name in TEMPERATURES:
        value = degrees(evidence.get(name))
        if value is not None and least is not None and most is not None \
                and not least <= value <= most:
            return value
    return None

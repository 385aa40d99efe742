"""What using goods posts, also those that others own.   使用规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, Line, Move, Sum

USED, SUPPLIER = "@used", "@supplier"


def implant_faults(where: str, item: str, tracking: str, lot: str, serial: str) -> Iterator[Fault]:
    """Yield why the use of an implant would leave no trace of which one it was."""
    if tracking == "none":
        yield Fault(f"{where}/item", "implant_untraced", (item,))
    elif ("lot" in tracking and not lot) or ("serial" in tracking and not serial):
        yield Fault(where, "implant_key_missing", (item,))


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; each of them moves goods."""
    place = {"used": USED, "parted": SUPPLIER, "bought": line.source}.get(
        amount.measure, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=True)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: that no more is used than was reported is seen by the open quantities."""
    return iter(())


def derive(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> list[Amount]:
    """Add what turns the goods of another owner into ours before they are used."""
    facts = []
    for amount in given:
        line = lines[amount.line]
        if amount.measure == "used" and line.owner:
            facts += [complete(line, amount._replace(measure=measure, place="", note=""))
                      for measure in ("parted", "bought")]
        facts.append(amount)
    return facts


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: an owner's goods out and in as ours, all of it to `@used`."""
    moves = []
    for n, a in enumerate(amounts, 1):
        if not a.posted or a.measure not in ("used", "parted", "bought"):
            continue
        line = lines[a.line]
        source = SUPPLIER if a.measure == "bought" else line.source
        owner = line.owner if a.measure == "parted" else ""
        moves.append(Move(n, line.item, a.lot, a.serial, owner, source, a.place, line.status,
                          line.status, a.quantity))
    return moves

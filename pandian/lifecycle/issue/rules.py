"""What a sale must prove before it leaves, and what it posts.   销售出库规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.destruction.rules import grams
from pandian.lifecycle.issue.words import LOADED, PARCELS, PARCELS_MAX, Key, Parcel
from pandian.lifecycle.parcels.rules import is_sscc
from pandian.lifecycle.words import Amount, Line, Move, Sum

CUSTOMER = "@customer"
MOVED = frozenset({"picked", "put_back", "held", "shipped", "voided"})


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact come from and stand afterwards, and whether it moves them."""
    dispatch = line.target
    source, place = {
        "picked": (amount.source, dispatch), "short": (amount.source, ""),
        "put_back": (dispatch, amount.place), "held": (dispatch, dispatch),
        "checked": ("", dispatch), "packed": ("", dispatch),
        "shipped": (dispatch, CUSTOMER), "voided": (CUSTOMER, dispatch),
    }.get(amount.measure, ("", ""))
    return amount._replace(
        lot=amount.lot or line.lot, serial=amount.serial or line.serial, source=source,
        place=place, posted=amount.measure in MOVED)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts that they show by themselves: their places."""
    for n, amount in enumerate(given):
        if amount.measure in ("picked", "short") and not amount.source:
            yield Fault(f"/amounts/{n}/source", "place_missing")
        if amount.measure == "put_back" and not amount.place:
            yield Fault(f"/amounts/{n}/place", "place_missing")


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: to the dispatch area, back, on hold, away, and home again."""
    return [
        Move(n, line.item, a.lot, a.serial, line.owner, a.source, a.place, "accepted",
             "on_hold" if a.measure == "held" else "accepted", a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure in MOVED
        for line in (lines[a.line],)
    ]


def totals(amounts: Sequence[Amount], signs: Mapping[str, int]) -> dict[Key, int]:
    """Return the sums of facts by line, lot and serial; `signs` weigh the measures."""
    found: dict[Key, int] = defaultdict(int)
    for a in amounts:
        if a.measure in signs:
            found[Key(a.line, a.lot, a.serial)] += signs[a.measure] * a.quantity
    return {key: quantity for key, quantity in found.items() if quantity}


def check_faults(picked: Mapping[Key, int], found: Mapping[Key, int]) -> Iterator[Fault]:
    """Yield the lines whose count is not what was picked; blind: it does not say how many."""
    wrong = {key.line for key in {*picked, *found} if picked.get(key, 0) != found.get(key, 0)}
    for line in sorted(wrong):
        yield Fault("/amounts", "check_differs", (line,))


def pack_faults(checked: Mapping[Key, int], packed: Mapping[Key, int]) -> Iterator[Fault]:
    """Yield the lines of which not exactly what passed the check is in the parcels."""
    for key in sorted({*checked, *packed}):
        if checked.get(key, 0) != packed.get(key, 0):
            yield Fault("/amounts", "pack_differs",
                        (key.line, packed.get(key, 0), checked.get(key, 0)))


def above_faults(
    there: Mapping[Key, int], taken: Mapping[Key, int], code: str
) -> Iterator[Fault]:
    """Yield what is taken back beyond what is there."""
    for key in sorted(taken):
        if taken[key] > there.get(key, 0):
            yield Fault("/amounts", code, (key.line, there.get(key, 0), taken[key]))


def parcels_of(evidence: Mapping[str, Any]) -> tuple[list[Parcel], list[Fault]]:
    """Return the parcels that a packing names, and what is wrong with how it names them."""
    given = evidence.get(PARCELS)
    where = f"/evidence/{PARCELS}"
    if not isinstance(given, list) or not given or len(given) > PARCELS_MAX:
        return [], [Fault(where, "parcels_missing")]
    parcels: list[Parcel] = []
    faults: list[Fault] = []
    for n, each in enumerate(given):
        values = each if isinstance(each, dict) else {}
        texts = [values.get(name, "") for name in Parcel._fields]
        if not all(isinstance(text, str) for text in texts) or not (texts[0] and texts[1]):
            faults.append(Fault(f"{where}/{n}", "parcels_missing"))
            continue
        if texts[0] in {parcel.parcel for parcel in parcels}:
            faults.append(Fault(f"{where}/{n}", "parcel_repeated", (texts[0],)))
        parcel = Parcel(*texts)
        faults += [Fault(f"{where}/{n}/{name}", code, (parcel.parcel[:40],))
                   for name, code in said_wrong(parcel)]
        if parcel.sscc and parcel.sscc in {each.sscc for each in parcels}:
            faults.append(Fault(f"{where}/{n}/sscc", "parcel_sscc_used", (parcel.sscc,)))
        parcels.append(parcel)
    return parcels, faults


def said_wrong(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """Yield the fields of a parcel that cannot be, each with the code of its fault."""
    if parcel.weight_grams and grams(parcel.weight_grams) is None:
        yield "weight_grams", "parcel_weight"
    if parcel.sscc and not is_sscc(parcel.sscc):
        yield "sscc", "parcel_sscc"


def loaded_faults(said: object, units: Sequence[str]) -> Iterator[Fault]:
    """Yield parcels that were not scanned while loading, and scans of what is none of them.

    Nothing is asked where nobody scanned: `said` is None.
    """
    if said is None:
        return
    where = f"/evidence/{LOADED}"
    scanned = {str(one) for one in said} if isinstance(said, list) else set()
    yield from (Fault(where, "parcel_not_loaded", (code,)) for code in units
                if code not in scanned)
    yield from (Fault(where, "parcel_foreign", (code[:40],)) for code in sorted(scanned)
                if code not in units)


def parcel_faults(
    parcels: Sequence[Parcel], packed: Sequence[Amount], cold: Mapping[int, bool]
) -> Iterator[Fault]:
    """Yield facts without a parcel, parcels without facts, and cold goods without temperature."""
    known = {parcel.parcel for parcel in parcels}
    for n, a in enumerate(packed):
        if a.note not in known:
            yield Fault(f"/amounts/{n}/note", "parcel_unknown", (a.note[:40],))
    for n, parcel in enumerate(parcels):
        inside = [a for a in packed if a.note == parcel.parcel]
        where = f"/evidence/{PARCELS}/{n}"
        if not inside:
            yield Fault(where, "parcel_empty", (parcel.parcel,))
        elif not parcel.temperature.strip() and any(cold.get(a.line) for a in inside):
            yield Fault(f"{where}/temperature", "parcel_temperature", (parcel.parcel,))

"""Which line of a document a label is of.   扫描规则

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.scanning.words import Read, Scanned
from pandian.lifecycle.words import Amount, Line


def facts_of(lines: Mapping[int, Line], reads: Sequence[Read]) -> Scanned:
    """Return one `scanned` fact for each line, lot and serial; scans of no line are faults.

    Lines of the same item are filled in order, those that name the lot first; what is more than
    all of them expect stays on the last one, where the four-way match will ask about it.
    """
    left = {number: line.asked for number, line in lines.items()}
    sums: dict[tuple[int, str, str], Amount] = {}
    faults = []
    for read in reads:
        fits = _fitting(lines, read)
        if not fits:
            faults.append(Fault(f"/scans/{read.scan}", "scan_not_expected",
                                (read.item, read.lot)))
        units = read.units
        for number in fits:
            taken = units if number == fits[-1] else min(units, max(left[number], 0))
            if taken:
                left[number] -= taken
                units -= taken
                _add(sums, number, read, taken)
    return Scanned(list(sums.values()), faults)


def _fitting(lines: Mapping[int, Line], read: Read) -> list[int]:
    """Return the lines that a label may be of, those that name its lot or serial first."""
    return sorted(
        (number for number, line in lines.items()
         if line.item == read.item and line.lot in ("", read.lot)
         and line.serial in ("", read.serial)),
        key=lambda number: (not lines[number].serial, not lines[number].lot, number))


def _add(
    sums: dict[tuple[int, str, str], Amount], number: int, read: Read, units: int
) -> None:
    key = (number, read.lot, read.serial)
    before = sums.get(key, Amount(number, "scanned", 0, read.lot, read.serial))
    sums[key] = before._replace(
        quantity=before.quantity + units,
        made_on=before.made_on or (read.made_on.isoformat() if read.made_on else ""),
        expires_on=before.expires_on or (
            read.expires_on.isoformat() if read.expires_on else ""))

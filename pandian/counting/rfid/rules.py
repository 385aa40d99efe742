"""How sure it is that what a pass did not read is not there.   射频比对规则

Pure: rates, expected goods and passes come in as values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pandian.capture.rfid.rules import may_propose_loss, missed_ppm
from pandian.capture.rfid.words import Rate, Trial
from pandian.counting.rfid.words import ExpectedRow

RateKey = tuple[str, str, str]


def keyed(rates: Iterable[Rate]) -> dict[RateKey, Rate]:
    """Return rates by (kind of reader, class of item, kind of place)."""
    return {(rate.reader_kind, rate.item_class, rate.place_kind): rate for rate in rates}


def state_of(*, read: bool, seen_at: str, place: str, read_before: bool) -> str:
    """Say what the passes say of one expected serial; unread is not zero."""
    if seen_at and seen_at != place:
        return "read_elsewhere"
    if read:
        return "read"
    return "read_before" if read_before else "unread"


def judged(
    row: ExpectedRow, reader_kinds: Sequence[str], rates: Mapping[RateKey, Rate]
) -> ExpectedRow:
    """Give an expected serial the chance that these passes missed it, and what follows."""
    known = [rates.get((kind, row.item_class, row.place_kind)) for kind in reader_kinds]
    told = [rate for rate in known if rate is not None]
    fit = all(rate.fit for rate in told) if told else None
    if row.state != "unread" or len(told) < len(known) or not known:
        return row._replace(passes=len(known), fit=fit)
    missed = missed_ppm(rate.cautious_ppm for rate in told)
    return row._replace(
        passes=len(known), missed_ppm=missed, fit=fit,
        may_propose_loss=may_propose_loss(missed, searched=row.searched))


def trials(rows: Iterable[tuple[ExpectedRow, bool]], reader_kind: str) -> list[Trial]:
    """Return what a pass over known stock shows: of the present (row, read in it), how many."""
    present: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for row, read in rows:
        present[row.item_class, row.place_kind] += 1
        found[row.item_class, row.place_kind] += read
    return [Trial(reader_kind, *key, present[key], found[key]) for key in sorted(present)]

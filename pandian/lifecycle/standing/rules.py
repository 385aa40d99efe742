"""What is checked of goods on the shelf without looking anything up.   在库规则"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.words import Amount, DocumentDraft, Kind


def line_faults(
    kind: Kind, draft: DocumentDraft, places: Mapping[str, str],
    stands: Mapping[str, Collection[str]],
) -> Iterator[Fault]:
    """Yield what is wrong with where given lines say their goods stand.

    `places` are the kinds of the places by code; `stands` the kinds allowed by status.
    """
    for n, line in enumerate(draft.lines):
        status = line.status or kind.status
        if status not in stands:
            yield Fault(f"/lines/{n}/status", "status_not_here", (status,))
        elif not line.place:
            yield Fault(f"/lines/{n}/place", "place_missing")
        elif line.place in places and places[line.place] not in stands[status]:
            yield Fault(f"/lines/{n}/place", "place_kind_wrong",
                        (line.place, places[line.place]))


def cause_faults(draft: DocumentDraft, causes: Collection[str]) -> Iterator[Fault]:
    """Yield that the head's reason code is none of the kind's."""
    cause = draft.header.get("cause")
    if isinstance(cause, str) and cause.strip() and cause not in causes:
        yield Fault("/header/cause", "not_a_choice", (", ".join(causes),))


def uncounted(given: Sequence[Amount]) -> Iterator[Fault]:
    """Yield the lines whose goods are handled without being counted."""
    counted = {amount.line for amount in given if amount.measure == "counted"}
    for line in dict.fromkeys(a.line for a in given if a.measure != "counted"):
        if line not in counted:
            yield Fault("/amounts", "counted_missing", (line,))


def unlike(given: Sequence[Amount]) -> set[int]:
    """Return the lines where what was counted is not what was handled."""
    totals: dict[int, int] = {}
    for amount in given:
        sign = -1 if amount.measure == "counted" else 1
        totals[amount.line] = totals.get(amount.line, 0) + sign * amount.quantity
    named = {amount.line for amount in given if amount.measure == "counted"}
    return {line for line, total in totals.items() if total and line in named}

"""How the reasons of the gates become faults of a document.   证照关口规则"""

from __future__ import annotations

from collections.abc import Iterable

from pandian.catalog.licences.words import CURES, GATES, KINDS, WHY, Reason
from pandian.kernel.words import Fault, Label

NOTHING = Label("无", "none")


def faults_of(
    reasons: Iterable[tuple[str, Reason]], *, party: str, site: str
) -> list[Fault]:
    """Return one fault per reason, each once: at the goods, or at the head for the others.

    `reasons` come with the pointer of their goods; `party` and `site` are the head's pointers.
    """
    heads = {"supplier": party, "buyer": party, "own_site": site}
    found: dict[Reason, Fault] = {}
    for pointer, reason in reasons:
        if reason not in found:
            found[reason] = Fault(heads.get(reason.gate, pointer), "licence", (
                GATES[reason.gate], reason.holder, _kind(reason), reason.number,
                WHY[reason.why], reason.date or NOTHING, CURES[reason.cure]))
    return list(found.values())


def _kind(reason: Reason) -> Label:
    return KINDS[reason.kind].label if reason.kind in KINDS else NOTHING

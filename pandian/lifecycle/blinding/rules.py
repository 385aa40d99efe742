"""When a document is blind, and what is left of it for whoever checks.   盲复核规则

Pure.
"""

from __future__ import annotations

from pandian.kernel.words import Fault
from pandian.lifecycle.blinding.words import CHECKS
from pandian.lifecycle.words import Action, DocumentWhole, Kind


def awaited_check(kind: Kind, state: str) -> Action | None:
    """Return the check that a document waits for in this state, or None."""
    action = kind.actions.get(CHECKS.get(kind.name, ""))
    return action if action and state in action.sources else None


def masked(fault: Fault) -> Fault:
    """Return a fault of a blind count without the quantity that it would give away."""
    if fault.code not in ("above_asked", "sum_differs"):
        return fault
    return fault._replace(code="count_not_right", params=fault.params[:1])


def blinded(whole: DocumentWhole) -> DocumentWhole:
    """Return a document without a quantity: not asked, not picked, not claimed."""
    return whole._replace(
        lines=[line._replace(asked=0) for line in whole.lines], sums=[], amounts=[], claims=[],
        events=[event._replace(payload={
            name: value for name, value in event.payload.items() if name != "evidence"})
            for event in whole.events], blind=True)

"""What a revision says, and what it changes.   修订规则

Pure: the evidence of the action in, lines and differences out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.revising.words import LINES
from pandian.lifecycle.words import Amount, Line, LineDraft

TEXTS = ("item", "lot", "serial", "owner", "place", "status")
FIELDS = frozenset({*TEXTS, "asked", "attributes"})


def lines_said(evidence: Mapping[str, Any]) -> tuple[list[LineDraft], list[Fault]]:
    """Return the lines that a revision names, and everything that is wrong with their shape."""
    given = evidence.get(LINES)
    if not isinstance(given, list) or not given:
        return [], [Fault(f"/evidence/{LINES}", "revision_shape")]
    faults = [fault for n, each in enumerate(given)
              for fault in _shape(f"/evidence/{LINES}/{n}", each)]
    if faults:
        return [], faults
    return [LineDraft(**{**each, "attributes": dict(each.get("attributes") or {})})
            for each in given], []


def _shape(pointer: str, each: object) -> Iterable[Fault]:
    if not isinstance(each, dict) or not FIELDS.issuperset(each) or not each.get("item"):
        yield Fault(pointer, "revision_shape")
        return
    for name in TEXTS:
        if not isinstance(each.get(name, ""), str):
            yield Fault(f"{pointer}/{name}", "revision_shape")
    if type(each.get("asked")) is not int:
        yield Fault(f"{pointer}/asked", "revision_shape")
    if not isinstance(each.get("attributes") or {}, dict):
        yield Fault(f"{pointer}/attributes", "revision_shape")


def content_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as a revision writes them down, in their order."""
    return [{"line": line.line, "item": line.item, "lot": line.lot, "serial": line.serial,
             "owner": line.owner, "asked": line.asked, "place": line.source,
             "status": line.status, "attributes": dict(line.attributes)} for line in lines]


def content_said(
    lines: Sequence[LineDraft], status: str, codes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return new lines in the same words; `codes` are the items as the masters write them."""
    return [{"line": n, "item": codes.get(line.item, line.item), "lot": line.lot,
             "serial": line.serial, "owner": line.owner, "asked": line.asked,
             "place": line.place, "status": line.status or status,
             "attributes": dict(line.attributes)} for n, line in enumerate(lines, 1)]


def ordered(before: Mapping[int, Line], after: Sequence[LineDraft], measure: str) -> list[Amount]:
    """Return by how much what each line number asks for has changed: the sums stay the lines'."""
    asked = {n: line.asked for n, line in enumerate(after, 1)}
    return [Amount(n, measure, difference) for n in sorted({*before, *asked})
            if (difference := asked.get(n, 0) - (before[n].asked if n in before else 0))]


def at_evidence(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of a document's lines, pointed at the revision that names them."""
    return [fault._replace(pointer=f"/evidence{fault.pointer}")
            if fault.pointer.startswith(("/lines", "/header")) else fault for fault in faults]

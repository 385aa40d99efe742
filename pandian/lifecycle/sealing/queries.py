"""What stands in a unit that is to be sealed, and whether its seal is the one.   封签查询"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.standing.queries import photo_faults
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

ROOM = "lifecycle.sealing"


def contents(site: SiteRow, unit: str) -> list[Any]:
    """Return what stands in a unit at any depth, by holding."""
    return run(ROOM, "contents", {"site": site.id, "unit": unit})


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield why a unit cannot be sealed: it is empty, or has an open sealing."""
    unit = str(draft.header.get("unit", ""))
    if not unit.strip():
        return
    for row in run(ROOM, "open_sealing", {
            "site": site.id, "unit": unit, "besides": draft.id}):
        yield Fault("/header/unit", "unit_has_sealing", (unit, shown_number("sealing", row.number)))
    if not contents(site, unit):
        yield Fault("/header/unit", "unit_empty", (unit[:64],))


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield what only look-ups show: content that changed, another seal, photos that lack."""
    if draft.action in ("seal", "scan"):
        yield from photo_faults(scope, held, draft.evidence)
    if draft.action == "seal":
        there = Counter({_key(row, row.place): row.quantity
                         for row in contents(held.site, str(held.row.header["unit"]))})
        if there != Counter({_key(line, line.source): line.asked
                             for line in held.lines.values()}):
            yield Fault("", "unit_changed", (held.row.header["unit"],))
    if draft.action == "scan":
        seal = str(held.row.header["seal"])
        if str(draft.evidence.get("seal", "")).strip() not in ("", seal):
            yield Fault("/evidence/seal", "seal_differs", (seal,))


def _key(row: Any, place: str) -> tuple[str, ...]:
    return (place, row.item, row.lot, row.serial, row.status, row.owner)

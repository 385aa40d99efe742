"""What a kit looks up: its template, the tray, whether it is out.   器械包查询"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from pandian.catalog.queries import items_by_code, parts_of_items
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.kit.rules import template_faults
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import (
    Action,
    ActionDraft,
    DocumentDraft,
    Held,
    Kind,
    LineDraft,
)

ROOM = "lifecycle.kit"


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new kit: its template, its tray, lines without a place."""
    for n, line in enumerate(draft.lines):
        if not line.place:
            yield Fault(f"/lines/{n}/place", "kit_source_missing")
    code, tray = (str(draft.header.get(name, "")) for name in ("template", "place"))
    if code.strip() and tray.strip():
        yield from _kit_faults(scope, site, code, tray, draft.lines)


def _kit_faults(
    scope: Scope, site: SiteRow, code: str, tray: str, lines: tuple[LineDraft, ...]
) -> Iterator[Fault]:
    item = items_by_code(scope=scope, codes=[code]).get(code)
    parts = parts_of_items(scope=scope, items=[item.id]).get(item.id) if item else None
    if parts is None:
        yield Fault("/header/template", "template_unknown", (code[:64],))
        return
    yield from out_faults(site, tray)
    there = contents(site, tray)
    if any(row.status != "accepted" for row in there):
        yield Fault("/header/place", "tray_not_clean", (tray[:64],))
    held: Counter[str] = Counter()
    for row in there:
        held[row.item] += row.quantity
    yield from template_faults(parts, held, lines)


def out_faults(
    site: SiteRow, tray: str, pointer: str = "/header/place", besides: UUID | None = None
) -> Iterator[Fault]:
    """Yield the loans (`besides` one) that a tray has not come back from or not settled."""
    for row in run(ROOM, "loans_of_tray", {"site": site.id, "tray": tray}):
        if row.id != besides:
            yield Fault(pointer, "tray_is_out", (tray, shown_number("loan", row.number)))


def contents(site: SiteRow, tray: str) -> list[Any]:
    """Return what lies in a tray: item, lot, serial, status, owner, quantity, expires_on."""
    return run(ROOM, "contents", {"site": site.id, "place": tray})


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield why a kit is not whole any more: the tray changed since it was planned."""
    if draft.action != "compose":
        return
    lines = tuple(LineDraft(line.item, line.asked) for line in held.lines.values())
    head = held.row.header
    yield from _kit_faults(scope, held.site, str(head["template"]), str(head["place"]), lines)

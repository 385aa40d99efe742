"""Opening a document: its head, its number, its lines given or taken over, its claims.   开单"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from pandian.catalog.queries import items_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.kinds.operations import HOOKS
from pandian.lifecycle.opening.queries import master_faults
from pandian.lifecycle.queries import ROOM
from pandian.lifecycle.rules import KINDS, digest, draft_faults, shown_number, takes_over
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentConflict,
    DocumentDraft,
    DocumentRefused,
    Kind,
    LineDraft,
)
from pandian.lifecycle.writing.operations import by_sets, json_of, write_amounts, write_event

OPEN = "open"


def open_document(*, scope: Scope, draft: DocumentDraft) -> Acted:
    """Make a document, or answer `exists` for an id that is known with the same content.

    Raises `Forbidden`, `NotFound` for a foreign site, `DocumentRefused` with every fault,
    `DocumentConflict` for an id with another content.
    """
    kind = KINDS.get(draft.kind)
    if kind is None:
        raise DocumentRefused([Fault("/kind", "kind_unknown", (draft.kind[:40],))])
    site = site_by_code(scope=scope, code=draft.site, capability=kind.capability)
    if known := _opened_before(scope, site, draft):
        return known  # first: what was right when it was opened may be refused today
    faults = [*draft_faults(kind, draft), *master_faults(scope, site, kind, draft),
              *HOOKS[kind.name].opening(scope, site, kind, draft)]
    if faults:
        raise DocumentRefused(faults)
    with transaction.atomic():
        affected(ROOM, "lock_id", {"id": draft.id})
        if known := _opened_before(scope, site, draft):
            return known
        takes = "" if draft.follows is None else _lock_followed(scope, site, kind, draft)
        _check_replaced(site, draft)
        number = _write_document(scope, site, kind, draft)
        _write_lines(scope, site, kind, draft, takes)
        HOOKS[kind.name].opened(scope, site, kind, draft)
        record(scope=scope, site=site.id, kind=f"{kind.name}.{OPEN}",
               subject=f"document:{draft.id}", data={"number": shown_number(kind.name, number)})
    return Acted(draft.id, "created", draft.id, shown_number(kind.name, number), kind.start, 1)


def _opened_before(scope: Scope, site: SiteRow, draft: DocumentDraft) -> Acted | None:
    row = one(ROOM, "known_document", {"site": site.id, "id": draft.id})
    if row is None:
        return None
    if row.request != digest(draft):
        raise DocumentConflict([Fault("/id", "different", ("request",))])
    return Acted(draft.id, "exists", draft.id, shown_number(row.kind, row.number), row.state,
                 row.version)


def _lock_followed(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> str:
    """Lock the document whose goods are taken over: two takers wait for each other.

    Returns the measure that is taken over from it.
    """
    row = one(ROOM, "lock_document", {"site": site.id, "id": draft.follows})
    if row is None:
        raise DocumentRefused([Fault("/follows", "not_found")])
    if row.kind not in (kind.follows, *kind.also) or row.state in ("cancelled", "reversed"):
        raise DocumentRefused([
            Fault("/follows", "follows_wrong", (KINDS[kind.follows].label,))])
    return str(kind.also.get(row.kind, kind.takes))


def _check_replaced(site: SiteRow, draft: DocumentDraft) -> None:
    if draft.replaces is None:
        return
    row = one(ROOM, "known_document", {"site": site.id, "id": draft.replaces})
    if row is None or row.kind != draft.kind or row.state != "reversed":
        raise DocumentRefused([Fault("/replaces", "replaces_wrong")])


def _write_document(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> int:
    drawn = one(ROOM, "draw_number", {"site": site.id, "kind": kind.name})
    assert drawn is not None
    now = datetime.now(UTC)
    affected(ROOM, "insert_document", {
        "site": site.id, "id": draft.id, "kind": kind.name, "number": drawn.last,
        "state": kind.start, "header": json_of(draft.header), "follows": draft.follows,
        "replaces": draft.replaces, "request": digest(draft), "actor": scope.actor, "now": now})
    write_event(scope, site.id, draft.id, draft.id, seq=1, action=OPEN, states=("", kind.start),
                 payload={}, request=digest(draft))
    return int(drawn.last)


def _write_lines(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft, takes: str
) -> None:
    """Write the lines: those given with what they state at once, or those taken over."""
    key = {"site": site.id, "document": draft.id}
    if not takes_over(kind, draft):
        _write_given(scope, site.id, kind, draft)
    elif not by_sets(kind.taking, "take_over", {
            **key, "follows": draft.follows, "takes": takes, "kind": kind.name,
            "status": kind.status, "partial": sorted(kind.partial),
            "closing": sorted(kind.closing), "reopening": sorted(kind.reopening),
            "takes_less": kind.takes_less, "posted_only": kind.takes_posted}):
        raise DocumentRefused([Fault("/follows", "nothing_to_take")])
    if kind.claims:
        affected(ROOM, "claim", {**key, "event": draft.id})
        if short := run(ROOM, "claimed_too_much", key):
            raise DocumentRefused([
                Fault("/follows", "not_available", (row.item, row.available, row.asked))
                for row in short])


def _write_given(scope: Scope, site: int, kind: Kind, draft: DocumentDraft) -> None:
    items = items_by_code(scope=scope, codes={line.item for line in draft.lines})
    affected(ROOM, "insert_lines", {
        "site": site, "document": draft.id, "target": draft.header.get("place", ""),
        "items": [items[line.item].code for line in draft.lines],
        "lots": [line.lot for line in draft.lines],
        "serials": [line.serial for line in draft.lines],
        "owners": [line.owner for line in draft.lines],
        "statuses": [line.status or kind.status for line in draft.lines],
        "sources": [line.place for line in draft.lines],
        "attributes": [json_of(line.attributes) for line in draft.lines],
        "asked": [line.asked for line in draft.lines]})
    write_amounts(site, draft.id, draft.id, [
        Amount(n, measure, quantity) for measure in kind.states_at_opening
        for n, line in enumerate(draft.lines, 1)
        if (quantity := _stated(line, measure))])


def _stated(line: LineDraft, measure: str) -> int:
    """Return what a given line states at once: what the notice says was shipped, else as asked."""
    return line.shipped if measure == "shipped" and line.shipped is not None else line.asked

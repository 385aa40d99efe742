"""Opening a document: its head, its number, its lines given or taken over, its claims.   开单"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import items_by_code, parties_by_code, places_by_code
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.queries import ROOM
from pandian.lifecycle.rules import KINDS, digest, draft_faults, shown_number
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentConflict,
    DocumentDraft,
    DocumentRefused,
    Kind,
    LineDraft,
)

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
    faults = [*draft_faults(kind, draft), *_master_faults(scope, site, kind, draft)]
    if faults:
        raise DocumentRefused(faults)
    with transaction.atomic():
        affected(ROOM, "lock_id", {"id": draft.id})
        if known := _opened_before(scope, site, draft):
            return known
        if kind.follows:
            _lock_followed(scope, site, kind, draft)
        _check_replaced(site, draft)
        number = _write_document(scope, site, kind, draft)
        _write_lines(scope, site, kind, draft)
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


def _master_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> list[Fault]:
    """Return the faults that only the masters show: places, supplier, items, owners."""
    faults = []
    named = {field: str(draft.header.get(field, "")) for field in kind.places}
    places = places_by_code(scope=scope, site=site.id, codes=list(named.values()))
    for field, code in named.items():
        place = places.get(code)
        if place is None and code:
            faults.append(Fault(f"/header/{field}", "place_unknown", (code,)))
        elif place is not None and place.kind not in kind.places[field]:
            faults.append(Fault(f"/header/{field}", "place_kind_wrong", (code, place.kind)))
    supplier = draft.header.get("supplier")
    if "supplier" in kind.header and isinstance(supplier, str) and supplier.strip():
        party = parties_by_code(scope=scope, codes=[supplier]).get(supplier)
        if party is None or "supplier" not in party.kinds:
            faults.append(Fault("/header/supplier", "supplier_unknown", (supplier[:64],)))
    return faults + _line_master_faults(scope, draft.lines)


def _line_master_faults(scope: Scope, lines: Sequence[LineDraft]) -> list[Fault]:
    items = items_by_code(scope=scope, codes={line.item for line in lines})
    owners = parties_by_code(scope=scope, codes={line.owner for line in lines if line.owner})
    faults = [Fault(f"/lines/{n}/item", "item_unknown", (line.item,))
              for n, line in enumerate(lines) if line.item not in items]
    return faults + [Fault(f"/lines/{n}/owner", "not_found")
                     for n, line in enumerate(lines) if line.owner and line.owner not in owners]


def _lock_followed(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Lock the document whose goods are taken over: two takers wait for each other."""
    row = one(ROOM, "lock_document", {"site": site.id, "id": draft.follows})
    if row is None:
        raise DocumentRefused([Fault("/follows", "not_found")])
    if row.kind != kind.follows or row.state in ("cancelled", "reversed"):
        raise DocumentRefused([
            Fault("/follows", "follows_wrong", (KINDS[kind.follows].label,))])


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
        "state": kind.start, "header": _json(draft.header), "follows": draft.follows,
        "replaces": draft.replaces, "request": digest(draft), "actor": scope.actor, "now": now})
    write_event(scope, site.id, draft.id, draft.id, seq=1, action=OPEN, states=("", kind.start),
                 payload={}, request=digest(draft))
    return int(drawn.last)


def write_event(
    scope: Scope, site: int, document: UUID, id: UUID, *, seq: int, action: str,
    states: tuple[str, str], payload: Mapping[str, Any], request: str,
    signers: Sequence[str] = (), signatures: Sequence[UUID] = (), postings: Sequence[UUID] = (),
) -> None:
    """Write what was done to a document, in the caller's transaction."""
    affected(ROOM, "insert_event", {
        "site": site, "id": id, "document": document, "seq": seq, "action": action,
        "from_state": states[0], "to_state": states[1], "actor": scope.actor,
        "device": scope.device, "now": datetime.now(UTC), "payload": _json(payload),
        "request": request, "signers": list(signers), "signatures": list(signatures),
        "postings": list(postings)})


def _write_lines(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write the lines: those given with what was ordered and shipped, or those taken over."""
    key = {"site": site.id, "document": draft.id}
    if not kind.follows:
        _write_given(scope, site.id, kind, draft)
    elif not by_sets(ROOM, "take_over", {
            **key, "follows": draft.follows, "takes": kind.takes, "kind": kind.name,
            "status": kind.status, "partial": sorted(kind.partial),
            "closing": sorted(kind.closing)}):
        raise DocumentRefused([Fault("/follows", "nothing_to_take")])
    if kind.claims:
        affected(ROOM, "claim", {**key, "event": draft.id})
        if short := run(ROOM, "claimed_too_much", key):
            raise DocumentRefused([
                Fault("/follows", "not_available", (row.item, row.available, row.asked))
                for row in short])
    if kind.name == "putaway":
        by_sets("lifecycle.putaway", "proposals/bins", key)


def by_sets(room: str, name: str, params: Mapping[str, Any]) -> int:
    """Run a statement over whole sets and return how many rows it touched.

    Its cost grows with the lines and not with their square, whatever the statistics say.
    """
    run(ROOM, "by_sets")
    touched = affected(room, name, params)
    run(ROOM, "by_probes")
    return touched


def _write_given(scope: Scope, site: int, kind: Kind, draft: DocumentDraft) -> None:
    items = items_by_code(scope=scope, codes={line.item for line in draft.lines})
    affected(ROOM, "insert_lines", {
        "site": site, "document": draft.id, "status": kind.status, "source": "",
        "target": draft.header.get("place", ""),
        "items": [items[line.item].code for line in draft.lines],
        "lots": [line.lot for line in draft.lines],
        "serials": [line.serial for line in draft.lines],
        "owners": [line.owner for line in draft.lines],
        "asked": [line.asked for line in draft.lines]})
    facts = [Amount(n, "ordered", line.asked) for n, line in enumerate(draft.lines, 1)]
    facts += [Amount(n, "shipped", shipped) for n, line in enumerate(draft.lines, 1)
              if (shipped := line.asked if line.shipped is None else line.shipped)]
    write_amounts(site, draft.id, draft.id, facts)


def write_amounts(site: int, document: UUID, event: UUID, amounts: Sequence[Amount]) -> None:
    """Write the facts of one event, in order, in the caller's transaction."""
    affected(ROOM, "insert_amounts", {
        "site": site, "event": event, "document": document,
        "lines": [a.line for a in amounts], "measures": [a.measure for a in amounts],
        "quantities": [a.quantity for a in amounts], "lots": [a.lot for a in amounts],
        "serials": [a.serial for a in amounts], "places": [a.place for a in amounts],
        "notes": [a.note for a in amounts], "posted": [a.posted for a in amounts]})


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, default=str)

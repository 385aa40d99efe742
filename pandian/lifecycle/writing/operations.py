"""What every kind writes in the same way, in the caller's transaction.   单据写入"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.governance.words import Scope
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.queries import ROOM
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import Acted, Amount, DocumentConflict


def write_event(
    scope: Scope, site: int, document: UUID, id: UUID, *, seq: int, action: str,
    states: tuple[str, str], payload: Mapping[str, Any], request: str,
    signers: Sequence[str] = (), signatures: Sequence[UUID] = (), postings: Sequence[UUID] = (),
) -> None:
    """Write what was done to a document, in the caller's transaction."""
    affected(ROOM, "insert_event", {
        "site": site, "id": id, "document": document, "seq": seq, "action": action,
        "from_state": states[0], "to_state": states[1], "actor": scope.actor,
        "device": scope.device, "now": datetime.now(UTC), "payload": json_of(payload),
        "request": request, "signers": list(signers), "signatures": list(signatures),
        "postings": list(postings)})


def done_before(site: int, event: UUID, asked: str) -> Acted | None:
    """Return what an event did when its id is known: sent again, it answers `exists`.

    Raises `DocumentConflict` for another content under the id.
    """
    row = one(ROOM, "known_event", {"site": site, "id": event})
    if row is None:
        return None
    if row.request != asked:
        raise DocumentConflict([Fault("/id", "different", ("request",))])
    return Acted(event, "exists", row.document, shown_number(row.kind, row.number), row.state,
                 row.version, tuple(row.postings))


def by_sets(room: str, name: str, params: Mapping[str, Any]) -> int:
    """Run a statement over whole sets and return how many rows it touched.

    Its cost grows with the lines and not with their square, whatever the statistics say.
    """
    run(ROOM, "by_sets")
    touched = affected(room, name, params)
    run(ROOM, "by_probes")
    return touched


def write_amounts(site: int, document: UUID, event: UUID, amounts: Sequence[Amount]) -> None:
    """Write the facts of one event, in order, in the caller's transaction."""
    affected(ROOM, "insert_amounts", {
        "site": site, "event": event, "document": document,
        "lines": [a.line for a in amounts], "measures": [a.measure for a in amounts],
        "quantities": [a.quantity for a in amounts], "lots": [a.lot for a in amounts],
        "serials": [a.serial for a in amounts], "sources": [a.source for a in amounts],
        "places": [a.place for a in amounts],
        "notes": [a.note for a in amounts], "posted": [a.posted for a in amounts]})


def json_of(value: Mapping[str, Any]) -> str:
    """Return the JSON text of a mapping as the tables hold it."""
    return json.dumps(dict(value), ensure_ascii=False, default=str)

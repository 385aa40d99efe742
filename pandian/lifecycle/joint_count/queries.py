"""The certificate of a joint count: made and kept when it is signed.   联合盘点证明

It shows what both have counted and never the book: a difference is settled by counting, and the
certificate goes to the hospital.  Counts older than the keeping are made again from their facts
when they are read: those are insert only, so every reading gives the same rows and hash.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pandian.catalog.queries import items_by_code, lots_by_code, parties_by_code
from pandian.governance.queries import signatures, site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import one
from pandian.kernel.words import Fault
from pandian.lifecycle import queries as documents
from pandian.lifecycle.destruction.queries import CERTIFICATE_VERSION, plain
from pandian.lifecycle.destruction.queries import ROOM as CERTIFICATES
from pandian.lifecycle.destruction.rules import certificate
from pandian.lifecycle.destruction.words import Destroyed, NotCertified
from pandian.lifecycle.joint_count.words import KIND
from pandian.lifecycle.records.queries import masters_at
from pandian.lifecycle.words import DocumentWhole, EventRow

COUNT = "count"


def certificate_of(*, scope: Scope, id: UUID) -> Destroyed:
    """Return the certificate of a joint count as it was signed.

    Raises `Forbidden`, `DocumentNotFound`, `NotCertified` (not counted yet, or another kind).
    """
    head = documents.document(scope=scope, id=id).head
    row = one(CERTIFICATES, "certificate", {
        "site": site_by_code(scope=scope, code=head.site).id, "document": id})
    if head.kind != KIND.name or row is None:
        return written(scope=scope, id=id)
    return Destroyed(row.document, head.number, row.content_hash, row.made_at, row.body)


def written(*, scope: Scope, id: UUID) -> Destroyed:
    """Return the certificate of a joint count, made from its facts.

    Raises as `certificate_of`.
    """
    whole = documents.document(scope=scope, id=id)
    event = next((each for each in whole.events if each.action == COUNT), None)
    if whole.head.kind != KIND.name or event is None or whole.head.state != "counted":
        raise NotCertified([Fault("/id", "count_not_certified")])
    body = certificate(plain(_head(scope, whole, event)), {
        "lines": plain(_lines(scope, whole, event)), "counts": [], "postings": [],
        "events": plain([{
            "document": whole.head.number, "action": each.action, "state": each.to_state,
            "actor": each.actor, "at": each.at, "signers": each.signers}
            for each in whole.events]),
        "signatures": plain([{
            "code": each.code, "name": each.printed_name, "role": each.role,
            "meaning": each.meaning, "at": each.at, "content_hash": each.content_hash}
            for each in signatures(scope=scope, subject=f"document:{id}")]),
        "papers": plain([{"document": whole.head.number, "action": COUNT, "paper": name,
                          "value": value}
                         for name, value in sorted(_said(event).items())])})
    return Destroyed(id, whole.head.number, body["content_hash"], event.at, body)


def _said(event: EventRow) -> dict[str, Any]:
    return {name: value for name, value in (event.payload.get("evidence") or {}).items()
            if name != "proofs"}


def _head(scope: Scope, whole: DocumentWhole, event: EventRow) -> dict[str, Any]:
    head, said = whole.head, _said(event)
    hospital = str(head.header["hospital"])
    named = parties_by_code(scope=scope, codes=[hospital])
    return {
        "certificate": CERTIFICATE_VERSION, "kind": KIND.name, "site": head.site,
        "document": head.id, "number": head.number, "hospital": hospital,
        "hospital_name": named[hospital].name if hospital in named else hospital,
        "place": head.header["place"], "witness": said.get("witness", ""),
        "signed_by": said.get("signed_by", ""), "counted_by": event.actor, "counted_at": event.at}


def _lines(scope: Scope, whole: DocumentWhole, event: EventRow) -> list[dict[str, Any]]:
    """Return what was counted of each item, lot and serial, zeros too, with names as they were."""
    lines = {line.line: line for line in whole.lines}
    kept = masters_at(scope=scope, items={line.item for line in whole.lines}, at=event.at)
    items = items_by_code(scope=scope, codes={line.item for line in whole.lines})
    wanted = {(items[line.item].id, line.lot): (line.item, line.lot) for line in whole.lines
              if line.lot and line.item in items}
    found = lots_by_code(scope=scope, pairs=wanted) if wanted else {}
    expires = {wanted[key]: row.expires_on for key, row in found.items()}
    return [{
        "line": a.line, "item": lines[a.line].item, "lot": a.lot, "serial": a.serial,
        "name": kept.get(lines[a.line].item, {}).get("name", ""),
        "unit": kept.get(lines[a.line].item, {}).get("unit", ""),
        "expires_on": expires.get((lines[a.line].item, a.lot)),
        "owner": lines[a.line].owner, "status": lines[a.line].status, "counted": a.quantity}
        for a in whole.amounts if a.measure == "counted" and a.line in lines]

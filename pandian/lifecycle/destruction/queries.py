"""What a destruction looks up: photos, weights, its certificate, alarms.   销毁查询"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pandian.governance.queries import signatures, site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle import queries as documents
from pandian.lifecycle.destruction.rules import certificate, grams, seal_faults, weight_faults
from pandian.lifecycle.destruction.words import Alarm, Certified, Destroyed, NotCertified
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.standing.queries import photo_faults
from pandian.lifecycle.words import Action, ActionDraft, Held

ROOM = "lifecycle.destruction"
ALARMS_MAX = 1_000
CERTIFICATE_VERSION = 1


def destruction_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what only look-ups show: photos that are not kept, weights that do not fit."""
    said = draft.evidence
    if draft.action == "certify":
        yield from photo_faults(scope, held, said, "contractor_certificate")
    if draft.action not in ("seal", "destroy"):
        return
    yield from photo_faults(scope, held, said)
    sealed = grams(_said(held, "seal").get("weight_grams")) if draft.action == "destroy" else None
    permille = policies_of(scope=scope, site=held.site)["weight_permille_max"]
    if str(said.get("weight_grams") or "").strip():
        yield from weight_faults(sealed, said["weight_grams"], int(permille))
    if draft.action == "destroy" and str(said.get("seal") or "").strip():
        yield from seal_faults(said["seal"], held.lines, draft.amounts)


def _said(held: Held, action: str) -> dict[str, Any]:
    """Return the papers of the last time an action was done."""
    row = one(ROOM, "last_event", {
        "site": held.site.id, "document": held.row.id, "action": action})
    return dict(row.payload["evidence"]) if row else {}


def written(scope: Scope, held: Held, draft: ActionDraft, now: datetime) -> dict[str, Any]:
    """Return the certificate of a destruction that is being certified, with its hashes."""
    key = {"site": held.site.id, "document": held.row.id, "follows": held.row.follows}
    whole = documents.document(scope=scope.at(held.site.code), id=held.row.id)
    scrap = documents.document(scope=scope.at(held.site.code), id=held.row.follows)
    header = {name: held.row.header.get(name, "") for name in held.kind.header}
    head = {
        "certificate": CERTIFICATE_VERSION, "kind": held.kind.name, "site": held.site.code,
        "document": held.row.id, "number": whole.head.number, "scrap": scrap.head.number,
        "cause": scrap.head.header.get("cause", ""), **header, "made_at": now,
        "sealed": _said(held, "seal").get("weight_grams", ""),
        "destroyed": _said(held, "destroy").get("weight_grams", "")}
    events = [(each.head.number, event) for each in (scrap, whole) for event in each.events]
    subjects = [f"document:{each.head.id}" for each in (scrap, whole)]
    sections: dict[str, list[Mapping[str, Any]]] = {
        "lines": [row._asdict() for row in run(ROOM, "certificate_lines", key)],
        "counts": [row._asdict() for row in run(ROOM, "certificate_counts", key)],
        "events": [{"document": number, "action": e.action, "state": e.to_state,
                    "actor": e.actor, "at": e.at, "signers": e.signers} for number, e in events],
        "signatures": [{
            "code": s.code, "name": s.printed_name, "role": s.role, "meaning": s.meaning,
            "at": s.at, "content_hash": s.content_hash}
            for subject in subjects for s in signatures(scope=scope, subject=subject)],
        "postings": [row._asdict() for row in run(ROOM, "certificate_postings", key)],
        "papers": [{"document": number, "action": e.action, "paper": name, "value": value}
                   for number, e in events
                   for name, value in sorted((e.payload.get("evidence") or {}).items())]
        + [{"document": whole.head.number, "action": draft.action, "paper": name, "value": value}
           for name, value in sorted(draft.evidence.items())],
    }
    return certificate(plain(head), {name: plain(rows) for name, rows in sections.items()})


def plain(value: Any) -> Any:
    """Return a value as JSON has it: what is hashed is what is written."""
    if isinstance(value, Mapping):
        return {str(key): plain(one_of) for key, one_of in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one_of) for one_of in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return str(value)


def certificate_of(*, scope: Scope, id: UUID) -> Destroyed:
    """Return the certificate of a destruction as it was made.

    Raises `Forbidden`, `DocumentNotFound`, `NotCertified`.
    """
    whole = documents.document(scope=scope, id=id)
    site = site_by_code(scope=scope, code=whole.head.site)
    row = one(ROOM, "certificate", {"site": site.id, "document": id})
    if row is None:
        raise NotCertified([Fault("/id", "not_certified")])
    return Destroyed(row.document, whole.head.number, row.content_hash, row.made_at, row.body)


def by_code(*, scope: Scope, begins: str) -> list[Certified]:
    """Return the certificates whose content hash begins so, of destructions and joint counts.

    Nobody without lifecycle.read somewhere finds any; only those of sites where he may read.
    """
    known = site_ids(scope=scope, capability="lifecycle.read")
    return [Certified(row.site, row.document, row.kind, shown_number(row.kind, row.number),
                      row.content_hash, row.made_at, row.actor)
            for row in run(ROOM, "by_code", {
                "sites": list(known.values()), "codes": list(known), "begins": begins})]


def alarms(*, scope: Scope, limit: int = ALARMS_MAX) -> list[Alarm]:
    """Return the destroyed serials that were seen afterwards, newest first.  Raises `Forbidden`."""
    scope.need("lifecycle.read")
    rows = run(ROOM, "alarms", {
        "sites": sorted(site_ids(scope=scope, capability="lifecycle.read").values()),
        "limit": max(1, min(limit, ALARMS_MAX))})
    return [Alarm(row.site, row.item, row.serial, shown_number(
        "destruction", row.number), row.destroyed_at, row.observed_at, row.person, row.place,
        row.id)
        for row in rows]

"""A document of any kind in any state, written without its engine: what rights are tried on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from counting_world import World
from django.db import connection

from pandian.catalog.operations import put_parties, put_places
from pandian.catalog.words import PartyDraft, PlaceDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import Kind
from pandian.lifecycle.writing.operations import json_of

ATTRIBUTES = {"price": 100}
"""What the rules of some kinds read of every line."""
HEADER = {"transfer": str(uuid7())}
"""Fields of a head that are no free text."""


def header_of(world: World, kind: Kind) -> dict[str, Any]:
    """Return a head whose places and partners exist."""
    header: dict[str, Any] = {field: HEADER.get(field, "x") for field in kind.header}
    for field, kinds in kind.places.items():
        header[field] = f"P-{sorted(kinds)[0]}"
        put_places(scope=SYSTEM, places=[
            PlaceDraft(world.site, header[field], sorted(kinds)[0])])
    for field, party in kind.parties.items():
        header[field] = f"Q-{party}"
        put_parties(scope=SYSTEM, parties=[PartyDraft(header[field], party, kinds=(party,))])
    return header


def forced(world: World, name: str, state: str = "") -> UUID:
    """Write a document with one line; its state may be one that it could hardly reach."""
    kind, id, site = KINDS[name], uuid7(), world.site_id
    drawn = one("lifecycle", "draw_number", {"site": site, "kind": name})
    assert drawn is not None
    affected("lifecycle", "insert_document", {
        "site": site, "id": id, "kind": name, "number": drawn.last, "state": state or kind.start,
        "header": json_of(header_of(world, kind)), "follows": None, "replaces": None,
        "request": "", "actor": "nobody", "now": datetime.now(UTC)})
    affected("lifecycle", "insert_lines", {
        "site": site, "document": id, "items": ["PLAIN"], "lots": [""], "serials": [""],
        "statuses": ["accepted"], "owners": [""], "asked": [1], "sources": ["A-01"],
        "target": "A-02", "attributes": [json_of(ATTRIBUTES)]})
    return id


def put_into(document: UUID, state: str) -> None:
    """Put a document into a state by force."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_document SET state = %s WHERE id = %s", [state, document])

"""What a destruction writes beside its facts: container, claims, certificate.   销毁写入"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault
from pandian.lifecycle import queries as documents
from pandian.lifecycle.destruction.queries import ROOM, written
from pandian.lifecycle.destruction.words import FINAL
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
    Move,
    ReversalDraft,
)
from pandian.lifecycle.writing.operations import by_sets, json_of


def make_container(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Open a sealed container for a new destruction: a red place that bears its number."""
    row = one(documents.ROOM, "known_document", {"site": site.id, "id": draft.id})
    assert row is not None, "the head is written first"
    code = f"SEAL-{shown_number(kind.name, row.number)}"
    put_places(scope=SYSTEM, places=[PlaceDraft(site.code, code, "rejected_area")])
    affected(ROOM, "set_container", {"site": site.id, "document": draft.id, "container": code})


def go_on(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Carry the scrap's claims along, and write the certificate when it is certified."""
    key = {"site": held.site.id, "document": held.row.id, "follows": held.row.follows,
           "event": draft.id}
    if draft.action == "seal":
        by_sets(ROOM, "release_scrap", key)
        affected(ROOM, "claim_sealed", key)
    elif draft.action == "destroy":
        affected(ROOM, "release_sealed", key)
    elif draft.action == "certify":
        _certify(scope, held, draft)


def _certify(scope: Scope, held: Held, draft: ActionDraft) -> None:
    now = datetime.now(UTC)
    body = written(scope, held, draft, now)
    affected(ROOM, "insert_certificate", {
        "site": held.site.id, "document": held.row.id, "event": draft.id,
        "content_hash": body["content_hash"], "body": json_of(body), "now": now})
    container = next(iter(held.lines.values())).target
    put_places(scope=SYSTEM, places=[
        PlaceDraft(held.site.code, container, "rejected_area", active=False)])
    record(scope=scope, site=held.site.id, kind="destruction.certificate",
           subject=f"document:{held.row.id}", data={"content_hash": body["content_hash"]})


def unseal(scope: Scope, held: Held, draft: ReversalDraft) -> None:
    """Give the scrap its claims back when a sealing is undone.

    Raises `DocumentRefused` for goods that were destroyed: nothing undoes that.
    """
    if held.row.state in FINAL:
        raise DocumentRefused([Fault("", "destruction_final")])
    key = {"site": held.site.id, "document": held.row.id, "follows": held.row.follows,
           "event": draft.id}
    affected(ROOM, "release_sealed", key)
    affected(ROOM, "restore_scrap", key)

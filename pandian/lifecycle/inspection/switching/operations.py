"""Keeping verdicts, and letting a stopped supplier back.   转移规则操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault
from pandian.lifecycle.inspection.sampling.words import STOPPED
from pandian.lifecycle.inspection.switching.queries import ROOM, standings_of
from pandian.lifecycle.inspection.switching.words import ResumeDraft, ResumeRefused
from pandian.lifecycle.words import NOTE_CHARACTERS_MAX

DECIDE = "lifecycle.decide"


def keep_verdicts(
    *, scope: Scope, site: int, supplier: str, document: UUID | None,
    verdicts: Sequence[tuple[str, str, str]], reason: str = "",
) -> None:
    """Write (item, lot, verdict) of an inspection, in the caller's transaction."""
    affected(ROOM, "insert_verdicts", {
        "site": site, "supplier": supplier, "document": document, "reason": reason,
        "items": [item for item, _, _ in verdicts], "lots": [lot for _, lot, _ in verdicts],
        "verdicts": [verdict for _, _, verdict in verdicts], "actor": scope.actor,
        "now": datetime.now(UTC)})


def resume_supplier(*, scope: Scope, draft: ResumeDraft) -> None:
    """Let a stopped supplier back for one item: inspection goes on, tightened.

    Needs lifecycle.decide at the site.  Raises `Forbidden`, governance's `SiteNotFound`,
    `ResumeRefused` with every fault.
    """
    site = site_by_code(scope=scope, code=draft.site, capability=DECIDE)
    faults = []
    if not draft.reason.strip():
        faults.append(Fault("/reason", "reason_missing"))
    if len(draft.reason) > NOTE_CHARACTERS_MAX:
        faults.append(Fault("/reason", "too_long", (NOTE_CHARACTERS_MAX,)))
    with transaction.atomic():
        here = standings_of(scope=scope, site=site, supplier=draft.supplier,
                            items=[draft.item])[draft.item]
        if here.severity != STOPPED:
            faults.append(Fault("/item", "supplier_not_stopped", (draft.supplier, draft.item)))
        if faults:
            raise ResumeRefused(faults)
        keep_verdicts(scope=scope, site=site.id, supplier=draft.supplier, document=None,
                      verdicts=[(draft.item, "", "resumed")], reason=draft.reason)
        record(scope=scope, site=site.id, kind="supplier.resumed",
               subject=f"party:{draft.supplier}",
               data={"item": draft.item, "reason": draft.reason})

"""What a damage report looks up: where goods stand, the photo.   报损查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.damage.words import CAUSES, PHOTOLESS
from pandian.lifecycle.standing.queries import photo_faults, standing_faults
from pandian.lifecycle.standing.rules import cause_faults
from pandian.lifecycle.standing.words import STOPPED
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind


def opening_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with a new report: its cause, and where its goods stand."""
    yield from cause_faults(draft, CAUSES)
    yield from standing_faults(scope, site, kind, draft, STOPPED)


def report_faults(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what the report lacks: a photo, and words where the code says nothing."""
    if draft.action != "report":
        return
    cause = held.row.header["cause"]
    if cause not in PHOTOLESS:
        yield from photo_faults(scope, held, draft.evidence)
    if cause == "other" and not draft.reason.strip():
        yield Fault("/reason", "cause_other")

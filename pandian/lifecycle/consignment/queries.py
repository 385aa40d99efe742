"""What a consignment looks up, and what is to be pulled from the shelves.   寄售查询"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.consignment.rules import source_faults
from pandian.lifecycle.consignment.words import (
    PULL_DAYS_DEFAULT,
    PULL_DAYS_MAX,
    USED_DAYS,
    Pull,
)
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.words import DocumentDraft, DocumentRefused, Kind

ROOM = "lifecycle.consignment"
READ = "lifecycle.read"


def pulls(
    *, scope: Scope, site: str | None = None, days: int = PULL_DAYS_DEFAULT
) -> list[Pull]:
    """Return consigned goods that end within `days`, the first ending first.

    Raises `Forbidden`, `NotFound` for a foreign site, `DocumentRefused` for wrong days.
    """
    scope.need(READ)
    if not 0 <= days <= PULL_DAYS_MAX:
        raise DocumentRefused([Fault("/days", "pull_days_wrong", (PULL_DAYS_MAX,))])
    sites = [site_by_code(scope=scope, code=site, capability=READ).id] if site else sorted(
        site_ids(scope=scope, capability=READ).values())
    now = datetime.now(UTC)
    return [Pull(*row) for row in run(ROOM, "pulls", {
        "sites": sites, "days": days, "now": now, "since": now - timedelta(days=USED_DAYS)})]


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new consignment: where the goods are, the hospital's licences."""
    yield from source_faults(draft.lines)
    hospital = draft.header.get("hospital")
    if isinstance(hospital, str) and hospital.strip():
        yield from licence_faults(
            scope=scope, site=site, act="issue", party=hospital,
            party_pointer="/header/hospital",
            goods=[Goods(f"/lines/{n}/item", line.item) for n, line in enumerate(draft.lines)])

"""The facts that make a record, over the sites of a scope.   质量记录查询"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.lifecycle.records.rules import asked_faults
from pandian.lifecycle.records.words import (
    RECORDS,
    ROWS_MAX,
    Asked,
    FactKey,
    FactRow,
    RecordRefused,
)

ROOM = "lifecycle.records"
READ = "lifecycle.read"


def facts(
    *, scope: Scope, asked: Asked, limit: int = ROWS_MAX + 1, after: FactKey | None = None
) -> list[FactRow]:
    """Return the facts of one record, oldest first, from behind a place in that order on.

    Raises `Forbidden`, `NotFound` for a foreign site, `RecordRefused` with every fault.
    """
    scope.need(READ)
    if faults := list(asked_faults(asked)):
        raise RecordRefused(faults)
    record = RECORDS[asked.record]
    pairs = [(kind, measure) for kind, names in record.facts.items() for measure in names]
    steps = [(kind, action) for kind, names in record.steps.items() for action in names]
    behind = after or (None, None, None, None, None)
    rows: list[Any] = run(ROOM, "facts", {
        **{f"after_{name}": value for name, value in zip(FactKey._fields, behind, strict=True)},
        "sites": sites_of(scope, asked.site),
        "since": max(asked.since, after.at) if after else asked.since, "until": asked.until,
        "kinds": [kind for kind, _ in pairs], "measures": [measure for _, measure in pairs],
        "step_kinds": [kind for kind, _ in steps], "actions": [action for _, action in steps],
        "text": asked.text.strip().lower(), "limit": limit})
    return [FactRow(*row) for row in rows]


def masters_at(
    *, scope: Scope, items: Collection[str], at: datetime,
) -> dict[str, dict[str, Any]]:
    """Return items by code as records kept them last before an instant, else first after it.

    Items that no record ever kept are left out.  Raises `Forbidden`.
    """
    scope.need(READ)
    return {row.item: row.content for row in run(ROOM, "masters_at", {
        "items": sorted(items), "at": at})}


def sites_of(scope: Scope, site: str | None) -> list[int]:
    """Return the ids of the sites asked for.  Raises `NotFound` for a foreign one."""
    if site is not None:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())

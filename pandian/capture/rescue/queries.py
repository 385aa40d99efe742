"""What waits in the inbox, what was decided, and how much is resolved by a scan.   救援查询"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pandian.capture.queries import PAGE_MAX
from pandian.capture.rescue.words import (
    HISTORY_SHOWN_MAX,
    PHOTOS_SHOWN_MAX,
    CoverageRow,
    LabelTask,
    OpinionRow,
    RescueRow,
    RowNotFound,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

SHA256_DIGITS = 64


def waiting_row(*, scope: Scope, observation: UUID) -> RescueRow:
    """Return one observation with its context.

    A counter sees only his own.  Raises `RowNotFound`.
    """
    reads = scope.may("counting.read") or scope.may("counting.plan")
    row = one("capture.rescue", "waiting_row", {
        **_sites(scope, None), "id": observation, "person": None if reads else scope.actor})
    if row is None:
        raise RowNotFound([Fault("/id", "row_unknown")])
    return RescueRow(*row)._replace(photos=photos_of(row.photos), condition=tuple(row.condition))


def photos_of(extra: str) -> tuple[str, ...]:
    """Return the digests of the photos that a row names, as it was sent."""
    try:
        named = json.loads(extra).get("photos")
    except (ValueError, AttributeError):
        return ()
    given = named if isinstance(named, list) else []
    return tuple(p for p in given if isinstance(p, str) and len(p) == SHA256_DIGITS
                 and not set(p) - set("0123456789abcdef"))[:PHOTOS_SHOWN_MAX]


def _sites(scope: Scope, site: str | None) -> dict[str, list[Any]]:
    """Return the sites where the scope may read, plan or push, as columns."""
    known: dict[str, int] = {}
    for capability in ("counting.read", "counting.plan", "capture.push"):
        if scope.may(capability):
            known |= site_ids(scope=scope, capability=capability)
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    return {"sites": list(chosen.values()), "codes": list(chosen)}


def history(*, scope: Scope, observation: UUID) -> list[OpinionRow]:
    """Return what an observation was understood as before, newest first.  Raises `RowNotFound`."""
    waiting_row(scope=scope, observation=observation)
    rows = run("capture.rescue", "history", {
        "sites": _sites(scope, None)["sites"], "id": observation, "limit": HISTORY_SHOWN_MAX})
    return [OpinionRow(*row) for row in rows]


def label_tasks(
    *, scope: Scope, site: str | None = None, kind: str = "", state: str = "open",
    observation: UUID | None = None, limit: int = PAGE_MAX,
) -> list[LabelTask]:
    """Return labels to print, new lots to look at and goods to hold, newest first."""
    if not scope.may("counting.plan"):
        scope.need("counting.read")
    rows = run("capture.rescue", "label_tasks", {
        **_sites(scope, site), "kind": kind, "state": state, "id": None,
        "observation": observation, "limit": max(1, min(limit, PAGE_MAX))})
    return [LabelTask(*row) for row in rows]


def label_task(*, scope: Scope, id: int) -> LabelTask:
    """Return one label task.  Raises `RowNotFound`."""
    row = one("capture.rescue", "label_tasks", {
        **_sites(scope, None), "kind": "", "state": "", "id": id, "observation": None,
        "limit": 1})
    if row is None:
        raise RowNotFound([Fault("/id", "label_task_unknown")])
    return LabelTask(*row)


def coverage(
    *, scope: Scope, site: str | None = None, since: date, until: date
) -> list[CoverageRow]:
    """Return the label coverage by site and month (in the site's time zone), oldest first.

    A row counts as resolved by a scan when it came with a code, is in use and names an item.
    Undone rows, undos and empty places are no rows.  Needs counting.read or insight.read.
    """
    if not scope.may("insight.read"):
        scope.need("counting.read")
    rows = run("capture.rescue", "coverage", {**_sites_read(scope, site), "since": since,
                                              "until": until})
    return [CoverageRow(*row) for row in rows]


def not_scanned(
    *, scope: Scope, site: str, since: date, until: date, limit: int = PAGE_MAX
) -> Sequence[Any]:
    """Return the rows that a month's coverage lacks, newest first: what stands behind the figure.

    Each has site, id, place, item, code, entry, person, tray, reason, observed_at.
    """
    if not scope.may("insight.read"):
        scope.need("counting.read")
    return run("capture.rescue", "not_scanned", {
        **_sites_read(scope, site), "since": since, "until": until,
        "limit": max(1, min(limit, PAGE_MAX))})


def _sites_read(scope: Scope, site: str | None) -> dict[str, list[Any]]:
    known: dict[str, int] = {}
    for capability in ("counting.read", "insight.read"):
        if scope.may(capability):
            known |= site_ids(scope=scope, capability=capability)
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    return {"sites": list(chosen.values()), "codes": list(chosen)}

"""Putting away what was read, and taking it back.   待办收起"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from pandian.counting.inbox.queries import ROOM, inbox
from pandian.counting.inbox.words import (
    KINDS,
    ROWS_MAX,
    TOLD,
    InboxRow,
    NotPutAway,
    RowKey,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.kernel.words import Fault


def put_away(*, scope: Scope, rows: Sequence[RowKey]) -> int:
    """Put rows away that only tell something, for this person alone; return how many.

    News of the same thing shows again.  Nothing of the rows themselves changes.  Raises
    `NotPutAway` with every row that is not in the inbox or needs a decision.
    """
    here = _known(scope, read=False)
    faults = [fault for n, key in enumerate(rows) for fault in _faults(n, key, here)]
    if faults:
        raise NotPutAway(faults)
    return _write(scope, "put_away", [here[key] for key in dict.fromkeys(rows)])


def take_back(*, scope: Scope, rows: Sequence[RowKey]) -> int:
    """Show rows again that this person had put away; return how many.  Raises `NotPutAway`."""
    away = _known(scope, read=True)
    faults = [Fault(f"/rows/{n}", "row_not_here") for n, key in enumerate(rows) if key not in away]
    if faults:
        raise NotPutAway(faults)
    return _write(scope, "take_back", [away[key] for key in dict.fromkeys(rows)])


def _known(scope: Scope, *, read: bool) -> dict[RowKey, InboxRow]:
    return {RowKey(row.kind, row.site, row.subject): row
            for row in inbox(scope=scope, limit=ROWS_MAX, read=read)}


def _faults(n: int, key: RowKey, here: dict[RowKey, InboxRow]) -> list[Fault]:
    if key not in here:
        return [Fault(f"/rows/{n}", "row_not_here")]
    if key.kind not in TOLD:
        return [Fault(f"/rows/{n}", "row_needs_decision", (KINDS.get(key.kind, key.kind),))]
    return []


def _write(scope: Scope, act: str, rows: Sequence[InboxRow]) -> int:
    """Write what was put away or taken back, and leave one fact a site."""
    if not rows:
        return 0
    ids = site_ids(scope=scope)
    with transaction.atomic():
        done = affected(ROOM, act, {
            "person": scope.actor, "now": datetime.now(UTC),
            "sites": [ids[row.site] for row in rows], "kinds": [row.kind for row in rows],
            "subjects": [row.subject for row in rows], "at": [row.at for row in rows]})
        for site in sorted({row.site for row in rows}):
            record(scope=scope, site=ids[site], kind=f"inbox.{act}",
                   subject=f"person:{scope.actor}",
                   data={"rows": [[row.kind, row.subject] for row in rows if row.site == site]})
    return done

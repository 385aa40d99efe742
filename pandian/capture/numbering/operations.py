"""Numbers of a device: locked while it pushes, noted, acknowledged without holes.   序号操作"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeGuard
from uuid import UUID

from pandian.capture.numbering.words import Held, Row
from pandian.capture.words import InstallRestored, Push
from pandian.governance.words import Scope
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

ROOM = "capture.numbering"
NOBODY = Held(0, "active", {})


def hold(scope: Scope, push: Push, rows: Sequence[Row], now: datetime) -> Held:
    """Open or lock the install.  Raises `InstallRestored` when it sends from an old copy."""
    if push.install is None:
        return NOBODY
    site = next((row.site for row in rows if row.site), 0)
    opened = one(ROOM, "open_install", {
        "install": push.install, "actor": scope.actor, "site": site, "now": now})
    held = opened or one(ROOM, "lock_install", {"install": push.install})
    assert held is not None
    seqs = sorted({row.draft.seq for row in rows if _sound(row.draft.seq)})
    known = {row.seq: row.id for row in run(
        ROOM, "known_seqs", {"install": push.install, "seqs": seqs})} if seqs else {}
    new = [row for row in rows if row.draft.seq and known.get(row.draft.seq) != row.draft.id]
    if push.last_seq is not None and push.last_seq < held.acked_seq and (new or not rows):
        raise InstallRestored([Fault("/last_seq", "install_restored",
                                     (push.last_seq, held.acked_seq))])
    return Held(held.acked_seq, held.state, known)


def _sound(seq: int | None) -> TypeGuard[int]:
    """Say whether a number is one that a device can draw."""
    return seq is not None and 0 < seq <= QUANTITY_MAX


def sequenced(rows: Sequence[Row], device: Held) -> tuple[list[Row], str]:
    """Refuse numbers that another row has used: then the device was copied."""
    used = dict(device.known)
    state, answer = device.state, []
    for row in rows:
        seq = row.draft.seq
        if row.result or seq is None or used.setdefault(seq, row.draft.id) == row.draft.id:
            answer.append(row)
        else:
            state = "forked" if state == "active" else state
            answer.append(row._replace(
                result="refused_seq_reused", faults=(Fault("/seq", "seq_reused", (seq,)),)))
    return answer, state


def note(push: Push, rows: Sequence[Row], device: Held) -> None:
    """Note every number of the push as received, whatever became of the row."""
    if push.install is None:
        return
    used = {row.draft.seq: row for row in reversed(rows)
            if _sound(row.draft.seq) and row.draft.seq not in device.known}
    lost = {m.seq: m for m in push.malformed if _sound(m.seq) and m.seq not in used
            and m.seq not in device.known}
    if used or lost:
        _note_seqs(
            push.install,
            [*((seq, row.draft.id, row.site, "observation") for seq, row in used.items() if seq),
             *((seq, UUID(int=0), 0, "refused") for seq in lost if seq)])


def _note_seqs(install: UUID, rows: Sequence[tuple[int, UUID, int, str]]) -> None:
    affected(ROOM, "note_seqs", {
        "install": install, "seqs": [seq for seq, _, _, _ in rows],
        "ids": [id for _, id, _, _ in rows], "sites": [site for _, _, site, _ in rows],
        "kinds": [kind for _, _, _, kind in rows],
    })


def note_visit(
    *, scope: Scope, install: UUID, seq: int, visit: UUID, site: int,
    now: datetime | None = None,
) -> tuple[int, bool]:
    """Note the number that a device used for a visit: observations and visits share them.

    Returns the contiguous mark, and whether the number was free or this visit's own; otherwise
    the device was copied and is marked so.
    """
    at = now or datetime.now(UTC)
    if one(ROOM, "open_install", {
            "install": install, "actor": scope.actor, "site": site, "now": at}) is None:
        one(ROOM, "lock_install", {"install": install})
    known = one(ROOM, "known_seqs", {"install": install, "seqs": [seq]})
    sound = known is None or known.id == visit
    _note_seqs(install, [(seq, visit, site, "visit")])
    row = one(ROOM, "acknowledge", {
        "install": install, "last_seq": seq, "now": at, "offset_ms": None,
        "state": None if sound else "forked", "version": "", "actor": scope.actor})
    assert row is not None
    return row.acked_seq, sound


def acknowledge(
    scope: Scope, push: Push, state: str, offset_ms: int, now: datetime
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Move the contiguous mark on; return it and the holes below the last number declared."""
    if push.install is None:
        return 0, ()
    row = one(ROOM, "acknowledge", {
        "install": push.install, "last_seq": push.last_seq or 0, "now": now, "state": state,
        "offset_ms": offset_ms if push.sent_at else None, "version": push.app_version,
        "actor": scope.actor,
    })
    assert row is not None
    return row.acked_seq, tuple((first, last) for first, last in _loaded(row.gaps))


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

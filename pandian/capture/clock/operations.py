"""Keeping clock samples, and dating rows by all that is known of an install's clock.   时钟操作"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pandian.capture.clock.rules import by_life, clocked, dated
from pandian.capture.clock.words import Clocked, Dated, Record
from pandian.capture.words import SAMPLES_MAX, ObservationDraft, Sample
from pandian.governance.words import Scope
from pandian.kernel.statements import affected, run

ROOM = "capture.clock"
DAY = timedelta(days=1)


def instants(
    *, scope: Scope, install: UUID | None, drafts: Sequence[ObservationDraft],
    samples: Sequence[Sample], offset_ms: int, received_at: datetime, sent: Sample | None = None,
) -> list[Clocked]:
    """Return when each row was seen, from these samples and all that were sent before.

    A fixed number of statements; none for a page that is online.  Keeps the samples.
    """
    if install is None:
        return clocked(drafts, samples=samples, offset_ms=offset_ms, received_at=received_at)
    keep(scope=scope, install=install, samples=samples, received_at=received_at)
    if not drafts:
        return []
    known = {**by_life(_of_lives(install, drafts)), **by_life(samples)}
    lives = {sample.origin for sample in known.values()}
    alone = [draft for draft in drafts if draft.observed_at and draft.origin not in lives]
    floors, ceilings = _neighbours(install, drafts)
    return clocked(
        drafts, samples=list(known.values()), offset_ms=offset_ms, received_at=received_at,
        record=Record(_dated(install, alone, offset_ms) if alone else (), floors, ceilings, sent))


def keep(
    *, scope: Scope, install: UUID, samples: Sequence[Sample], received_at: datetime
) -> None:
    """Keep clock samples of an install, each once."""
    if samples:
        unique = list(by_life(samples).values())
        affected(ROOM, "keep_samples", {
            "install": install, "received_at": received_at,
            "origins": [s.origin for s in unique], "monos": [s.mono_ms for s in unique],
            "walls": [s.wall_ms for s in unique], "offsets": [s.offset_ms for s in unique],
            "errors": [s.error_ms for s in unique],
            "ats": dated(unique, received_at=received_at)})


def _of_lives(install: UUID, drafts: Sequence[ObservationDraft]) -> list[Sample]:
    origins = sorted({draft.origin for draft in drafts if draft.origin})
    if not origins:
        return []
    return [Sample(row.origin, row.mono_ms, row.offset_ms, row.error_ms, row.wall_ms)
            for row in run(ROOM, "samples_of_lives", {
                "install": install, "origins": origins, "limit": SAMPLES_MAX})]


def _dated(
    install: UUID, drafts: Sequence[ObservationDraft], offset_ms: int
) -> list[Dated]:
    """Return the samples around the rows of page lives that have none of their own."""
    walls = [draft.observed_at for draft in drafts if draft.observed_at is not None]
    try:
        shift = timedelta(milliseconds=offset_ms)
        first, last = min(walls) + shift - DAY, max(walls) + shift + DAY
    except OverflowError:
        return []
    rows = run(ROOM, "dated_samples", {
        "install": install, "first": first, "last": last, "limit": SAMPLES_MAX})
    return [Dated(*row) for row in rows]


def _neighbours(
    install: UUID, drafts: Sequence[ObservationDraft]
) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Return the instants between which rows must lie, by seq; a run of numbers has two ends."""
    seqs = sorted({draft.seq for draft in drafts if draft.seq and 0 < draft.seq < 2**62})
    if not seqs:
        return {}, {}
    together = seqs[-1] - seqs[0] + 1 == len(seqs)
    rows = run(ROOM, "neighbours", {
        "install": install, "seqs": [seqs[0], seqs[-1]] if together else seqs})
    low = {row.seq: row.low for row in rows if row.low is not None}
    high = {row.seq: row.high for row in rows if row.high is not None}
    if together:
        low = {seq: low[seqs[0]] for seq in seqs if seqs[0] in low}
        high = {seq: high[seqs[-1]] for seq in seqs if seqs[-1] in high}
    return low, high

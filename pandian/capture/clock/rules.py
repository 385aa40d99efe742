"""When each row was really seen.   时钟规则

Pure: no clock, no database, no Django.  Device time is evidence: the instant is computed here,
from clock samples or from the offset measured at the push, never taken as sent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandian.capture.clock.words import Clocked, Dated, Record
from pandian.capture.words import (
    CLOCK_STEP_MS,
    DRIFT_PPM,
    UNCERTAINTY_DEFAULT_MS,
    UNCERTAINTY_MAX_MS,
    ObservationDraft,
    Sample,
)
from pandian.kernel.rules import milliseconds

INSTANT_MIN = datetime(2000, 1, 1, tzinfo=UTC)
UNIX = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = Record()


def clocked(
    drafts: Sequence[ObservationDraft], *, samples: Sequence[Sample], offset_ms: int,
    received_at: datetime, record: Record = NOTHING,
) -> list[Clocked]:
    """Return the server's instant of each row and its uncertainty, in order.

    1-2. Inside a page life with samples the monotonic clock counts, between two samples or from
    one, with 100 ppm of drift.  3. A life without samples takes the wall clock and the nearest
    offset; what the offset changed between its neighbours, and at least two seconds, is not
    known.  4. A wall clock that was stepped gives way to the monotonic one.  5. Never before an
    earlier number of the same install, never after `received_at`.
    """
    by_origin: dict[UUID, list[Sample]] = defaultdict(list)
    for sample in sorted(samples, key=lambda s: s.mono_ms):
        by_origin[sample.origin].append(sample)
    walls = _walls(drafts)
    rows = [
        _instant(draft, walls[n], by_origin.get(draft.origin, ()) if draft.origin else (),
                 offset_ms, received_at, record)
        for n, draft in enumerate(drafts)
    ]
    return _ordered(drafts, rows, record)


def _walls(drafts: Sequence[ObservationDraft]) -> list[tuple[datetime | None, bool]]:
    """Return each row's wall time, mended where the clock was stepped inside its page life."""
    last: dict[UUID, ObservationDraft] = {}
    for draft in drafts:
        if draft.origin and draft.mono_ms is not None and draft.observed_at:
            known = last.get(draft.origin)
            if known is None or draft.mono_ms > (known.mono_ms or 0):
                last[draft.origin] = draft
    return [_wall(draft, last.get(draft.origin) if draft.origin else None) for draft in drafts]


def _wall(
    draft: ObservationDraft, anchor: ObservationDraft | None
) -> tuple[datetime | None, bool]:
    if (anchor is None or draft.observed_at is None or draft.mono_ms is None
            or anchor.observed_at is None or anchor.mono_ms is None):
        return draft.observed_at, False
    ran = draft.mono_ms - anchor.mono_ms
    if abs(milliseconds(draft.observed_at - anchor.observed_at) - ran) <= CLOCK_STEP_MS:
        return draft.observed_at, False
    return _shifted(anchor.observed_at, ran), True


def _instant(
    draft: ObservationDraft, wall: tuple[datetime | None, bool], samples: Sequence[Sample],
    offset_ms: int, received_at: datetime, record: Record,
) -> Clocked:
    if draft.observed_at is None:
        return Clocked(received_at, 0, "server")
    seen, uncertainty_ms, evidence = _seen(draft, wall, samples, offset_ms, received_at, record)
    if seen is None or seen < INSTANT_MIN:
        return Clocked(received_at, UNCERTAINTY_MAX_MS, "none")
    return Clocked(min(seen, received_at), min(uncertainty_ms, UNCERTAINTY_MAX_MS), evidence)


def _seen(
    draft: ObservationDraft, wall: tuple[datetime | None, bool], samples: Sequence[Sample],
    offset_ms: int, received_at: datetime, record: Record,
) -> tuple[datetime | None, int, str]:
    """Return (instant, uncertainty, evidence) by the best evidence that there is."""
    at, stepped = wall
    if samples and draft.mono_ms is not None and draft.observed_at is not None:
        if all(sample.wall_ms is not None for sample in samples):
            return monotonic(draft.observed_at, draft.mono_ms, samples, record.sent)
        offset_ms, uncertainty_ms = interpolated(samples, draft.mono_ms)
        evidence = "samples"
    else:
        offset_ms, uncertainty_ms, evidence = nearest(
            draft.observed_at, record.dated, offset_ms, received_at)
    if stepped:
        evidence, uncertainty_ms = "clock_stepped", max(uncertainty_ms, UNCERTAINTY_DEFAULT_MS)
    return _shifted(at, offset_ms), uncertainty_ms, evidence


def monotonic(
    wall: datetime, mono_ms: int, samples: Sequence[Sample], sent: Sample | None
) -> tuple[datetime | None, int, str]:
    """Return (instant, uncertainty, evidence) from samples that know their wall clock.

    The monotonic clock counts unless it stood still (a phone that slept): then two samples agree
    by the wall clock and not by it.
    """
    server = [sample._replace(offset_ms=(sample.wall_ms or 0) + sample.offset_ms - sample.mono_ms)
              for sample in samples]
    near = min(samples, key=lambda s: abs(s.mono_ms - mono_ms))
    wall_ms = milliseconds(wall - UNIX)
    if _slept(server, samples, mono_ms, sent):
        offset_ms, uncertainty_ms = interpolated(samples, mono_ms)
        return _shifted(wall, offset_ms), max(uncertainty_ms, UNCERTAINTY_DEFAULT_MS), "samples"
    since_ms, uncertainty_ms = interpolated(server, mono_ms)
    stepped = abs((wall_ms - mono_ms) - ((near.wall_ms or 0) - near.mono_ms)) > CLOCK_STEP_MS
    return (_shifted(UNIX, since_ms + mono_ms), uncertainty_ms,
            "clock_stepped" if stepped else "samples")


def _slept(
    server: Sequence[Sample], samples: Sequence[Sample], mono_ms: int, sent: Sample | None
) -> bool:
    """Say whether the monotonic clock stood still around a row while the wall clock ran on."""
    after = bisect_right([sample.mono_ms for sample in server], mono_ms)
    if 0 < after < len(server):
        pair = (server[after - 1], server[after])
        offsets = (samples[after - 1].offset_ms, samples[after].offset_ms)
    elif after and sent is not None and sent.origin == server[0].origin:
        since = (sent.wall_ms or 0) + sent.offset_ms - sent.mono_ms
        pair, offsets = (server[-1], sent._replace(offset_ms=since)), (
            samples[-1].offset_ms, sent.offset_ms)
    else:
        return False
    return (abs(pair[1].offset_ms - pair[0].offset_ms) > CLOCK_STEP_MS
            and abs(offsets[1] - offsets[0]) <= CLOCK_STEP_MS)


def nearest(
    wall: datetime | None, dated: Sequence[Dated], offset_ms: int, received_at: datetime
) -> tuple[int, int, str]:
    """Return (offset, uncertainty, evidence) of a page life without samples of its own.

    The push itself is the last neighbour: its offset was true when it came.
    """
    guess = _shifted(wall, offset_ms)
    if wall is None or guess is None or not dated:
        return offset_ms, UNCERTAINTY_DEFAULT_MS, "offset"
    known = [*dated, Dated(received_at, offset_ms, UNCERTAINTY_DEFAULT_MS)]
    after = bisect_left([each.at for each in known], guess)
    pair = known[max(after - 1, 0):after + 1] or known[-1:]
    best = min(pair, key=lambda each: abs(each.at - guess))
    changed = abs(pair[-1].offset_ms - pair[0].offset_ms)
    return best.offset_ms, max(UNCERTAINTY_DEFAULT_MS, changed, best.error_ms), "neighbours"


def interpolated(samples: Sequence[Sample], mono_ms: int) -> tuple[int, int]:
    """Return (offset, uncertainty) in ms at a monotonic instant from samples of its page life."""
    before = max((s for s in samples if s.mono_ms <= mono_ms),
                 key=lambda s: s.mono_ms, default=None)
    after = min((s for s in samples if s.mono_ms >= mono_ms),
                key=lambda s: s.mono_ms, default=None)
    if before and after and before.mono_ms < after.mono_ms:
        part = mono_ms - before.mono_ms
        span = after.mono_ms - before.mono_ms
        offset = before.offset_ms + (after.offset_ms - before.offset_ms) * part // span
        distance = min(part, span - part)
        error = max(before.error_ms, after.error_ms)
    else:
        nearest = before or after
        assert nearest is not None
        offset, error = nearest.offset_ms, nearest.error_ms
        distance = abs(mono_ms - nearest.mono_ms)
    return offset, max(error, 0) + -(-distance * DRIFT_PPM // 1_000_000)


def _ordered(
    drafts: Sequence[ObservationDraft], rows: list[Clocked], record: Record
) -> list[Clocked]:
    """Keep instants in the order of the numbers; what is moved is known that much less well."""
    order = sorted((draft.seq, n) for n, draft in enumerate(drafts)
                   if draft.seq is not None and rows[n].evidence not in ("none", "server"))
    floor: datetime | None = None
    for seq, n in order:
        low = max(filter(None, (floor, record.floors.get(seq))), default=None)
        rows[n] = _between(rows[n], low, record.ceilings.get(seq))
        floor = rows[n].at
    return rows


def _between(row: Clocked, low: datetime | None, high: datetime | None) -> Clocked:
    at = row.at if low is None else max(row.at, low)
    at = at if high is None or (low is not None and high < low) else min(at, high)
    if at == row.at:
        return row
    moved = abs(milliseconds(at - row.at))
    return row._replace(at=at, uncertainty_ms=min(max(row.uncertainty_ms, moved),
                                                  UNCERTAINTY_MAX_MS))


def _shifted(at: datetime | None, offset_ms: int) -> datetime | None:
    """Return the instant moved by an offset, or None where the calendar ends."""
    try:
        return None if at is None else at + timedelta(milliseconds=offset_ms)
    except OverflowError:
        return None


def dated(samples: Sequence[Sample], *, received_at: datetime) -> list[datetime]:
    """Return the instant of each sample by the server's clock: as it says, else the receipt."""
    found = []
    for sample in samples:
        at = None if sample.wall_ms is None else _shifted(
            UNIX, max(min(sample.wall_ms + sample.offset_ms, 10**14), -10**14))
        found.append(min(at, received_at) if at is not None and at > INSTANT_MIN
                     else received_at)
    return found


def by_life(samples: Sequence[Sample]) -> Mapping[tuple[UUID, int], Sample]:
    """Return samples by page life and monotonic instant: each is stored once."""
    return {(sample.origin, sample.mono_ms): sample for sample in samples}

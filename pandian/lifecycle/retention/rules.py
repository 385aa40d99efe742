"""What may be purged, and every reason why not.   保存与清除规则

Pure: no clock, no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pandian.kernel.words import Aged, Fault
from pandian.lifecycle.records.rules import FOREVER, keep_until
from pandian.lifecycle.retention.words import (
    CAUSES,
    CLASSES,
    EVERY_SITE,
    PHOTOS,
    PHOTOS_MAX,
    REASON_CHARACTERS_MAX,
    Candidate,
    HoldDraft,
    HoldRow,
    PurgeDraft,
    RecordClass,
    UseRow,
)

SHOWN = 12
"""Digits of a photo's hash in a sentence."""


def kept(use: UseRow, *, more_years: int) -> date:
    """Return the last day on which one use of a photo is kept; a site may only lengthen.

    Of goods that nobody knows any more the term without expiry holds.
    """
    assert more_years >= 0, "a policy never shortens"
    return _longer(keep_until(
        implant=use.implant, expires_on=use.expires_on, made=use.made_on), more_years)


def _longer(until: date, more_years: int) -> date:
    if until == FOREVER or until.year + more_years >= FOREVER.year:
        return FOREVER
    try:
        return until.replace(year=until.year + more_years)
    except ValueError:  # 29 February
        return until.replace(year=until.year + more_years, month=3, day=1)


def begin_of(day: date, zone: str) -> datetime:
    """Return the instant at which a day begins in a zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def aged_candidates(
    rows: Iterable[tuple[Aged, date]], *, today: date, more_years: int, record: RecordClass,
    against: Sequence[tuple[str, str]],
) -> list[Candidate]:
    """Return the rows of a log, each with its term and all that speaks against its purge.

    Each comes with the day on which it ended, on the site's calendar; `against` are codes and
    names of the holds and recalls that keep the whole class.
    """
    assert record.days is not None, "a class that follows its goods has no term of its own"
    assert more_years >= 0, "a policy never shortens"
    found = []
    for row, day in rows:
        until = _longer(day + timedelta(days=record.days), more_years)
        short = row.digest[:SHOWN]
        reasons: list[tuple[str, tuple[object, ...]]] = []
        if today <= until:
            reasons.append(("purge_kept", (short, until.isoformat(), row.what or "-")))
        reasons += [(code, (short, name)) for code, name in against]
        found.append(Candidate(row.digest, row.bytes, day, until, tuple(reasons), row.what))
    return found


def holding(holds: Iterable[HoldRow], record: RecordClass) -> list[tuple[str, str]]:
    """Return what keeps a whole class: holds of a whole site, and all where it is guarded."""
    return [("purge_held", hold.reason) for hold in holds
            if hold.released_at is None and (
                record.guarded or (not hold.item and hold.document is None))]


def candidates(uses: Iterable[UseRow], *, today: date, more_years: int) -> list[Candidate]:
    """Return each photo with the longest of its terms and all that speaks against its purge.

    `today` is the site's own day: a photo may go on the day after `keep_until`.
    """
    found: dict[str, list[UseRow]] = {}
    for use in uses:
        found.setdefault(use.digest, []).append(use)
    return [_candidate(rows, today, more_years) for _, rows in sorted(found.items())]


def _candidate(rows: Sequence[UseRow], today: date, more_years: int) -> Candidate:
    longest = max(rows, key=lambda row: kept(row, more_years=more_years))
    until = kept(longest, more_years=more_years)
    short, what = longest.digest[:SHOWN], _what(longest)
    reasons: list[tuple[str, tuple[object, ...]]] = []
    if until == FOREVER:
        reasons.append(("purge_for_ever", (short, what)))
    elif today <= until:
        reasons.append(("purge_kept", (short, until.isoformat(), what)))
    reasons += [("purge_held", (short, held))
                for held in dict.fromkeys(row.held for row in rows) if held]
    reasons += [("purge_recalled", (short, recall))
                for recall in dict.fromkeys(row.recalled for row in rows) if recall]
    return Candidate(longest.digest, longest.bytes, longest.received_on, until, tuple(reasons),
                     what)


def _what(use: UseRow) -> str:
    return " ".join(filter(None, (use.number, use.item, use.lot))) or "-"


def hold_faults(draft: HoldDraft) -> Iterator[Fault]:
    """Yield what is wrong with a hold."""
    if draft.cause not in CAUSES:
        yield Fault("/cause", "cause_of_hold", (draft.cause[:40], ", ".join(CAUSES)))
    yield from reason_faults(draft.reason)
    if draft.lot and not draft.item:
        yield Fault("/lot", "hold_lot_without_item")


def reason_faults(reason: str) -> Iterator[Fault]:
    """Yield what is wrong with a reason."""
    if not reason.strip():
        yield Fault("/reason", "blank_reason")
    elif len(reason) > REASON_CHARACTERS_MAX:
        yield Fault("/reason", "too_long", (REASON_CHARACTERS_MAX,))


def class_faults(kind: str, site: str) -> Iterator[Fault]:
    """Yield what is wrong with a class of records and the site that is named with it."""
    if kind not in CLASSES:
        yield Fault("/kind", "purge_class", (kind[:40], ", ".join(CLASSES)))
    elif CLASSES[kind].everywhere and site != EVERY_SITE:
        yield Fault("/site", "purge_everywhere")
    elif not CLASSES[kind].everywhere and site in ("", EVERY_SITE):
        yield Fault("/site", "purge_of_site")


def purge_faults(draft: PurgeDraft, found: Sequence[Candidate]) -> Iterator[Fault]:
    """Yield every reason against a purge, each at the photo that it speaks of."""
    yield from reason_faults(draft.reason)
    if not 1 <= len(draft.digests) <= PHOTOS_MAX:
        yield Fault("/digests", "purge_list", (PHOTOS_MAX,))
    known = {row.digest: row for row in found}
    for n, digest in enumerate(draft.digests):
        if digest not in known:
            yield Fault(f"/digests/{n}", "purge_unknown", (digest[:64],))
            continue
        for code, params in known[digest].reasons:
            yield Fault(f"/digests/{n}", code, params)


def digest_of(draft: PurgeDraft) -> str:
    """Return the SHA-256 of what a purge names: what its approver signs."""
    kind = [] if draft.kind == PHOTOS else [draft.kind]
    text = "\n".join([*kind, draft.site, draft.before.isoformat(), *sorted(draft.digests)])
    return hashlib.sha256(text.encode()).hexdigest()

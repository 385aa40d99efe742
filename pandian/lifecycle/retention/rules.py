"""What may be purged, and every reason why not.   保存与清除规则

Pure: no clock, no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pandian.kernel.words import Fault
from pandian.lifecycle.records.rules import FOREVER, keep_until
from pandian.lifecycle.retention.words import (
    CAUSES,
    PHOTOS_MAX,
    REASON_CHARACTERS_MAX,
    Candidate,
    HoldDraft,
    PurgeDraft,
    UseRow,
)

SHOWN = 12
"""Digits of a photo's hash in a sentence."""


def kept(use: UseRow, *, more_years: int) -> date:
    """Return the last day on which one use of a photo is kept; a site may only lengthen.

    Of goods that nobody knows any more the term without expiry holds.
    """
    assert more_years >= 0, "a policy never shortens"
    until = keep_until(implant=use.implant, expires_on=use.expires_on, made=use.made_on)
    if until == FOREVER or until.year + more_years >= FOREVER.year:
        return FOREVER
    try:
        return until.replace(year=until.year + more_years)
    except ValueError:  # 29 February
        return until.replace(year=until.year + more_years, month=3, day=1)


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
    return Candidate(longest.digest, longest.bytes, longest.received_on, until, tuple(reasons))


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
    text = "\n".join([draft.site, draft.before.isoformat(), *sorted(draft.digests)])
    return hashlib.sha256(text.encode()).hexdigest()

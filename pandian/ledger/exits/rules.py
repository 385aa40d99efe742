"""Whether goods may leave.   出库闸门规则

Pure: what the lot, the status and the day say.  SQL twins: sql/objects/exits.sql.
"""

from __future__ import annotations

from datetime import date

from pandian.ledger.exits.words import (
    DESTROYS,
    EXCEPTIONS,
    EXITS,
    FREE_KINDS,
    LOSES,
    OUT_OF_THE_BOOK,
    RELEASES,
    STRENGTH,
)


def may_leave(expires_on: date | None, today: date) -> bool:
    """Say whether a lot is usable: through the end of its last day, in the site's time zone.

    A lot whose expiry is not known is not expired.
    """
    return expires_on is None or today <= expires_on


def locks(
    *, kind: str, target_kind: str, status: str, expires_on: date | None, today: date
) -> list[str]:
    """Return why goods may not go to a kind of place: `exit_status`, `exit_expired`, or nothing.

    `kind` is that of the posting; plain postings are judged as kind ''.
    """
    if target_kind not in EXITS or kind in FREE_KINDS:
        return []
    if status in EXCEPTIONS.get((kind, target_kind), ()):
        return []
    found = [] if status == "accepted" else ["exit_status"]
    return found if may_leave(expires_on, today) else [*found, "exit_expired"]


def judgements(
    *, kind: str, ends: tuple[str, str], status: str, target_status: str, history: bool
) -> list[str]:
    """Return which judgement a line passes that its kind of posting does not stand for.

    `release_needs_document`: goods become freer; `destroyed_needs_document`: they go to
    `@destroyed` or come from there; `loss_needs_document`: locked goods go out of the book.
    `ends` are the kinds of its places; plain postings are judged as kind ''.  `history`: the line
    happened before today, and was judged then.
    """
    if history or kind in FREE_KINDS:
        return []
    freer = STRENGTH.index(target_status) < STRENGTH.index(status)
    lost = ends[1] in OUT_OF_THE_BOOK and status != "accepted"
    return [code for code, found in (
        ("release_needs_document", freer and status not in RELEASES.get(kind, ())),
        ("destroyed_needs_document", "destroyed" in ends and kind not in DESTROYS),
        ("loss_needs_document", lost and kind not in LOSES)) if found]

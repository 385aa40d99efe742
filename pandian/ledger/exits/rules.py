"""Whether goods may leave.   出库闸门规则

Pure: what the lot, the status and the day say.  SQL twins: sql/objects/exits.sql.
"""

from __future__ import annotations

from datetime import date

from pandian.ledger.exits.words import EXCEPTIONS, EXITS, FREE_KINDS


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

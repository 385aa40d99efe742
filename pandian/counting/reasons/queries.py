"""Looking back on the reasons of differences.   原因回顾查询"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.counting.detective.words import CAUSES
from pandian.counting.queries import QueryRefused
from pandian.counting.reasons.rules import shares_of, weeks_of
from pandian.counting.reasons.words import (
    ROWS_MAX,
    STANDS,
    ReasonFilter,
    ReasonRow,
    ReasonsPage,
    Review,
)
from pandian.counting.rules import plain
from pandian.governance.queries import sites
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "counting.reasons"


def reasons_page(
    *, scope: Scope, asked: ReasonFilter, limit: int = 50, after: str | None = None
) -> ReasonsPage:
    """Return confirmed reasons, the newest first, of the sites whose variances this scope sees.

    What the reader counts blind himself is left out while it is open.  Raises `Forbidden`,
    `QueryRefused` naming every bad field.
    """
    size = max(1, min(limit, ROWS_MAX))
    at, id = _cursor(after)
    key = _key(scope, asked)
    rows = run(ROOM, "page", {**key, "stands": asked.stands, "at": at, "after": id,
                              "limit": size + 1}) if key["sites"] else []
    page = [_row(scope, row) for row in rows[:size]]
    last = page[-1] if len(rows) > size else None
    return ReasonsPage(page, f"{last.confirmed_at.isoformat()}~{last.id}" if last else None)


def review(*, scope: Scope, asked: ReasonFilter) -> Review:
    """Return what share of the lines and of the worth each cause explains, and week by week.

    Only reasons that stand.  Raises as `reasons_page`.
    """
    key = _key(scope, asked)
    rows = run(ROOM, "review", key) if key["sites"] else []
    hides = any("value" in scope.at(code).hides for code in key["codes"])
    return Review(shares_of(rows, hides=hides), weeks_of(rows, hides=hides))


def _key(scope: Scope, asked: ReasonFilter) -> dict[str, Any]:
    """Return the sites and fields that are asked for.  Raises `QueryRefused`, `Forbidden`."""
    scope.need("counting.read", *([asked.site] if asked.site else []))
    faults = []
    if asked.cause and asked.cause not in CAUSES:
        faults.append(Fault("/cause", "not_a_choice", (", ".join(CAUSES),)))
    if asked.stands and asked.stands not in STANDS:
        faults.append(Fault("/stands", "not_a_choice", (", ".join(STANDS),)))
    if asked.since and asked.until and asked.since > asked.until:
        faults.append(Fault("/until", "range_reversed"))
    if faults:
        raise QueryRefused(faults)
    seen = [row for row in sites(scope=scope)
            if asked.site in ("", row.code) and scope.may("counting.read", row.code)
            and not scope.at(row.code).hides & {"book", "variance"}]
    return {"sites": [row.id for row in seen], "codes": [row.code for row in seen],
            "zones": [row.time_zone for row in seen], "cause": asked.cause, "by": asked.by,
            "since": asked.since, "until": asked.until, "person": scope.actor}


def _cursor(after: str | None) -> tuple[datetime | None, UUID | None]:
    if not after:
        return None, None
    at, _sep, id = after.partition("~")
    try:
        return datetime.fromisoformat(at.replace(" ", "+")), UUID(id)
    except ValueError:
        raise QueryRefused([Fault("/after", "cursor_invalid")]) from None


def _row(scope: Scope, row: Any) -> ReasonRow:
    hidden = "value" in scope.at(row.site).hides
    return ReasonRow(
        row.id, row.site, row.zone, row.plan, row.plan_name, row.line, row.place, row.item,
        row.item_name, row.lot, row.variance, None if hidden else row.value, tuple(row.causes),
        row.stated, tuple(row.first), tuple(plain(row.evidence)), row.note, row.actor, row.rule,
        row.posting, row.confirmed_at, row.undone_by, row.undone_at, row.why, row.paper_reversed)

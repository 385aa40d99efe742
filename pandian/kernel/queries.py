"""Reading the feed of what happened.   事实流查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pandian.kernel.statements import one, run
from pandian.kernel.words import Acting, FactRow, Fault, Refused

FACTS_PAGE_MAX = 1_000
START = "0-0"


class BookmarkRefused(Refused):
    """The bookmark was not one that the feed gave out."""

    status = 400


def facts(
    *,
    scope: Acting,
    sites: Sequence[int] | None,
    after: str | None = None,
    kinds: Sequence[str] | None = None,
    limit: int = FACTS_PAGE_MAX,
) -> tuple[list[FactRow], str]:
    """Return up to `limit` facts after a bookmark, oldest first, and the bookmark to go on from.

    `sites` are the site ids that the caller may see, or None for all.  Raises `BookmarkRefused`.
    """
    xact, number = _bookmark(after or START)
    rows = run("kernel", "facts", {
        "xact": xact, "id": number, "limit": min(limit, FACTS_PAGE_MAX),
        "sites": list(sites) if sites is not None else None,
        "kinds": list(kinds) if kinds is not None else None,
    })
    page = [_row(row) for row in rows]
    return page, page[-1].bookmark if page else (after or START)


def horizon(*, scope: Acting) -> str:
    """Return the bookmark of now: a reader who has seen all that is visible goes on from here."""
    row = one("kernel", "horizon")
    assert row is not None
    return f"{row.xact}-0"


def facts_about(
    *, scope: Acting, sites: Sequence[int] | None, subject: str, limit: int = 100
) -> list[FactRow]:
    """Return what happened to one subject, newest first."""
    rows = run("kernel", "facts_about", {
        "subject": subject, "limit": limit, "sites": list(sites) if sites is not None else None,
    })
    return [_row(row) for row in rows]


def facts_of(
    *, scope: Acting, sites: Sequence[int], subjects: Sequence[str], kinds: Sequence[str]
) -> list[FactRow]:
    """Return what of some kinds happened to any of these subjects, oldest first."""
    return [_row(row) for row in run("kernel", "facts_of", {
        "subjects": list(subjects), "kinds": list(kinds), "sites": list(sites)})]


def first_fact_at(*, scope: Acting) -> datetime | None:
    """Return when the first fact was recorded: the age of the house; None when it is empty."""
    row = one("kernel", "first_fact")
    return row.at if row else None


def _bookmark(text: str) -> tuple[str, int]:
    xact, _, number = text.partition("-")
    if not (xact.isdecimal() and number.isdecimal() and len(text) <= 40):
        raise BookmarkRefused([Fault("/after", "bad_bookmark")])
    return xact, int(number)


def _row(row: Any) -> FactRow:
    return FactRow(row.id, f"{row.xact}-{row.id}", row.site, row.at, row.actor, row.device,
                   row.kind, row.subject, row.data)

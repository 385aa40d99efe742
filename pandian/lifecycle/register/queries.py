"""Finding documents: by whatever is known, the open ones, the paper trail.   登记簿查询"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.queries import cursor_after, cursor_of
from pandian.lifecycle.register.rules import number_of, open_states
from pandian.lifecycle.register.words import (
    CHAIN_MAX,
    OLDER_DAYS_MAX,
    PAGE_ROWS_MAX,
    ChainRow,
    FoundPage,
    FoundRow,
    OpenRow,
    Wanted,
)
from pandian.lifecycle.rules import KINDS, shown_number

ROOM = "lifecycle.register"
READ = "lifecycle.read"
PARTY_FIELDS = ("supplier", "customer", "buyer", "carrier", "hospital", "partner", "contractor",
                "owner", "party")


def find(
    *, scope: Scope, wanted: Wanted, limit: int = PAGE_ROWS_MAX, after: str | None = None
) -> FoundPage:
    """Return documents by what is known of them, newest first, one page by cursor.

    A number that means no kind finds nothing.  Raises `Forbidden`, `NotFound` for a foreign
    site, `DocumentRefused` for a bad cursor.
    """
    scope.need(READ)
    size = max(1, min(limit, PAGE_ROWS_MAX))
    sites, asked = _sites(scope, wanted.site), _asked(wanted)
    at, last = cursor_of(after)
    if asked is None:
        return FoundPage([], None)
    name = "find_goods" if wanted.item or wanted.lot else "find"
    rows = run(ROOM, name, {**asked, "sites": sites, "at": at, "after": last, "limit": size + 1})
    page = [_found(row) for row in rows[:size]]
    more = cursor_after(page[-1].created_at, page[-1].id) if len(rows) > size else None
    return FoundPage(page, more)


def _asked(wanted: Wanted) -> dict[str, Any] | None:
    """Return the parameters of what is wanted, or None when nothing can be it."""
    kinds = list(wanted.kinds) or list(KINDS)
    number = None
    if wanted.number:
        meant = number_of(wanted.number, KINDS)
        if meant is None:
            return None
        kinds, number = [kind for kind in kinds if kind in meant[0]], meant[1]
    days = wanted.older_days
    before = None if days is None else datetime.now(UTC) - timedelta(
        days=min(max(days, 0), OLDER_DAYS_MAX))
    return {"kinds": kinds, "number": number, "state": wanted.state, "before": before,
            "item": wanted.item, "lot": wanted.lot, "open": wanted.open, **_open(),
            "party": wanted.party,
            "parties": [json.dumps({field: wanted.party}) for field in _party_fields()]}


def _party_fields() -> Sequence[str]:
    """Return the fields of heads that name a partner, those of the kinds and the usual ones."""
    own = [field for kind in KINDS.values() for field in getattr(kind, "parties", {})]
    return list(dict.fromkeys([*PARTY_FIELDS, *own]))


def _open() -> dict[str, list[str]]:
    pairs = open_states(KINDS.values())
    return {"open_kinds": [kind for kind, _ in pairs], "open_states": [state for _, state in pairs]}


def _sites(scope: Scope, site: str) -> list[int]:
    if site:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())


def _found(row: Any) -> FoundRow:
    return FoundRow(row.site, row.id, row.kind, shown_number(row.kind, row.number), row.state,
                    row.version, row.header, row.created_by, row.created_at, row.changed_at,
                    row.lines, row.item)


def opened(
    *, scope: Scope, site: str = "", among: Sequence[SiteRow] | None = None
) -> list[OpenRow]:
    """Return how many documents stand in each state in which something may still be done.

    `among` are sites that the caller has read already.  Raises `Forbidden`, `NotFound` for a
    foreign site.
    """
    scope.need(READ)
    sites = _sites(scope, site) if among is None else [
        row.id for row in among if scope.may(READ, row.code)]
    rows = run(ROOM, "opened", {"sites": sites, **_open()})
    return [OpenRow(*row) for row in rows]


def chain(*, scope: Scope, site: str, document: UUID) -> list[ChainRow]:
    """Return the paper trail around a document, oldest first, itself included.

    Raises `Forbidden`, `NotFound` for a foreign site.
    """
    here = site_by_code(scope=scope, code=site, capability=READ).id
    rows = run(ROOM, "chain", {"site": here, "document": document, "limit": CHAIN_MAX})
    return [ChainRow(row.site, row.id, row.kind, shown_number(row.kind, row.number), row.state,
                     row.follows, row.replaces, row.created_at) for row in rows]

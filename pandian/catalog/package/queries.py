"""The masters that a phone takes along.   下载包查询

A fixed number of statements a page, whatever the number of rows; never a price.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pandian.catalog.package.rules import changed, pairs, xact_of
from pandian.catalog.package.words import (
    CHANGES_PAGE,
    KINDS,
    SECTIONS,
    Cursor,
    CursorGone,
    Masters,
)
from pandian.governance.queries import site_by_id
from pandian.governance.words import Scope
from pandian.kernel.queries import facts, horizon
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "catalog.package"
SHARED = 0
"""The site under which facts of shared masters stand."""
Rows = dict[str, list[dict[str, Any]]]


def masters(
    *, scope: Scope, site: int, cursor: Cursor, wanted: Collection[str], limit: int
) -> Masters:
    """Return one page of masters after a cursor, at most `limit` rows while all are sent.

    `wanted` are the sections to send.  Raises `CursorGone`, `SiteNotFound`.
    """
    site_by_id(scope=scope, site=site)
    if cursor.section == "changes":
        return _changes(scope, site, cursor.bookmark, wanted)
    rows: Rows = {}
    order = [name for name in SECTIONS if name in wanted]
    here = [name for name in order if SECTIONS.index(name) >= SECTIONS.index(cursor.section)]
    after = int(cursor.after) if here and here[0] == cursor.section else 0
    for name in here:
        found = run(ROOM, name, {"site": site, "after": after, "codes": None, "limit": limit})
        rows[name] = [_plain(row) for row in found if getattr(row, "active", True)]
        limit -= len(found)
        if limit <= 0:
            return Masters(rows, (), Cursor(name, str(found[-1].key), cursor.bookmark),
                           cursor.bookmark)
        after = 0
    return Masters(rows, (), None, cursor.bookmark)


def start(*, scope: Scope) -> str:
    """Return the bookmark as of which a whole download stands."""
    return horizon(scope=scope)


def _plain(row: Any) -> dict[str, Any]:
    """Return a row without its key; the code that is compared is called `key` outside."""
    named = {name: value for name, value in row._asdict().items() if name not in HIDDEN}
    return {("key" if name == "match" else name): value for name, value in named.items()}


HIDDEN = ("key", "active")


def _changes(
    scope: Scope, site: int, bookmark: str, wanted: Collection[str]
) -> Masters:
    """Return the masters that facts since a bookmark speak of, as they are now."""
    now = horizon(scope=scope)
    if xact_of(bookmark) > xact_of(now):
        raise CursorGone([Fault("/cursor", "cursor_gone")])
    told, last = facts(scope=scope, sites=[SHARED, site], after=bookmark, kinds=KINDS,
                       limit=CHANGES_PAGE)
    named = changed(fact.subject for fact in told)
    rows, tombstones = _named(site, named, wanted)
    if len(told) == CHANGES_PAGE:
        return Masters(rows, tombstones, Cursor("changes", "0", last), last)
    return Masters(rows, tombstones, None, now)


def _named(
    site: int, named: dict[str, list[str]], wanted: Collection[str]
) -> tuple[Rows, list[dict[str, str]]]:
    rows: Rows = {}
    items, places = named.get("item", []), named.get("place", [])
    for section in ("items", "packs", "codes"):
        if items and section in wanted:
            rows[section] = _section(section, site, items)
    if places and "places" in wanted:
        rows["places"] = _section("places", site, places)
    for kind in ("lot", "serial"):
        if named.get(kind) and f"{kind}s" in wanted:
            ids, codes = pairs(named[kind])
            rows[f"{kind}s"] = [_plain(row) for row in run(
                ROOM, f"{kind}s_named", {"items": ids, "codes": codes})]
    return rows, [*({"kind": "item", "code": code} for code in items),
                  *({"kind": "place", "code": code} for code in places)]


def _section(section: str, site: int, codes: Sequence[str]) -> list[dict[str, Any]]:
    found = run(ROOM, section, {"site": site, "after": 0, "codes": list(codes), "limit": None})
    return [_plain(row) for row in found if getattr(row, "active", True)]

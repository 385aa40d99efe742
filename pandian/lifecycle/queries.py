"""Reading documents, and checking what must hold of all of them.   单据查询"""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.catalog.words import PLACE_KINDS
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.ledger.verify.words import NAMED_MAX, Broken
from pandian.ledger.words import PostingRow
from pandian.lifecycle.blinding.queries import is_blind
from pandian.lifecycle.blinding.rules import blinded
from pandian.lifecycle.fefo.queries import claims_of
from pandian.lifecycle.parcels.queries import units_of
from pandian.lifecycle.rules import KINDS, allowed, may_stand, shown_number
from pandian.lifecycle.words import (
    CHECKS,
    CHECKS_OF_HISTORY,
    PAGE_ROWS_MAX,
    Amount,
    Check,
    DocumentNotFound,
    DocumentPage,
    DocumentRefused,
    DocumentRow,
    DocumentWhole,
    EventRow,
    Line,
    Sum,
)

ROOM = "lifecycle"
READ = "lifecycle.read"


def documents(
    *, scope: Scope, site: str | None = None, kind: str | None = None, state: str | None = None,
    limit: int = PAGE_ROWS_MAX, after: str | None = None,
) -> DocumentPage:
    """Return the heads of documents, newest first, one page by cursor.

    Raises `Forbidden`, `NotFound` for a foreign site, `DocumentRefused` for a bad cursor.
    """
    scope.need(READ)
    size = max(1, min(limit, PAGE_ROWS_MAX))
    at, last = cursor_of(after)
    rows = run(ROOM, "documents", {
        "sites": _sites(scope, site), "kind": kind, "state": state, "id": None, "at": at,
        "after": last, "limit": size + 1})
    page = [_head(row) for row in rows[:size]]
    more = cursor_after(page[-1].created_at, page[-1].id) if len(rows) > size else None
    return DocumentPage(page, more)


def _sites(scope: Scope, site: str | None) -> list[int]:
    if site is not None:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())


def cursor_after(created_at: datetime, id: UUID) -> str:
    """Return the cursor that continues a list, newest first, behind this document."""
    text = f"{created_at.isoformat()} {id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_of(after: str | None) -> tuple[datetime | None, UUID | None]:
    """Return the instant and id a cursor stands for.  Raises `DocumentRefused`."""
    if after is None:
        return None, None
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
        at, last = text.split(" ")
        found = datetime.fromisoformat(at)
        if found.tzinfo is None:
            raise ValueError(at)
        return found, UUID(last)
    except ValueError as error:
        raise DocumentRefused([Fault("/next", "cursor_invalid")]) from error


def _head(row: Any) -> DocumentRow:
    return DocumentRow(
        row.site, row.id, row.kind, shown_number(row.kind, row.number), row.state, row.version,
        row.header, row.follows, row.replaces, row.created_by, row.created_at, row.changed_by,
        row.changed_at)


def document(*, scope: Scope, id: UUID) -> DocumentWhole:
    """Return one document whole; blind for whoever may be the one to count it.

    Raises `Forbidden`, `DocumentNotFound`.
    """
    scope.need(READ)
    rows = run(ROOM, "documents", {
        "sites": _sites(scope, None), "kind": None, "state": None, "id": id, "at": None,
        "after": None, "limit": 1})
    if not rows:
        raise DocumentNotFound([Fault("/id", "not_found")])
    head = _head(rows[0])
    here = site_by_code(scope=scope, code=head.site)
    site, key = here.id, {"site": here.id, "document": id}
    whole = DocumentWhole(
        head, lines_of(scope=scope, site=site, document=id),
        sums_of_document(scope=scope, site=site, document=id),
        [Amount(*row) for row in run(ROOM, "amounts", key)],
        [EventRow(*row) for row in run(ROOM, "events", key)],
        allowed(KINDS[head.kind], head.state),
        claims_of(scope=scope, site=site, document=id) if KINDS[head.kind].claims else [],
        units_of(scope=scope, site=site, document=id))
    blind = is_blind(scope=scope, site=here, document=id, kind=KINDS[head.kind],
                     state=head.state)
    return blinded(whole) if blind else whole


def lines_of(*, scope: Scope, site: int, document: UUID) -> list[Line]:
    """Return the lines of a document that the caller has found through the scope."""
    return [Line(*row) for row in run(ROOM, "lines", {"site": site, "document": document})]


def sums_of_document(*, scope: Scope, site: int, document: UUID) -> list[Sum]:
    """Return the sums of facts of a document that the caller has found through the scope."""
    return [Sum(*row) for row in run(ROOM, "sums", {"site": site, "document": document})]


def place_of_document(*, scope: Scope, id: UUID) -> tuple[int, str, str]:
    """Return (site id, site code, kind) of a document.  Raises `DocumentNotFound`."""
    known = {number: code for code, number in site_ids(scope=scope).items()}
    row = one(ROOM, "site_of_document", {"sites": sorted(known), "id": id})
    if row is None:
        raise DocumentNotFound([Fault("/id", "not_found")])
    return row.site, known[row.site], row.kind


def document_of_posting(*, scope: Scope, posting: PostingRow) -> str | None:
    """Return the number of the document that made a posting, or undid one by it; None: nobody."""
    row = one(ROOM, "of_posting", {
        "sites": sorted(site_ids(scope=scope).values()),
        "ids": [posting.id, *([posting.reverses] if posting.reverses else [])]})
    return shown_number(row.kind, row.number) if row else None


def check(*, scope: Scope, site: str | None = None, full: bool = True) -> list[Check]:
    """Check what must hold of all documents: amounts are postings, zones fit, claims fit.

    `full` also runs what grows with the whole history.  At most 100 broken rows of each are told.
    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    here = _sites(scope, site)
    return [Check(code, label, tuple(row.broken for row in _broken(code, here)))
            for code, label in CHECKS.items() if full or code not in CHECKS_OF_HISTORY]


def _broken(code: str, here: list[int]) -> list[Any]:
    return run(ROOM, f"check_{code}", {
        "sites": here,
        "no_accepted": [kind for kind in PLACE_KINDS if not may_stand("accepted", kind)],
        "no_rejected": [kind for kind in PLACE_KINDS if not may_stand("rejected", kind)]})


def check_whereabouts(*, scope: Scope, codes: Collection[str]) -> list[Broken]:
    """Say at which sites checks that did not hold are broken, and of which things.

    Each site is looked at once more by itself; `query` is `documents_<code>`.  Raises `Forbidden`.
    """
    scope.need(READ)
    found = []
    for code in codes:
        for site in _sites(scope, None):
            rows = _broken(code, [site])
            if rows:
                items, places = (sorted({each for row in rows for each in getattr(row, name)})
                                 for name in ("items", "places"))
                found.append(Broken(site, f"documents_{code}", len(rows),
                                    tuple(items[:NAMED_MAX]), tuple(places[:NAMED_MAX])))
    return found


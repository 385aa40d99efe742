"""What stands against a revision, and the revisions of a document.   修订查询"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from pandian.catalog.queries import items_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.opening.queries import master_faults
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.revising.rules import at_evidence, content_of, content_said, lines_said
from pandian.lifecycle.revising.words import Revision
from pandian.lifecycle.rules import draft_faults, shown_number
from pandian.lifecycle.words import ActionDraft, DocumentDraft, Held, Kind, LineDraft

ROOM = "lifecycle.revising"
READ = "lifecycle.read"
Opening = Callable[[Scope, SiteRow, Kind, DocumentDraft], Iterable[Fault]]


def revision_faults(
    scope: Scope, held: Held, draft: ActionDraft, opening: Opening
) -> Iterator[Fault]:
    """Yield every fault of a revision: those that opening the same document would have."""
    lines, shape = lines_said(draft.evidence)
    yield from shape
    for row in run(DOCUMENTS, "followers", {"site": held.site.id, "document": held.row.id}):
        yield Fault("/action", "order_followed", (shown_number(row.kind, row.number),))
    if shape:
        return
    anew = DocumentDraft(held.row.id, held.site.code, held.kind.name, held.row.header,
                         tuple(lines))
    yield from at_evidence([
        *draft_faults(held.kind, anew), *master_faults(scope, held.site, held.kind, anew),
        *opening(scope, held.site, held.kind, anew)])
    if said(scope, held, lines) == content_of(held.lines.values()):
        yield Fault("/evidence/lines", "revision_nothing")


def said(scope: Scope, held: Held, lines: list[LineDraft]) -> list[dict[str, object]]:
    """Return the lines of a revision as they are written down."""
    codes = {code: row.code for code, row in items_by_code(
        scope=scope, codes={line.item for line in lines}).items()}
    return content_said(lines, held.kind.status, codes)


def revisions(*, scope: Scope, document: UUID) -> list[Revision]:
    """Return the revisions of a document, the oldest first.

    Raises `Forbidden`, `DocumentNotFound`.
    """
    site, code, _ = place_of_document(scope=scope, id=document)
    scope.need(READ, code)
    return [Revision(n, *row) for n, row in enumerate(
        run(ROOM, "revisions", {"site": site, "document": document}), 1)]

"""Writing a revision: the old lines kept, the new ones in their place.   修订写入"""

from __future__ import annotations

import json

from pandian.governance.words import Scope
from pandian.kernel.statements import affected
from pandian.lifecycle.queries import ROOM as DOCUMENTS
from pandian.lifecycle.revising.queries import ROOM, said
from pandian.lifecycle.revising.rules import content_of, lines_said, ordered
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.rules import digest
from pandian.lifecycle.words import ActionDraft, Amount, Held
from pandian.lifecycle.writing.operations import json_of


def facts_of_revision(held: Held, draft: ActionDraft) -> list[Amount]:
    """Return by how much a revision changes what was ordered of each line."""
    lines, _ = lines_said(draft.evidence)
    return [fact for measure in held.kind.states_at_opening
            for fact in ordered(held.lines, lines, measure)]


def rewrite(scope: Scope, held: Held, draft: ActionDraft) -> None:
    """Keep what the document said, with its hash, and write the new lines in its place.

    What was signed of the old content stays with its events; the state that the action leads to
    asks for it anew.
    """
    if draft.action != REVISE:
        return
    lines, _ = lines_said(draft.evidence)
    before, after = content_of(held.lines.values()), said(scope, held, lines)
    key = {"site": held.site.id, "document": held.row.id}
    affected(ROOM, "insert_revision", {
        **key, "event": draft.id, "seq": held.row.version + 1,
        "before": json.dumps(before, ensure_ascii=False), "before_hash": digest(before),
        "after": json.dumps(after, ensure_ascii=False), "after_hash": digest(after)})
    affected(ROOM, "drop_lines", key)
    affected(DOCUMENTS, "insert_lines", {
        **key, "target": held.row.header.get("place", ""),
        "items": [row["item"] for row in after], "lots": [row["lot"] for row in after],
        "serials": [row["serial"] for row in after], "owners": [row["owner"] for row in after],
        "statuses": [row["status"] for row in after],
        "sources": [row["place"] for row in after],
        "attributes": [json_of(line.attributes) for line in lines],
        "asked": [row["asked"] for row in after]})

"""What a putaway writes when it is opened: the bins to walk to.   上架写入"""

from __future__ import annotations

from pandian.governance.words import Scope, SiteRow
from pandian.lifecycle.words import DocumentDraft, Kind
from pandian.lifecycle.writing.operations import by_sets


def propose_bins(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Write the proposed bin on each line of a new putaway."""
    by_sets("lifecycle.putaway", "proposals/bins", {"site": site.id, "document": draft.id})

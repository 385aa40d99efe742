"""Up to when sites are closed, and what lies before that.   补记查询"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pandian.counting.late.words import LINES_TOLD_MAX, ClosedLine
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.late"


def closed_to(*, scope: Scope, sites: Iterable[SiteRow]) -> dict[str, datetime | None]:
    """Return up to which instant each of some sites is closed; None where nothing is."""
    here = {site.id: site.code for site in sites}
    return {here[row.site]: row.ends_at for row in run(ROOM, "closed", {"sites": list(here)})}


def closed_lines(
    *, scope: Scope, site: SiteRow, posting: UUID | None = None, document: UUID | None = None
) -> list[ClosedLine]:
    """Return what of a posting, or of all that a document posted, lies in a closed period."""
    return [ClosedLine(*row) for row in run(ROOM, "lines", {
        "site": site.id, "posting": posting, "document": document,
        "limit": LINES_TOLD_MAX})]

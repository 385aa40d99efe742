"""What waits for a person: late paper, healed and doubtful lines, codes not recognised.   待办"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from pandian.counting.queries import inbox
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.words import INBOX


@page("counting.read")
def inbox_page(request: Any) -> HttpResponse:
    """Show the newest things that wait, by kind."""
    kind = request.GET.get("kind", "")
    rows = inbox(scope=request.scope)
    kinds = {name: sum(row.kind == name for row in rows) for name in sorted({r.kind for r in rows})}
    return show(request, "inbox", {
        "rows": [row for row in rows if kind in ("", row.kind)], "kinds": kinds, "kind": kind,
        "labels": INBOX, "zone": first_zone(request), "now": datetime.now(UTC),
        "zones": {site.code: site.time_zone for site in request.face.sites},
    })

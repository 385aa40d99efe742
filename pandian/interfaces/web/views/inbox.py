"""What waits for a person: late paper, healed and doubtful lines, codes not recognised.   待办"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpResponse

from pandian.capture.rescue.queries import label_tasks
from pandian.capture.rescue.rules import visible_code, why
from pandian.capture.words import TRAYS
from pandian.counting.queries import inbox
from pandian.counting.words import InboxRow
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.words import INBOX
from pandian.kernel.words import Label


class Told(NamedTuple):
    """One row of the inbox as the page shows it: the reason in words, the code made visible.

    `decide` is the observation that a person may decide about, or ''.
    """

    row: InboxRow
    why: Label | None
    code: str
    decide: str


@page("counting.read")
def inbox_page(request: Any) -> HttpResponse:
    """Show the newest things that wait, by kind."""
    kind = request.GET.get("kind", "")
    rows = inbox(scope=request.scope)
    kinds = {name: sum(row.kind == name for row in rows) for name in sorted({r.kind for r in rows})}
    return show(request, "inbox", {
        "rows": [_told(row) for row in rows if kind in ("", row.kind)], "kinds": kinds,
        "kind": kind, "labels": INBOX, "label_tasks": len(label_tasks(scope=request.scope)),
        "zone": first_zone(request), "now": datetime.now(UTC),
        "zones": {site.code: site.time_zone for site in request.face.sites},
    })


def _told(row: InboxRow) -> Told:
    code = visible_code(str(row.detail.get("code") or ""))
    if row.kind not in TRAYS or "reason" not in row.detail:
        return Told(row, None, code, "")
    reason = str(row.detail["reason"])
    return Told(row, why(row.kind, reason, values={"place": row.place, "item": code}), code,
                row.subject.removeprefix("observation:"))

"""RFID passes: what each read, what it did not, and how sure that is.   射频"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.capture.rfid.queries import passes, rates
from pandian.capture.rfid.words import FIT_PPM_MIN, ITEM_CLASSES, READER_KINDS
from pandian.catalog.words import PLACE_KINDS
from pandian.counting.rfid.operations import calibrate
from pandian.counting.rfid.queries import pass_page
from pandian.counting.rfid.words import STATES, CalibrationRefused, ExpectedRow
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone

ROWS_SHOWN = 500
STATE_CHIPS = {"read": "green", "read_before": "teal", "read_elsewhere": "yellow",
               "unread": "grey"}


@page("counting.read")
def passes_page(request: Any) -> HttpResponse:
    """Show the newest passes and how well readers read."""
    return show(request, "rfid", {
        "passes": passes(scope=request.scope, limit=100), "zone": first_zone(request),
        "rates": [{**rate._asdict(), "percent": percent(rate.rate_ppm, digits=1)}
                  for rate in rates(scope=request.scope)],
        "kinds": READER_KINDS, "classes": ITEM_CLASSES,
        "place_kinds": {code: kind.label for code, kind in PLACE_KINDS.items()},
        "zones": {site.code: site.time_zone for site in request.face.sites},
        "fit_percent": percent(FIT_PPM_MIN)})


@page("counting.read")
def pass_detail(request: Any, id: UUID) -> HttpResponse:
    """Show one pass: read, unread, unknown, ambiguous."""
    found = pass_page(scope=request.scope, id=id)
    rows = [tag for tag in found.tags if tag.tray == ""]
    expected = found.expected or ()
    counts = {state: sum(row.state == state for row in expected) for state in STATES}
    return show(request, "rfid_pass", {
        "head": found.head, "alerts": found.alerts, "kinds": READER_KINDS, "states": STATES,
        "classes": ITEM_CLASSES, "chips": STATE_CHIPS, "counts": counts,
        "zone": next((site.time_zone for site in request.face.sites
                      if site.code == found.head.site), first_zone(request)),
        "shown": found.expected is not None,
        "unread": [_row(row) for row in expected if row.state != "read"][:ROWS_SHOWN],
        "read": rows[:ROWS_SHOWN], "read_all": len(rows), "rows_shown": ROWS_SHOWN,
        "waiting": [tag for tag in found.tags if tag.tray][:ROWS_SHOWN]})


def _row(row: ExpectedRow) -> dict[str, Any]:
    missed = "" if row.missed_ppm is None else percent(row.missed_ppm)
    return {**row._asdict(), "missed": missed}


@page("counting.plan", methods=("POST",))
def pass_calibrate(request: Any, id: UUID) -> HttpResponse:
    """Take the pass as a measure of its reader: the book is right there."""
    try:
        calibrate(scope=request.scope, id=id)
        messages.success(request, _("The read rate of this reader was measured by this pass."))
    except CalibrationRefused as error:
        messages.error(request, "; ".join(s["message"] for s in sentences(error.faults)))
    return HttpResponseRedirect(f"/rfid/{id}")


def percent(ppm: int, *, digits: int = 4) -> str:
    """Return parts of a million as a percentage without needless zeros, never rounded up."""
    shown = ppm // 10 ** (4 - digits) / 10**digits
    return f"{shown:.{digits}f}".rstrip("0").rstrip(".") + " %"

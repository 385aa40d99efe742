"""Pausing one bin for a while: what stands, begin, end early, what was.   货位暂停页"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pandian.governance.queries import site_by_code
from pandian.interfaces.web.forms import id_of, whole
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused
from pandian.lifecycle.pausing.operations import begin, end
from pandian.lifecycle.pausing.queries import pauses
from pandian.lifecycle.pausing.words import CAPABILITY, POLICY, PauseDraft
from pandian.lifecycle.policies.queries import policies_of

MINUTES = 30
"""What the form proposes, where the site allows so much."""


@page("ledger.read", methods=("GET", "POST"))
def pause_page(request: Any) -> HttpResponse:
    """Show the pauses of one bin; begin one, or end the one that stands."""
    if request.method == "GET":
        return _shown(request, request.GET)
    form = request.POST
    site, place = form.get("site", ""), form.get("place", "").strip()
    try:
        if form.get("act") == "end":
            end(scope=request.scope, site=site, id=id_of(form.get("id", "")))
            messages.success(request, _("The pause of %(place)s is over.") % {"place": place})
        else:
            faults: list[Fault] = []
            minutes = whole(form.get("minutes", ""), "/minutes", faults)
            if faults:
                return _shown(request, form, status=422, errors=sentences(faults))
            begin(scope=request.scope, draft=PauseDraft(
                id_of(form.get("id", "")), site, place, minutes or 0, form.get("reason", "")))
            messages.success(request, _("%(place)s is paused.") % {"place": place})
    except Refused as error:
        if error.status in (403, 404):
            raise
        return _shown(request, form, status=error.status, errors=sentences(error.faults))
    return HttpResponseRedirect("/stock/pause?" + urlencode({"site": site, "place": place}))


def _shown(request: Any, said: Any, *, status: int = 200, errors: Any = ()) -> HttpResponse:
    site, place = said.get("site", ""), said.get("place", "").strip()
    if not (site and place):
        return HttpResponseRedirect("/stock")
    here = site_by_code(scope=request.scope, code=site)
    rows = pauses(scope=request.scope, site=site, place=place, over=True)
    most = policies_of(scope=request.scope, site=here)[POLICY]
    return show(request, "pause", {
        "site": site, "place": place, "zone": zone_of(request, site), "most": most,
        "standing": next((row for row in rows if not row.over), None),
        "past": [row for row in rows if row.over],
        "may": request.scope.may(CAPABILITY, site), "errors": errors,
        "form": {"id": str(uuid7()), "reason": said.get("reason", ""),
                 "minutes": said.get("minutes", "") or min(MINUTES, most)}}, status=status)

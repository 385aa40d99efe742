"""Units: which pallet stands where, what stands on it, and making new ones.   容器页"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pandian.interfaces.web.forms import id_of, local_instant
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused
from pandian.lifecycle.units.operations import MOVE, make_unit
from pandian.lifecycle.units.queries import units
from pandian.lifecycle.units.words import UnitDraft


@page("lifecycle.read", methods=("GET", "POST"))
def units_page(request: Any) -> HttpResponse:
    """Show the units of a site as they stood at an instant; make a new one."""
    if request.method == "GET":
        return _shown(request, request.GET)
    form = request.POST
    try:
        made = make_unit(scope=request.scope, draft=UnitDraft(
            id_of(form.get("id", "")), form.get("site", ""), form.get("place", "").strip(),
            form.get("code", "").strip()))
    except Refused as error:
        return _shown(request, form, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("Unit %(code)s is made.") % {"code": made.code})
    return HttpResponseRedirect("/units?" + urlencode({"site": form.get("site", "")}))


def _shown(request: Any, said: Any, *, status: int = 200, errors: Any = ()) -> HttpResponse:
    sites = list(request.face.sites)
    site = said.get("site", "") or (sites[0].code if sites else "")
    faults: list[Fault] = []
    zone = zone_of(request, site)
    at = local_instant(said.get("as_of", ""), zone, "/as_of", faults)
    rows = units(scope=request.scope, site=site, as_of=at) if site and not faults else []
    return show(request, "units", {
        "rows": [(row, "— " * sum(each in {r.code for r in rows} for each in row.path))
                 for row in sorted(rows, key=lambda row: [*reversed(row.path), row.code])],
        "site": site, "sites": sites, "zone": zone, "as_of": said.get("as_of", ""),
        "may": bool(site) and request.scope.may(MOVE, site), "form": {
            "id": said.get("id", "") or str(uuid7()), "place": said.get("place", ""),
            "code": said.get("code", "")},
        "errors": [*errors, *sentences(faults)]}, status=422 if faults else status)

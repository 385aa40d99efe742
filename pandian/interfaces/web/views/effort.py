"""How much work by hand counts took, month by month.   盘点人工量页"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from pandian.counting.touching.queries import months
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page


@page("counting.read")
def effort_page(request: Any) -> HttpResponse:
    """Show acts by hand per line, time from plan to posted, and the share recounted of a site."""
    sites = [site for site in request.face.sites if request.scope.may("counting.read", site.code)]
    asked = request.GET.get("site", "")
    site = next((each for each in sites if each.code == asked), sites[0] if sites else None)
    rows = months(scope=request.scope, site=site.code) if site else []
    return show(request, "effort", {"site": site, "sites": sites, "rows": rows})

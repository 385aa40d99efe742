"""Stock at any instant, and the card of one holding.   库存与流水"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from pandian.catalog.queries import items_by_code
from pandian.catalog.words import STATUSES, ItemRow
from pandian.interfaces.web.forms import PAGE_ROWS, chosen, local_instant
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.words import GROUPS
from pandian.kernel.words import Fault
from pandian.ledger.queries import card, stock
from pandian.lifecycle.pausing.queries import pauses

FILTERS = ("place", "item", "lot", "status")
UNREVERSED_KINDS = ("heal", "shortage", "reversal")
GROUPS_DEFAULT = ("place", "item", "lot", "serial", "status")


@page("ledger.read")
def stock_page(request: Any) -> HttpResponse:
    """Show stock rows by filters, grouping and instant; 50 to a page."""
    faults: list[Fault] = []
    zone = zone_of(request, request.GET.get("site", ""))
    as_of = local_instant(request.GET.get("as_of", ""), zone, "/as_of", faults)
    if as_of and as_of > datetime.now(UTC):
        faults.append(Fault("/as_of", "as_of_in_future", (request.GET["as_of"],)))
    groups = chosen(request.GET.getlist("group"), GROUPS) or GROUPS_DEFAULT
    asked = {name: request.GET.get(name, "").strip() or None for name in ("site", *FILTERS)}
    context: dict[str, Any] = {
        "zone": zone, "groups": groups, "all_groups": GROUPS, "asked": asked,
        "statuses": STATUSES, "as_of_text": request.GET.get("as_of", ""), "as_of": as_of,
        "errors": sentences(faults), "filtered": any(asked.values()),
    }
    if not faults:
        listed = context["page"] = stock(scope=request.scope, **asked, as_of=as_of, group_by=groups,
                                         limit=PAGE_ROWS, after=request.GET.get("after") or None)
        context["items"] = english({row.item for row in listed.rows}, request)
        if asked["site"] and not as_of:
            context["paused"] = pauses(scope=request.scope, site=asked["site"],
                                       place=asked["place"] or "")
    return show_part(request, "stock", "stock_part", context, status=422 if faults else 200)


@page("ledger.read")
def card_page(request: Any) -> HttpResponse:
    """Show the moves of one item at one site, newest first, with what stood after each.

    Without an item there is no card: the list of stock is where one is chosen.
    """
    asked = {name: request.GET.get(name, "").strip() or None
             for name in ("place", "lot", "serial", "status")}
    site, item = request.GET.get("site", ""), request.GET.get("item", "")
    if not (site and item):
        return HttpResponseRedirect("/stock")
    found = card(scope=request.scope, site=site, item=item, limit=PAGE_ROWS,
                 before=request.GET.get("before") or None, **asked)
    named = items_by_code(scope=request.scope, codes=[item]).get(item)
    return show(request, "card", {
        "page": found, "named": named, "zone": zone_of(request, site), "site": site,
        "item": item, "asked": asked,
        "wide": {name: not value for name, value in asked.items()},
        "may_reverse": request.scope.may("ledger.post", site),
        "system_kinds": UNREVERSED_KINDS,
    })


def english(codes: set[str], request: Any) -> dict[str, ItemRow]:
    """Return the items of a page by code, in one question, where their English names are shown."""
    if (get_language() or "zh").startswith("zh"):
        return {}
    return items_by_code(scope=request.scope, codes=codes)


def zone_of(request: Any, code: str) -> str:
    """Return the time zone of a site that the person sees; of the first one when none is named."""
    for row in request.face.sites:
        if row.code == code:
            return str(row.time_zone)
    return first_zone(request)

"""The list of counts, and making a new one.   盘点列表与新建"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from pandian.catalog.queries import search_items, search_places
from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.counting.operations import create_plan
from pandian.counting.queries import plans
from pandian.counting.words import PLAN_STATES, PURPOSES, PlanDraft, Policy, Scope, Tolerance
from pandian.governance.queries import site_by_code
from pandian.interfaces.web.forms import FormRefused, codes, id_of, percentage, whole
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import accuracy_of, first_zone
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused

PICK_ROWS = 20


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """Show the counts of the sites seen, newest first, by state."""
    state = request.GET.get("state", "")
    state = state if state in PLAN_STATES else ""
    site = request.GET.get("site", "") or None
    return show(request, "counts", {
        "accuracy": accuracy_of(request, site),
        "plans": plans(scope=request.scope, site=site, state=state or None),
        "state": state, "states": PLAN_STATES, "site": site, "zone": first_zone(request),
    })


@page("counting.plan", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Ask for place or item codes and how to count; then make the plan with its tasks."""
    context: dict[str, Any] = {"purposes": PURPOSES, "form": request.POST, "id": uuid7()}
    if request.method == "GET":
        context["form"] = {"blind": "1", "site": request.GET.get("site", ""),
                           "place_codes": request.GET.get("places", ""),
                           "item_codes": request.GET.get("items", "")}
        return show(request, "count_new", context)
    try:
        plan = create_plan(scope=request.scope, draft=_draft(request))
    except Refused as error:
        context |= {"errors": sentences(error.faults), "id": id_of(request.POST.get("id", ""))}
        return show(request, "count_new", context, status=error.status)
    return HttpResponseRedirect(f"/counts/{plan.id}")


def _draft(request: Any) -> PlanDraft:
    """Return the plan that the form describes.  Raises `FormRefused` with every field."""
    form, faults = request.POST, list[Fault]()
    tolerance = Tolerance(
        quantity=whole(form.get("tolerance_quantity", ""), "/tolerance/quantity", faults),
        percent=percentage(form.get("tolerance_percent", ""), "/tolerance/percent", faults),
        value=_value(form.get("tolerance_value", ""), faults),
        combine="or" if form.get("combine") == "or" else "and",
    )
    if not form.get("site"):
        faults.append(Fault("/site", "choose_site"))
    if faults:
        raise FormRefused(faults)
    return PlanDraft(
        id=id_of(form.get("id", "")), site=form["site"], name=form.get("name", "").strip(),
        scope=Scope(places=codes(form.get("place_codes", "")),
                    items=codes(form.get("item_codes", ""))),
        purpose=form.get("purpose", "cycle_counting"), blind=form.get("blind") == "1",
        tolerance=tolerance, policy=Policy(recount_rounds=1 if form.get("recount") else 0),
    )


def _value(text: str, faults: list[Fault]) -> int | None:
    amount = whole(text, "/tolerance/value", faults)
    return None if amount is None else amount * COST_PER_MAIN_UNIT


@page("counting.plan")
def pick_part(request: Any) -> HttpResponse:
    """Suggest places or items whose code or name holds the text (a fragment)."""
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "places")
    rows: list[Any] = []
    if text and kind == "items":
        rows = search_items(scope=request.scope, text=text, limit=PICK_ROWS)
    elif text:
        site = site_by_code(scope=request.scope, code=request.GET.get("site", ""))
        rows = search_places(scope=request.scope, site=site.id, text=text, limit=PICK_ROWS)
    return show(request, "pick_part", {"rows": rows, "kind": kind, "text": text})

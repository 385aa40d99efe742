"""All documents: by stage of life, by whatever a person knows of them.   单据列表"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from pandian.catalog.queries import items_by_code, parties_by_code, places_by_code
from pandian.governance.words import Scope
from pandian.interfaces.web.forms import PAGE_ROWS, whole
from pandian.interfaces.web.pages import sentences, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.words import Fault, Label
from pandian.lifecycle.hold.queries import old_holds
from pandian.lifecycle.register.queries import find, opened
from pandian.lifecycle.register.rules import tabs_of
from pandian.lifecycle.register.words import FoundRow, Tab, Wanted
from pandian.lifecycle.rules import KINDS

TEXTS = ("site", "kind", "state", "number", "item", "lot", "party")
AGES = (1, 3, 7, 30, 90)
OLD_SHOWN = 8
INSIDE = "inside"


@page("lifecycle.read")
def list_page(request: Any) -> HttpResponse:
    """Show documents by stage and filters, newest first, 50 to a page."""
    faults: list[Fault] = []
    asked: dict[str, Any] = {name: request.GET.get(name, "").strip() for name in TEXTS}
    asked["older"] = whole(request.GET.get("older", ""), "/older", faults)
    asked["open"] = request.GET.get("open", "") == "1"
    stage = request.GET.get("stage", "")
    waiting = opened(scope=request.scope, site=asked["site"])
    tabs = tabs_of(waiting)
    here = next((tab for tab in tabs if tab.name == stage), None)
    context: dict[str, Any] = {
        "tabs": tabs, "stage": stage if here else "", "asked": asked, "ages": AGES,
        "kinds": here.kinds if here else tuple(KINDS), "zone": zone_of(request, asked["site"]),
        "states": _states(asked["kind"], here), "now": datetime.now(UTC),
        "total": sum(row.documents for row in waiting), "errors": sentences(faults),
        "old_holds": old_holds(scope=request.scope, site=asked["site"] or None)[:OLD_SHOWN]
        if stage == INSIDE else [],
        "filtered": any(asked.values()), "new_kinds": openable(request.scope),
        "may_announce": request.scope.may("exchange.use") and request.scope.may(
            "lifecycle.receive"),
    }
    if not faults:
        found = find(scope=request.scope, wanted=_wanted(asked, here), limit=PAGE_ROWS,
                     after=request.GET.get("after") or None)
        context["page"] = found
        context["items"] = items_by_code(
            scope=request.scope, codes={row.item for row in found.rows if row.item})
        context["places"] = _places(request, found.rows)
        context["parties"] = parties_by_code(scope=request.scope, codes={
            str(row.header[field]) for row in found.rows if row.kind in KINDS
            for field in KINDS[row.kind].parties if row.header.get(field)})
    return show_part(request, "documents", "documents_part", context,
                     status=422 if faults else 200)


def _places(request: Any, rows: Sequence[FoundRow]) -> dict[str, str]:
    """Return the kind of each place that a head names, by "site code"."""
    named: dict[str, set[str]] = {}
    for row in rows:
        fields = KINDS[row.kind].places if row.kind in KINDS else ()
        named.setdefault(row.site, set()).update(
            str(row.header[field]) for field in fields if row.header.get(field))
    return {f"{site.code} {place.code}": place.kind
            for site in request.face.sites if named.get(site.code)
            for place in places_by_code(
                scope=request.scope, site=site.id, codes=named[site.code]).values()}


def _wanted(asked: dict[str, Any], here: Tab | None) -> Wanted:
    kinds = (asked["kind"],) if asked["kind"] else here.kinds if here else ()
    return Wanted(asked["site"], kinds, asked["state"], asked["number"], asked["item"],
                  asked["lot"], asked["party"], asked["older"], asked["open"])


def _states(kind: str, here: Tab | None) -> dict[str, tuple[str, Label]]:
    """Return the states to choose from, by code: those of the kind, else of the whole stage."""
    kinds = [kind] if kind in KINDS else here.kinds if here else KINDS
    return {state: (each, label) for each in kinds
            for state, label in KINDS[each].states.items()}


def openable(scope: Scope) -> list[str]:
    """Return the kinds that this person may open somewhere without another document before it."""
    return [kind.name for kind in KINDS.values()
            if scope.may(kind.capability) and kind.lines != "taken"]

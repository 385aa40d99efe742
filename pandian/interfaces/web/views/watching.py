"""Hot items and risky places watched closely: the list, putting on, taking off.   重点监控页"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.catalog.queries import items_by_code
from pandian.counting.watching.operations import unwatch, watch
from pandian.counting.watching.queries import watch_list
from pandian.counting.watching.words import (
    VERDICTS,
    WEEKS,
    WHYS,
    Proposed,
    WatchDraft,
    Watched,
)
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused

COLOURS = {"above": "chip-red", "below": "chip-green"}


class Row(NamedTuple):
    """A watched thing, what its control line says, and the colour of that word."""

    watch: Watched
    word: Label
    colour: str


class Idea(NamedTuple):
    """A proposed thing with its reasons as words."""

    thing: Proposed
    whys: list[Label]


@page("counting.read")
def watch_page(request: Any) -> HttpResponse:
    """Show what a site watches, week by week, and what it might watch and why."""
    return _shown(request, request.GET.get("site", ""), request.GET)


def _shown(request: Any, asked: str, form: Any, *, status: int = 200, **extra: Any
           ) -> HttpResponse:
    sites = [site for site in request.face.sites if request.scope.may("counting.read", site.code)]
    site = next((each for each in sites if each.code == asked), sites[0] if sites else None)
    context: dict[str, Any] = {"site": site, "sites": sites, "form": form, "id": uuid7(),
                               "weeks": WEEKS}
    if site:
        told = watch_list(scope=request.scope, site=site.code)
        context |= {
            "told": told, "may": request.scope.may("counting.plan", site.code),
            "shows_value": "value" not in request.scope.at(site.code).hides,
            "rows": [Row(each, VERDICTS[each.verdict], COLOURS.get(each.verdict, ""))
                     for each in told.watched],
            "ideas": [Idea(each, [_worded(why.code, why.figures) for why in each.whys])
                      for each in told.proposed],
            "items": items_by_code(scope=request.scope, codes={
                each.item for each in (*told.watched, *told.proposed) if each.item})}
    return show(request, "watch", context | extra, status=status)


def _worded(code: str, figures: tuple[int, ...]) -> Label:
    return Label(*(text.format(*figures) for text in WHYS[code]))


@page("counting.plan", methods=("POST",))
def watch_on(request: Any) -> HttpResponse:
    """Put an item, a place, or an item at a place on the watch list."""
    form = request.POST
    site = form.get("site", "")
    try:
        watch(scope=request.scope, draft=WatchDraft(
            id_of(form.get("id", "")), site, form.get("item", "").strip(),
            form.get("place", "").strip(), form.get("reason", ""), _day(form.get("until", ""))))
    except Refused as error:
        if error.status in (403, 404):
            raise
        return _shown(request, site, form, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("It is watched now."))
    return HttpResponseRedirect(f"/confidence/watch?site={site}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise FormRefused([Fault("/until", "not_a_date")]) from None


@page("counting.plan", methods=("POST",))
def watch_off(request: Any, watch: UUID) -> HttpResponse:
    """End a watch before its day."""
    site = request.POST.get("site", "")
    try:
        unwatch(scope=request.scope, site=site, watch=watch, why=request.POST.get("why", ""))
    except Refused as error:
        if error.status in (403, 404):
            raise
        return _shown(request, site, {}, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("It is no longer watched."))
    return HttpResponseRedirect(f"/confidence/watch?site={site}")

"""How far the book can be trusted: zones, places, holdings, each with its reasons.   可信度图"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpResponse

from pandian.counting.risk import queries
from pandian.counting.risk.rules import band
from pandian.counting.risk.words import BANDS, CAUSES, FACTORS, PLACES_MAX, PlaceRow, RiskRow
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Label

PERCENT = 100


class Cell(NamedTuple):
    """A zone or place of the map: its band as colour and word, its chance in percent."""

    row: PlaceRow
    band: str
    word: Label
    percent: float
    lowest: float


class Held(NamedTuple):
    """A holding with its chance to be right in percent, and its reasons as pairs."""

    row: RiskRow
    percent: float
    band: str
    word: Label
    reasons: list[tuple[Label, int, bool]]


@page("counting.read")
def confidence_page(request: Any) -> HttpResponse:
    """Show the zones of a site, the places of a zone, what lies at a place; and the accuracy."""
    sites = [site for site in request.face.sites if request.scope.may("counting.read", site.code)]
    asked = request.GET.get("site", "")
    site = next((each for each in sites if each.code == asked), sites[0] if sites else None)
    zone, place = request.GET.get("zone", ""), request.GET.get("place", "")
    context: dict[str, Any] = {
        "site": site, "sites": sites, "zone_code": zone, "place": place,
        "now": datetime.now(UTC), "bands": BANDS}
    if site:
        context |= _shown(request.scope, site.code, zone, place)
    return show(request, "confidence", context)


def _shown(scope: Any, site: str, zone: str, place: str) -> dict[str, Any]:
    """Return what one step of the way down shows, and the accuracy beside it."""
    accuracy = queries.accuracy(scope=scope, site=site)
    shown: dict[str, Any] = {
        "accuracy": accuracy, "quantity": _percent(accuracy.quantity),
        "value": _percent(accuracy.value)}
    if place:
        held = queries.holdings(scope=scope, site=site, place=place)
        return shown | {"held": [_held(row) for row in held]}
    if zone:
        rows = queries.confidence(scope=scope, site=site, zone=zone)
        return shown | {"cells": [_cell(row) for row in rows], "cut": len(rows) >= PLACES_MAX}
    return shown | {"cells": [_cell(row) for row in queries.zones(scope=scope, site=site)]}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(PERCENT * share, 2)


def _cell(row: PlaceRow) -> Cell:
    name = band(row.right)
    return Cell(row, name, BANDS[name], round(PERCENT * row.right, 1),
                round(PERCENT * row.lowest, 1))


def _held(row: RiskRow) -> Held:
    chance = 1 - row.probability
    name = band(chance)
    words = CAUSES | FACTORS
    return Held(row, round(PERCENT * chance, 1), name, BANDS[name], [
        (words[each.code], each.percent, each.code in FACTORS) for each in row.reasons])

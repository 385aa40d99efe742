"""How far the book can be trusted: zones, places, holdings, each with its reasons.   可信度图"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpResponse

from pandian.counting.reasons.queries import review
from pandian.counting.reasons.words import ReasonFilter
from pandian.counting.risk import queries
from pandian.counting.risk.rules import band
from pandian.counting.risk.words import (
    BANDS,
    CAUSES,
    FACTORS,
    PLACES_MAX,
    DayShare,
    PlaceRow,
    RiskRow,
)
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Label

PERCENT = 100
GOAL, GOAL_ROOM = 98, 3
"""The aim of count accuracy, and how much room the chart leaves below it, in percent."""
LEFT, RIGHT, TOP, BOTTOM = 60, 610, 14, 124
NAMES_MAX = 7
CAUSES_SHOWN = 6
DAYS_SHOWN = 14
"""The last days on which the random part was counted."""


class Cell(NamedTuple):
    """A zone or place of the map: its band as colour and word, its chance in percent."""

    row: PlaceRow
    band: str
    word: Label
    percent: float
    lowest: float


class Spot(NamedTuple):
    """A day of the chart: where it stands, and its name where there is room for one."""

    x: float
    y: float
    name: str
    named: bool


class Chart(NamedTuple):
    """Accuracy by day as points of a drawing; `goal` is 98 percent, `floor` the lowest percent."""

    floor: int
    goal: float
    line: str
    band: str
    spots: list[Spot]


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
        "value": _percent(accuracy.value), "quantity_range": _percents(accuracy.quantity_range),
        "value_range": _percents(accuracy.value_range), "days": accuracy.days[-DAYS_SHOWN:],
        "chart": chart_of(accuracy.days[-DAYS_SHOWN:])}
    if not place and not zone:
        told = review(scope=scope, asked=ReasonFilter(site=site, since=accuracy.since.date()))
        shown |= {"causes": told.shares[:CAUSES_SHOWN],
                  "explained": sum(row.lines for row in told.shares)}
    if place:
        held = queries.holdings(scope=scope, site=site, place=place)
        return shown | {"held": [_held(row) for row in held]}
    if zone:
        rows = queries.confidence(scope=scope, site=site, zone=zone)
        return shown | {"cells": [_cell(row) for row in rows], "cut": len(rows) >= PLACES_MAX}
    return shown | {"cells": [_cell(row) for row in queries.zones(scope=scope, site=site)]}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(PERCENT * share, 2)


def chart_of(days: Sequence[DayShare]) -> Chart:
    """Return the share of exact lines of each day, with its interval, as a drawing."""
    floor = min([GOAL - GOAL_ROOM, *(floor_to_five(PERCENT * day.exact.low) for day in days)])

    def down(percent: float) -> float:
        return round(TOP + (PERCENT - percent) / (PERCENT - floor) * (BOTTOM - TOP), 1)

    step = (RIGHT - LEFT) / max(len(days) - 1, 1)
    every = max(1, len(days) // NAMES_MAX)
    spots = [Spot(round(LEFT + n * step, 1), down(PERCENT * (day.exact.share or 0)),
                  f"{day.day:%m-%d}", n % every == 0) for n, day in enumerate(days)]
    low = [(spot.x, down(PERCENT * day.exact.low)) for spot, day in zip(spots, days, strict=True)]
    high = [(spot.x, down(PERCENT * day.exact.high))
            for spot, day in zip(spots, days, strict=True)]
    return Chart(floor, down(GOAL), points((spot.x, spot.y) for spot in spots),
                 points([*high, *reversed(low)]), spots)


def floor_to_five(percent: float) -> int:
    """Return the next lower multiple of five."""
    return int(percent // 5) * 5


def points(spots: Iterable[tuple[float, float]]) -> str:
    """Return points as a drawing takes them."""
    return " ".join(f"{x},{y}" for x, y in spots)


def _percents(ends: tuple[float, float] | None) -> list[float | None] | None:
    return None if ends is None else [_percent(end) for end in ends]


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

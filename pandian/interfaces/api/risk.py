"""What to count next, how far the book can be trusted, count accuracy.   风险接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pandian.counting.risk import queries
from pandian.counting.risk.rules import band
from pandian.counting.risk.words import BANDS, CAUSES, FACTORS, PlaceRow, RiskRow
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.risk import (
    AccuracyFilter,
    ConfidenceFilter,
    RiskRowsOut,
    ScoresFilter,
)
from pandian.interfaces.api.shapes.types import Answer

router = Router(tags=["risk 风险"])


@router.get("/risk/scores", response=RiskRowsOut)
@policy("counting.read", "counting.plan")
def list_scores(request: HttpRequest, filter: Query[ScoresFilter]) -> HttpResponse:
    """List the holdings most worth counting by last night's scores, with reasons in words."""
    rows = queries.scores(scope=scope(request), site=filter.site, limit=filter.limit)
    return answer({"rows": [_risk(request, row) for row in rows]})


def _risk(request: HttpRequest, row: RiskRow) -> dict[str, Any]:
    language = language_of(request)
    words = CAUSES | FACTORS
    return {**plain(row), "reasons": [
        {**plain(each), "message": words[each.code].text(language)} for each in row.reasons]}


@router.get("/risk/confidence", response=RiskRowsOut)
@policy("counting.read")
def list_confidence(request: HttpRequest, filter: Query[ConfidenceFilter]) -> HttpResponse:
    """Say how likely books are right now: by zone; by place of a `zone`; by holding of a `place`.

    `right` is the mean chance of the holdings there, `lowest` that of the most doubtful one.
    """
    who = scope(request)
    if filter.place:
        held = queries.holdings(scope=who, site=filter.site, place=filter.place)
        return answer({"rows": [_risk(request, row) for row in held]})
    rows = queries.confidence(scope=who, site=filter.site, zone=filter.zone) if filter.zone \
        else queries.zones(scope=who, site=filter.site)
    return answer({"rows": [_place(request, row) for row in rows]})


def _place(request: HttpRequest, row: PlaceRow) -> dict[str, Any]:
    name = band(row.right)
    return {**plain(row), "band": name, "message": BANDS[name].text(language_of(request))}


@router.get("/risk/accuracy", response=Answer)
@policy("counting.read", "insight.read")
def read_accuracy(request: HttpRequest, filter: Query[AccuracyFilter]) -> HttpResponse:
    """Say count accuracy by line, place, quantity and value, with exact 95 % intervals.

    From counts that were not chosen by risk (random and cycle) only.
    """
    return answer(queries.accuracy(scope=scope(request), site=filter.site, since=filter.since,
                                   until=filter.until))

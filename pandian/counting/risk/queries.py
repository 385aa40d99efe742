"""Reading risk: the scores of the night, and the confidence map as of now.   风险查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from pandian.catalog.queries import flagged_items
from pandian.counting.risk.rules import (
    PRIOR,
    THETA,
    WEIGHT,
    Exposures,
    Floats,
    Model,
    Places,
    Risk,
    assess,
    by_day,
    kept,
    kept_range,
    latest_of,
    reasons,
    right,
    share,
    typical_error,
)
from pandian.counting.risk.words import (
    ACCURACY_DAYS,
    PLACES_MAX,
    RANDOM_STRATEGIES,
    SCORE_AGE_HOURS_MAX,
    SCORES_MAX,
    Accuracy,
    Ages,
    Fitted,
    PlaceRow,
    Reason,
    RiskRow,
    Share,
)
from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import one, run

ROOM = "counting.risk"
WHOLE = ("holding", "item", "place", "urgent")
CAUSE_COLUMNS = ("touches", "receipts", "lots", "days")


class Known(NamedTuple):
    """Exposures of holdings with who they are: ids in ascending order, items, zones, places."""

    exposures: Exposures
    holding: Places
    item: Places
    place: Places
    zone: Places
    urgent: Places


class Learned(NamedTuple):
    """The last refit as it holds at one site: rates, sizes, and factors by level and key."""

    theta: Floats
    size: Floats
    factors: dict[str, dict[int, float]]
    people: dict[str, float]


def columns(row: Any) -> dict[str, Any]:
    """Return the columns of big-endian numbers of one row as arrays; empty when there are none."""
    return {name: np.frombuffer(value or b"", dtype=">i8" if name in (*WHOLE, "person") else ">f8")
            .astype(np.int64 if name in (*WHOLE, "person") else np.float64)
            for name, value in row._asdict().items()}


def stacked(found: dict[str, Any], attractive: Sequence[int], fragile: Sequence[int]) -> Floats:
    """Return the (n, 6) matrix of exposures by cause."""
    days = found["days"]
    return np.column_stack([
        *(found[name] for name in CAUSE_COLUMNS),
        days * np.isin(found["item"], attractive), days * np.isin(found["item"], fragile)])


def zones_of(site: int) -> tuple[Places, Places]:
    """Return the places of a site, ascending, and the zone of each."""
    rows = run(ROOM, "zones", {"site": site})
    return (np.array([row.id for row in rows], dtype=np.int64),
            np.array([row.zone for row in rows], dtype=np.int64))


def zone_of(places: Places, known: tuple[Places, Places]) -> Places:
    """Return the zone of each place given."""
    ids, zones = known
    if not len(ids):
        return places
    return np.asarray(zones[np.searchsorted(ids, places).clip(0, len(ids) - 1)])


def learned(site: int) -> Learned:
    """Return what the last refit taught about a site; the start values when there was none."""
    row = one(ROOM, "model", {})
    factors: dict[str, dict[int, float]] = {"item": {}, "site": {}, "zone": {}}
    people: dict[str, float] = {}
    for each in run(ROOM, "factors", {"site": site}):
        if each.level == "operator":
            people[each.name] = each.factor
        else:
            factors[each.level][each.key] = each.factor
    return Learned(np.array(row.theta) if row else THETA.copy(),
                   np.array(row.size) if row else np.ones(len(PRIOR)), factors, people)


def gather(*, site: int, model: Learned, now: datetime, holdings: Sequence[int] | None = None
           ) -> Known:
    """Return the exposures of a site's holdings (of those given) as of an instant."""
    params = {"site": site, "now": now}
    row = one(ROOM, "known_all", params) if holdings is None else one(
        ROOM, "known_some", {**params, "holdings": sorted(set(holdings))})
    found = columns(row)
    who = columns(one(ROOM, "touches_all", {
        "site": site, "people": list(model.people),
        "holdings": list(holdings) if holdings is not None else None}))
    inside = np.isin(who["holding"], found["holding"])
    zeros = np.zeros(len(found["holding"]), dtype=np.int64)
    exposures = Exposures(
        stacked(found, flagged_items(scope=SYSTEM, name="attractive"),
                flagged_items(scope=SYSTEM, name="fragile")),
        zeros, zeros, zeros, typical_error(found["cost"], found["book"]),
        np.searchsorted(found["holding"], who["holding"][inside]), who["person"][inside],
        who["touches"][inside])
    return Known(exposures, found["holding"], found["item"], found["place"],
                 zone_of(found["place"], zones_of(site)), found["urgent"])


def model_for(known: Known, learned: Learned, site: int) -> tuple[Exposures, Model]:
    """Return exposures that point at their factors, and the model with those factors."""
    items, item = np.unique(known.item, return_inverse=True)
    zones, zone = np.unique(known.zone, return_inverse=True)
    factors = learned.factors
    model = Model(
        learned.theta, learned.size, _factors(items, factors["item"]),
        np.array([factors["site"].get(site, 1.0)]), _factors(zones, factors["zone"]),
        np.array([*learned.people.values(), 1.0]))
    return known.exposures._replace(item=item, zone=zone), model


def _factors(keys: Places, known: dict[int, float]) -> Floats:
    return np.array([known.get(key, 1.0) for key in keys.tolist()], dtype=np.float64)


def assessed(*, site: int, now: datetime, holdings: Sequence[int] | None = None,
             weight: float = WEIGHT) -> tuple[Known, Exposures, Model, Risk]:
    """Return the risk of a site's holdings (of those given) as of an instant."""
    taught = learned(site)
    known = gather(site=site, model=taught, now=now, holdings=holdings)
    exposures, model = model_for(known, taught, site)
    return known, exposures, model, assess(exposures, model, weight=weight)


def scores(*, scope: Scope, site: str, limit: int = SCORES_MAX) -> list[RiskRow]:
    """Return the holdings most worth counting, by the scores of the last night.

    What a fact of the floor contradicted (a pick beyond the book, a short pick) comes first, at
    once; what was counted since the night is left out.  Needs counting.plan (counting.read without
    it); value 0 for whom values are hidden.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = _readable(scope, site)
    rows = run(ROOM, "scores", {"site": row.id, "limit": max(1, limit)})
    why = _reasons(row.id, [each.holding for each in rows])
    valueless = "value" in scope.at(site).hides
    return [RiskRow(
        each.holding, each.place, each.item, each.item_name, each.lot, float(each.probability),
        0 if valueless else each.value, float(each.score), each.urgent, each.counted_at,
        each.scored_at, why.get(each.holding, ())) for each in rows]


def _readable(scope: Scope, site: str) -> SiteRow:
    capability = "counting.plan" if scope.may("counting.plan", site) else "counting.read"
    return site_by_code(scope=scope, code=site, capability=capability)


def _reasons(site: int, holdings: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    if not holdings:
        return {}
    known, exposures, model, risk = assessed(site=site, now=datetime.now(UTC), holdings=holdings)
    return {int(holding): reasons(
        risk.causes[n], item=float(model.item[exposures.item[n]]), site=float(model.site[0]),
        zone=float(model.zone[exposures.zone[n]])) for n, holding in enumerate(known.holding)}


def confidence(*, scope: Scope, site: str, zone: str | None = None, limit: int = PLACES_MAX
               ) -> list[PlaceRow]:
    """Return how likely the books of places are right now, by zone, then in walking order.

    It decays with days and touches and rises with each count.  Needs counting.read.  Raises
    `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    places = run(ROOM, "places", {"site": row.id, "zone": zone or "",
                                  "limit": max(1, min(limit, PLACES_MAX))})
    held = run(ROOM, "holdings_at", {"site": row.id, "places": [each.id for each in places]})
    known, _, _, risk = assessed(site=row.id, now=datetime.now(UTC),
                                 holdings=[each.holding for each in held])
    order = {each.id: n for n, each in enumerate(places)}
    at = np.array([order[place] for place in known.place.tolist()], dtype=np.int64)
    mean, lowest = right(risk.hazard, at, len(places))
    count = np.bincount(at, minlength=len(places))
    urgent = np.bincount(at, weights=known.urgent, minlength=len(places))
    return [PlaceRow(each.zone, each.code, int(count[n]), float(mean[n]), float(lowest[n]),
                     int(urgent[n]), each.counted_at)
            for n, each in enumerate(places) if count[n]]


def zones(*, scope: Scope, site: str) -> list[PlaceRow]:
    """Return the zones of a site as the map shows them: holdings, mean and lowest chance.

    Needs counting.read.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    known, exposures, _, risk = assessed(site=row.id, now=datetime.now(UTC))
    keys = np.unique(known.zone)
    codes = {each.id: each.code for each in run(ROOM, "codes", {
        "site": row.id, "places": keys.tolist()})}
    mean, lowest = right(risk.hazard, exposures.zone, len(keys))
    count = np.bincount(exposures.zone, minlength=len(keys))
    urgent = np.bincount(exposures.zone, weights=known.urgent, minlength=len(keys))
    return [PlaceRow(codes[key], "", int(count[n]), float(mean[n]), float(lowest[n]),
                     int(urgent[n]), None)
            for n, key in enumerate(keys.tolist()) if key in codes]


def holdings(*, scope: Scope, site: str, place: str) -> list[RiskRow]:
    """Return what lies at a place with its chance to be wrong now, the likeliest first.

    Needs counting.read.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    rows = {each.holding: each for each in run(ROOM, "named_at", {"site": row.id, "place": place})}
    if not rows:
        return []
    now = datetime.now(UTC)
    known, exposures, model, risk = assessed(site=row.id, now=now, holdings=list(rows))
    valueless = "value" in scope.at(site).hides
    told = [RiskRow(
        holding, place, each.item, each.item_name, each.lot, float(risk.probability[n]),
        0 if valueless else round(float(risk.value[n])), float(risk.score[n]),
        bool(known.urgent[n]), each.counted_at, now, reasons(
            risk.causes[n], item=float(model.item[exposures.item[n]]),
            site=float(model.site[0]), zone=float(model.zone[exposures.zone[n]])))
        for n, holding in enumerate(known.holding.tolist()) if (each := rows[holding])]
    return sorted(told, key=lambda each: (not each.urgent, -each.probability, each.holding))


def last_fit(*, scope: Scope) -> tuple[datetime, Fitted] | None:
    """Return when the model last learned, and from what; None before the first refit."""
    scope.need("counting.read")
    row = one(ROOM, "model", {})
    return (row.fitted_at, Fitted(row.counts, row.wrong, tuple(row.theta))) if row else None


def ages(*, scope: Scope, now: datetime) -> Ages:
    """Return how old the scores and the model are, over the sites that the scope sees.

    A site without scores, and a house without a model, count from the first seal of the ledger.
    Needs counting.read.
    """
    scope.need("counting.read")
    codes = {row.id: row.code for row in sites(scope=scope)}
    rows = run(ROOM, "ages", {"sites": list(codes)})
    old = sorted(((_hours(now, row.scored_at or row.sealed_at), codes[row.site])
                  for row in rows), reverse=True)
    model = one(ROOM, "model", {})
    first = min((row.sealed_at for row in rows if row.sealed_at), default=None)
    return Ages(
        min((row.scored_at for row in rows if row.scored_at), default=None),
        old[0][0] if old else 0.0,
        tuple(code for hours, code in old if hours > SCORE_AGE_HOURS_MAX),
        model.fitted_at if model else None, _hours(now, model.fitted_at if model else first))


def _hours(now: datetime, at: datetime | None) -> float:
    return round((now - at).total_seconds() / 3_600, 1) if at else 0.0


def exact_share(*, scope: Scope, site: str, until: datetime | None = None) -> Share:
    """Return the share of exact lines of the last 90 days, as in `accuracy`, without the rest.

    Needs counting.read.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    until = until or datetime.now(UTC)
    seen = _counted(row, until - timedelta(days=ACCURACY_DAYS), until)
    return share(sum(each.exact for each in seen), sum(each.lines for each in seen))


def _counted(row: SiteRow, since: datetime, until: datetime) -> Sequence[Any]:
    return run(ROOM, "accuracy", {
        "site": row.id, "since": since, "until": until, "zone": row.time_zone,
        "strategies": list(RANDOM_STRATEGIES)})


def accuracy(*, scope: Scope, site: str, since: datetime | None = None,
             until: datetime | None = None) -> Accuracy:
    """Return count accuracy of a span (the last 90 days), from counts not chosen by risk.

    Never net: 5 too few and 5 too many are two wrong lines.  Needs counting.read.  Raises
    `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    until = until or datetime.now(UTC)
    since = since or until - timedelta(days=ACCURACY_DAYS)
    seen = _counted(row, since, until)
    valueless = "value" in scope.at(site).hides
    off, book = ([getattr(each, name) for each in seen] for name in ("off", "book"))
    worth, all_worth = ([getattr(each, name) for each in seen]
                        for name in ("off_value", "book_value"))
    lines = sum(each.lines for each in seen)
    days = by_day((each.day, each.exact, each.lines) for each in seen)
    return Accuracy(
        site, since, until, share(sum(each.exact for each in seen), lines),
        share(sum(each.tolerated for each in seen), lines),
        share(sum(each.exact == each.lines for each in seen), len(seen)),
        kept(sum(off), sum(book)), None if valueless else kept(sum(worth), sum(all_worth)),
        kept_range(off, book), None if valueless else kept_range(worth, all_worth),
        days, latest_of(days))

"""Keeping risk up to date: following the ledger, learning from counts, scoring.   风险操作

The follower reads the seals of the ledger from a bookmark: each posting is sealed once, in an order
in which nothing commits late, so nothing is missed and nothing is taken twice.  What it finds
touched it works out again from the ledger, so any order of facts gives the same exposures.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction

from pandian.catalog.queries import flagged_items
from pandian.counting.risk.queries import (
    ROOM,
    assessed,
    columns,
    stacked,
    zone_of,
    zones_of,
)
from pandian.counting.risk.rules import Exposures, Floats, Places, refit, typical_error
from pandian.counting.risk.words import BOOKMARK, OUTCOME_DAYS, SEALS_MAX, Fitted, Scored
from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run

HOLDINGS_MAX = 50_000
"""So many holdings are worked out by one statement."""


def follow(*, scope: Scope, site: str) -> int:
    """Take up what was sealed since the last time; return the holdings worked out again.

    Safe to repeat; two runs wait for each other.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        key = {"site": row.id, "name": BOOKMARK}
        affected("counting", "open_bookmark", key)
        mark = one("counting", "bookmark", key)
        assert mark is not None
        reach = {"site": row.id, "after": mark.position, "seals": SEALS_MAX}
        newest = one(ROOM, "newest_seal", reach)
        assert newest is not None
        if newest.number == mark.position:
            return 0
        done = _work_out(row.id, run(ROOM, "dirty", {**reach, "upto": newest.number}))
        affected("counting", "move_bookmark", {**key, "position": newest.number})
    return done


def rebuild(*, scope: Scope, site: str) -> int:
    """Work out all exposures and outcomes of a site from the ledger; return the holdings.

    The result is that of following.  Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    with transaction.atomic():
        key = {"site": row.id, "name": BOOKMARK}
        affected("counting", "open_bookmark", key)
        one("counting", "bookmark", key)
        done = _work_out(row.id, run(ROOM, "every", {"site": row.id}))
        record(scope=scope, site=row.id, kind="counting.risk_rebuilt", subject=f"site:{site}",
               data={"holdings": done})
    return done


def _work_out(site: int, rows: Sequence[Any]) -> int:
    """Work out the spans of holdings again, each from its instant on."""
    affected(ROOM, "spans")
    for start in range(0, len(rows), HOLDINGS_MAX):
        part = rows[start:start + HOLDINGS_MAX]
        params = {"site": site, "holdings": [row.holding for row in part],
                  "instants": [row.at for row in part]}
        affected(ROOM, "clear_spans")
        for name in ("fill_spans", "drop_outcomes", "drop_exposures", "put_outcomes",
                     "put_exposures"):
            affected(ROOM, name, params)
    return len(rows)


def score_site(*, scope: Scope, site: str, now: datetime | None = None) -> Scored:
    """Score all holdings of a site as of now and keep the scores in place of the last ones.

    Raises `Forbidden`, `SiteNotFound`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    now = now or datetime.now(UTC)
    with transaction.atomic():
        known, _, _, risk = assessed(site=row.id, now=now)
        affected(ROOM, "drop_scores", {"site": row.id})
        if len(known.holding):
            affected(ROOM, "put_scores", {
                "site": row.id, "now": now, "holdings": known.holding.tolist(),
                "probabilities": risk.probability.tolist(),
                "values": np.rint(np.minimum(risk.value, 2.0**62)).astype(np.int64).tolist(),
                "scores": risk.score.tolist(), "urgents": known.urgent.astype(bool).tolist()})
        done = Scored(len(known.holding), float(risk.probability.sum()), now)
        record(scope=scope, site=row.id, kind="counting.risk_scored", subject=f"site:{site}",
               data={"holdings": done.holdings, "expected_wrong": round(done.expected_wrong, 1)})
    return done


def refit_model(*, scope: Scope, now: datetime | None = None) -> Fitted:
    """Learn anew from the counts of all sites that the scope sees, of the last two years.

    The same counts give the same model.  Raises `Forbidden`.
    """
    scope.need("counting.plan")
    now = now or datetime.now(UTC)
    seen = [row.id for row in sites(scope=scope)]
    since = now - timedelta(days=OUTCOME_DAYS)
    with transaction.atomic():
        people = [row.actor for row in run(ROOM, "outcome_people", {
            "sites": seen, "since": since})]
        taught = _taught(seen, people, since)
        items, item = np.unique(taught.item, return_inverse=True)
        zones, zone = np.unique(taught.zone, return_inverse=True)
        exposures = taught.exposures._replace(item=item, zone=zone)
        model = refit(exposures, taught.variance > 0, taught.variance * taught.cost,
                      items=len(items), sites=len(seen), zones=len(zones),
                      operators=len(people))
        fitted = Fitted(len(item), int((taught.variance > 0).sum()), tuple(model.theta.tolist()))
        affected(ROOM, "put_model", {
            "now": now, "theta": list(fitted.theta), "size": model.size.tolist(),
            "counts": fitted.counts, "wrong": fitted.wrong})
        site_of = np.zeros(len(zones), dtype=np.int64)
        site_of[zone] = np.array(seen, dtype=np.int64)[exposures.site]
        _keep_factors([
            ("item", [0] * len(items), items.tolist(), None, model.item),
            ("zone", site_of.tolist(), zones.tolist(), None, model.zone),
            ("site", seen, seen, None, model.site),
            ("operator", [0] * len(people), [0] * len(people), people, model.operator)])
        record(scope=scope, site=0, kind="counting.risk_fitted", subject="risk:model",
               data={"counts": fitted.counts, "wrong": fitted.wrong,
                     "theta": [round(each, 6) for each in fitted.theta]})
    return fitted


class Taught(NamedTuple):
    """What counts found: exposures before each, its item, zone, absolute variance, unit cost."""

    exposures: Exposures
    item: Places
    zone: Places
    variance: Floats
    cost: Floats


def _taught(seen: Sequence[int], people: Sequence[str], since: datetime) -> Taught:
    """Return the counts of sites, one after the other."""
    flags = [flagged_items(scope=SYSTEM, name=name) for name in ("attractive", "fragile")]
    parts = [_taught_at(site, n, people, since, flags) for n, site in enumerate(seen)]
    starts = np.cumsum([0, *(len(part.item) for part in parts)])
    moved = [part.exposures._replace(row=part.exposures.row + start)
             for part, start in zip(parts, starts, strict=False)]
    return Taught(
        Exposures(*(np.concatenate(each) for each in zip(*moved, strict=True))),
        *(np.concatenate([part[k] for part in parts]) for k in range(1, 5)))


def _taught_at(site: int, order: int, people: Sequence[str], since: datetime,
               flags: Sequence[Sequence[int]]) -> Taught:
    found = columns(one(ROOM, "outcomes", {"site": site, "since": since}))
    who = columns(one(ROOM, "outcome_touches", {
        "site": site, "since": since, "people": list(people)}))
    zeros = np.zeros(len(found["holding"]), dtype=np.int64)
    exposures = Exposures(
        stacked(found, *flags), zeros, zeros + order, zeros,
        typical_error(found["cost"], found["book"]),
        np.searchsorted(found["holding"], who["holding"]), who["person"], who["touches"])
    return Taught(exposures, found["item"], zone_of(found["place"], zones_of(site)),
                  found["variance"], found["cost"])


def _keep_factors(levels: Sequence[tuple[str, list[int], list[int], list[str] | None, Floats]]
                  ) -> None:
    affected(ROOM, "drop_factors")
    for level, places, keys, names, factors in levels:
        if len(keys):
            affected(ROOM, "put_factors", {
                "sites": places, "levels": [level] * len(keys), "keys": keys,
                "names": names or [""] * len(keys), "factors": factors.tolist()})

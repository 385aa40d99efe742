"""Proving the ledger: each invariant is a query that must return no rows.   账目校验"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import Scope
from pandian.kernel.statements import one
from pandian.ledger.operations import seal
from pandian.ledger.verify.words import INVARIANTS, NAMED_MAX, Broken, Invariant, InvariantResult

ROOM = "ledger.verify"
SEAL_GRACE = timedelta(minutes=1)


def verify(
    *, scope: Scope, site: str | None = None, full: bool = True,
    progress: Callable[[InvariantResult], None] | None = None,
) -> list[InvariantResult]:
    """Check every invariant of one site or of all sites of the scope.

    `full` also runs those whose cost grows with the whole history.  What is due for sealing is
    sealed first.  Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need("ledger.read")
    ids = [site_by_code(scope=scope, code=site).id] if site else [s.id for s in sites(scope=scope)]
    for number in ids:
        seal(scope=scope, site=number)
    results = []
    for invariant in INVARIANTS:
        if invariant.heavy and not full:
            continue
        result = _check(invariant, ids)
        results.append(result)
        if progress is not None:
            progress(result)
    return results


def _check(invariant: Invariant, ids: Sequence[int]) -> InvariantResult:
    checked, broken = _rows(invariant, ids)
    return InvariantResult(invariant.code, invariant.query, invariant.label, checked,
                           tuple(each["row"] for each in broken), invariant.report)


def _rows(invariant: Invariant, ids: Sequence[int]) -> tuple[int, list[Mapping[str, Any]]]:
    """Return how many rows were checked, and the first that break it: `row`, and what it is of."""
    row = one(ROOM, invariant.query, {"sites": list(ids), "grace": SEAL_GRACE})
    assert row is not None
    return row.checked, row.broken or []


def whereabouts(*, scope: Scope, queries: Collection[str]) -> list[Broken]:
    """Say at which sites invariants that did not hold are broken, and of which things.

    They are looked at once more, each site by itself: what holds by now is not told.  Raises
    `Forbidden`.
    """
    scope.need("ledger.read")
    found = []
    for invariant in INVARIANTS:
        for site in sites(scope=scope) if invariant.query in queries else ():
            broken = _rows(invariant, [site.id])[1]
            if broken:
                found.append(_where(site.id, invariant.query, broken))
    return found


def _where(site: int, query: str, broken: Sequence[Mapping[str, Any]]) -> Broken:
    of = {name: [each[name] for each in broken if each.get(name) is not None]
          for name in ("holding", "posting", "item")}
    row = one(ROOM, "where", {"site": site, "holdings": of["holding"], "items": of["item"],
                              "postings": of["posting"], "limit": NAMED_MAX})
    assert row is not None
    return Broken(site, query, len(broken), tuple(row.items), tuple(row.places))

"""Proving the ledger: each invariant is a query that must return no rows.   账目校验"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import Scope
from pandian.kernel.statements import one
from pandian.ledger.operations import seal
from pandian.ledger.verify.words import INVARIANTS, Invariant, InvariantResult

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
    row = one("ledger.verify", invariant.query, {"sites": list(ids), "grace": SEAL_GRACE})
    assert row is not None
    return InvariantResult(invariant.code, invariant.query, invariant.label, row.checked,
                           tuple(row.broken or ()), invariant.report)

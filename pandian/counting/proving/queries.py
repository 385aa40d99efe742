"""Reading how much of a site was looked at.   顺手盘查询"""

from __future__ import annotations

from datetime import datetime

from pandian.counting.proving.rules import covered_permille
from pandian.counting.proving.words import Coverage, Covered
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import one
from pandian.lifecycle.policies.queries import policies_of

ROOM = "counting.proving"


def coverage(*, scope: Scope, site: str, since: datetime) -> Coverage:
    """Return how much of a site's stock was counted or proved since an instant.

    The site's policy caps what rests on the word of who also moved the goods.  Raises
    `Forbidden`, and `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    movers_percent_max = int(policies_of(scope=scope, site=row)["movers_percent_max"])
    found = one(ROOM, "coverage", {"site": row.id, "since": since})
    assert found is not None
    covered = Covered(int(found.counts), int(found.others), int(found.movers))
    return Coverage(
        site, since, found.holdings, covered.counts // 1_000, covered.others, covered.movers,
        movers_percent_max, covered_permille(
            covered, holdings=found.holdings, movers_percent_max=movers_percent_max))

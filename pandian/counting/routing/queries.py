"""Reading how a site is walked and where its places stand.   路线查询"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pandian.counting.routing.rules import layout_of
from pandian.counting.routing.words import Layout, Spot
from pandian.governance.policies.queries import active
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.routing"
KIND = "count.route"


def layout(*, scope: Scope, site: str, at: datetime) -> Layout:
    """Return how a site is walked by the rule that holds at an instant; S-shape without one."""
    rules = active(scope=scope, kind=KIND, site=site, at=at)
    return layout_of(rules[0].content, rules[0].code) if rules else Layout()


def spots(*, site: SiteRow, places: Sequence[int], layout: Layout) -> dict[int, Spot]:
    """Return where places of a site stand, by id, as their codes and their aisles say."""
    return {row.id: Spot(row.at, row.bay, row.first, row.last) for row in run(ROOM, "spots", {
        "site": site.id, "places": list(places), "levels": layout.levels})}

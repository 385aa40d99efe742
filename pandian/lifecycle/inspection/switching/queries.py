"""Where suppliers stand.   转移规则查询"""

from __future__ import annotations

from collections.abc import Collection

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.inspection.sampling.rules import standing
from pandian.lifecycle.inspection.sampling.words import STOPPED, Standing
from pandian.lifecycle.inspection.switching.words import SupplierStanding

ROOM = "lifecycle.inspection.switching"
START = standing(())


def standings_of(
    *, scope: Scope, site: SiteRow, supplier: str, items: Collection[str]
) -> dict[str, Standing]:
    """Return where each item of a supplier stands; an item never inspected begins as normal."""
    rows = run(ROOM, "verdicts", {
        "site": site.id, "supplier": supplier, "items": sorted(items)}) if items else []
    found = {row.item: standing(row.verdicts) for row in rows}
    return {item: found.get(item, START) for item in items}


def stopped_faults(
    *, scope: Scope, site: SiteRow, supplier: str, items: Collection[str]
) -> list[Fault]:
    """Return a fault for each item whose supplier is stopped: neither ordered nor received."""
    return [Fault("/header/supplier", "supplier_stopped", (supplier, item))
            for item, here in sorted(standings_of(
                scope=scope, site=site, supplier=supplier, items=items).items())
            if here.severity == STOPPED]


def list_standings(*, scope: Scope, site: str) -> list[SupplierStanding]:
    """Return where every item of every supplier stands at a site.

    Raises `Forbidden`, and governance's `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability="lifecycle.read")
    rows = run(ROOM, "verdicts", {"site": here.id, "supplier": "", "items": []})
    return [SupplierStanding(site, row.supplier, row.item, *standing(row.verdicts),
                             sum(verdict != "resumed" for verdict in row.verdicts))
            for row in rows]

"""What is short at a site.   缺货查询"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.shortage.rules import to_buy
from pandian.lifecycle.shortage.words import LevelDraft, Position, Shortage

ROOM = "lifecycle.shortage"
READ = "lifecycle.read"


def levels(*, scope: Scope, site: str) -> list[LevelDraft]:
    """Return the reorder levels of a site.  Raises `Forbidden`, governance's `SiteNotFound`."""
    here = site_by_code(scope=scope, code=site, capability=READ)
    return [LevelDraft(*row) for row in run(ROOM, "levels", {"site": here.id})]


def shortages(
    *, scope: Scope, site: str, now: datetime | None = None
) -> list[Shortage]:
    """Return the items at or below their reorder point, with how much to buy of each.

    Raises `Forbidden`, governance's `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability=READ)
    found = []
    for row in run(ROOM, "positions", {
            "site": here.id, "items": [], "today": _today(here, now)}):
        quantity = to_buy(Position(row.available, row.pending, row.on_order), point=row.point,
                          up_to=row.up_to, multiple=row.multiple)
        if quantity:
            found.append(Shortage(
                row.item, row.supplier, row.price, row.point, row.up_to, row.multiple,
                row.available, row.pending, row.on_order, quantity, row.proved_at))
    return found


def _today(site: SiteRow, now: datetime | None) -> object:
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(site.time_zone)).date()

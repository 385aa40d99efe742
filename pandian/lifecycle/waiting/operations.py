"""Claiming again for orders that lack goods.   等货的订单再占用

Goods come back by themselves: a pause of a bin ends, a receipt is put away, another order is
cancelled, a count finds more.  An order that waits should not need somebody who touches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.fefo.operations import claim
from pandian.lifecycle.fefo.queries import short_of, today_at
from pandian.lifecycle.issue.words import KIND
from pandian.lifecycle.waiting.rules import gained
from pandian.lifecycle.waiting.words import CLAIMED, ORDERS_MAX, STATES, Gained

ROOM = "lifecycle.waiting"


def ask_again(
    *, scope: Scope, site: str, since: datetime | None = None
) -> list[Gained]:
    """Claim what is there now for the orders of a site that lack goods, the oldest first.

    `since`: only for goods that may have come free after an instant, which costs what came and
    not what waits; None looks at everything that waits.  Under the lock of claiming, with a fact
    for each line that got something; where nothing is there nothing is locked and nothing
    written.  Where a picker found nothing he is not sent again.  Raises `Forbidden`,
    `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability=KIND.capability)
    items = None if since is None else [
        row.item for row in run(ROOM, "came", {"site": here.id, "since": since})]
    if items == [] or not _waiting(here, items):
        return []
    with transaction.atomic():
        affected("lifecycle.standing", "lock_claims", {"site": here.id})
        rows = _waiting(here, items)
        documents = [row.document for row in rows]
        before = {(row.document, row.line): (row.claimed, row.needed)
                  for row in short_of(site=here.id, kind=KIND, documents=documents)}
        after: dict[tuple[UUID, int], int] = {}
        for found_short in (True, False):
            asking = [row for row in rows if bool(row.avoid) == found_short]
            if asking:
                after |= {(row.document, row.line): row.claimed for row in claim(
                    scope=scope, site=here, kind=KIND,
                    documents=[row.document for row in asking],
                    avoid=sorted({place for row in asking for place in row.avoid}))}
        got = list(gained(before, after))
        record_many(scope=scope, facts=[
            FactDraft(here.id, CLAIMED, f"document:{each.document}",
                      {"line": each.line, "quantity": each.quantity}) for each in got])
    return got


def _waiting(here: SiteRow, items: Sequence[str] | None) -> list[Any]:
    """Return the orders that lack goods of which some are there, as they may be claimed now."""
    return run(ROOM, "waiting", {
        "site": here.id, "kind": KIND.name, "states": list(STATES), "limit": ORDERS_MAX,
        "closing": sorted(KIND.closing), "reopening": sorted(KIND.reopening),
        "items": None if items is None else list(items), "today": today_at(here)})

"""Claiming again for orders that lack goods.   等货的订单再占用

Goods come back by themselves: a pause of a bin ends, a receipt is put away, another order is
cancelled, a count finds more.  An order that waits should not need somebody who touches it.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import affected, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.fefo.operations import claim
from pandian.lifecycle.issue.words import KIND
from pandian.lifecycle.waiting.rules import gained
from pandian.lifecycle.waiting.words import CLAIMED, ORDERS_MAX, STATES, Gained

ROOM = "lifecycle.waiting"


def ask_again(*, scope: Scope, site: str) -> list[Gained]:
    """Claim what is there now for the orders of a site that lack goods, the oldest first.

    Under the lock of claiming, with a fact for each line that got something; where nothing is
    there nothing is written.  Where a picker found nothing he is not sent again.  Raises
    `Forbidden`, `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability=KIND.capability)
    asked = {"site": here.id, "kind": KIND.name, "states": list(STATES), "limit": ORDERS_MAX,
             "closing": sorted(KIND.closing), "reopening": sorted(KIND.reopening)}
    if not run(ROOM, "waiting", asked):
        return []  # nobody waits, so nobody is kept from claiming meanwhile
    with transaction.atomic():
        affected("lifecycle.standing", "lock_claims", {"site": here.id})
        rows = run(ROOM, "waiting", asked)
        after: dict[tuple[UUID, int], int] = {}
        for found_short in (True, False):
            documents = list(dict.fromkeys(
                row.document for row in rows if bool(row.avoid) == found_short))
            if documents:
                avoid = sorted({place for row in rows if bool(row.avoid) == found_short
                                for place in row.avoid})
                after |= {(row.document, row.line): row.claimed for row in claim(
                    scope=scope, site=here, kind=KIND, documents=documents, avoid=avoid)}
        got = list(gained(
            {(row.document, row.line): (row.claimed, row.needed) for row in rows}, after))
        record_many(scope=scope, facts=[
            FactDraft(here.id, CLAIMED, f"document:{each.document}",
                      {"line": each.line, "quantity": each.quantity}) for each in got])
    return got

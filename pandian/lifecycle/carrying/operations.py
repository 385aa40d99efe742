"""Carry what one site did with a transfer to the other, by the facts feed.   调拨传递

No transaction spans two sites: each step is a document action of one site, done again without
harm.  A shipment opens the receipt of the other site; a receipt that is closed closes the
transfer, one that is reversed opens it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.queries import facts
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Refused
from pandian.lifecycle.operations import act, open_document
from pandian.lifecycle.transfer.queries import head, receipts
from pandian.lifecycle.words import ActionDraft, DocumentDraft

ROOM = "lifecycle.carrying"
NAME = {"name": "transfers"}
CARRIED = ("transfer.ship", "transfer_receipt.receive", "transfer_receipt.lose",
           "transfer_receipt.reverse")
ROUNDS_MAX = 100
"""Pages of facts that one call follows."""


class Carried(NamedTuple):
    """What was carried: facts read, documents opened or moved on, steps refused."""

    facts: int
    done: int
    refused: int


def carry(*, scope: Scope) -> Carried:
    """Follow the feed from the last bookmark and carry every transfer that it names.

    What is refused is recorded and does not stop the others.
    """
    total = Carried(0, 0, 0)
    for _ in range(ROUNDS_MAX):
        affected(ROOM, "open_bookmark", NAME)
        mark = one(ROOM, "bookmark", NAME)
        assert mark is not None
        page, position = facts(scope=scope, sites=None, after=mark.position or None,
                               kinds=CARRIED)
        if not page:
            return total
        names = dict.fromkeys(str(row.data["transfer"]) for row in page
                              if row.data.get("transfer"))
        done, refused = carry_transfers(scope=scope, transfers=map(UUID, names))
        affected(ROOM, "move_bookmark", {**NAME, "position": position})
        total = Carried(total.facts + len(page), total.done + done, total.refused + refused)
    return total


def carry_transfers(*, scope: Scope, transfers: Iterable[UUID]) -> tuple[int, int]:
    """Bring both documents of each transfer to the same state; return how many (done, refused)."""
    done = refused = 0
    for transfer in transfers:
        try:
            with transaction.atomic():
                done += _carry(scope, transfer)
        except Refused as error:
            refused += 1
            codes = [fault.code for fault in getattr(error, "faults", ())]
            record(scope=scope, site=0, kind="transfer.stuck", subject=f"document:{transfer}",
                   data={"transfer": str(transfer), "faults": codes})
    return done, refused


def _carry(scope: Scope, transfer: UUID) -> int:
    """Do the one step that a transfer waits for, if any; return how many were done.

    Raises what the document's own operation raises.
    """
    row = head(transfer=transfer)
    if row is None or row.state not in ("shipped", "closed"):
        return 0
    codes = {number: code for code, number in site_ids(scope=scope).items()}
    known = receipts(transfer=transfer, to=row.header["to"])
    if row.state == "shipped" and not known:
        open_document(scope=scope, draft=DocumentDraft(
            uuid5(transfer, "receipt"), row.header["to"], "transfer_receipt",
            {"transfer": str(transfer), "from": codes[row.site]}))
        return 1
    closed = any(each.state == "closed" for each in known)
    step = {("shipped", True): "close", ("closed", False): "reopen"}.get((row.state, closed))
    if step is None:
        return 0
    act(scope=scope, draft=ActionDraft(
        uuid7(), transfer, step, row.version, reason="as the other site did"))
    return 1

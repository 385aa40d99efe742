"""What a drop shipment looks up: licences of both ends, the day of the report.   直调查询"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.drop_shipment.rules import report_faults
from pandian.lifecycle.fefo.queries import today_at
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind


def opening_of_drop_shipment(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield the licences of supplier, item and buyer that forbid it."""
    yield from _licences(scope, site, draft.header, [
        Goods(f"/lines/{n}/item", line.item) for n, line in enumerate(draft.lines)])


def gates_of_drop_shipment(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against the judgement: its day, and for what passes the licences now."""
    if draft.action == "cancel":
        return
    yield from report_faults(draft.evidence.get("inspected_on"), today_at(held.site))
    if draft.action == "inspect":
        yield from _licences(scope, held.site, held.row.header, [
            Goods(f"/lines/{n - 1}/item", line.item) for n, line in held.lines.items()])


def _licences(
    scope: Scope, site: SiteRow, header: Any, goods: list[Goods]
) -> Iterator[Fault]:
    for act, field in (("receipt", "supplier"), ("issue", "customer")):
        party = header.get(field)
        if isinstance(party, str) and party.strip():
            yield from licence_faults(scope=scope, site=site, act=act, party=party, goods=goods,
                                      party_pointer=f"/header/{field}")

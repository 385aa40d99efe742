"""A shop behind the dock: customers, lots with expiries, and short ways to sell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from document_world import Dock

from pandian.catalog.operations import put_items, put_lots, put_parties
from pandian.catalog.words import ItemDraft, LotDraft, PartyDraft
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations
from pandian.lifecycle.words import Acted, Amount, DocumentDraft, LineDraft

PAPERS = {"delivery_note": "DN-9", "carrier": "顺丰", "transport": "van", "temperature": "4.1"}


def today() -> date:
    """Return the day at the site."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def in_days(days: int) -> date:
    """Return the day at the site so many days from now."""
    return today() + timedelta(days=days)


class Shop(Dock):
    """A dock with a customer, and glue in lots that end one after the other."""

    def __init__(self) -> None:
        super().__init__()
        put_parties(scope=SYSTEM, parties=[PartyDraft("HOSP", "医院", kinds=("customer",)),
                                           PartyDraft("CLIN", "诊所", kinds=("customer",))])
        put_items(scope=SYSTEM, items=[
            ItemDraft("GLUE", "骨水泥", "支", tracking="lot", expiry=True),
            ItemDraft("COLD", "试剂", "盒", tracking="lot", expiry=True,
                      attributes={"storage": "cold"})])
        put_lots(scope=SYSTEM, lots=[
            LotDraft("GLUE", lot, expires_on=in_days(days))
            for lot, days in (("OLD", -1), ("NEAR", 30), ("MID", 200), ("FAR", 700))] + [
            LotDraft("COLD", "C1", expires_on=in_days(90))])
        self.sam = self.staff("sam", "sales")
        self.check_by = self.staff("cheng", "keeper")

    def order(self, *lines: LineDraft, by: Scope | None = None, **more: Any) -> Acted:
        """Order goods for the hospital."""
        header = {"customer": "HOSP", "place": "OUT"} | more.pop("header", {})
        return operations.open_document(scope=by or self.sam, draft=DocumentDraft(
            more.pop("id", uuid7()), "SH1", "issue", header, lines, **more))

    def claims(self, document: Acted) -> list[tuple[int, str, str, int]]:
        """Return what an order claims: (line, place, lot, quantity), as it is walked."""
        return [(row.line, row.place, row.lot, row.quantity)
                for row in self.read(document).claims]

    def pick(self, document: Acted, *amounts: Amount, by: Scope | None = None,
             **more: Any) -> Acted:
        """Pick what is said, or all that is claimed."""
        facts = amounts or tuple(
            Amount(row.line, "picked", row.quantity, row.lot, row.serial, source=row.place)
            for row in self.read(document).claims)
        return self.act(by or self.keeper, document, "pick", *facts, **more)

    def in_parcel(self, document: Acted, measure: str, note: str = "") -> tuple[Amount, ...]:
        """Return facts that say of all that is in the parcel what `measure` says."""
        left: dict[tuple[int, str, str], int] = {}
        signs = {"picked": 1, "put_back": -1, "held": -1}
        for a in self.read(document).amounts:
            key = (a.line, a.lot, a.serial)
            left[key] = left.get(key, 0) + signs.get(a.measure, 0) * a.quantity
        return tuple(Amount(line, measure, quantity, lot, serial, note=note)
                     for (line, lot, serial), quantity in left.items() if quantity)

    def check(self, document: Acted, by: Scope | None = None) -> Acted:
        """Let another person find in the parcel what was picked."""
        return self.act(by or self.check_by, document, "check",
                        *self.in_parcel(document, "checked"))

    def pack(self, document: Acted, seal: str = "S-1") -> Acted:
        """Pack all of it in one parcel."""
        return self.act(self.keeper, document, "pack",
                        *self.in_parcel(document, "packed", "1"),
                        evidence={"parcels": [{"parcel": "1", "seal": seal,
                                               "temperature": "4.0"}]})

    def ship(self, document: Acted, **more: Any) -> Acted:
        """Let the parcels go."""
        return self.act(self.keeper, document, "ship", evidence=PAPERS, **more)

    def sold(self, *lines: LineDraft, **more: Any) -> Acted:
        """Return an order that went all the way to the customer."""
        order = self.order(*lines, **more)
        self.pick(order)
        self.check(order)
        self.pack(order)
        self.ship(order)
        return order

"""Two sites with people of each, a station, a tray, a hospital: what happens between places."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from counting_world import PASSWORD
from document_world import Dock

from pandian.catalog.operations import put_parties, put_places, put_sites
from pandian.catalog.words import PartyDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.queries import stock
from pandian.lifecycle import operations
from pandian.lifecycle.carrying.operations import carry_transfers
from pandian.lifecycle.words import Acted, DocumentDraft, LineDraft

PAPERS = {"carrier": "顺达", "seals": "S-1 S-2 unbroken", "handed_over_by": "驾驶员王",
          "enquiry": "Q-1", "photo": "P-1", "loan_form": "LF-1", "cleaned": "ST-9",
          "signed_by": "器械科李", "witness": "护士长赵", "usage_form": "UF-3",
          "result": "passed", "delivery_note": "DN-7"}


class Between(Dock):
    """The dock at SH1 and a second site BJ1; goods in A-01 (PLAIN 50, LOTS 30 of L1)."""

    def __init__(self) -> None:
        super().__init__()
        put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
        put_places(scope=SYSTEM, places=[
            PlaceDraft("BJ1", code, kind) for code, kind in (
                ("B-01", "bin"), ("B-PEND", "pending_area"), ("B-RED", "rejected_area"),
                ("B-DOCK", "dock"))])
        put_places(scope=SYSTEM, places=[
            PlaceDraft("SH1", code, kind) for code, kind in (
                ("ST-1", "wip"), ("TRAY-1", "tray"), ("HOSP", "consignment_site"),
                ("HOSP2", "consignment_site"), ("BACK", "return_area"))])
        put_parties(scope=SYSTEM, parties=[PartyDraft("H1", "市一医院", kinds=("customer",))])
        self.bea = self.at_site("bea", "lead", "BJ1")
        self.ben = self.at_site("ben", "lead", "BJ1")
        self.mia = self.at_site("mia", "manager", "SH1")
        self.bob = self.at_site("bob", "manager", "BJ1")
        self.stock_in("PLAIN", "A-01", 50)
        self.stock_in("LOTS", "A-01", 30, lot="L1")

    def at_site(self, code: str, role: str, *sites: str) -> Scope:
        """Make a person of a role at some sites."""
        row = create_person(scope=SYSTEM, code=code, name=code, role=role, sites=list(sites),
                            password=PASSWORD)
        return scope_of_person(person=row.id)

    def open(self, kind: str, who: Scope, *lines: LineDraft, site: str = "SH1",
             **more: Any) -> Acted:
        """Open a document; the rest but `follows` and `id` is its head."""
        own = {key: more.pop(key) for key in ("follows", "replaces") if key in more}
        id = more.pop("id", uuid7())
        return operations.open_document(scope=who, draft=DocumentDraft(
            id, site, kind, more, lines, **own))

    def act(self, who: Scope, document: Acted, action: str, *amounts: Any, **more: Any) -> Acted:
        """Do an action with good papers."""
        more.setdefault("evidence", PAPERS)
        return super().act(who, document, action, *amounts, **more)

    def total(self, item: str) -> int:
        """Return all of an item that is anywhere, at both sites, outside the virtual places."""
        return sum(row.quantity for site in ("SH1", "BJ1")
                   for row in stock(scope=SYSTEM, site=site, item=item).rows
                   if not row.place.startswith("@"))

    def there(self, *places: str, site: str = "SH1") -> dict[tuple[str, str, str, str], int]:
        """Return what stands in some places (all of them if none is named)."""
        return {(row.place, row.item, row.lot, row.status): row.quantity
                for row in stock(scope=SYSTEM, site=site).rows
                if (row.place in places if places else row.place[0] != "@")}

    def carried(self, transfer: Acted) -> Acted:
        """Carry a transfer to the other site; return its receipt there."""
        carry_transfers(scope=SYSTEM, transfers=[transfer.document])
        id: UUID = uuid5(transfer.document, "receipt")
        head = self.read(id).head
        return Acted(id, "created", id, head.number, head.state, head.version)

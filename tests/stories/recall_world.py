"""Two sites with a recalled lot everywhere: shelf, way, station, hospital, customers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from counting_world import PASSWORD
from document_world import Dock

from pandian.catalog.operations import put_parties, put_places, put_sites
from pandian.catalog.words import PartyDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person, site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.queries import stock
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle import operations
from pandian.lifecycle.recall.queries import customers_of_recall, equations
from pandian.lifecycle.recall.words import Equation
from pandian.lifecycle.words import Acted, Amount, DocumentDraft, LineDraft

PAPERS = {"notice": "N-1", "customer": "H1", "answered_by": "王", "report": "R-1",
          "handed_over_by": "王"}


class Field(Dock):
    """SH1 and BJ1, two hospitals, sales, quality and a manager of both sites."""

    def __init__(self) -> None:
        super().__init__()
        put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
        self.bj1 = site_by_code(scope=SYSTEM, code="BJ1").id
        put_places(scope=SYSTEM, places=[
            PlaceDraft("SH1", "TO-BJ1", "in_transit"), PlaceDraft("BJ1", "FROM-SH1", "in_transit"),
            PlaceDraft("SH1", "WIP-1", "wip"), PlaceDraft("SH1", "HOSP", "consignment_site"),
            PlaceDraft("SH1", "RET", "return_area"), PlaceDraft("BJ1", "B-01", "bin"),
            PlaceDraft("BJ1", "B-RET", "return_area"), PlaceDraft("BJ1", "B-RED", "rejected_area")])
        put_parties(scope=SYSTEM, parties=[
            PartyDraft("H1", "第一医院", kinds=("customer",)),
            PartyDraft("H2", "第二医院", kinds=("customer",))])
        self.sales = self.of("sal", "sales")
        self.head = self.of("head", "manager")
        self.far = self.of("far", "lead", "BJ1")

    def of(self, code: str, role: str, *sites: str) -> Scope:
        """Make a person of a role at some sites (both by default)."""
        row = create_person(scope=SYSTEM, code=code, name=code, role=role,
                            sites=list(sites) or ["SH1", "BJ1"], password=PASSWORD)
        return scope_of_person(person=row.id)

    def go(self, source: str, target: str, quantity: int, *, site: str = "SH1",
           customer: str = "", status: str = "accepted", lot: str = "L1") -> Any:
        """Post one plain move of the lot, as an outside system does."""
        kind = "issue" if target == "@customer" else "relocation"
        request = PostingRequest(
            uuid7(), site, kind, {"customer": customer, "document": "X"}, self.at(1),
            (LineRequest("LOTS", source, target, quantity, lot=lot, status=status),),
            strict=True)
        return post(scope=SYSTEM, requests=[request])[0]

    def everywhere(self) -> None:
        """Let 100 of the lot stand and be in every kind of place."""
        self.stock_in("LOTS", "A-01", 100, lot="L1")
        for target, quantity in (("A-02", 10), ("WIP-1", 5), ("HOSP", 6), ("TO-BJ1", 20)):
            assert self.go("A-01", target, quantity).result == "created"
        assert self.go("FROM-SH1", "B-01", 12, site="BJ1").result == "created"
        assert self.go("A-01", "@customer", 9, customer="H1").result == "created"
        assert self.go("B-01", "@customer", 4, site="BJ1", customer="H2").result == "created"

    def recall(self, *lines: LineDraft, by: Scope | None = None, **header: str) -> Acted:
        """Open a recall of lot L1."""
        return operations.open_document(scope=by or self.quinn, draft=DocumentDraft(
            uuid7(), "SH1", "recall", {"level": "2", "reason": "断裂", "notice": "N-1", **header},
            lines or (LineDraft("LOTS", 100, "L1"),)))

    def do(self, who: Scope, recall: Acted, action: str, *amounts: Amount, **more: Any) -> Acted:
        """Do an action with good papers; decisions and closings are signed."""
        sign = more.pop("sign", {"decide": ["quinn"], "close": ["quinn", "head"]}.get(action, []))
        return self.act(who, recall, action, *amounts, sign=sign,
                        evidence={**PAPERS, **more.pop("papers", {})}, **more)

    def equation(self, recall: Acted, scope: Scope = SYSTEM) -> Equation:
        """Return the equation of the first line."""
        return equations(scope=scope, site=self.site_id, recall=recall.document)[0]

    def customers(self, recall: Acted) -> dict[str, int]:
        """Return what is outstanding at each customer."""
        return {row.customer: row.outstanding for row in customers_of_recall(
            scope=SYSTEM, site=self.site_id, recall=recall.document)}

    def take_back(self, recall: Acted | UUID, customer: str, quantity: int, *, site: str = "SH1",
                  who: Scope | None = None) -> Acted:
        """Take goods back from a customer at a site."""
        id = recall.document if isinstance(recall, Acted) else recall
        place = "RET" if site == "SH1" else "B-RET"
        who = who or (self.keeper if site == "SH1" else self.far)
        made = operations.open_document(scope=who, draft=DocumentDraft(
            uuid7(), site, "recall_return",
            {"recall": str(id), "customer": customer, "place": place},
            (LineDraft("LOTS", quantity, "L1"),)))
        return self.act(who, made, "arrive", Amount(1, "returned", quantity), sign=[],
                        evidence=PAPERS)

    def lot(self, lot: str = "L1") -> dict[tuple[str, str, str], int]:
        """Return where the lot stands: (site, place, status) -> quantity."""
        return {(row.site, row.place, row.status): row.quantity
                for row in stock(scope=SYSTEM, item="LOTS", lot=lot).rows
                if not row.place.startswith("@")}

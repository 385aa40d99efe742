"""A dock, an inspection table and some bins: short ways to let documents happen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from counting_world import PASSWORD, World

from pandian.catalog.operations import put_items, put_parties, put_places
from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations, queries
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.words import (
    Acted,
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentWhole,
    LineDraft,
    ReversalDraft,
    SignatureDraft,
)

PAPERS = {"delivery_note": "DN-7", "transport": "cold van", "handed_over_by": "驾驶员王",
          "result": "passed"}


class Dock(World):
    """A site with a dock, zones of every colour, a supplier, and people of each post."""

    def __init__(self) -> None:
        super().__init__(places=3)
        put_places(scope=SYSTEM, places=[
            PlaceDraft("SH1", code, kind) for code, kind in (
                ("DOCK", "dock"), ("PEND", "pending_area"), ("RED", "rejected_area"),
                ("OUT", "dispatch_area"))])
        put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "供应商", kinds=("supplier",))])
        put_items(scope=SYSTEM, items=[
            ItemDraft("STENT", "支架", "支", tracking="lot",
                      attributes={"device_class": "III", "implant": "yes"})])
        # licences have stories of their own (test_inbound_gates): here nobody has entered any
        put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
        self.keeper = self.staff("keeper", "lead")
        self.porter = self.staff("porter", "lead")
        self.boss = self.staff("boss", "controller")
        self.quinn = self.staff("quinn", "quality")
        self.rosa = self.staff("rosa", "quality")

    def staff(self, code: str, role: str) -> Scope:
        """Make a person of a role."""
        row = create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                            password=PASSWORD)
        return scope_of_person(person=row.id)

    def announce(self, *lines: LineDraft, by: Scope | None = None, **more: Any) -> Acted:
        """Announce a receipt into the pending area."""
        header = more.pop("header", {"supplier": "SUP", "place": "PEND"})
        return operations.open_document(scope=by or self.keeper, draft=DocumentDraft(
            more.pop("id", uuid7()), "SH1", "receipt", header, lines, **more))

    def follow(self, kind: str, document: Acted, by: Scope | None = None) -> Acted:
        """Open the inspection of a receipt, or the putaway of an inspection."""
        who = by or (self.quinn if kind == "inspection" else self.keeper)
        return operations.open_document(scope=who, draft=DocumentDraft(
            uuid7(), "SH1", kind, follows=document.document))

    def act(self, who: Scope, document: Acted | UUID, action: str, *amounts: Amount,
            sign: Any = None, **more: Any) -> Acted:
        """Do an action with good papers; `sign` names who signs (the actor where it must be)."""
        names = sign if sign is not None else (
            [who.actor] if action in ("accept", "reject", "split") else [])
        version = more.pop("version", None) or self.read(document).head.version
        return operations.act(scope=who, draft=ActionDraft(
            more.pop("id", uuid7()), document if isinstance(document, UUID) else document.document,
            action, version, amounts,
            more.pop("evidence", PAPERS), more.pop("reason", "as agreed"),
            signatures=tuple(SignatureDraft(name, PASSWORD) for name in names), **more))

    def reverse(self, document: Acted, effective: str = "now", **more: Any) -> Acted:
        """Undo a document."""
        return operations.reverse(scope=more.pop("by", self.boss), draft=ReversalDraft(
            more.pop("id", uuid7()), document.document,
            more.pop("version", None) or self.read(document).head.version, "wrong lot", effective))

    def read(self, document: Acted | UUID) -> DocumentWhole:
        """Return a document as it stands."""
        id = document.document if isinstance(document, Acted) else document
        return queries.document(scope=SYSTEM, id=id)

    def booked(self, *lines: tuple[str, int, str], place: str = "PEND") -> Acted:
        """Return a receipt that was booked as announced."""
        receipt = self.announce(*(LineDraft(item, asked, lot) for item, asked, lot in lines),
                                header={"supplier": "SUP", "place": place})
        self.act(self.keeper, receipt, "arrive")
        return self.act(self.keeper, receipt, "book", *(
            Amount(n, measure, asked) for n, (_, asked, _) in enumerate(lines, 1)
            for measure in ("scanned", "accepted")))

    def passed(self, *lines: tuple[str, int, str]) -> Acted:
        """Return an inspection that accepted a whole receipt."""
        inspection = self.follow("inspection", self.booked(*lines))
        return self.act(self.quinn, inspection, "accept", *(
            Amount(line.line, "accepted", line.asked) for line in self.read(inspection).lines))

    def standing(self) -> dict[tuple[str, str, str, str], int]:
        """Return all stock that is there: (place, item, lot, status) -> quantity."""
        from pandian.ledger.queries import stock

        rows, after = [], None
        while page := stock(scope=SYSTEM, site="SH1", after=after):
            rows += page.rows
            after = page.next
            if after is None:
                break
        return {(row.place, row.item, row.lot, row.status): row.quantity
                for row in rows if not row.place.startswith("@")}

    def assert_sound(self) -> None:
        """Every invariant of the ledger holds, and every one of the documents."""
        super().assert_sound()
        broken = {each.code: each.broken for each in queries.check(scope=SYSTEM) if each.broken}
        assert not broken

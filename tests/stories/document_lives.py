"""Random lives of documents of any kind, driven by their tables alone.   随机单据

A kind is known here by its table only: what its actions take is drawn by chance, mostly what
would be sensible.  `HEADS` holds the few fields of a head that are no free text.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from copy import copy
from importlib import import_module
from typing import Any
from uuid import UUID

from counting_world import PASSWORD
from django.db import connection
from document_world import Dock

from pandian.capture.photos.operations import put_photo
from pandian.catalog.operations import put_items, put_parties, put_places, put_sites
from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import CAPABILITIES, SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.ledger.queries import stock
from pandian.lifecycle import operations, queries
from pandian.lifecycle.carrying.operations import carry_transfers
from pandian.lifecycle.production.words import PROCESSES
from pandian.lifecycle.rules import KINDS, allowed
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRow,
    DocumentWhole,
    Kind,
    LineDraft,
    ReversalDraft,
    SignatureDraft,
)

Stock = Counter[tuple[str, str, str, str, str]]
STEPS_BACK = ("cancel", "refuse", "send_back", "withdraw", "leave", "close", "finish", "drop")
"""Actions that end a life early: they are drawn seldom."""
USUAL = ("accepted", "counted", "looked")
"""Measures that go with the first one of an action."""

PICTURE = b"\xff\xd8\xff" + b"any photo"
PHOTO = hashlib.sha256(PICTURE).hexdigest()
EVIDENCE: dict[str, Any] = {
    "delivery_note": "DN-1", "transport": "van", "handed_over_by": "王", "result": "passed",
    "contract": "C-1", "photo": PHOTO, "photos": [PHOTO], "weight_grams": "1000",
    "seal_numbers": "S-1", "seal": "unbroken", "seals": "S-1 unbroken", "carrier": "顺达",
    "enquiry": "asked", "step": "1", "loan_form": "F-1", "usage_form": "U-1", "cleaned": "yes",
    "signed_by": "护士李", "witness": "王", "invoice": "I-1", "notice": "N-1",
    "customer": "Q-customer",
    "answered_by": "李", "decision": "destroy", "report": "R-1", "package": "whole",
    "confirmation": "K-1", "how_found": "count", "measures_taken": "told", "storage": "good",
    "hygiene": "good", "monitoring": "good", "inspected_on": "2026-11-23", "arrived_at": "4.0",
    "parcels": [{"parcel": "1", "seal": "S-1", "temperature": "4.0"}],
}
HEADS: dict[str, tuple[Any, ...]] = {
    "supplier": ("SUP",), "to": ("BJ1",), "cause": ("damaged", "expiry", "dispute", "package"),
    "process": tuple(PROCESSES), "level": ("1", "2", "3"), "due": ("2030-01-31",),
    "template": ("SET",),
}
BINS = ("A-01", "A-02", "A-03")
STANDS: dict[str, tuple[str, ...]] = {
    "scrap": ("RED",), "supplier_return": ("RED",), "usage": ("P-consignment_site",),
    "consignment_return": ("P-consignment_site",),
    **dict.fromkeys(("purchase", "receipt", "drop_shipment", "customer_return", "recall",
                     "recall_return", "issue"), ()),
}
"""Where the goods of given lines mostly stand: in bins, or (empty) lines name no place."""

NEEDS: dict[str, tuple[str, ...]] = {
    "transfer_receipt": ("transfer",), "recall_return": ("recall", "issue"), "loan": ("kit",),
    "supplier_return": ("receipt", "inspection"), "consignment_return": ("consignment",),
}
"""What has to be there before, besides what a kind follows."""
GOODS = (("PLAIN", ""), ("LOTS", "L1"), ("LOTS", "L2"))
STARTING = {  # place -> statuses of what stands there
    "A-01": ("accepted", "on_hold"), "A-02": ("accepted",), "RED": ("rejected",),
    "P-tray": ("accepted",), "P-consignment_site": ("accepted",), "P-return_area": ("pending",),
    "P-quarantine": ("quarantine",), "P-wip": ("accepted",), "OUT": ("accepted",),
}

LEDGER = """
    SELECT (SELECT count(*) FROM ledger_move),
           (SELECT sum(hashtextextended(b::text, 0)) FROM ledger_balance b),
           (SELECT sum(hashtextextended(p::text, 0)) FROM ledger_posting p)"""
"""All that the stock of this moment is computed from; moves are only ever added."""


class Lives:
    """Two sites with goods in every kind of place, people of every post, and dice.

    `stood` is how the goods stood after the last try: no step may find them otherwise.
    """

    dice: random.Random
    told: Counter[str]
    effects: dict[UUID, Stock]
    stood: Stock
    ledger: tuple[Any, ...]

    def __init__(self, dock: Dock) -> None:
        self.dock = dock
        put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
        kinds = {kind for each in KINDS.values() for some in each.places.values() for kind in some}
        put_places(scope=SYSTEM, places=[
            PlaceDraft(site, f"P-{kind}", kind) for site in ("SH1", "BJ1")
            for kind in (kinds - {"customer", "production", "used"}) | {
                "tray", "consignment_site", "return_area", "quarantine", "wip", "bin"}])
        put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "TRAY", "tray")])
        put_parties(scope=SYSTEM, parties=[
            PartyDraft(f"Q-{kind}", kind, kinds=(kind,)) for kind in ("customer", "supplier")])
        for place, statuses in STARTING.items():
            for status in statuses:
                for item, lot in GOODS:
                    dock.stock_in(item, place, 20, lot=lot or None, status=status)
        put_items(scope=SYSTEM, items=[
            ItemDraft("SET", "器械包", "包", attributes={"parts": {"LOTS": 2, "PLAIN": 3}})])
        put_photo(scope=dock.keeper, digest=PHOTO, content=PICTURE)
        self.people = [self._person(f"r-{role}-{n}", role) for n in range(2)
                       for role in ("lead", "quality", "manager", "finance", "controller")]

    def begun(self, seed: int) -> Lives:
        """Return lives of their own in this world, thrown by such dice."""
        begun = copy(self)
        begun.dice, begun.told, begun.effects = random.Random(seed), Counter[str](), {}
        begun.stood, begun.ledger = begun.standing(), begun._ledger()
        return begun

    def _person(self, code: str, role: str) -> Scope:
        row = create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1", "BJ1"],
                            password=PASSWORD)
        return scope_of_person(person=row.id)

    def standing(self) -> Stock:
        """Return what stands at both sites: (site, place, item, lot, status).

        Without what covers a shortage: another document's goods may take the cover back.
        """
        return Counter({
            (row.site, row.place, row.item, row.lot, row.status): row.quantity - row.short
            for row in stock(scope=SYSTEM, group_by=("place", "item", "lot", "status")).rows
            if row.place[0] != "@" and row.quantity != row.short})

    def moved(self) -> Stock:
        """Return what the last try added to what stands, or took from it."""
        ledger = self._ledger()
        if ledger == self.ledger:
            return Counter()
        self.ledger = ledger
        now = self.standing()
        moved = Counter(now)
        moved.subtract(self.stood)
        self.stood = now
        return Counter({key: n for key, n in moved.items() if n})

    @staticmethod
    def _ledger() -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute(LEDGER)
            found: tuple[Any, ...] = cursor.fetchone()
        return found

    def documents(self, kind: str | None = None) -> list[DocumentRow]:
        return queries.documents(scope=SYSTEM, kind=kind).rows

    # -- opening

    def open(self, name: str) -> bool:
        """Try to open a document of a kind, over goods that stand there or after another one."""
        dice, kind = self.dice, KINDS[name]
        before = [row for each in (kind.follows, *kind.also) if each
                  for row in self.documents(each)]
        follows = None
        if before and (kind.lines == "taken" or (
                kind.lines in ("either", "both") and dice.random() < 0.5)):
            follows = dice.choice(before).id
        lines = () if follows or kind.lines in ("taken", "none") else self._lines(kind)
        draft = DocumentDraft(uuid7(), "SH1", name, self._head(kind), lines, follows)
        who = self._able(dice.choice(self.people))
        try:
            operations.open_document(scope=who, draft=draft)
        except Refused as refused:
            self._note(f"open {name} refused", refused)
            assert not self.moved(), "a refusal moves nothing"
            return False
        self.told[f"open {name}"] += 1
        self.effects[draft.id] = self.moved()
        return True

    def _head(self, kind: Kind) -> dict[str, Any]:
        head = {field: self.dice.choice(HEADS.get(field, ("x",))) for field in kind.header}
        for field, kinds in kind.places.items():
            chosen = self.dice.choice(sorted(kinds))
            head[field] = (f"@{chosen}" if chosen in ("customer", "production", "used")
                           else f"P-{chosen}")
        for field, party in kind.parties.items():
            head[field] = f"Q-{party}"
        if "cause" in head:
            head["cause"] = self.dice.choice(sorted(self._causes(kind)))
        if kind.name == "kit":
            head["place"] = "TRAY"
        if kind.name == "stock_check":
            head["place"] = self.dice.choice(("A-01", "A-02"))
        if "transfer" in head and (transfers := self.documents("transfer")):
            head["transfer"] = str(self.dice.choice(transfers).id)
        if "recall" in head and (recalls := self.documents("recall")):
            head["recall"] = str(self.dice.choice(recalls).id)
        return head

    def _causes(self, kind: Kind) -> dict[str, Any]:
        words = import_module(f"pandian.lifecycle.{kind.name}.words")
        return dict(words.CAUSES)

    def _lines(self, kind: Kind) -> tuple[LineDraft, ...]:
        """Return lines over what mostly stands where the kind takes it from."""
        dice, places = self.dice, STANDS.get(kind.name, BINS)
        if kind.name == "kit" and dice.random() < 0.8:
            return (LineDraft("LOTS", 2, "L1", place="A-01"), LineDraft("PLAIN", 3, place="A-02"))
        sensible = dice.random() < 0.85
        status = "accepted" if kind.status in ("pending", "recalled") else kind.status
        held = [(key, n) for key, n in self.stood.items() if key[0] == "SH1" and n > 0 and (
            not sensible or (key[1] in (places or BINS) and key[4] == status))]
        made = []
        for (_, place, item, lot, stands), n in dice.sample(
                held, min(len(held), dice.randint(1, 3))):
            where = {"place": place, "status": stands} if places or not sensible else {}
            made.append(LineDraft(item, dice.randint(1, min(n, 5)), lot,
                                  attributes={"price": 100}, **where))
        if kind.name == "production":
            made.append(LineDraft("LOTS", 2, "L9"))
        return tuple(made)

    # -- acting

    def act(self, row: DocumentRow) -> None:
        """Try an action; check that only a legal one is done and a refused one changes nothing."""
        dice, whole = self.dice, queries.document(scope=SYSTEM, id=row.id)
        kind = KINDS[row.kind]
        names = allowed(kind, row.state)
        if not names or dice.random() < 0.1:
            names = list(kind.actions)
        forward = [name for name in names if name not in STEPS_BACK]
        name = dice.choice(forward if forward and dice.random() < 0.9 else names)
        action = kind.actions[name]
        who = self._able(dice.choice(self.people))
        version = whole.head.version + (dice.random() < 0.03)
        draft = ActionDraft(
            uuid7(), row.id, name, version, self._facts(whole, name), EVIDENCE, "as agreed",
            signatures=tuple(SignatureDraft(code, PASSWORD)
                             for code in self._signers(who, action.signers)))
        try:
            done = operations.act(scope=who, draft=draft)
        except Refused as refused:
            self._note(f"{kind.name} {name} refused", refused)
            assert queries.document(scope=SYSTEM, id=row.id) == whole, "a refusal leaves no trace"
            assert not self.moved(), "a refusal moves nothing"
            return
        self.told[f"{kind.name} {name}"] += 1
        assert row.state in action.sources, "an illegal transition succeeded"
        assert version == whole.head.version, "an old version was acted on"
        assert (done.version, done.state in kind.states) == (version + 1, True)
        moved = self.moved()
        assert done.postings or not moved or kind.name == "recall", "stock moved without a posting"
        self.effects.setdefault(row.id, Counter()).update(moved)

    def _able(self, who: Scope) -> Scope:
        """Return a person who may do everything: rights have a table of their own."""
        return who._replace(capabilities=frozenset(CAPABILITIES))

    def _signers(self, who: Scope, needed: tuple[str, ...]) -> list[str]:
        """Return mostly as many signers as are needed, who mostly may sign."""
        dice, names = self.dice, [who.actor]
        for capability in needed[1:]:
            able = [each.actor for each in self.people
                    if each.may(capability.partition("@")[0], "SH1") and each.actor not in names]
            names.append(dice.choice(able or [who.actor]))
        if dice.random() < 0.1:
            names.append(dice.choice(self.people).actor)
        return names if needed or dice.random() < 0.02 else []

    def _facts(self, whole: DocumentWhole, name: str) -> tuple[Amount, ...]:
        """Return facts: mostly one measure of an action says all that is left of every line."""
        dice, kind = self.dice, KINDS[whole.head.kind]
        measures = kind.actions[name].measures
        if not measures:
            return ()
        usual = [measures[0], *(m for m in measures[1:] if m in USUAL)]
        chosen = (usual if dice.random() < 0.6 else
                  dice.sample(measures, dice.randint(1, len(measures))))
        done = Counter[int]()
        for row in whole.sums:
            done[row.line] += row.quantity if row.measure in kind.closing else 0
        claims = {c.line: c for c in whole.claims}
        made = []
        for line in whole.lines:
            left = max(1, line.asked - done[line.line])
            for measure in chosen:
                claim = claims.get(line.line)
                count = left if dice.random() < 0.7 else dice.randint(0, left + 2)
                made.append(Amount(
                    line.line, measure, count, lot=line.lot or (claim.lot if claim else ""),
                    place=self._place(line, measure) if measure in kind.placed else "",
                    source=(claim.place if claim else "A-01") if measure in kind.sourced else "",
                    note="1" if measure == "packed" else "ok"))
        return tuple(made if dice.random() < 0.9 else made[1:])

    def _place(self, line: Any, measure: str) -> str:
        """Return where a fact's goods mostly go: what is bad to the red zone, else to a bin."""
        dice = self.dice
        if dice.random() < 0.1:
            return str(dice.choice(("P-return_area", "NOWHERE", "RED", "")))
        if measure in ("rejected", "damaged", "scrapped", "refused"):
            return "RED"
        return str(line.target or dice.choice(BINS) if dice.random() < 0.5 else "A-03")

    @staticmethod
    def moves_on(row: DocumentRow) -> bool:
        """Say whether something may still be done to a document."""
        return bool(allowed(KINDS[row.kind], row.state))

    # -- undoing, and what runs by itself

    def carry(self) -> None:
        """Let the goods of transfers arrive in the books of the other site."""
        known = [row.id for row in self.documents("transfer")]
        carry_transfers(scope=SYSTEM, transfers=known)
        assert not self.moved(), "what is carried is paper"

    def undo(self, row: DocumentRow) -> bool:
        """Try to reverse a document: all that it did is taken back, or it says why not."""
        whole = queries.document(scope=SYSTEM, id=row.id)
        try:
            operations.reverse(scope=self._able(self.people[0]), draft=ReversalDraft(
                uuid7(), row.id, row.version, "wrong", self.dice.choice(("now", "then"))))
        except Refused as refused:
            self._note(f"reverse {row.kind} refused", refused)
            assert queries.document(scope=SYSTEM, id=row.id) == whole
            assert not self.moved()
            return False
        self.told[f"reverse {row.kind}"] += 1
        taken_back = Counter({key: -n for key, n in self.moved().items()})
        assert taken_back == self.effects.get(row.id, Counter()), (row.kind, row.number)
        self.effects[row.id] = Counter()
        after = queries.document(scope=SYSTEM, id=row.id)
        assert after.head.state == "reversed"
        return True

    def _note(self, what: str, refused: Refused) -> None:
        assert refused.faults, f"{what}, and nobody says why"
        self.told[what] += 1
        for fault in refused.faults:
            self.told[f"{what}: {fault.pointer} {fault.code}"] += 1

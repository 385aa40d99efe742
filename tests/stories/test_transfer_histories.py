"""Random histories between two sites: lost, late, double, undone; no unit too many.   调拨"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from between_world import Between

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.ledger.verify.operations import verify
from pandian.lifecycle import queries
from pandian.lifecycle.carrying.operations import carry_transfers
from pandian.lifecycle.transfer.queries import on_the_way
from pandian.lifecycle.words import Acted, Amount, LineDraft
from tests.chance import rounds

ACTS = 60
START = 500


class Route:
    """Transfers from SH1 to BJ1, and what a small model counts of them."""

    def __init__(self, house: Between, seed: int) -> None:
        self.house, self.dice = house, random.Random(seed)
        self.sent: list[Acted] = []
        self.told: Counter[str] = Counter()
        self.chief = house.at_site("chief", "controller", "BJ1")

    def step(self) -> None:
        """Do one random thing; what is refused leaves no trace, and no unit appears or goes."""
        dice = self.dice
        act = dice.choices((self.open, self.at_sender, self.at_receiver, self.carry, self.undo),
                           (2, 4, 8, 4, 1))[0]
        before = self.stock()
        try:
            act()
        except Refused as error:
            self.told[f"refused {error.faults[0].code}"] += 1
            assert self.stock() == before
        self.assert_conserved()

    def ready(self) -> None:
        """Send a transfer that the other site knows of."""
        self.open()
        house, transfer = self.house, self.sent[-1]
        house.act(house.keeper, transfer, "approve", sign=["keeper", "bea"])
        house.act(house.keeper, transfer, "ship", Amount(
            1, "shipped", house.read(transfer).lines[0].asked), sign=["keeper", "porter"])
        house.carried(transfer)
        self.told["shipped"] += 1

    def stock(self) -> list[Any]:
        return [self.house.there(site=site) for site in ("SH1", "BJ1")]

    def open(self) -> None:
        """Ask for a transfer, often with more than there is."""
        self.sent.append(self.house.open(
            "transfer", self.house.keeper,
            LineDraft("PLAIN", self.dice.randint(1, 20), place="A-01"), to="BJ1", reason="补货",
            trusted=self.dice.choice(("yes", "no"))))

    def at_sender(self) -> None:
        """Approve or ship one of them, sometimes too much."""
        states = {each: self.house.read(each).head.state for each in self.sent}
        waiting = [each for each, state in states.items() if state in ("requested", "approved")]
        if not states:
            return
        transfer = self.dice.choice(
            waiting if waiting and self.dice.random() < 0.9 else [*states])
        whole = self.house.read(transfer)
        if whole.head.state == "requested":
            self.house.act(self.house.keeper, transfer, "approve", sign=["keeper", "bea"])
        else:
            self.house.act(self.house.keeper, transfer, "ship", Amount(
                1, "shipped", self.dice.randint(1, whole.lines[0].asked + 1)),
                sign=["keeper", "porter"])
            self.told["shipped"] += 1

    def receipts(self) -> list[Acted]:
        rows = queries.documents(scope=SYSTEM, site="BJ1", kind="transfer_receipt").rows
        return [Acted(row.id, "created", row.id, row.number, row.state, row.version)
                for row in rows]

    def at_receiver(self) -> None:
        """Receive in parts, declare short, write off, find again, or send the same twice."""
        dice, house, known = self.dice, self.house, self.receipts()
        if not known:
            return
        receipt = dice.choice(known)
        whole = house.read(receipt)
        told = {row.measure: row.quantity for row in whole.sums}
        left = whole.lines[0].asked - sum(told.get(name, 0) for name in (
            "received", "stocked", "damaged", "lost"))
        much = left if left > 0 and dice.random() < 0.5 else dice.randint(1, 8)
        fitting = {"announced": (0, 1, 2, 3, 4), "receiving": (0, 2, 4), "short": (0, 5, 5),
                   "closed": (6,)}.get(receipt.state, (0,))
        choice = dice.choice(fitting) if dice.random() < 0.8 else dice.randint(0, 6)
        who, name, fact, sign = (
            (house.bea, "receive", Amount(1, "received", much, place="B-PEND"), []),
            (house.ben, "receive", Amount(1, "stocked", much, place="B-01"), []),
            (house.bea, "receive", Amount(1, "damaged", much, place="B-RED"), []),
            (house.bea, "receive", Amount(1, "over", 1, place="B-DOCK"), []),
            (house.bea, "short", None, []),
            (house.bob, "lose", Amount(1, "lost", much), ["bob", "mia"]),
            (house.bea, "find", Amount(1, "found", much, place="B-PEND"), ["bea", "bob"]))[choice]
        id, version = uuid7(), receipt.version
        for _ in range(dice.randint(1, 2)):
            done = house.act(who, receipt, name, *([fact] if fact else []), sign=sign, id=id,
                             version=version)
            self.told[f"{name} {done.result}"] += 1

    def carry(self) -> None:
        if self.sent:
            carry_transfers(scope=SYSTEM, transfers=[self.dice.choice(self.sent).document])

    def undo(self) -> None:
        """Try to undo a document of either end."""
        ends = [(each, self.house.boss) for each in self.sent]
        ends += [(each, self.chief) for each in self.receipts()]
        if ends:
            document, who = self.dice.choice(ends)
            self.house.reverse(document, self.dice.choice(("now", "then")), by=who)
            self.told["undone"] += 1

    def assert_conserved(self) -> None:
        """All that ever was is somewhere, was written off, or came out of nothing as `over`."""
        facts: Counter[str] = Counter()
        for receipt in self.receipts():
            for row in self.house.read(receipt).sums:
                facts[row.measure] += row.quantity
        gone = facts["lost"] - facts["found"] - facts["over"]
        assert self.house.total("PLAIN") == START - gone
        way = sum(n for site in self.stock() for (place, *_), n in site.items()
                  if place.startswith("TRANSIT-"))
        assert way == sum(row.open for row in on_the_way(scope=SYSTEM)), "the list is the book"
        assert all(row.open >= 0 for row in on_the_way(scope=SYSTEM))


def test_no_random_history_receives_what_was_not_shipped(db, seed):
    route = Route(Between(), seed)
    route.house.stock_in("PLAIN", "A-01", START - 50)
    for _ in range(3):
        route.ready()
    for _ in rounds(ACTS, lambda: route.told["receive created"] > 0):
        route.step()
    print(dict(route.told))
    assert route.told["shipped"] > 2
    assert route.told["receive created"] > 0
    assert not [row.broken for row in verify(scope=SYSTEM) if row.broken and not row.report]
    route.house.assert_sound()

"""Random legal and illegal acts on random documents: the books never break.   随机单据历史

After every act the stock is what a small model of the house says; what is refused changes
nothing; at the end everything is undone and the site stands as empty as it began.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from document_world import Dock

from pandian.governance.words import Scope
from pandian.kernel.words import Refused
from pandian.lifecycle import queries
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import Acted, Amount, LineDraft

ACTS = 120
WHERE = ("", "A-01", "A-02", "A-03", "RED", "PEND", "NOWHERE")


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


class History:
    """Documents so far, and the stock as the model counts it."""

    def __init__(self, dock: Dock, seed: int) -> None:
        self.dock, self.dice = dock, random.Random(seed)
        self.made: list[Acted] = []
        self.stock: Counter[tuple[str, str, str, str]] = Counter()
        self.told: Counter[str] = Counter()
        self.people = [dock.keeper, dock.porter, dock.boss, dock.quinn, dock.rosa]

    def step(self) -> None:
        """Do one random thing, then compare the house with the model."""
        dice = self.dice
        alive = [each for each in self.made if self.dock.read(each).actions]
        if not self.made or dice.random() < 0.35:
            self.open(alive)
        elif dice.random() < 0.05:
            self.undo(dice.choice(self.made))
        else:
            self.act(dice.choice(alive if alive and dice.random() < 0.85 else self.made))
        assert self.dock.standing() == {key: n for key, n in self.stock.items() if n}

    def open(self, alive: list[Acted]) -> None:
        """Announce goods, or take over those of any document.

        Where all documents have ended, goods are announced: else a history whose first documents
        die early would only knock at closed doors.
        """
        dice = self.dice
        kind = dice.choice(("receipt", "inspection", "putaway")) if alive else "receipt"
        try:
            if kind == "receipt":
                made = self.dock.announce(*(
                    LineDraft(*dice.choice((("PLAIN", 6, ""), ("LOTS", 4, "L1"), ("LOTS", 3, "L2"),
                                            ("STENT", 2, "S1"))))
                    for _ in range(dice.randint(1, 3))), by=dice.choice(
                        [self.dock.keeper] * 4 + self.people))
            else:
                before = [each for each in self.made if document_kind(
                    self.dock, each) == KINDS[kind].follows]
                sensible = before and dice.random() < 0.85
                made = self.dock.follow(
                    kind, dice.choice(before[-4:] if sensible else self.made),
                    self.worker(kind) if sensible else dice.choice(self.people))
        except Refused:
            self.told[f"open {kind} refused"] += 1
            return
        self.made.append(made)
        self.told[f"open {kind}"] += 1

    def act(self, document: Acted) -> None:
        """Try an action: often a sensible one, with sensible facts, by the right people."""
        dice, before = self.dice, self.dock.read(document)
        kind = KINDS[before.head.kind]
        sensible = dice.random() < 0.8
        names = before.actions if sensible and before.actions else list(kind.actions)
        useful = [each for each in names if each not in ("cancel", "refuse", "leave")]
        name = dice.choice(useful if sensible and useful and dice.random() < 0.85 else names)
        who = self.worker(kind.name) if sensible else dice.choice(self.people)
        signers = {"accept": [[who.actor], ["quinn", "rosa"]], "split": [["quinn", "rosa"]],
                   "reject": [["quinn", "rosa"]]}.get(name, [[]])
        amounts = self.facts(before, name, sensible=sensible)
        version = before.head.version if dice.random() < 0.95 else before.head.version + 1
        try:
            done = self.dock.act(who, document, name, *amounts, sign=dice.choice(signers),
                                 version=version)
        except Refused:
            self.told[f"{kind.name} {name} refused"] += 1
            assert self.dock.read(document) == before, "a refusal leaves no trace"
            return
        self.told[f"{kind.name} {name}"] += 1
        assert before.head.state in kind.actions[name].sources, "an illegal transition succeeded"
        assert who.may(kind.actions[name].capability, "SH1")
        assert version == before.head.version
        assert done.version == version + 1
        self.book(before, amounts)

    def worker(self, kind: str) -> Scope:
        return self.dock.quinn if kind == "inspection" else self.dock.keeper

    def facts(self, whole: Any, name: str, *, sensible: bool) -> list[Amount]:
        """Return facts for an action; sensible ones close every line."""
        dice, made = self.dice, []
        done = Counter({line.line: 0 for line in whole.lines})
        for row in whole.sums:
            if row.measure in KINDS[whole.head.kind].closing:
                done[row.line] += row.quantity
        for line in whole.lines:
            left = max(1, line.asked - done[line.line])
            if not sensible:
                left = dice.randint(0, left + 1)
            red = "RED" if sensible else dice.choice(WHERE)
            if name == "book":
                made += [Amount(line.line, measure, left, note="ok")
                         for measure in ("scanned", "accepted")]
            elif name in ("accept", "sample"):
                part = left if name == "accept" else 1
                made.append(Amount(line.line, f"{name}ed".replace("sampleed", "sampled"), part))
            elif name in ("reject", "split"):
                cut = left if name == "reject" or left <= 1 else dice.randint(1, left - 1)
                made.append(Amount(line.line, "rejected", cut, place=red))
                if left > cut:
                    made.append(Amount(line.line, "accepted", left - cut))
            elif name == "put":
                made.append(Amount(line.line, "put_away", dice.randint(1, max(1, left)),
                                   place=dice.choice(WHERE[1:4] if sensible else WHERE)))
            elif name == "refuse":
                made.append(Amount(line.line, "refused", left, place=dice.choice(("", red))))
        return made if sensible or dice.random() < 0.8 else made[1:]

    def book(self, whole: Any, amounts: list[Amount]) -> None:
        """Count in the model what the documents say that happened to the goods."""
        kind, lines = whole.head.kind, {line.line: line for line in whole.lines}
        for fact in amounts:
            line = lines[fact.line]
            come = (kind, fact.measure)
            old, new = {
                ("receipt", "accepted"): (None, (line.target, "pending")),
                ("receipt", "refused"): (None, (fact.place, "rejected") if fact.place else None),
                ("inspection", "sampled"): ((line.source, "pending"), None),
                ("inspection", "accepted"): ((line.source, "pending"), (line.source, "accepted")),
                ("inspection", "rejected"): ((line.source, "pending"), (fact.place, "rejected")),
                ("putaway", "put_away"): ((line.source, "accepted"), (fact.place, "accepted")),
            }.get(come, (None, None))
            for end, sign in ((old, -1), (new, 1)):
                if end:
                    self.stock[end[0], line.item, line.lot, end[1]] += sign * fact.quantity

    def undo(self, document: Acted) -> bool:
        """Try to reverse a document; the model forgets all that it did."""
        before = self.dock.read(document)
        try:
            self.dock.reverse(document, self.dice.choice(("now", "then")))
        except Refused:
            self.told["reverse refused"] += 1
            assert self.dock.read(document) == before
            return False
        self.told["reverse"] += 1
        undone = [fact._replace(quantity=-fact.quantity) for fact in before.amounts if fact.posted]
        self.book(before, undone)
        return True


def test_no_random_history_breaks_the_books_and_all_of_it_can_be_undone(dock, seed):
    history = History(dock, seed)
    for acts in range(10 * ACTS):
        if acts >= ACTS and history.told["receipt book"] > 2:
            break  # a poor hand of chance goes on until goods have come
        history.step()
    assert all(not each.broken for each in queries.check(scope=dock.boss))
    dock.assert_sound()
    print(dict(history.told))
    assert sum(n for name, n in history.told.items() if "refused" in name) > 10
    assert history.told["receipt book"] > 2
    for document in reversed(history.made):
        whole = dock.read(document)
        if whole.head.state == "reversed" or not any(event.postings for event in whole.events):
            if whole.head.state == "proposed":
                dock.act(dock.keeper, document, "cancel")
            elif whole.head.state == "planned":
                dock.act(dock.quinn, document, "cancel")
            continue
        assert history.undo(document), whole.head
    assert dock.standing() == {}
    assert sum(row.quantity for document in history.made for row in dock.read(document).sums
               if row.measure in KINDS[document_kind(dock, document)].posts
               and row.measure != "refused") == 0


def document_kind(dock: Dock, document: Acted) -> str:
    """Return the kind of a document."""
    return dock.read(document).head.kind

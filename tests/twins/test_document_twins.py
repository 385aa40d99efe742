"""The posting rules of documents in SQL say what their pure twins say.   单据孪生"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))

from document_world import Dock

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, run
from pandian.lifecycle.opening.operations import write_amounts
from pandian.lifecycle.putaway.rules import propose_bins
from pandian.lifecycle.queries import lines_of
from pandian.lifecycle.rules import KINDS, RULES
from pandian.lifecycle.words import MEASURES, Amount, Bin, LineDraft, Move
from tests.chance import rounds

ROUNDS = 25


@pytest.fixture
def dock(db):
    return Dock()


@pytest.mark.parametrize("kind", sorted(name for name, kind in KINDS.items() if kind.posts))
def test_the_moves_of_random_facts_are_the_same(dock, seed, kind):
    dice, told = random.Random(seed), Counter[str]()
    for _ in rounds(ROUNDS, lambda: told["proposed"] > ROUNDS):
        receipt = dock.announce(*(
            LineDraft(dice.choice(("PLAIN", "LOTS")), dice.randint(1, 50),
                      dice.choice(("", "L1", "L2")), dice.choice(("", "S1")))
            for _ in range(dice.randint(1, 6))))
        site, event = dock.site_id, uuid7()
        lines = {line.line: line for line in lines_of(
            scope=SYSTEM, site=site, document=receipt.document)}
        measures = [*MEASURES, *sorted(KINDS[kind].posts) * len(MEASURES)]
        amounts = [RULES[kind].complete(lines[number], Amount(
            number, dice.choice(measures), dice.randint(1, 99), dice.choice(("", "L1")),
            place=dice.choice(("", "RED", "A-01")))) for number in dice.choices(
                list(lines), k=dice.randint(1, 12))]
        amounts = [each._replace(posted=dice.random() < 0.7) for each in amounts]
        write_amounts(site, receipt.document, event, amounts)
        found = [Move(*row) for row in run(
            f"lifecycle.{kind}", "proposals/moves", {"site": site, "event": event})]
        expected = RULES[kind].propose(lines, amounts)
        assert found == expected
        told["proposed"] += len(expected)
    assert told["proposed"] > ROUNDS, "random facts must propose something"


def test_the_bins_proposed_for_random_stock_are_the_same(dock, seed):
    dice, told = random.Random(seed), Counter[str]()
    for _ in rounds(ROUNDS, lambda: told["targets"] > ROUNDS):
        code = dice.choice(dock.places)
        if dice.random() < 0.3:
            dock.stock_in("LOTS", code, 1, lot=dice.choice(("L1", "L2", "L3")))
        receipt = dock.announce(*(
            LineDraft("LOTS", 1, dice.choice(("L1", "L2", "L3", "L4", "L5")))
            for _ in range(dice.randint(1, 8))))
        key = {"site": dock.site_id, "document": receipt.document}
        lines = lines_of(scope=SYSTEM, **key)
        held: dict[str, set[tuple[str, str]]] = {place: set() for place in dock.places}
        for place, item, lot, _ in dock.standing():
            if place in held:
                held[place].add((item, lot))
        bins = [Bin(place, n, frozenset(held[place])) for n, place in enumerate(dock.places)]
        expected = propose_bins(lines, bins)
        affected("lifecycle.putaway", "proposals/bins", key)
        found = {line.line: line.target for line in lines_of(scope=SYSTEM, **key)}
        assert found == expected
        told["targets"] += len(set(found.values()))
    assert told["targets"] > ROUNDS

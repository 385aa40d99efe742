"""A hold posts the same in SQL and in Python, with and without a quarantine.   冻结孪生"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))

from shelf_world import Shelves

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.lifecycle.hold.rules import complete, propose
from pandian.lifecycle.queries import lines_of
from pandian.lifecycle.words import Amount, LineDraft, Move
from pandian.lifecycle.writing.operations import write_amounts
from tests.chance import rounds


@pytest.fixture
def shelves(db):
    return Shelves()


@pytest.mark.parametrize("header", [{}, {"place": "QUAR"}])
def test_the_moves_of_random_holds_are_the_same(shelves, seed, header):
    dice, told = random.Random(seed), Counter[str]()
    for _ in rounds(10, lambda: told["proposed"] > 10):
        hold = shelves.open("hold", *(
            LineDraft(dice.choice(("PLAIN", "LOTS")), dice.randint(1, 50),
                      dice.choice(("", "L1")), place=dice.choice(shelves.places))
            for _ in range(dice.randint(1, 5))), cause="look", **header)
        event, site = uuid7(), shelves.site_id
        lines = {line.line: line for line in lines_of(
            scope=SYSTEM, site=site, document=hold.document)}
        amounts = [complete(lines[number], Amount(
            number, dice.choice(("held", "lifted", "released", "rejected", "counted")),
            dice.randint(1, 99), place=dice.choice(("", "RED", "A-01"))))
            for number in dice.choices(list(lines), k=dice.randint(1, 12))]
        write_amounts(site, hold.document, event, amounts)
        found = [Move(*row) for row in run(
            "lifecycle.hold", "proposals/moves", {"site": site, "event": event})]
        assert found == propose(lines, amounts)
        told["proposed"] += len(found)
    assert told["proposed"] > 10, "random facts must propose something"

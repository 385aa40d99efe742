"""What the database keeps of a holding is what the pure rules say of its facts."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))
from counting_world import World

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.queries import book_at
from pandian.ledger.rules import book_at as rule_of_book
from pandian.ledger.rules import cover
from pandian.ledger.words import LineRequest, PostingRequest

DOCUMENTS = 120


@pytest.fixture
def world(db):
    here = World(places=4)
    yield here
    here.assert_sound()


def random_facts(dice, world):
    """Post receipts, issues and relocations at shuffled instants; return place -> signed facts."""
    facts, minutes = defaultdict(list), dice.sample(range(2, 900), DOCUMENTS)
    for minute in minutes:
        kind = dice.choice(["receipt", "issue", "issue", "relocation"])
        source, target = dice.sample(world.places, 2)
        source = "@supplier" if kind == "receipt" else source
        target = "@customer" if kind == "issue" else target
        quantity, at = dice.randint(1, 9), world.at(minute)
        post(scope=SYSTEM, requests=[PostingRequest(
            uuid7(), world.site, kind, {}, at,
            (LineRequest("PLAIN", source, target, quantity),))])
        facts[source].append((at, -quantity))
        facts[target].append((at, quantity))
    return {place: facts[place] for place in world.places}


def balances(world):
    """Return place -> (holding, on hand, short) as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT p.code, b.holding, b.on_hand, b.short
                            FROM ledger_balance b
                            JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
                            JOIN catalog_place p ON p.id = h.place
                           WHERE b.site = %s""", [world.site_id])
        return {code: rest for code, *rest in cursor.fetchall()}


def test_balances_covers_and_books_follow_the_facts_in_whatever_order_they_came(world, seed):
    dice = random.Random(seed)
    facts = random_facts(dice, world)
    kept = balances(world)
    assert {place: tuple(kept[place][1:]) for place in facts} == {
        place: cover(told) for place, told in facts.items()}
    pairs, expected = [], []
    for place, told in facts.items():
        holding, on_hand, short = kept[place]
        for _ in range(40):
            at = world.at(dice.uniform(0, 901))
            pairs.append((holding, at))
            expected.append(rule_of_book(on_hand - short, told, at))
    assert book_at(scope=SYSTEM, site=world.site_id, pairs=pairs) == expected

"""The generator of histories is itself honest: its truth follows from its facts."""

from __future__ import annotations

import random
from collections import Counter

from pandian.simulation.histories.rules import FACTS_MIN, predict, rounds, tell
from pandian.simulation.histories.words import CountFact, History, MoveFact

SEEDS = range(2_000)


def told() -> list[History]:
    return [tell(seed) for seed in SEEDS]


def test_a_seed_always_tells_the_same_history():
    assert tell(7) == tell(7)
    assert tell(7) != tell(8)


def test_what_is_proven_follows_from_the_facts_alone():
    for history in told():
        book = predict(history.facts)
        wrong = {spot: (book.get(spot, 0), history.truth[spot]) for spot in history.proven
                 if book.get(spot, 0) != history.truth[spot]}
        assert not wrong, f"seed {history.seed}: {wrong}"


def test_the_prediction_does_not_depend_on_the_order_or_on_duplicates():
    dice = random.Random(5)
    for history in told()[:300]:
        facts = [*history.facts, *history.facts[:3]]
        dice.shuffle(facts)
        half = history.facts[len(history.facts) // 2].at
        assert predict(facts) == predict(history.facts), f"seed {history.seed}"
        assert predict(facts, until=half) == predict(history.facts, until=half)


def test_every_fact_arrives_in_every_order_and_some_arrive_twice():
    twice = 0
    for history in told():
        for arrival in history.arrivals:
            assert set(arrival) == {fact.number for fact in history.facts}
            twice += len(arrival) - len(history.facts)
    assert twice > len(SEEDS)


def test_the_histories_hold_what_they_promise():
    seen: Counter[str] = Counter()
    for history in told():
        assert len(history.facts) >= FACTS_MIN
        seen["long"] += len(history.facts) > 25
        seen["unproven"] += len(history.proven) < len(history.truth)
        seen["lots"] += history.tracked
        for fact in history.facts:
            seen["count"] += isinstance(fact, CountFact)
            seen["zero"] += isinstance(fact, CountFact) and fact.counted == 0
            seen["clock"] += fact.offset != 0
            if isinstance(fact, MoveFact):
                seen["status"] += bool(fact.source and fact.target
                                       and fact.source.status != fact.target.status)
                seen["relocation"] += bool(fact.source and fact.target)
        seen["below"] += any(
            quantity < 0 for fact in history.facts
            for quantity in predict(history.facts, until=fact.at).values())
        seen["late"] += list(history.arrivals[0]) != sorted(history.arrivals[0])
    for kind in ("long", "unproven", "lots", "count", "zero", "clock", "status", "relocation",
                 "below", "late"):
        assert seen[kind] > 50, (kind, seen)


def test_rounds_interleave_without_losing_a_delivery():
    arrivals = [(0, 1, 2), (0,), (1, 0, 1, 0)]
    assert list(rounds(arrivals)) == [
        [(0, 0), (1, 0), (2, 1)], [(0, 1), (2, 0)], [(0, 2), (2, 1)], [(2, 0)]]

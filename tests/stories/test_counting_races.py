"""Many people at once: approvals have one winner, overlapping counters are never overwritten."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from counting_world import PASSWORD, World
from crowd import crowd
from django.db import connection

from pandian.capture.words import ObservationDraft
from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.words import AlreadyDecided, LinesRefused
from pandian.governance.access.operations import prove
from pandian.governance.queries import signatures
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7

THREADS = 20


def waiting_plan(world, lines):
    """Return a plan with so many lines that wait for approval."""
    anna = world.person("anna")
    codes = [f"R-{uuid4().hex[:8]}" for _ in range(lines)]
    put_places(scope=SYSTEM, places=[PlaceDraft(world.site, code, "bin") for code in codes])
    plan = world.plan(*codes)
    task = world.task(plan)
    world.push(anna, [ObservationDraft(uuid7(), "set", code, 3, item="PLAIN", task=task,
                                       seq=n + 1, observed_at=world.at(30))
                      for n, code in enumerate(codes)], uuid4())
    world.settle(plan)
    return plan


@pytest.mark.django_db(transaction=True)
def test_of_200_concurrent_approvals_exactly_one_posts():
    world = World()
    boss = world.controller()
    plan = waiting_plan(world, 3)
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash
    proof = prove(scope=boss, password=PASSWORD)
    with crowd(THREADS) as at_once:
        answers = at_once([lambda: counting.approve(
            scope=boss, plan=plan.id, lines="all", meaning="approved", proof=proof,
            seen_hash=seen)] * 200)
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(won) == 1
    assert {type(answer) for answer in answers if answer is not won[0]} == {AlreadyDecided}
    assert (won[0].lines, won[0].gain, won[0].content_hash) == (3, 9, seen)
    assert {line.posting for line in world.lines(plan)} == {won[0].posting}
    assert [s.content_hash for s in signatures(scope=boss, subject=f"count:{plan.id}")] == [seen]
    assert world.on_hand("PLAIN") == 9


@pytest.mark.django_db(transaction=True)
def test_approve_against_reject_has_one_winner_in_each_of_50_races():
    world = World()
    boss, other = world.controller(), world.controller("other")
    expected = races = 0
    with crowd(3) as at_once:
        for plan in [waiting_plan(world, 10) for _ in range(5)]:
            for line in [each.id for each in world.lines(plan)]:
                works = [
                    lambda p=plan, n=line: counting.approve(
                        scope=boss, plan=p.id, lines=[n], meaning="approved", password=PASSWORD),
                    lambda p=plan, n=line: counting.reject_lines(
                        scope=other, plan=p.id, lines=[n], reason="不属实"),
                    lambda p=plan, n=line: counting.approve(
                        scope=other, plan=p.id, lines=[n], meaning="approved", password=PASSWORD),
                ]
                random.shuffle(works)
                answers = at_once(works)
                won = [a for a in answers if not isinstance(a, Exception)]
                assert len(won) == 1, answers
                assert all(isinstance(a, AlreadyDecided | LinesRefused)
                           for a in answers if a not in won)
                (after,) = [each for each in world.lines(plan) if each.id == line]
                expected += 3 if after.verdict == "posted" else 0
                races += 1
                assert world.on_hand("PLAIN") == expected
    assert races == 50
    connection.close()


def test_overlapping_counters_are_all_kept_and_every_conflict_is_flagged(db, seed):
    dice = random.Random(seed)
    world = World(places=2)
    codes = [f"O-{n:03}" for n in range(40)]
    put_places(scope=SYSTEM, places=[PlaceDraft(world.site, code, "bin", None, n)
                                     for n, code in enumerate(codes)])
    plan = world.plan(*codes)
    task = queries.tasks(scope=SYSTEM, plan=plan.id)[0].id
    rows, said = {}, {}
    for code in codes:
        people = [f"p{n}" for n in dice.sample(range(12), dice.randint(2, 6))]
        agree = dice.random() < 0.5
        said[code] = {p: 4 if agree else 1 + n for n, p in enumerate(people)}
        for person, quantity in said[code].items():
            mine = rows.setdefault(person, [])
            mine.append(ObservationDraft(
                uuid7(), "set", code, quantity, item="PLAIN", task=task, seq=len(mine) + 1,
                observed_at=world.at(60) + timedelta(seconds=dice.randint(0, 3000))))
    for person in dice.sample(list(rows), len(rows)):
        world.push(world.person(person), rows[person], uuid4())
    world.settle(plan)
    lines = {line.place: line for line in world.lines(plan)}
    for code in codes:
        agreed = len(set(said[code].values())) == 1
        assert lines[code].verdict == ("approval" if agreed else "recount"), code
        assert {turn["person"]: turn["counted"] for turn in lines[code].rounds} == said[code]
    assert all(line.posting is None for line in lines.values())

"""Counting is set-based: many lines in one go, with a fixed number of statements (T2)."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from counting_world import PASSWORD, World

from pandian.capture.words import ObservationDraft
from pandian.counting import operations as counting
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from tests.asked import asked

LINES = 20_000
BATCH = 10_000


@pytest.fixture
def world(db):
    return World(places=40)


def stocked(world, lines):
    """Receive so many lots and return their keys."""
    keys = [(world.places[n % len(world.places)], f"L{n:05}") for n in range(lines)]
    for start in range(0, lines, BATCH):
        answer = post(scope=SYSTEM, requests=[PostingRequest(
            uuid7(), world.site, "receipt", {}, world.at(600), tuple(
                LineRequest("LOTS", "@supplier", place, 10, lot=lot)
                for place, lot in keys[start:start + BATCH]))])[0]
        assert answer.result == "created"
    return keys


def counted(world, plan, keys):
    """One person sees every key; every 50th is one short."""
    anna, task, install = world.person("anna"), world.task(plan), uuid4()
    for start in range(0, len(keys), BATCH):
        rows = [ObservationDraft(uuid7(), "set", place, 9 if n % 50 == 0 else 10, item="LOTS",
                                 lot=lot, task=task, seq=n + 1, observed_at=world.at(30))
                for n, (place, lot) in enumerate(keys[start:start + BATCH], start)]
        answer = world.push(anna, rows, install, last_seq=start + len(rows))
        assert {verdict.result for verdict in answer.verdicts} == {"created"}
        assert answer.gaps == ()


def walk(world, lines, boss):
    """Count, settle and approve so many lines; return the statements of settling and approving."""
    keys = stocked(world, lines)
    places = sorted({place for place, _ in keys})
    plan = world.plan(*places)
    counted(world, plan, keys)
    seconds = []
    sent = []
    for work in (lambda: counting.settle(scope=SYSTEM, plan=plan.id),
                 lambda: counting.approve(scope=boss, plan=plan.id, lines="all",
                                          meaning="approved", password=PASSWORD)):
        with asked() as told:
            started = time.perf_counter()
            answer = work()
            seconds.append(time.perf_counter() - started)
        sent.append(len(told))
    short = (lines + 49) // 50
    assert (answer.lines, answer.loss, answer.gain) == (short, short, 0)
    assert world.on_hand("LOTS", group_by=()) == lines * 10 - short
    print(f"{lines} lines: settle {seconds[0]:.2f} s in {sent[0]} statements, "
          f"approve {seconds[1]:.2f} s in {sent[1]} statements")
    return plan, sent


def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(world):
    boss = world.controller()
    _, few = walk(world, 10, boss)
    other = World("SH2", places=40)
    _, many = walk(other, 1_000, other.controller("boss2"))
    assert few == many
    assert max(few) < 100


def test_20000_lines_with_lots_are_settled_and_posted_in_one_go(world):
    plan, _ = walk(world, LINES, world.controller())
    done = world.settle(plan)
    assert done.verdicts == {"matched": LINES - LINES // 50, "posted": LINES // 50}
    postings = {line.posting for line in world.lines(plan, limit=1000)}
    assert len(postings) == 2

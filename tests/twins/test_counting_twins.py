"""What the server settles is what the pure rules say."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))
from counting_world import World

from pandian.capture.words import ObservationDraft
from pandian.catalog.operations import put_items, put_places
from pandian.catalog.words import ItemDraft, PackDraft, PlaceDraft
from pandian.codes.gs1.checks.rules import check_digit
from pandian.counting import queries
from pandian.counting.rules import Seen, Word, decide, fold, inside, judge, order
from pandian.counting.words import Policy, Tolerance
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest

PEOPLE = ("anna", "ben", "carl")


@pytest.fixture
def world(db):
    return World(places=2)


def places(world, count):
    codes = [f"T-{n:03}" for n in range(count)]
    put_places(scope=SYSTEM, places=[PlaceDraft(world.site, code, "bin", None, n)
                                     for n, code in enumerate(codes)])
    return codes


@pytest.mark.parametrize("tolerance", [Tolerance(), Tolerance(quantity=1),
                                       Tolerance(percent=20, quantity=3, combine="or")])
def test_folding_deciding_and_judging_agree_with_the_rules(world, seed, tolerance):
    dice = random.Random(seed)
    codes = places(world, 60)
    books = {code: dice.randint(0, 6) for code in codes}
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), world.site, "receipt", {}, world.at(900),
        tuple(LineRequest("PLAIN", "@supplier", code, book)
              for code, book in books.items() if book))])
    policy = Policy(recount_rounds=dice.randint(0, 1))
    plan = world.plan(*codes, tolerance=tolerance, policy=policy)
    seen, sent = defaultdict(list), defaultdict(list)
    task = world.task(plan)
    for code in codes:
        for person in dice.sample(PEOPLE, dice.randint(0, 3)):
            for turn in range(dice.randint(1, 3)):
                mode = dice.choice(["set", "set", "add", "empty"])
                base = dice.choice([books[code], dice.randint(0, 7)])
                at = world.at(60) + timedelta(seconds=10 * turn + dice.random())
                n = len(sent[person]) + 1
                seen[code, person].append(Seen(n, mode, base, at, 2_000))
                sent[person].append(ObservationDraft(
                    uuid7(), mode, code, base, item="PLAIN", task=task, seq=n, observed_at=at))
    for person, rows in sent.items():
        dice.shuffle(rows)
        world.push(world.person(person), rows, uuid4())
    world.settle(plan)
    told = {line.place: (None if "disagreement" in {n.cause for n in line.explanations}
                         else line.counted, line.verdict) for line in world.lines(plan)}
    wrong = {}
    for code in codes:
        words = [Word(person, 0, said.counted, books[code], said.at)
                 for person in PEOPLE if (said := fold(seen[code, person]))]
        expected = predicted(words, books[code], tolerance, policy)
        if expected != told.get(code):
            wrong[code] = (books[code], words, expected, told.get(code))
    assert not wrong


def predicted(words, book, tolerance, policy):
    """Return (counted, verdict) as the rules say; counted is open while people disagree."""
    if not words:
        return (None, "uncounted") if book else None
    if book == 0 and not any(word.counted for word in words):
        return (0, "matched")
    decision = decide(words)
    verdict = judge(decision, cost=20_000, tolerance=tolerance, policy=policy)
    return (decision.word.counted if decision.word else None, verdict)


SAYS = {
    "reads": {"mode": "set", "quantity": 1, "code": "", "entry": "camera"},
    "types": {"mode": "set", "quantity": 1, "item": "", "serial": "S1", "entry": "keyed"},
    "none": {"mode": "set", "quantity": 0, "item": "", "serial": "S1", "entry": "keyed"},
    "sweeps": {"mode": "empty"},
}


@pytest.mark.parametrize("decides", ["two_equal", "last"])
def test_who_read_a_serial_is_heard_as_the_rules_say(world, seed, decides):
    """Each place has its own item, so that no read at one place speaks of another."""
    dice = random.Random(seed)
    codes = places(world, 40)
    gtins = {code: f"069{n:010}{check_digit(f'069{n:010}')}" for n, code in enumerate(codes)}
    put_items(scope=SYSTEM, items=[
        ItemDraft(f"I-{code}", "泵", "台", packs=(PackDraft("台装", 1, gtins[code]),),
                  tracking="serial", cost=20_000) for code in codes])
    books = {code: dice.randint(0, 1) for code in codes}
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), world.site, "receipt", {}, world.at(900),
        tuple(LineRequest(f"I-{code}", "@supplier", code, 1, serial="S1")
              for code, book in books.items() if book))])
    policy = Policy(recount_rounds=1, decides=decides)
    plan = world.plan(*codes, policy=policy)
    words = defaultdict(dict)

    def say(task, turn, code, person, minutes):
        how = dice.choice([one for one in SAYS if books[code] or one != "sweeps"])
        row = dict(SAYS[how])
        if "code" in row:
            row["code"] = f"]d201{gtins[code]}21S1"
        if "item" in row:
            row["item"] = f"I-{code}"
        at = world.at(minutes) + timedelta(seconds=dice.choice([0, 1, 90, 300]),
                                           milliseconds=len(words[code]))
        world.push(world.person(person), [ObservationDraft(
            uuid7(), row.pop("mode"), code, row.pop("quantity", None), task=task, seq=1,
            observed_at=at, **row)], uuid4(), last_seq=1)
        words[code][person] = Word(person, turn, int(how in ("reads", "types")), books[code], at,
                                   False, 2_000, how == "reads", how == "sweeps")

    first = world.task(plan)
    for code in codes:
        for person in dice.sample(PEOPLE, dice.randint(2, 3)):
            say(first, 0, code, person, 60)
    world.settle(plan)
    for task in queries.tasks(scope=SYSTEM, plan=plan.id):
        if task.kind == "recount":
            for key in queries.task_sheet(scope=world.person("dora"), task=task.id).lines:
                say(task.id, 1, key.place, "dora", 40)
    world.settle(plan)
    told = {line.place: (None if "disagreement" in {n.cause for n in line.explanations}
                         else line.counted, line.verdict) for line in world.lines(plan)}
    wrong = {}
    for code in codes:
        said = list(words[code].values())
        if not (books[code] or any(word.counted for word in said)):
            continue
        decision = decide(said, decides=decides)
        verdict = judge(decision, cost=20_000, tolerance=Tolerance(), policy=policy)
        expected = (decision.word.counted if decision.word else None, verdict)
        if told.get(code) != expected:
            wrong[code] = (said, expected, told.get(code))
    assert not wrong


def test_every_order_of_near_moves_is_tried_as_the_rules_do(world, seed):
    dice = random.Random(seed)
    codes = places(world, 80)
    tolerance = Tolerance(quantity=1)
    requests, near = [], {}
    for code in codes:
        requests.append(PostingRequest(
            uuid7(), world.site, "receipt", {}, world.at(900),
            (LineRequest("PLAIN", "@supplier", code, 50),)))
        near[code] = [(world.at(60) + timedelta(milliseconds=dice.choice([-1500, -700, 300, 900])),
                       dice.randint(-5, 5)) for _ in range(dice.randint(0, 3))]
        requests += [PostingRequest(
            uuid7(), world.site, "move", {}, at, (
                LineRequest("PLAIN", "@supplier", code, quantity) if quantity > 0
                else LineRequest("PLAIN", code, "@customer", -quantity),))
            for at, quantity in near[code] if quantity]
    assert {answer.result for answer in post(scope=SYSTEM, requests=requests)} == {"created"}
    anna = world.person("anna")
    plan = world.plan(*codes, tolerance=tolerance)
    counted = {code: 50 + dice.randint(-6, 6) for code in codes}
    task = world.task(plan)
    world.push(anna, [ObservationDraft(uuid7(), "set", code, counted[code], item="PLAIN",
                                       task=task, seq=n + 1, observed_at=world.at(60))
                      for n, code in enumerate(codes)], uuid4())
    world.settle(plan)
    told = {line.place: line for line in world.lines(plan)}
    wrong = []
    for code in codes:
        line = told[code]
        moves = [(at, q) for at, q in near[code] if q
                 and abs((at - line.observed_at).total_seconds()) <= 2]
        book = 50 + sum(q for at, q in near[code] if at <= line.observed_at)
        taken = order(counted=counted[code], at=line.observed_at, book=book, near=moves,
                      cost=20_000, tolerance=tolerance)
        if taken.book is None:
            expected = "doubtful"
        elif taken.book == counted[code]:
            expected = "matched"
        else:
            small = inside(variance=counted[code] - taken.book, book=taken.book,
                           counted=counted[code], cost=20_000, tolerance=tolerance)
            expected = "accepted" if small else "approval"
        if line.verdict != expected:
            wrong.append((code, expected, line, near[code]))
    assert not wrong

"""Looking tolerances up in SQL gives what the pure rule gives.   允差孪生"""

from __future__ import annotations

import random
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.queries import items_by_code, places_by_code
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.settling.words import Held
from pandian.counting.tolerating.operations import allow, lay_out
from pandian.counting.tolerating.rules import look_up
from pandian.counting.tolerating.words import RANKS, Rules, ToleranceRule
from pandian.counting.words import Tolerance
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.statements import run

PLACES = {"Z": (), "Y": ("Z",), "P1": ("Y", "Z"), "P2": ("Z",), "P3": ()}
CLASSES = {"I1": ("III", "A"), "I2": ("II",), "I3": (), "I4": ("III",)}
PEOPLE = ("anna", "ben", "chen")
KEYS = {"item": tuple(CLASSES), "class": ("III", "II", "A"), "place": tuple(PLACES),
        "person": PEOPLE}
ROUNDS = 25


def world():
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", code, "zone" if code in "ZY" else "bin", inside[0] if inside else None)
        for code, inside in PLACES.items()])
    put_items(scope=SYSTEM, items=[
        ItemDraft(code, code, "个", attributes=dict(zip(("class", "abc"), said, strict=False)))
        for code, said in CLASSES.items()])
    return site_by_code(scope=SYSTEM, code="SH1").id


def rule(rng, number):
    level = rng.choice(list(RANKS))
    keys = frozenset(rng.sample(KEYS[level], rng.randrange(1, 3))) if level in KEYS else frozenset()
    return ToleranceRule(uuid4(), f"R{number:02}", level, keys, Tolerance(
        rng.choice([None, number]), rng.choice([None, Decimal(number) / 10]), None,
        rng.choice(["and", "or"])))


@pytest.mark.django_db
def test_the_tolerance_of_a_line_is_the_same_in_sql(seed):
    rng = random.Random(seed)
    site = world()
    items = {row.id: code for code, row in items_by_code(
        scope=SYSTEM, codes=list(CLASSES)).items()}
    places = {row.id: code for code, row in places_by_code(
        scope=SYSTEM, site=site, codes=list(PLACES)).items()}
    for _ in range(ROUNDS):
        rules = tuple(rule(rng, n) for n in range(rng.randrange(1, 9)))
        with transaction.atomic():
            run("counting.settling", "workspace")
            _say(rng, items, places)
            lay_out(scope=SYSTEM, held=Held(site, "SH1", "", uuid4(), "", "open", None, None,
                                            None, {}, None), rules=Rules(rules, None, 0, ""))
            allow(rules=Rules(rules, None, 0, ""))
            found, said = _found()
        wanted = {}
        for place, item, people in said:
            held = look_up(rules, item=items[item], classes=CLASSES[items[item]],
                           places=(places[place], *PLACES[places[place]]), people=people)
            if held is not None:
                wanted[place, item, people] = (held.policy, *held.tolerance[:2],
                                               held.tolerance.combine)
        assert found == wanted, rules


def _say(rng, items, places):
    with connection.cursor() as cursor:
        for _ in range(15):
            cursor.execute("INSERT INTO counting_stated (place, item, person) VALUES (%s, %s, %s)",
                           [rng.choice(list(places)), rng.choice(list(items)),
                            rng.choice(PEOPLE)])
        for _ in range(8):
            people = sorted(rng.sample(PEOPLE, rng.randrange(1, 4)))
            cursor.execute("INSERT INTO counting_draft (place, item, people, counted) VALUES"
                           " (%s, %s, %s, 1)",
                           [rng.choice(list(places)), rng.choice(list(items)), people])


def _found():
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, item, people, policy, quantity, percent, combine"
                       "  FROM counting_allowance")
        rows = cursor.fetchall()
        found = {(row[0], row[1], tuple(row[2])): row[3:] for row in rows}
        assert len(found) == len(rows)
        cursor.execute("SELECT place, item, ARRAY[person] FROM counting_stated"
                       " UNION SELECT place, item, people FROM counting_draft")
        return found, {(place, item, tuple(people)) for place, item, people in cursor.fetchall()}

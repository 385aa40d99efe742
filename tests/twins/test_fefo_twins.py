"""What orders claim: the rule in Python and the statement in the database say the same."""

from __future__ import annotations

import hashlib
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))

from sale_world import Shop, in_days, today

from pandian.capture.photos.operations import put_photo
from pandian.catalog.operations import put_lots, put_parties
from pandian.catalog.words import LotDraft, PartyDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle.fefo.rules import allocate
from pandian.lifecycle.fefo.words import Claimed, Need, Supply
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.pausing.operations import begin, end
from pandian.lifecycle.pausing.words import PauseDraft
from pandian.lifecycle.units.operations import make_unit
from pandian.lifecycle.units.words import UnitDraft
from pandian.lifecycle.words import Amount, DocumentDraft, LineDraft
from tests.chance import rounds

ROUNDS = 12
UNITS = {"PAL-1": "A-01", "BOX-1": "PAL-1", "BOX-2": "A-02"}


@pytest.fixture
def shop(db):
    here = Shop()
    put_parties(scope=SYSTEM, parties=[PartyDraft("OWN", "货主", kinds=("owner",))])
    put_lots(scope=SYSTEM, lots=[
        *(LotDraft("GLUE", f"G{n}", expires_on=in_days(n * 40 - 60)) for n in range(8)),
        LotDraft("GLUE", "BLANK"), *(LotDraft("LOTS", f"N{n}") for n in range(3))])
    for code, place in UNITS.items():
        make_unit(scope=here.keeper, draft=UnitDraft(uuid7(), "SH1", place, code))
    return here


def seal(shop, unit):
    """Count what stands in a unit, and seal it; return the sealing."""
    picture = b"\xff\xd8\xff" + b"sealed"
    digest = hashlib.sha256(picture).hexdigest()
    put_photo(scope=shop.keeper, digest=digest, content=picture)
    paper = open_document(scope=shop.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "sealing", {"unit": unit, "seal": "S-1"}, ()))
    return shop.act(shop.keeper, paper, "seal", *(
        Amount(line.line, "counted", line.asked) for line in shop.read(paper).lines),
        evidence={"photo": digest}, sign=["keeper", "porter"])


def fill(shop, dice):
    """Put random goods in random bins."""
    for _ in range(dice.randint(1, 8)):
        item = dice.choice(("GLUE", "GLUE", "LOTS", "PLAIN"))
        lot = {"GLUE": dice.choice([*(f"G{n}" for n in range(8)), "BLANK"]),
               "LOTS": f"N{dice.randint(0, 2)}", "PLAIN": None}[item]
        place = dice.choice([*shop.places, *UNITS])
        shop.stock_in(item, place, dice.randint(1, 40), dice.randint(1, 900),
                      lot=lot, status=dice.choice(("accepted", "accepted", "accepted", "on_hold")),
                      owner=dice.choice((None, None, "OWN")))


def supplies(shop, sealed=frozenset(), paused=frozenset()) -> list[Supply]:
    """Return what is free, read without the statement that is tested.

    `sealed` are the units under a seal, `paused` the bins that are paused, each with those units
    that stand in them.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT h.id, i.code, coalesce(o.code, ''), coalesce(t.code, ''), t.expires_on, h.lot,
                   p.sequence, p.code, (b.on_hand - coalesce((
                       SELECT sum(c.quantity) FROM lifecycle_claim c
                        WHERE c.site = h.site AND c.holding = h.id), 0))::bigint
              FROM ledger_holding h
              JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
              JOIN catalog_place p ON p.id = h.place AND p.kind IN ('bin', 'unit')
              JOIN catalog_item i ON i.id = h.item
              LEFT JOIN catalog_lot t ON t.id = h.lot
              LEFT JOIN catalog_party o ON o.id = h.owner
             WHERE h.site = %s AND h.status = 'accepted'""", [shop.site_id])
        rows = [Supply(*row) for row in cursor.fetchall()]
    return [row._replace(sealed=row.place in sealed, paused=row.place in paused) for row in rows]


def claimed(document) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT line, holding, sum(quantity) FROM lifecycle_claim
                           WHERE document = %s GROUP BY line, holding ORDER BY line, holding""",
                       [document])
        return [Claimed(1, line, holding, int(total)) for line, holding, total in
                cursor.fetchall()]


def test_random_orders_claim_the_same_in_python_and_in_the_database(shop, seed):
    dice, told, sealed, paper = random.Random(seed), Counter[str](), frozenset(), None
    paused, pause = frozenset(), None
    for number in rounds(ROUNDS, lambda: told["units"] > ROUNDS):
        fill(shop, dice)
        if number == ROUNDS // 3:
            shop.stock_in("PLAIN", "BOX-1", 5)
            paper, sealed = seal(shop, "PAL-1"), frozenset({"PAL-1", "BOX-1"})
        if number == ROUNDS // 2:
            pause = begin(scope=shop.boss, draft=PauseDraft(uuid7(), "SH1", "A-02", 30, "twice"))
            paused = frozenset({"A-02", "BOX-2"})
        if number == ROUNDS - 2:
            end(scope=shop.boss, site="SH1", id=pause.id)
            paused = frozenset()
        if number == 2 * ROUNDS // 3:
            shop.act(shop.keeper, paper, "break")
            sealed = frozenset()
        head = dice.choice((0, 0, 0, 50))
        lines = []
        for _ in range(dice.randint(1, 6)):
            item, whole = dice.choice(("GLUE", "GLUE", "LOTS", "PLAIN")), dice.choice((1, 1, 1, 6))
            more = {"whole": whole} if whole > 1 else {}
            if dice.random() < 0.3:
                more["min_life_days"] = dice.choice((0, 90, 200))
            lot = dice.choice(("", "", f"G{dice.randint(0, 7)}")) if item == "GLUE" else ""
            lines.append(LineDraft(item, dice.randint(1, 12) * whole, lot,
                                   owner=dice.choice(("", "", "OWN")), attributes=more))
        there = supplies(shop, sealed, paused)
        wanted = allocate([
            Need(1, n, line.item, line.owner, line.lot, line.attributes.get("min_life_days", head),
                 line.attributes.get("whole", 1), line.item == "GLUE", line.asked)
            for n, line in enumerate(lines, 1)], there, today=today())
        order = shop.order(*lines, header={"shortage": "backorder", "min_life_days": head})
        assert claimed(order.document) == wanted
        told["units"] += sum(row.quantity for row in wanted)
    assert told["units"] > ROUNDS


def test_an_order_takes_nothing_from_a_sealed_unit_until_it_is_opened(shop):
    shop.stock_in("PLAIN", "BOX-1", 5)
    shop.stock_in("PLAIN", "BOX-2", 4)
    paper = seal(shop, "PAL-1")
    order = shop.order(LineDraft("PLAIN", 9), header={"shortage": "backorder"})
    assert shop.claims(order) == [(1, "BOX-2", "", 4)], "the pallet is sealed, the box in it too"
    shop.pick(order)
    shop.act(shop.keeper, paper, "break")
    later = shop.order(LineDraft("PLAIN", 5))
    assert shop.claims(later) == [(1, "BOX-1", "", 5)]

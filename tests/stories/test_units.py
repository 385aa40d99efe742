"""Units in units: goods are packed, sealed, moved with their pallet, and nothing is lost.   容器"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from numpy.random import default_rng
from shelf_world import Shelves
from test_documents_inside import codes

from pandian.kernel.rules import uuid7
from pandian.lifecycle.queries import document
from pandian.lifecycle.units.operations import make_unit
from pandian.lifecycle.units.queries import units
from pandian.lifecycle.units.words import UnitDraft, UnitsRefused
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft
from tests.asked import asked


class Yard(Shelves):
    """Shelves with units on them."""

    def unit(self, place="A-01", code=""):
        return make_unit(scope=self.keeper, draft=UnitDraft(uuid7(), "SH1", place, code)).code

    def put(self, item, quantity, source, target, lot=""):
        """Carry goods from one place into another: a bin or a unit."""
        paper = self.open("relocation", LineDraft(item, quantity, lot, place=source))
        return self.act(self.keeper, paper, "move", Amount(1, "moved", quantity, place=target))

    def carry(self, unit, place):
        paper = self.open("unit_move", unit=unit, place=place)
        return self.act(self.keeper, paper, "move")

    def seal(self, paper, *counts):
        return self.act(self.keeper, paper, "seal", *(
            Amount(n, "counted", count) for n, count in enumerate(counts, 1)),
            evidence={"photo": self.photo}, sign=["keeper", "porter"])

    def paths(self, **asked):
        return {row.code: (row.path, row.quantity)
                for row in units(scope=self.keeper, site="SH1", **asked)}


@pytest.fixture
def yard(db):
    here = Yard()
    yield here
    here.assert_sound()


def test_a_carton_on_a_pallet_goes_where_the_pallet_goes_and_time_keeps_both(yard):
    pallet, carton = yard.unit(code="PAL-1"), yard.unit(code="BOX-1")
    yard.put("PLAIN", 20, "A-02", "BOX-1")
    yard.carry("BOX-1", "PAL-1")
    before = datetime.now(UTC)
    done = yard.carry("PAL-1", "OUT")
    assert (pallet, carton, done.number, done.moves) == ("PAL-1", "BOX-1", "UM-000002", 0)
    assert yard.paths() == {"PAL-1": (["OUT"], 20), "BOX-1": (["PAL-1", "OUT"], 20)}
    assert yard.paths(as_of=before) == {"PAL-1": (["A-01", "A"], 20),
                                        "BOX-1": (["PAL-1", "A-01", "A"], 20)}
    assert list(yard.paths(place="OUT")) == ["PAL-1", "BOX-1"]
    assert yard.standing()["BOX-1", "PLAIN", "", "accepted"] == 20


def test_circles_red_zones_and_unknown_places_are_refused(yard):
    for code in ("U-1", "U-2", "U-3"):
        yard.unit(code=code)
    yard.carry("U-2", "U-1")
    yard.carry("U-3", "U-2")
    for target, code in (("U-1", "unit_in_itself"), ("U-3", "unit_in_itself"),
                         ("A-01", "unit_not_here"), ("RED", "place_kind_wrong")):
        with pytest.raises(DocumentRefused) as refused:
            yard.carry("U-1", target)
        assert code in codes(refused)
    with pytest.raises(UnitsRefused) as refused:
        yard.unit(place="NOWHERE", code="U-1")
    assert codes(refused) == ["place_unknown", "unit_known"]


def test_a_sealed_unit_is_counted_by_one_scan_and_nothing_goes_in_or_out(yard):
    yard.unit(code="BOX-1")
    yard.put("PLAIN", 20, "A-02", "BOX-1")
    paper = yard.open("sealing", unit="BOX-1", seal="S-77")
    with pytest.raises(DocumentRefused) as refused:
        yard.seal(paper, 19)
    assert codes(refused) == ["unit_differs"]
    with pytest.raises(DocumentRefused) as refused:
        yard.open("sealing", unit="BOX-1", seal="S-78")
    assert codes(refused) == ["unit_has_sealing"]
    seal = yard.seal(paper, 20)
    for way in (("BOX-1", "A-02"), ("A-02", "BOX-1")):
        with pytest.raises(DocumentRefused) as refused:
            yard.put("PLAIN", 1, *way)
        assert codes(refused) == ["unit_sealed"]
    with pytest.raises(DocumentRefused) as refused:
        yard.act(yard.keeper, seal, "scan", evidence={"seal": "S-99", "photo": yard.photo})
    assert codes(refused) == ["seal_differs"]
    yard.act(yard.keeper, seal, "scan", evidence={"seal": "S-77", "photo": yard.photo})
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, strength, counted FROM lifecycle_proof WHERE event = ("
                       "SELECT id FROM lifecycle_event WHERE action = 'scan')")
        assert cursor.fetchall() == [("seal", "weak", 20)]
    yard.act(yard.keeper, seal, "break", reason="seal torn")
    assert ("seal_broken", "BOX-1") in yard.asked()
    shown = document(scope=yard.porter, id=seal.document)
    assert (shown.blind, [line.asked for line in shown.lines]) == (True, [0])
    yard.act(yard.porter, seal, "count", Amount(1, "counted", 18))
    assert ("found_at_stage", "BOX-1") in yard.asked(), "two lack: a count decides"
    yard.put("PLAIN", 1, "BOX-1", "A-02")


def statements(yard, unit, place):
    paper = yard.open("unit_move", unit=unit, place=place)
    with asked() as sent:
        yard.act(yard.keeper, paper, "move")
    return len(sent)


def test_moving_a_pallet_costs_the_same_however_much_stands_on_it(yard):
    yard.unit(code="FEW")
    yard.unit(code="MANY")
    for n in range(6):
        yard.unit(code=f"BOX-{n}")
        yard.put("PLAIN", 2, "A-02", f"BOX-{n}")
        yard.carry(f"BOX-{n}", f"BOX-{n - 1}" if 0 < n < 4 else "MANY")
    assert statements(yard, "FEW", "OUT") == statements(yard, "MANY", "OUT")
    assert yard.paths()["MANY"] == (["OUT"], 12)


@pytest.mark.parametrize("seed", [7, 11])
def test_random_packing_and_moving_keeps_every_unit_of_goods(yard, seed):
    dice = default_rng(seed)
    boxes = [yard.unit(code=f"R-{n}") for n in range(4)]
    places = ["A-01", "A-02", *boxes]
    parent, done = dict.fromkeys(boxes, "A-01"), 0
    for _step in range(40):
        one, two = dice.choice(places), dice.choice([*places, "OUT"])
        try:
            if dice.random() < 0.5 and one in parent:
                yard.carry(str(one), str(two))
                parent[str(one)] = str(two)
            else:
                yard.put("PLAIN", int(dice.integers(1, 9)), str(one), str(two))
            done += 1
        except DocumentRefused:
            pass
        assert sum(n for (_, item, _, _), n in yard.standing().items() if item == "PLAIN") == 50
        for code, (path, _quantity) in yard.paths().items():
            assert path[0] == parent[code], f"seed {seed}"
            assert code not in path, f"seed {seed}: a unit stands in itself"
    assert done > 10, f"seed {seed} did nearly nothing"

"""Pick faces below their minimum are filled from bulk, first expiry first.   补货"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from shelf_world import Shelves

from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.lifecycle.replenishment.operations import open_round, put_faces
from pandian.lifecycle.replenishment.queries import faces, proposals
from pandian.lifecycle.replenishment.rules import propose
from pandian.lifecycle.replenishment.words import Bulk, Carry, Face, FaceDraft, FaceRefused
from pandian.lifecycle.words import Amount, LineDraft
from tests.chance import rounds


@pytest.fixture
def shelves(db):
    here = Shelves()
    yield here
    here.assert_sound()


def expiring(lot: str, days: int) -> None:
    put_lots(scope=SYSTEM, lots=[
        LotDraft("LOTS", lot, expires_on=date.today() + timedelta(days=days))])


def test_a_face_below_its_minimum_is_filled_first_expiry_first(shelves):
    expiring("L1", 300)
    shelves.stock_in("LOTS", "A-02", 5, lot="L2")
    expiring("L2", 100)
    shelves.stock_in("LOTS", "A-02", 9, lot="OLD")
    expiring("OLD", -2)
    put_faces(scope=shelves.keeper, site="SH1", drafts=[FaceDraft("A-03", "LOTS", 3, 8)])
    assert proposals(scope=shelves.keeper, site="SH1") == [
        Carry("LOTS", "L2", "", "A-02", "A-03", 5), Carry("LOTS", "L1", "", "A-01", "A-03", 3)]


def test_what_is_proposed_opens_as_a_relocation_and_is_not_proposed_again(shelves):
    put_faces(scope=shelves.keeper, site="SH1", drafts=[FaceDraft("A-03", "LOTS", 3, 8)])
    made = open_round(scope=shelves.keeper, site="SH1", id=uuid7())
    assert proposals(scope=shelves.keeper, site="SH1") == []
    with pytest.raises(FaceRefused) as refused:
        open_round(scope=shelves.keeper, site="SH1", id=uuid7())
    assert [fault.code for fault in refused.value.faults] == ["nothing_to_fill"]
    done = shelves.act(shelves.keeper, made, "move", Amount(1, "moved", 8))
    assert (done.state, shelves.standing()["A-03", "LOTS", "L1", "accepted"]) == ("done", 8)
    assert proposals(scope=shelves.keeper, site="SH1") == []


def test_claimed_goods_fill_no_face(shelves):
    shelves.open("relocation", LineDraft("LOTS", 9, "L1", place="A-01"))
    put_faces(scope=shelves.keeper, site="SH1", drafts=[FaceDraft("A-03", "LOTS", 3, 8)])
    assert [carry.quantity for carry in proposals(scope=shelves.keeper, site="SH1")] == [1]


def test_pick_faces_name_their_faults_and_can_be_taken_away(shelves):
    with pytest.raises(FaceRefused) as refused:
        put_faces(scope=shelves.keeper, site="SH1", drafts=[
            FaceDraft("RED", "LOTS", 3, 8), FaceDraft("A-01", "NONE", 5, 4),
            FaceDraft("RED", "LOTS", 3, 8)])
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/0/place", "face_place"), ("/1/item", "item_unknown"), ("/1/maximum", "face_limits"),
        ("/2/place", "face_place"), ("/2", "repeated")]
    put_faces(scope=shelves.keeper, site="SH1", drafts=[FaceDraft("A-03", "LOTS", 3, 8)])
    assert faces(scope=shelves.keeper, site="SH1") == [FaceDraft("A-03", "LOTS", 3, 8)]
    put_faces(scope=shelves.keeper, site="SH1", drafts=[FaceDraft("A-03", "LOTS", None)])
    assert faces(scope=shelves.keeper, site="SH1") == []


def test_random_faces_are_filled_as_the_pure_rule_says(shelves, seed):
    dice, told = random.Random(seed), Counter[str]()
    today = date.today()
    lots = {"": None} | {f"R{n}": today + timedelta(days=dice.randint(-3, 60)) for n in range(6)}
    put_lots(scope=SYSTEM, lots=[
        LotDraft("LOTS", lot, expires_on=day) for lot, day in lots.items() if lot])
    for _ in rounds(15, lambda: told["carried"] > 5):
        shelves.stock_in("LOTS", dice.choice(shelves.places), dice.randint(1, 9),
                         lot=dice.choice(list(lots)[1:]))
        limits = {place: dice.randint(5, 80) for place in dice.sample(shelves.places, 2)}
        put_faces(scope=SYSTEM, site="SH1", drafts=[
            FaceDraft(place, "LOTS", None) for place in shelves.places])
        put_faces(scope=SYSTEM, site="SH1", drafts=[
            FaceDraft(place, "LOTS", least, least + dice.randint(0, 20))
            for place, least in limits.items()])
        bulk = [Bulk(place, shelves.places.index(place), "LOTS", lot, "", lots.get(lot), units)
                for (place, item, lot, _), units in shelves.standing().items() if item == "LOTS"]
        usable = [row for row in bulk if row.expires_on is None or row.expires_on >= today]
        known = [Face(f.place, f.item, f.minimum, f.maximum, sum(
            row.available for row in usable if row.place == f.place), 0)
            for f in faces(scope=SYSTEM, site="SH1")]
        expected = propose(known, [row for row in usable if row.place not in limits])
        found = [Carry(*row) for row in run("lifecycle.replenishment", "proposals/carries", {
            "site": shelves.site_id, "today": today})]
        assert found == expected
        told["carried"] += len(found)
    assert told["carried"] > 5, "random stock must fill something"

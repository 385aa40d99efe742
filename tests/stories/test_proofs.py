"""What a stage proves is a count that came free.   顺手盘"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from document_world import Dock

from pandian.capture.photos.operations import put_photo
from pandian.counting import queries
from pandian.counting.proving.operations import take_proofs
from pandian.counting.proving.queries import coverage
from pandian.counting.requesting.operations import take_requests
from pandian.counting.requesting.queries import requests
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.lifecycle import operations
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.proofs.operations import close_area
from pandian.lifecycle.proofs.words import AreaDraft, ProofRefused
from pandian.lifecycle.words import Amount, DocumentDraft, DocumentRefused, LineDraft

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff" + b"red zone"


class Floor(Dock):
    """Short ways to put goods away, to state what was seen, and to read what it proved."""

    def put(self, quantity: int, place: str, *proofs: dict, item: str = "LOTS", lot: str = "L1",
            **more):
        """Put one line away into a bin, stating something."""
        self.putaway = self.follow("putaway", self.passed((item, quantity, lot)))
        return self.act(self.keeper, self.putaway, "put",
                        Amount(1, "put_away", quantity, place=place),
                        evidence={"proofs": list(proofs)}, **more)

    def take(self):
        """Run the job once."""
        return take_proofs(scope=SYSTEM, site=self.site)

    def proved(self):
        """Return what was proved: (place, item, counted, strength, step, moved)."""
        return sorted(
            (r.place, r.item, r.counted, r.strength, r.step, r.moved)
            for r in run("tests", "proved", {"site": self.site_id}))

    def coverage(self):
        """Return the coverage of this hour."""
        since = datetime.now(UTC) - timedelta(hours=1)
        return coverage(scope=SYSTEM, site=self.site, since=since)

    def plan_of_today(self):
        """Return the plan of today's proofs."""
        (plan,) = [row for row in queries.plans(scope=SYSTEM, site=self.site)
                   if row.name.startswith("顺手盘")]
        return plan


def empty(place: str, **more) -> dict:
    """Return what is stated of an empty place: its code scanned, the answer tapped."""
    return {"place": place, "scan": f"PD:B:SH1.{place}", "tap": True, "empty": True, **more}


def holds(place: str, item: str, quantity: int, **more) -> dict:
    """Return what is stated of a holding."""
    return {"place": place, "scan": f"PD:B:SH1.{place}", "tap": True, "item": item,
            "quantity": quantity, **more}


@pytest.fixture
def floor(db, monkeypatch):
    from pandian.kernel import statements

    texts = statements.statement
    monkeypatch.setattr(statements, "statement", lambda room, name: PROVED if (
        room, name) == ("tests", "proved") else texts(room, name))
    here = Floor()
    yield here
    here.assert_sound()


PROVED = """
SELECT p.code AS place, i.code AS item, v.counted, v.strength, v.step, v.moved
  FROM lifecycle_proof v JOIN ledger_holding h ON h.site = v.site AND h.id = v.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item WHERE v.site = %(site)s"""


def test_goods_put_into_a_bin_seen_empty_prove_the_whole_bin(floor):
    floor.stock_in("PLAIN", "A-01", 4)
    floor.ship("PLAIN", "A-01", 4, 10)
    floor.put(6, "A-01", empty("A-01"))
    assert floor.proved() == [
        ("A-01", "LOTS", 0, "full", "filled", True), ("A-01", "LOTS", 6, "full", "filled", True),
        ("A-01", "PLAIN", 0, "full", "filled", True)]
    assert (floor.take().proofs, floor.take().proofs) == (2, 0)
    plan = floor.plan_of_today()
    assert plan.verdicts == {"matched": 1}
    (line,) = floor.lines(plan)
    assert (line.item, line.counted, line.book, bool(line.posting)) == ("LOTS", 6, 6, True)


def test_paper_that_comes_late_does_not_fill_a_bin_that_was_proved_empty(floor):
    floor.put(6, "A-01", empty("A-01"))
    floor.take()
    floor.stock_in("PLAIN", "A-01", 4, minutes=60)
    floor.take()
    assert floor.on_hand("PLAIN", "A-01") == 0, "the assertion heals it"
    assert floor.on_hand("LOTS", "A-01") == 6


def test_a_bin_that_was_not_empty_by_the_book_is_a_variance_for_somebody_else(floor):
    floor.stock_in("PLAIN", "A-01", 4)
    floor.put(6, "A-01", empty("A-01"))
    floor.take()
    assert floor.on_hand("PLAIN", "A-01") == 4, "nothing goes silently to the book"
    plan = floor.plan_of_today()
    assert plan.verdicts == {"matched": 1, "recount": 1}
    (task,) = queries.tasks(scope=SYSTEM, site="SH1", state="open")
    assert (task.kind, task.reasons, task.first_place) == ("recount", ("proof_differs",), "A-01")
    assert task.excluded == ("keeper",)
    ann = floor.person("ann")
    floor.see_now(ann, task.id, "A-01", "PLAIN", 0)
    floor.visit(ann, task.id, "A-01", 0)
    floor.settle(plan)
    assert floor.plan_of_today().verdicts == {"matched": 1, "approval": 1}
    assert floor.on_hand("PLAIN", "A-01") == 4


@pytest.mark.parametrize("lacking", [{"scan": ""}, {"tap": False}, {"scan": "PD:B:SH1.A-02"}])
def test_who_agrees_by_default_proves_nothing(floor, lacking):
    floor.put(6, "A-01", empty("A-01") | lacking)
    assert (floor.proved(), floor.take().proofs) == ([], 0)
    assert floor.read(floor.putaway).head.state == "done", "the step itself is done"


def test_zero_and_remainder_of_the_place_that_goods_left(floor):
    floor.put(6, "A-01", holds("PEND", "LOTS", 0, lot="L1"))
    assert ("PEND", "LOTS", 0, "full", "remainder", True) in floor.proved()
    floor.put(6, "A-02", empty("PEND"), lot="L2")
    assert ("PEND", "LOTS", 0, "full", "zero", True) in floor.proved()
    assert floor.take().proofs == 2
    assert floor.plan_of_today().verdicts == {}, "nothing there, nothing on the book"


def test_inspection_one_by_one_proves_the_pending_goods_and_moves_nothing(floor):
    inspection = floor.follow("inspection", floor.booked(("LOTS", 6, "L1")))
    floor.act(floor.quinn, inspection, "accept", Amount(1, "accepted", 6), evidence={
        "result": "passed", "proofs": [holds("PEND", "LOTS", 6, lot="L1", status="pending",
                                             when="before")]})
    assert floor.proved() == [("PEND", "LOTS", 6, "full", "inspection", False)]
    floor.take()
    assert floor.plan_of_today().verdicts == {"matched": 1}


def test_coverage_is_earned_and_movers_alone_do_not_cover_everything(floor):
    floor.put(6, "A-01", empty("A-01"))
    floor.put(6, "A-02", empty("A-02"), lot="L2")
    floor.take()
    covered = floor.coverage()
    assert (covered.holdings, covered.counted, covered.proved) == (2, 0, 0)
    assert (covered.proved_by_movers, covered.permille) == (2_000, 700)
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "movers_percent_max", 100)])
    assert floor.coverage().permille == 1_000
    plan = floor.plan("A-02")
    ann = floor.person("ann")
    floor.see_now(ann, floor.task(plan), "A-02", "LOTS", 6, lot="L2")
    floor.visit(ann, floor.task(plan), "A-02", 0)
    floor.settle(plan)
    covered = floor.coverage()
    assert (covered.counted, covered.proved_by_movers, covered.permille) == (1, 1_000, 1_000)


def test_what_was_said_with_the_book_shown_or_of_a_seal_weighs_half(floor):
    floor.put(6, "A-01", holds("A-01", "LOTS", 6, lot="L1", shown=True))
    assert floor.coverage().permille == 500
    floor.put(6, "A-02", holds("A-02", "LOTS", 6, lot="L2", seal=True, photo="ab12"), lot="L2")
    covered = floor.coverage()
    assert (covered.holdings, covered.proved_by_movers) == (2, 1_000)
    assert floor.take().proofs == 1, "a seal is no count: it is compared with nothing"
    floor.put(6, "A-03", holds("A-03", "LOTS", 6, lot="L3", seal=True), lot="L3")
    assert not [row for row in floor.proved() if row[0] == "A-03"], "no photo, no proof"


def test_every_wrong_statement_is_named_and_nothing_is_done(floor):
    putaway = floor.follow("putaway", floor.passed(("LOTS", 6, "L1")))

    def put(proofs):
        with pytest.raises(DocumentRefused) as refused:
            floor.act(floor.keeper, putaway, "put", Amount(1, "put_away", 6, place="A-01"),
                      evidence={"proofs": proofs})
        return [(fault.pointer, fault.code) for fault in refused.value.faults]

    assert put("all good") == [("/evidence/proofs", "proof_shape")]
    assert put([{"place": "A-01"}, holds("A-01", "LOTS", -1), empty("A-01", when="later")]) == [
        ("/evidence/proofs/0", "proof_shape"), ("/evidence/proofs/1/quantity", "proof_quantity"),
        ("/evidence/proofs/2/when", "not_a_choice")]
    assert put([empty("NOWHERE"), holds("A-01", "NOTHING", 1)]) == [
        ("/evidence/proofs/0/place", "proof_place_unknown"),
        ("/evidence/proofs/1/item", "proof_item_unknown")]
    assert put([empty("A-01"), empty("A-01")]) == [("/evidence/proofs/1", "proof_twice")]
    with pytest.raises(ProofRefused):
        floor.act(floor.keeper, putaway, "put", Amount(1, "put_away", 6, place="A-01"),
                  evidence={"proofs": [holds("A-02", "SERIAL", 2, serial="S1")]})
    assert (floor.read(putaway).head.state, floor.proved()) == ("proposed", [])


def test_an_action_sent_again_proves_once(floor):
    id = uuid7()
    floor.put(6, "A-01", empty("A-01"), id=id, version=1)
    again = floor.act(floor.keeper, floor.putaway, "put",
                      Amount(1, "put_away", 6, place="A-01"), id=id, version=1,
                      evidence={"proofs": [empty("A-01")]})
    assert again.result == "exists"
    assert len(floor.proved()) == 2


def test_an_action_of_an_hour_ago_proves_the_bin_of_an_hour_ago(floor):
    hour = datetime.now(UTC) - timedelta(minutes=30)
    floor.put(6, "A-01", empty("A-01"), effective_at=hour)
    floor.take()
    assert floor.plan_of_today().verdicts.keys() <= {"matched"}
    rows = run("tests", "proved", {"site": floor.site_id})
    assert len(rows) == 2


def test_a_document_that_never_happened_proves_nothing(floor):
    floor.put(6, "A-01", empty("A-01"))
    floor.reverse(floor.putaway, "now")
    assert floor.proved(), "it was undone later: what was seen then was seen"
    floor.put(6, "A-02", empty("A-02"), lot="L2")
    floor.reverse(floor.putaway, "then")
    assert {row[0] for row in floor.proved()} == {"A-01"}


def test_an_area_at_shift_end_is_a_proof_or_asks_for_a_count(floor):
    id = uuid7()
    said = AreaDraft(id, "SH1", "DOCK", True, "PD:B:SH1.DOCK", True)
    closed = close_area(scope=floor.keeper, draft=said)
    assert (closed.result, closed.proofs, closed.requests) == ("created", 1, 0)
    assert close_area(scope=floor.keeper, draft=said).result == "exists"
    floor.take()
    closed = close_area(scope=floor.keeper, draft=AreaDraft(uuid7(), "SH1", "OUT", False))
    assert (closed.proofs, closed.requests) == (0, 1)
    (asked,) = requests(scope=SYSTEM)
    assert (asked.request.reason, asked.request.place) == ("dock_not_empty", "OUT")
    with pytest.raises(ProofRefused):
        close_area(scope=floor.keeper, draft=AreaDraft(uuid7(), "SH1", "A-01", True))


def test_a_dock_said_empty_that_is_not_becomes_a_recount(floor):
    floor.booked(("LOTS", 6, "L1"), place="DOCK")
    close_area(scope=floor.keeper, draft=AreaDraft(
        uuid7(), "SH1", "DOCK", True, "PD:B:SH1.DOCK", True))
    floor.take()
    assert floor.plan_of_today().verdicts == {"recount": 1}
    assert floor.on_hand("LOTS", "DOCK") == 6


@pytest.fixture
def shelves(floor):
    """The same floor with ten bone screws in a bin, and a red zone that holds some."""
    floor.stock_in("LOTS", "A-01", 10, lot="L1")
    floor.stock_in("LOTS", "RED", 6, lot="L1", status="rejected")
    return floor


def opened(floor, kind, *lines, **header):
    return operations.open_document(scope=floor.keeper, draft=DocumentDraft(
        uuid7(), "SH1", kind, header, lines))


@pytest.mark.parametrize(("proofs", "fate", "tasks"), [
    ([], "open", 1), ([empty("A-01")], "proved", 0), ([empty("A-01", tap=False)], "open", 1)])
def test_a_bin_confirmed_empty_in_the_very_step_needs_no_task(shelves, proofs, fate, tasks):
    move = opened(shelves, "relocation", LineDraft("LOTS", 10, "L1", place="A-01"))
    shelves.act(shelves.keeper, move, "move", Amount(1, "moved", 10, place="A-03"),
                evidence={"proofs": proofs})
    assert take_requests(scope=SYSTEM, site="SH1").tasks == tasks
    (asked,) = requests(scope=SYSTEM)
    assert (asked.request.reason, asked.request.place, asked.fate) == ("near_zero", "A-01", fate)
    assert take_requests(scope=SYSTEM, site="SH1").requests == 0


def test_a_count_of_the_red_zone_is_a_proof_by_itself(shelves):
    put_photo(scope=shelves.keeper, digest=hashlib.sha256(JPEG).hexdigest(), content=JPEG)
    scrap = opened(shelves, "scrap", LineDraft("LOTS", 6, "L1", place="RED"), cause="damaged")
    shelves.act(shelves.keeper, scrap, "count", Amount(1, "counted", 6),
                evidence={"photo": hashlib.sha256(JPEG).hexdigest()})
    assert shelves.proved() == [("RED", "LOTS", 6, "full", "witnessed", False)]
    shelves.take()
    assert shelves.plan_of_today().verdicts == {"matched": 1}


def test_where_the_same_step_asks_for_a_count_that_count_decides(shelves):
    put_photo(scope=shelves.keeper, digest=hashlib.sha256(JPEG).hexdigest(), content=JPEG)
    scrap = opened(shelves, "scrap", LineDraft("LOTS", 6, "L1", place="RED"), cause="damaged")
    shelves.act(shelves.keeper, scrap, "count", Amount(1, "counted", 5),
                evidence={"photo": hashlib.sha256(JPEG).hexdigest()})
    assert shelves.proved() == []
    assert [row.request.reason for row in requests(scope=SYSTEM)] == ["red_zone"]

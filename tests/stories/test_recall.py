"""A recall over all sites: stopped everywhere at once, sought, decided, accounted for.   召回"""

from __future__ import annotations

import random

import pytest
from recall_world import Field

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.kernel.words import Forbidden
from pandian.ledger.operations import reverse
from pandian.ledger.queries import stock
from pandian.lifecycle.sweeping.operations import sweep
from pandian.lifecycle.trace.queries import trace
from pandian.lifecycle.trace.words import TraceAsk
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft


@pytest.fixture
def field(db):
    """Yield two sites; whatever happened there, ledger and documents must be sound afterwards."""
    here = Field()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    """Return the codes of a refusal's faults."""
    return [fault.code for fault in refusal.value.faults]


def test_a_recall_stops_the_lot_at_every_site_wherever_it_stands(field):
    field.everywhere()
    recall = field.recall()
    assert (recall.number, recall.state) == ("RE-000001", "opened")
    assert {status for _, _, status in field.lot()} == {"accepted"}
    done = field.do(field.quinn, recall, "spread")
    assert done.state == "effective"
    assert field.lot() == {
        ("SH1", "A-01", "recalled"): 50, ("SH1", "A-02", "recalled"): 10,
        ("SH1", "WIP-1", "recalled"): 5, ("SH1", "HOSP", "recalled"): 6,
        ("SH1", "TO-BJ1", "accepted"): 12, ("SH1", "TO-BJ1", "recalled"): 8,
        ("BJ1", "FROM-SH1", "accepted"): -12, ("BJ1", "B-01", "recalled"): 8}
    found = field.equation(recall)
    assert (found.received, found.on_hand_recalled, found.on_hand_other, found.in_transit,
            found.issued, found.gap, found.outstanding) == (100, 79, 0, 8, 13, 0, 13)
    assert field.customers(recall) == {"H1": 9, "H2": 4}


def test_every_place_that_holds_or_held_the_lot_is_asked_to_be_counted(field):
    field.everywhere()
    field.go("A-02", "A-03", 10)
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    with raw_connection().cursor() as cursor:
        cursor.execute("SELECT place, item, lot, reason FROM lifecycle_count_request_view")
        asked = set(cursor.fetchall())
    assert asked == {(place, "LOTS", "L1", "recall") for place in (
        "A-01", "A-02", "A-03", "WIP-1", "HOSP", "B-01")}, "an empty place answers too: zero"


def test_claims_of_open_orders_on_the_lot_end(field):
    putaway = field.follow("putaway", field.passed(("LOTS", 30, "L1")))
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    assert field.lot() == {("SH1", "PEND", "recalled"): 30}
    with raw_connection().cursor() as cursor:
        cursor.execute("SELECT document, sum(quantity) FROM lifecycle_claim GROUP BY document")
        assert cursor.fetchall() == [(putaway.document, 0)]
    with pytest.raises(DocumentRefused) as refused:
        field.act(field.keeper, putaway, "put", Amount(1, "put_away", 30, place="A-01"), sign=[])
    assert [(f.pointer, f.code, f.params) for f in refused.value.faults] == [
        ("/amounts/0", "goods_recalled", ("L1", "RE-000001"))]
    assert field.lot() == {("SH1", "PEND", "recalled"): 30}


def test_goods_that_arrive_after_the_recall_are_stopped_by_the_sweep(field):
    field.everywhere()
    recall = field.recall()
    assert [each.state for each in sweep(scope=SYSTEM)] == ["effective"], "opened: it spreads"
    assert sweep(scope=SYSTEM) == [], "nothing new: nothing is done"
    assert field.go("FROM-SH1", "B-01", 8, site="BJ1").result == "created"
    assert field.lot()["BJ1", "B-01", "accepted"] == 8
    assert [each.state for each in sweep(scope=SYSTEM)] == ["effective"]
    assert field.lot()["BJ1", "B-01", "recalled"] == 16
    found = field.equation(recall)
    assert (found.in_transit, found.on_hand_other, found.gap) == (0, 0, 0)
    way = [row for row in field.lot().items() if row[0][1] in ("TO-BJ1", "FROM-SH1")]
    by_status = {status: sum(q for (_, _, s), q in way if s == status)
                 for status in ("accepted", "recalled")}
    assert by_status == {"accepted": 0, "recalled": 0}, "both sides agree in every status"


def test_customers_answer_and_hand_back_until_nothing_is_outstanding(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.sales, recall, "tell")
    field.do(field.sales, recall, "reply", Amount(1, "used_there", 3, place="H1"),
             Amount(1, "still_there", 6, place="H1"))
    assert field.customers(recall) == {"H1": 6, "H2": 4}, "what is still there is outstanding"
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.sales, recall, "reply", Amount(1, "missing_there", 7, place="H1"))
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("reply_too_much", ("H1", "L1", 6, 7))]
    field.take_back(recall, "H1", 5)
    field.take_back(recall, "H2", 4, site="BJ1")
    field.do(field.sales, recall, "reply", Amount(1, "destroyed_there", 1, place="H1"))
    found = field.equation(recall)
    assert (found.issued, found.returned, found.used, found.destroyed_there, found.missing,
            found.outstanding, found.listed, found.gap) == (13, 9, 3, 1, 0, 0, 0, 0)
    assert field.lot()["SH1", "RET", "recalled"] == 5
    assert field.lot()["BJ1", "B-RET", "recalled"] == 4


def test_a_wrong_reply_is_taken_back_and_entered_anew_and_both_stay_readable(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    first = field.do(field.sales, recall, "reply", Amount(1, "used_there", 5),
                     papers={"customer": "H1"})
    assert field.customers(recall)["H1"] == 4
    wrong = Amount(1, "used_there", 10)
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.sales, recall, "correct", wrong, papers={"corrects": str(first.id)})
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("reply_too_much", ("H1", "L1", 9, 10))]
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.sales, recall, "correct", papers={"corrects": str(uuid7())})
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/evidence/corrects", "reply_unknown")]
    second = field.do(field.sales, recall, "correct", Amount(1, "used_there", 3),
                      papers={"corrects": str(first.id)}, reason="he said three")
    found = field.equation(recall)
    assert (found.used, found.outstanding, found.listed, found.gap) == (3, 10, 10, 0)
    assert [(a.measure, a.quantity, a.place) for a in field.read(recall).amounts] == [
        ("used_there", 5, "H1"), ("used_there", -5, "H1"), ("used_there", 3, "H1")]
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.sales, recall, "correct", papers={"corrects": str(first.id)})
    assert [f.code for f in refused.value.faults] == ["reply_corrected"]
    field.do(field.sales, recall, "correct", papers={"corrects": str(second.id)})
    assert field.equation(recall).outstanding == 13, "a correction is corrected in its turn"


def test_a_customer_hands_back_what_he_has_and_nothing_else(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    with pytest.raises(DocumentRefused) as refused:
        field.take_back(recall, "H2", 5)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("returned_too_much", ("H2", "L1", 4, 5))]
    with pytest.raises(DocumentRefused) as unknown:
        field.take_back(uuid7(), "H2", 1)
    assert codes(unknown) == ["recall_unknown"]


def test_a_return_may_be_undone_and_is_outstanding_again(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    back = field.take_back(recall, "H1", 5)
    assert field.customers(recall) == {"H1": 4, "H2": 4}
    field.reverse(back)
    assert field.customers(recall) == {"H1": 9, "H2": 4}
    assert field.equation(recall).gap == 0


def test_destruction_carries_the_goods_to_the_red_zone_of_their_site(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.quinn, recall, "decide", papers={"decision": "destruction"})
    assert field.lot() == {
        ("SH1", "RED", "rejected"): 60, ("SH1", "WIP-1", "recalled"): 5,
        ("SH1", "HOSP", "recalled"): 6, ("SH1", "TO-BJ1", "accepted"): 12,
        ("SH1", "TO-BJ1", "recalled"): 8, ("BJ1", "FROM-SH1", "accepted"): -12,
        ("BJ1", "B-RED", "rejected"): 8}
    assert field.equation(recall).decision == "destruction"


def test_a_withdrawn_recall_gives_the_goods_back_where_they_stand(field):
    field.stock_in("LOTS", "A-01", 10, lot="L1")
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.quinn, recall, "decide", papers={"decision": "released"})
    assert field.lot() == {("SH1", "A-01", "accepted"): 10}
    assert sweep(scope=SYSTEM) == [], "a released lot is not stopped again"


def test_a_recall_is_closed_by_two_when_all_is_settled_or_explained(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.quinn, recall, "decide", papers={"decision": "destruction"})
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.quinn, recall, "close", reason="")
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("rest_unexplained", (1, 13, 11, 8, 0))]
    with pytest.raises(DocumentRefused) as alone:
        field.do(field.quinn, recall, "close", sign=["quinn", "quinn"])
    assert codes(alone) == ["signature_same_person"]
    assert field.do(field.quinn, recall, "close", reason="客户逾期未答").state == "closed"


def test_what_one_customer_gave_back_too_much_never_hides_what_another_has(field):
    """H1 got five and used three; two came back from H2, who never got any: not settled."""
    field.stock_in("LOTS", "A-01", 10, lot="L1")
    field.go("A-01", "@customer", 5, customer="H1")
    field.go("@customer", "RET", 2, customer="H2", status="pending")
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.sales, recall, "reply", Amount(1, "used_there", 3))
    field.do(field.quinn, recall, "decide", papers={"decision": "released"})
    assert field.customers(recall) == {"H1": 2, "H2": -2}
    with pytest.raises(DocumentRefused) as refused:
        field.do(field.quinn, recall, "close", reason="")
    assert ("returned_unissued", (1, "H2", 2)) in [
        (fault.code, fault.params) for fault in refused.value.faults]
    assert field.do(field.quinn, recall, "close", reason="H1 交给 H2").state == "closed"


def test_who_may_not_recall_cannot(field):
    field.stock_in("LOTS", "A-01", 10, lot="L1")
    with pytest.raises(Forbidden):
        field.recall(by=field.keeper)
    recall = field.recall()
    with pytest.raises(Forbidden):
        field.do(field.sales, recall, "spread")


def test_a_recall_names_everything_that_is_wrong_with_it(field):
    field.stock_in("LOTS", "A-01", 10, lot="L1")
    with pytest.raises(DocumentRefused) as refused:
        field.recall(LineDraft("LOTS", 1), LineDraft("LOTS", 1, "NONE"),
                     LineDraft("LOTS", 1, "L1"), LineDraft("LOTS", 2, "L1"), level="9")
    assert sorted((f.pointer, f.code) for f in refused.value.faults) == [
        ("/header/level", "recall_level"), ("/lines/0/lot", "recall_of_what"),
        ("/lines/1/lot", "recall_goods_unknown"), ("/lines/3", "recall_twice")]
    field.recall()
    with pytest.raises(DocumentRefused) as twice:
        field.recall()
    assert codes(twice) == ["recall_open"]


def test_the_trace_shows_what_the_recall_did_at_each_site(field):
    field.everywhere()
    field.do(field.quinn, field.recall(), "spread")
    nodes = trace(scope=SYSTEM, ask=TraceAsk(item="LOTS", lot="L1")).nodes
    stopped = {(n.site, n.action, n.document, n.target_status) for n in nodes
               if n.node == "move" and n.kind == "recall"}
    assert stopped == {("SH1", "spread", "RE-000001", "recalled"),
                       ("BJ1", "spread", "RE-000001", "recalled")}
    assert ("RE-000001", "open") in {(n.document, n.action) for n in nodes if n.node == "step"}


def test_the_equations_hold_after_every_step_of_a_random_history(field, seed):
    dice = random.Random(seed)
    field.everywhere()
    recall = field.recall()
    undoable: list[object] = []
    for _ in range(60):
        _step(field, recall, dice, undoable)
        found = field.equation(recall)
        assert found.gap == 0, found
        assert found.outstanding == found.listed == sum(field.customers(recall).values())
        assert found.outstanding >= 0
        moving = stock(scope=SYSTEM, item="LOTS", kind="in_transit").rows
        assert sum(row.quantity for row in moving) == found.in_transit


def _step(field: Field, recall, dice: random.Random, undoable: list) -> None:
    """Let something happen to the lot: legal or not, the equations must hold afterwards."""
    held = [(key, q) for key, q in field.lot().items() if q > 0]
    (site, place, status), most = dice.choice(held)
    few, customer = dice.randint(1, min(most, 6)), dice.choice(("H1", "H2"))
    state = field.read(recall).head.state
    choice = dice.randrange(9)
    try:
        if choice == 0 and status == "accepted" and place not in ("TO-BJ1", "FROM-SH1"):
            undoable.append(field.go(place, "@customer", few, site=site, customer=customer))
        elif choice == 1 and site == "SH1" and place in field.places:
            field.go(place, "TO-BJ1", few, status=status)
        elif choice == 2 and place == "TO-BJ1":
            field.go("FROM-SH1", "B-01", few, site="BJ1", status=status)
        elif choice == 3:
            loss = dice.random() < 0.5
            ends = (place, "@gain_loss") if loss else ("@gain_loss", place)
            field.go(*ends, few, site=site, status=status)
        elif choice == 4:
            field.do(field.quinn, recall, "spread" if state == "opened" else "sweep")
        elif choice == 5 and state in ("effective", "told"):
            field.do(field.sales, recall, "reply",
                     Amount(1, dice.choice(("used_there", "missing_there")), few, place=customer),
                     papers={"customer": customer})
        elif choice == 6 and state in ("effective", "told"):
            field.take_back(recall, customer, few, site=dice.choice(("SH1", "BJ1")))
        elif choice == 7 and undoable:
            done = undoable.pop()
            if done.result == "created" and state == "opened":
                reverse(scope=SYSTEM, posting_id=done.id, id=uuid7(), reason="r",
                        effective="now")
        elif choice == 8:
            field.go("@supplier", "A-03", few)
    except DocumentRefused:
        pass

"""Repairing a wrong number by its document: the line is reversed and entered again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from document_world import Dock
from test_repairing import wish

from pandian.counting.detective.operations import explain
from pandian.counting.detective.queries import findings, reasons
from pandian.counting.inbox.queries import inbox
from pandian.counting.repairing.operations import repair, undo
from pandian.counting.repairing.queries import ends_of, previews
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle import operations
from pandian.lifecycle.correcting.operations import correct
from pandian.lifecycle.correcting.queries import correctable
from pandian.lifecycle.correcting.words import Ask, CorrectionDraft
from pandian.lifecycle.words import (
    Amount,
    DocumentConflict,
    DocumentDraft,
    DocumentRefused,
    LineDraft,
)


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def found(dock, who, *rows):
    """Count (place, item, quantity, more) now and explain; return the plan and its findings."""
    plan = dock.plan(*sorted({row[0] for row in rows}))
    task = dock.task(plan)
    for place, item, quantity, more in rows:
        dock.see_now(who, task, place, item, quantity, **more)
    dock.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    return plan, findings(scope=SYSTEM, plan=plan.id).rows


def unit(row):
    """Return the wish to repair a line as a wrong unit."""
    n = next(n for n, each in enumerate(row.alternatives) if each.causes == ("unit",))
    return wish(row, n)


def facts(dock, document):
    return {(each.line, each.measure): each.quantity for each in dock.read(document).sums}


def desk() -> Client:
    """Return the desk of the controller who repairs."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(get_user_model().objects.get(code="boss"))
    return client


def typed(dock, wrong: int, announced: int):
    """Twelve came and somebody typed a hundred and twenty (or the other way round)."""
    receipt = dock.announce(LineDraft("PLAIN", announced), LineDraft("PLAIN", 7))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book",
             Amount(1, "scanned", wrong), Amount(1, "accepted", wrong, note="as on the slip"),
             Amount(2, "scanned", 7), Amount(2, "accepted", 7))
    return receipt


def moved(dock, posting):
    """Return (source, target, quantity, instant) of each line of a posting."""
    ends = ends_of(scope=SYSTEM, site=dock.site_id, moves=[(posting, n) for n in (1, 2)])
    return [(end.source, end.target, end.quantity, end.effective_at) for end in ends.values()]


def test_a_receipt_typed_120_for_12_is_reversed_and_entered_again_by_its_document(dock):
    anna = dock.person("anna")
    receipt = typed(dock, 120, 12)
    wrong = dock.read(receipt).events[-1].id
    ((_, _, _, then), *_) = moved(dock, wrong)
    plan, (row,) = found(dock, anna, ("PEND", "PLAIN", 19, {"status": "pending"}))
    ((_, shown),) = previews(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    paper = shown.correction
    assert (shown.repair, shown.steps, shown.why, shown.number) == (
        "correct", (), (), receipt.number)
    assert (paper.line, paper.wrong, paper.right, paper.faults) == (1, 120, 12, ())
    part = desk().get(f"/counts/{plan.id}/why?line={row.line}").content.decode()
    assert f"/documents/{receipt.document}" in part
    assert "120 → 12 · the document reverses its line and enters it again" in part
    (done,) = repair(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert (done.left, done.verdict) == (0, "explained")
    assert moved(dock, done.posting) == [("PEND", "@supplier", 120, then),
                                         ("@supplier", "PEND", 12, then)]
    told = facts(dock, receipt)
    assert {told[1, name] for name in ("shipped", "scanned", "accepted")} == {12}
    (event,) = dock.read(receipt).events[3:]
    assert (event.action, event.actor, event.payload["posting"], event.payload["count"]) == (
        "correct", "boss", str(wrong), str(plan.id))
    assert (event.payload["wrong"], event.payload["right"]) == (120, 12)
    assert (dock.on_hand("PLAIN"), dock.line(plan).book) == (19, 19)
    shown = desk().get(f"/documents/{receipt.document}").content.decode()
    assert "quantity corrected" in shown.lower()
    assert "line 1: 120 → 12" in shown
    assert f"/counts/{plan.id}?verdict=all" in shown
    # undone: the document says 120 again, what the count proved stays, and it teaches nothing
    back = undo(scope=dock.boss, plan=plan.id, reason=done.id, id=uuid7(), why="it was 120")
    assert facts(dock, receipt)[1, "accepted"] == 120
    assert [each.action for each in dock.read(receipt).events[3:]] == ["correct", "correct"]
    assert moved(dock, back)[1] == ("@supplier", "PEND", 120, then)
    assert (dock.on_hand("PLAIN"), reasons(scope=SYSTEM)) == (19, [])
    # and a document that was corrected twice is still undone whole
    with pytest.raises(DocumentRefused):
        dock.reverse(receipt, "then")  # nineteen are there, a hundred and twenty-seven asked for
    dock.now = datetime.now(UTC)
    dock.stock_in("PLAIN", "PEND", 108, minutes=0, status="pending")
    dock.reverse(receipt, "then")
    assert facts(dock, receipt).get((1, "accepted")) is None


def test_twelve_boxes_typed_as_pieces_are_corrected_upwards_and_the_order_is_told(dock):
    anna, order = dock.person("anna"), ordered(dock, 120)
    receipt = dock.announce(LineDraft("PLAIN", 120, attributes={"order_line": 1}),
                            follows=order.document)
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 12),
             Amount(1, "accepted", 12, note="counted at the dock"))
    assert facts(dock, order)[1, "received"] == 12
    plan, (row,) = found(dock, anna, ("PEND", "PLAIN", 120, {"status": "pending"}))
    repair(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert facts(dock, receipt)[1, "accepted"] == 120
    assert facts(dock, order)[1, "received"] == 120
    assert dock.read(order).head.state == "received"
    assert dock.read(order).events[-1].action == "receipt_correct"


def ordered(dock, pieces: int):
    """Return an order that was sent."""
    buyer = dock.staff("lin", "buyer")
    order = operations.open_document(scope=buyer, draft=DocumentDraft(
        uuid7(), "SH1", "purchase", {"supplier": "SUP"},
        (LineDraft("PLAIN", pieces, attributes={"price": 10_000}),)))
    chief = dock.staff("wu", "manager")
    for who, action in ((buyer, "submit"), (chief, "approve"), (chief, "send")):
        dock.act(who, order, action, sign=[who.actor] if action == "approve" else [],
                 evidence={"contract": "HT-7"})
    return order


def test_a_putaway_is_corrected_in_its_bin_and_a_count_of_where_it_came_from_heals(dock):
    anna, ben = dock.person("anna"), dock.person("ben")
    inspection = dock.passed(("PLAIN", 120, ""))
    putaway = dock.follow("putaway", inspection)
    dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 120, place="A-01"))
    before = dock.plan("PEND")
    dock.see_now(ben, dock.task(before), "PEND", "PLAIN", 0)
    dock.settle(before)
    plan, (row,) = found(dock, anna, ("A-01", "PLAIN", 12, {}))
    ((_, shown),) = previews(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert shown.correction.faults == ()
    repair(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert dock.read(putaway).head.state == "left_over"
    assert dock.standing() == {("A-01", "PLAIN", "", "accepted"): 12}  # none stands in PEND
    (row,) = inbox(scope=dock.boss, site="SH1")
    assert (row.kind, row.place, row.quantity) == ("healed", "PEND", -108)


def test_where_its_document_cannot_the_difference_is_posted_and_it_says_why(dock):
    """An inspection has taken the goods over: the receipt is not changed behind its back."""
    anna, receipt = dock.person("anna"), typed(dock, 120, 12)
    inspection = dock.follow("inspection", receipt)
    plan, (row,) = found(dock, anna, ("PEND", "PLAIN", 19, {"status": "pending"}))
    ((_, shown),) = previews(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert shown.correction is None
    assert [(fault.code, fault.params) for fault in shown.why] == [
        ("goods_moved_on", (inspection.number,))]
    assert [step.quantity for step in shown.steps] == [108]
    part = desk().get(f"/counts/{plan.id}/why?line={row.line}").content.decode()
    assert "Only the difference is posted, because:" in part
    assert f"The goods moved on with {inspection.number}" in part
    (done,) = repair(scope=dock.boss, plan=plan.id, wanted=[unit(row)])
    assert (done.left, done.verdict) == (0, "explained")
    assert facts(dock, receipt)[1, "accepted"] == 120


def test_what_stands_against_a_correction_is_named_all_at_once_and_nothing_is_done(dock):
    receipt = typed(dock, 120, 12)
    event = dock.read(receipt).events[-1].id
    (told,) = correctable(scope=SYSTEM, site=dock.site_id, asks=[Ask(event, 1, 12)]).values()
    assert told.faults == ()
    dock.follow("inspection", receipt)
    dock.move("PLAIN", "PEND", "A-03", 100, 0, kind="relocation", status="pending")
    wish = CorrectionDraft(uuid7(), "SH1", Ask(event, 1, 12), " ")
    with pytest.raises(DocumentRefused) as refused:
        correct(scope=dock.boss, draft=wish)
    assert {fault.code for fault in refused.value.faults} == {
        "reason_missing", "goods_moved_on", "goods_gone"}
    with pytest.raises(DocumentRefused) as refused:
        correct(scope=dock.boss, draft=wish._replace(ask=Ask(event, 9, 12)))
    assert [fault.code for fault in refused.value.faults] == ["line_unknown_posted"]
    with pytest.raises(Forbidden):
        correct(scope=dock.person("anna"), draft=wish)
    assert facts(dock, receipt)[1, "accepted"] == 120


def test_a_correction_sent_twice_is_one_and_a_line_is_corrected_once(dock):
    receipt = typed(dock, 120, 12)
    event = dock.read(receipt).events[-1].id
    once = CorrectionDraft(uuid7(), "SH1", Ask(event, 1, 12), "boxes")
    assert correct(scope=dock.boss, draft=once).result == "created"
    assert correct(scope=dock.boss, draft=once).result == "exists"
    with pytest.raises(DocumentConflict):
        correct(scope=dock.boss, draft=once._replace(reason="another"))
    with pytest.raises(DocumentRefused) as refused:
        correct(scope=dock.boss, draft=once._replace(id=uuid7()))
    assert "corrected_already" in {fault.code for fault in refused.value.faults}
    assert dock.on_hand("PLAIN") == 19

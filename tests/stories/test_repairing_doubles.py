"""A document typed twice is undone whole by its own reversal, and put back when it was not."""

from __future__ import annotations

import pytest
from document_world import Dock
from sale_world import Shop
from test_repairing import counted, wish
from test_repairing_documents import desk, facts, found, ordered

from pandian.counting.detective.queries import reasons
from pandian.counting.repairing.operations import repair, undo
from pandian.counting.repairing.queries import previews
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.ledger.queries import card
from pandian.lifecycle import operations
from pandian.lifecycle.doubling.operations import restore, undo_double
from pandian.lifecycle.doubling.queries import doubled
from pandian.lifecycle.doubling.words import Pair, RestoreDraft
from pandian.lifecycle.words import Amount, DocumentDraft, DocumentRefused, LineDraft


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def came(dock, *asked: int, follows=None):
    """Return a receipt of one line for each number, booked as announced."""
    receipt = dock.announce(*(LineDraft("PLAIN" if n == 0 else "LOTS", each,
                                        "" if n == 0 else "L1", attributes={"order_line": 1}
                                        if follows else {}) for n, each in enumerate(asked)),
                            **({"follows": follows.document} if follows else {}))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", *(
        Amount(n, measure, each, note="as on the slip" if follows else "")
        for n, each in enumerate(asked, 1) for measure in ("scanned", "accepted")))
    return receipt


def double(row):
    """Return the wish to repair a line as posted twice."""
    n = next(n for n, each in enumerate(row.alternatives) if each.causes == ("double",))
    return wish(row, n)


def shown(dock, plan, row):
    ((_, preview),) = previews(scope=dock.boss, plan=plan.id, wanted=[double(row)])
    return preview


def test_a_receipt_typed_twice_is_undone_whole_and_put_back_when_it_was_not(dock):
    anna = dock.person("anna")
    first, second = came(dock, 37, 5), came(dock, 37, 5)
    plan, rows = found(dock, anna, ("PEND", "PLAIN", 37, {"status": "pending"}),
                       ("PEND", "LOTS", 5, {"lot": "L1", "status": "pending"}))
    row = next(each for each in rows if each.item == "PLAIN")
    preview = shown(dock, plan, row)
    assert (preview.repair, preview.steps, preview.why, preview.effect) == ("reverse", (), (), -37)
    assert (preview.double.number, preview.double.twin_number) == (second.number, first.number)
    part = desk().get(f"/counts/{plan.id}/why?line={row.line}").content.decode()
    assert "is undone whole: it repeats" in part
    assert f"/documents/{second.document}" in part

    (done,) = repair(scope=dock.boss, plan=plan.id, wanted=[double(row)])
    assert (done.left, done.verdict) == (0, "explained")
    assert dock.read(second).head.state == "reversed"
    assert dock.read(first).head.state == "booked"
    assert (dock.on_hand("PLAIN"), dock.on_hand("LOTS")) == (37, 5)
    assert {line.variance for line in dock.lines(plan)} == {0}, "the other line is right as well"

    back = undo(scope=dock.boss, plan=plan.id, reason=done.id, id=uuid7(), why="two deliveries")
    whole = dock.read(second)
    assert (whole.head.state, whole.events[-1].action, whole.events[-1].id) == (
        "booked", "restore", back)
    assert whole.events[-1].payload["count"] == str(plan.id)
    assert facts(dock, second) == facts(dock, first)
    assert reasons(scope=SYSTEM) == []
    page = desk().get(f"/documents/{second.document}").content.decode()
    assert "reversal undone" in page
    assert dock.on_hand("PLAIN") == 37, "what the count proved stays"
    # it is a document like any other again: it can still be undone by hand
    dock.stock_in("PLAIN", "PEND", 37, minutes=0, status="pending")
    dock.stock_in("LOTS", "PEND", 5, minutes=0, lot="L1", status="pending")
    dock.reverse(second, "then")
    assert dock.read(second).head.state == "reversed"
    assert facts(dock, second).get((1, "accepted"), 0) == 0


def test_the_order_is_told_that_the_double_did_not_come_and_then_that_it_did(dock):
    anna, order = dock.person("anna"), ordered(dock, 100)
    came(dock, 40, follows=order)
    second = came(dock, 40, follows=order)
    assert facts(dock, order)[1, "received"] == 80
    plan, (row,) = found(dock, anna, ("PEND", "PLAIN", 40, {"status": "pending"}))
    (done,) = repair(scope=dock.boss, plan=plan.id, wanted=[double(row)])
    assert facts(dock, order)[1, "received"] == 40
    undo(scope=dock.boss, plan=plan.id, reason=done.id, id=uuid7(), why="it came")
    assert facts(dock, order)[1, "received"] == 80
    assert [each.action for each in dock.read(order).events[-2:]] == [
        "receipt_reverse", "receipt_restore"]
    assert dock.read(second).head.state == "booked"


def test_a_relocation_typed_twice_heals_where_it_came_from(dock):
    anna = dock.person("anna")
    dock.stock_in("PLAIN", "A-01", 50, minutes=600)

    def carried():
        paper = operations.open_document(scope=dock.keeper, draft=DocumentDraft(
            uuid7(), "SH1", "relocation", {},
            (LineDraft("PLAIN", 12, place="A-01"),)))
        dock.act(dock.keeper, paper, "move", Amount(1, "moved", 12, place="A-02"))
        return paper

    carried()
    second = carried()
    plan, rows = found(dock, anna, ("A-02", "PLAIN", 12, {}))
    repair(scope=dock.boss, plan=plan.id, wanted=[double(rows[0])])
    assert dock.read(second).head.state == "reversed"
    assert dock.standing() == {("A-01", "PLAIN", "", "accepted"): 38,
                               ("A-02", "PLAIN", "", "accepted"): 12}


def test_where_something_stands_against_it_the_difference_is_posted_and_it_says_all(dock):
    anna = dock.person("anna")
    first, second = came(dock, 37, 5), came(dock, 37, 6)
    inspection = dock.follow("inspection", second)
    plan, (row,) = found(dock, anna, ("PEND", "PLAIN", 37, {"status": "pending"}))
    preview = shown(dock, plan, row)
    assert (preview.double, [step.quantity for step in preview.steps]) == (None, [37])
    assert [(fault.code, fault.params) for fault in preview.why] == [
        ("double_differs", (second.number, first.number)),
        ("goods_moved_on", (inspection.number,))]
    (done,) = repair(scope=dock.boss, plan=plan.id, wanted=[double(row)])
    assert (done.left, done.verdict) == (0, "explained")
    assert dock.read(second).head.state == "booked"


def test_each_wall_is_named_and_a_second_time_is_refused(dock):
    first, second = came(dock, 37), came(dock, 37)
    pair = Pair(second.document, first.document)

    def told():
        return doubled(scope=SYSTEM, site=dock.site_id, pairs=[pair])[pair]

    free = told()
    assert free.faults == ()
    dock.move("PLAIN", "PEND", "A-03", 60, 0, kind="relocation", status="pending")
    assert [(each.code, each.params) for each in told().faults] == [
        ("goods_gone", ("PEND PLAIN", 14, 37))]
    with pytest.raises(DocumentRefused):
        undo_double(scope=dock.boss, site="SH1", double=free, id=uuid7(), reason="twice")
    assert dock.read(second).head.state == "booked"
    dock.move("PLAIN", "A-03", "PEND", 60, 0, kind="relocation", status="pending")
    with pytest.raises(Forbidden):
        undo_double(scope=dock.person("anna"), site="SH1", double=free, id=uuid7(), reason="t")
    id = uuid7()
    for result in ("created", "exists"):
        made = undo_double(scope=dock.boss, site="SH1", double=free, id=id, reason="twice")
        assert made.result == result
    assert [each.code for each in told().faults] == ["already_reversed", "double_differs"]

    draft = RestoreDraft(uuid7(), "SH1", made.postings[-1], "two deliveries")
    assert restore(scope=dock.boss, draft=draft).state == "booked"
    assert restore(scope=dock.boss, draft=draft).result == "exists"
    with pytest.raises(DocumentRefused) as refused:
        restore(scope=dock.boss, draft=draft._replace(id=uuid7()))
    assert [each.code for each in refused.value.faults] == ["not_reversed"]
    with pytest.raises(DocumentRefused) as refused:
        restore(scope=dock.boss, draft=draft._replace(id=uuid7(), posting=uuid7()))
    assert [each.code for each in refused.value.faults] == ["line_unknown_posted"]
    dock.reverse(first, "then")
    assert [each.code for each in told().faults] == ["double_alone"]


def test_an_issue_typed_twice_is_undone_with_both_its_postings_and_put_back(db):
    shop = Shop()
    anna = shop.person("anna")
    shop.stock_in("PLAIN", "A-01", 100, minutes=600)
    first, second = (shop.sold(LineDraft("PLAIN", 37)) for _ in range(2))
    other = shop.sold(LineDraft("PLAIN", 2), header={"customer": "CLIN"})
    plan, (row,) = found(shop, anna, ("A-01", "PLAIN", 61, {}))
    preview = shown(shop, plan, row)
    assert (preview.double.number, preview.double.twin_number, preview.effect) == (
        second.number, first.number, 37)
    (done,) = repair(scope=shop.boss, plan=plan.id, wanted=[double(row)])
    assert (done.left, done.verdict) == (0, "explained")
    assert shop.standing() == {("A-01", "PLAIN", "", "accepted"): 61}
    assert [shop.read(each).head.state for each in (first, second, other)] == [
        "shipped", "reversed", "shipped"]
    undo(scope=shop.boss, plan=plan.id, reason=done.id, id=uuid7(), why="two orders")
    assert shop.read(second).head.state == "shipped"
    assert facts(shop, second) == facts(shop, first)
    assert shop.on_hand("PLAIN") == 61, "what the count proved stays"
    shop.assert_sound()


def test_two_customers_that_take_as_much_are_no_double(db):
    shop = Shop()
    shop.stock_in("PLAIN", "A-01", 100, minutes=600)
    first = shop.sold(LineDraft("PLAIN", 37))
    second = shop.sold(LineDraft("PLAIN", 37), header={"customer": "CLIN"})
    pair = Pair(second.document, first.document)
    told = doubled(scope=SYSTEM, site=shop.site_id, pairs=[pair])[pair]
    assert [each.code for each in told.faults] == ["double_differs"]
    shop.assert_sound()


def test_a_posting_with_a_reversed_sign_is_reversed_and_posted_the_other_way_round(world, anna):
    """Seventeen went out, and somebody typed that they came back."""
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    wrong = world.move("PLAIN", "@customer", "A-01", 17, 3000, kind="customer_return")
    plan, (row,) = counted(world, anna, ("A-01", "PLAIN", 83, {}))
    boss = world.controller()
    n = next(n for n, each in enumerate(row.alternatives) if each.causes == ("sign",))
    ((_, preview),) = previews(scope=boss, plan=plan.id, wanted=[wish(row, n)])
    assert (preview.repair, preview.reverses, preview.effect) == ("correct", wrong.id, -34)
    assert [(step.source, step.target, step.quantity) for step in preview.steps] == [
        ("A-01", "@customer", 17)]
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(row, n)])
    assert (done.left, done.verdict, world.on_hand("PLAIN")) == (0, "explained", 83)
    rows = card(scope=SYSTEM, site=world.site, item="PLAIN").rows
    assert sorted(each.quantity for each in rows) == [-17, -17, 17, 100]
    assert {each.effective_at for each in rows if abs(each.quantity) == 17} == {world.at(3000)}

    undo(scope=boss, plan=plan.id, reason=done.id, id=uuid7(), why="it came back")
    told = {each.posting: each for each in card(scope=SYSTEM, site=world.site, item="PLAIN").rows}
    again = told[told[wrong.id].reversed_by]
    assert again.reversed_by is not None, "what it was typed as stands again"
    assert told[done.posting].reversed_by is not None
    assert world.on_hand("PLAIN") == 83, "what the count proved stays"
    assert reasons(scope=SYSTEM) == []
    world.assert_sound()

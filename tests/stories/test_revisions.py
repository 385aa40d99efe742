"""Orders are changed before anything happened; what they said before stays readable.   修订"""

from __future__ import annotations

import pytest
from sale_world import Shop
from test_purchase import Office, faults

from pandian.kernel.words import Forbidden
from pandian.lifecycle.revising.queries import revisions
from pandian.lifecycle.rules import digest
from pandian.lifecycle.words import (
    DocumentConflict,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
)


@pytest.fixture
def office(db):
    here = Office()
    yield here
    here.assert_sound()


def line(item="PLAIN", asked=1, price=1_500, **attributes):
    return {"item": item, "asked": asked, "attributes": {"price": price, **attributes}}


def revise(world, who, order, *lines, **more):
    return world.act(who, order, "revise", evidence={"lines": list(lines)}, reason="changed",
                     **more)


def test_an_order_is_revised_and_its_approval_is_void(office):
    order = office.ask(("PLAIN", 100, 1_500), ("PLAIN", 50, 1_500))
    office.act(office.bella, order, "submit")
    approved = office.act(office.max, order, "approve", sign=["max"])
    assert approved.state == "approved"
    done = revise(office, office.bella, order, line(asked=80, price=1_600, due="2027-01-31"))
    assert done.state == "draft", "what was approved is not what stands there now"
    assert [(row.line, row.asked, dict(row.attributes)) for row in office.read(order).lines] == [
        (1, 80, {"price": 1_600, "due": "2027-01-31"})]
    assert {key: value for key, value in office.order_sums(order).items() if value} == {
        (1, "ordered"): 80}
    (kept,) = revisions(scope=office.bella, document=order.document)
    assert [row["asked"] for row in kept.before] == [100, 50]
    assert (kept.before_hash, kept.after_hash) == (digest(kept.before), digest(kept.after))
    with pytest.raises(DocumentConflict):
        office.act(office.max, order, "send", evidence={"contract": "HT-1"})
    own = revise(office, office.max, order, line(asked=81))
    assert own.state == "draft"
    office.act(office.bella, order, "submit")
    with pytest.raises(NotThisPerson):
        office.act(office.max, order, "approve", sign=["max"])


def test_every_fault_of_a_revision_is_named_and_nothing_changes(office):
    order = office.ask(("PLAIN", 100, 1_500))
    for wrong, told in (
            ([], [("/evidence/lines", "revision_shape")]),
            ([{"item": "PLAIN", "asked": "3"}, 7], [
                ("/evidence/lines/0/asked", "revision_shape"),
                ("/evidence/lines/1", "revision_shape")]),
            ([line(asked=0), line("NONE", 1), line(price="x", due="soon")], [
                ("/evidence/lines/0/asked", "quantity_not_positive"),
                ("/evidence/lines/1/item", "item_unknown"),
                ("/evidence/lines/2/attributes/price", "price_missing"),
                ("/evidence/lines/2/attributes/due", "due_not_a_date")]),
            ([line(asked=100)], [("/evidence/lines", "revision_nothing")])):
        with pytest.raises(DocumentRefused) as refused:
            revise(office, office.bella, order, *wrong)
        assert faults(refused) == told
    with pytest.raises(Forbidden):
        revise(office, office.keeper, order, line(asked=2))
    assert revisions(scope=office.bella, document=order.document) == []
    assert office.order_sums(order) == {(1, "ordered"): 100}


def test_what_is_announced_on_is_cut_and_not_revised(office):
    order = office.sent(("PLAIN", 100, 1_500))
    assert revise(office, office.bella, order, line(asked=90)).state == "draft"
    sent = office.sent(("PLAIN", 100, 1_500))
    office.deliver(sent, (1, 60))
    with pytest.raises(DocumentConflict):
        revise(office, office.bella, sent, line(asked=90))


def test_a_sale_is_revised_while_nothing_is_picked_and_claims_anew(db):
    shop = Shop()
    shop.stock_in("GLUE", "A-01", 10, lot="MID")
    order = shop.order(LineDraft("GLUE", 4))
    assert shop.claims(order) == [(1, "A-01", "MID", 4)]
    done = shop.act(shop.sam, order, "revise", reason="more of it",
                    evidence={"lines": [{"item": "GLUE", "asked": 7},
                                        {"item": "GLUE", "asked": 2, "lot": "MID"}]})
    assert done.state == "ordered"
    assert sorted(shop.claims(order)) == [(1, "A-01", "MID", 7), (2, "A-01", "MID", 2)]
    with pytest.raises(DocumentRefused) as refused:
        shop.act(shop.sam, order, "revise", reason="too many",
                 evidence={"lines": [{"item": "GLUE", "asked": 11}]})
    assert faults(refused) == [("/evidence/lines/0/asked", "not_available")]
    assert sorted(shop.claims(order)) == [(1, "A-01", "MID", 7), (2, "A-01", "MID", 2)]
    shop.pick(order)
    with pytest.raises(DocumentConflict):
        shop.act(shop.sam, order, "revise", reason="too late",
                 evidence={"lines": [{"item": "GLUE", "asked": 1}]})
    shop.assert_sound()

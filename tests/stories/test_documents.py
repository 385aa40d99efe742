"""Documents read like the paper trail: announced, arrived, booked, inspected, put away.   单据"""

from __future__ import annotations

import pytest
from counting_world import PASSWORD
from document_world import PAPERS, Dock

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.governance.access.operations import SignatureRefused
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle import operations, queries
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentConflict,
    DocumentDraft,
    DocumentNotFound,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
    SignatureDraft,
)


@pytest.fixture(scope="module")
def ground(module_db):
    return Dock()


@pytest.fixture
def dock(ground, db):
    """Yield a dock; whatever happened there, ledger and documents must be sound afterwards."""
    here = ground.begun()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    """Return the codes of a refusal's faults."""
    return [fault.code for fault in refusal.value.faults]


def places(refusal) -> list[str]:
    return [fault.pointer for fault in refusal.value.faults]


def test_one_lot_goes_from_the_announcement_to_its_bin(dock):
    receipt = dock.announce(LineDraft("LOTS", 30, "L1"))
    assert (receipt.number, receipt.state) == ("RC-000001", "announced")
    assert dock.act(dock.keeper, receipt, "arrive", Amount(1, "arrived", 30)).state == "arrived"
    assert dock.standing() == {}, "what only arrived is not in the book"
    booked = dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 30),
                      Amount(1, "accepted", 30))
    assert (booked.state, booked.moves) == ("booked", 1)
    assert dock.standing() == {("PEND", "LOTS", "L1", "pending"): 30}

    inspection = dock.follow("inspection", receipt)
    dock.act(dock.quinn, inspection, "sample", Amount(1, "sampled", 2))
    passed = dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 28))
    assert (passed.number, passed.state) == ("IN-000001", "accepted")
    assert dock.standing() == {("PEND", "LOTS", "L1", "accepted"): 28}

    putaway = dock.follow("putaway", inspection)
    assert [line.target for line in dock.read(putaway).lines] == ["A-01"]
    assert dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 20, place="A-01")
                    ).state == "running"
    assert dock.act(dock.porter, putaway, "put", Amount(1, "put_away", 8, place="A-02")
                    ).state == "done"
    assert dock.standing() == {("A-01", "LOTS", "L1", "accepted"): 20,
                               ("A-02", "LOTS", "L1", "accepted"): 8}
    whole = dock.read(putaway)
    assert [(e.action, e.from_state, e.to_state, e.actor) for e in whole.events] == [
        ("open", "", "proposed", "keeper"), ("put", "proposed", "running", "keeper"),
        ("put", "running", "done", "porter")]
    assert [tuple(row) for row in whole.sums] == [(1, "put_away", 28)]


def test_a_short_delivery_is_booked_as_what_came_and_says_why(dock):
    receipt = dock.announce(LineDraft("LOTS", 30, "L1", shipped=25), LineDraft("PLAIN", 10))
    dock.act(dock.keeper, receipt, "arrive")
    facts = (Amount(1, "scanned", 24), Amount(1, "accepted", 24),
             Amount(2, "scanned", 10), Amount(2, "accepted", 10))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("difference_unexplained", (1, 30, 25, 24, 24))]
    dock.act(dock.keeper, receipt, "book", facts[0]._replace(note="一支破损"), *facts[1:])
    assert dock.standing() == {("PEND", "LOTS", "L1", "pending"): 24,
                               ("PEND", "PLAIN", "", "pending"): 10}
    assert {(s.measure, s.quantity) for s in dock.read(receipt).sums if s.line == 1} == {
        ("ordered", 30), ("shipped", 25), ("scanned", 24), ("accepted", 24)}


def test_one_announced_line_may_arrive_as_several_lots(dock):
    receipt = dock.announce(LineDraft("LOTS", 30))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", *(
        Amount(1, measure, quantity, lot=lot) for lot, quantity in (("L1", 18), ("L2", 12))
        for measure in ("scanned", "accepted")))
    lines = dock.read(dock.follow("inspection", receipt)).lines
    assert [(line.lot, line.asked, line.source) for line in lines] == [
        ("L1", 18, "PEND"), ("L2", 12, "PEND")]


def test_a_refused_delivery_posts_nothing_unless_the_goods_stay(dock):
    gone = dock.announce(LineDraft("PLAIN", 5))
    assert dock.act(dock.keeper, gone, "refuse", Amount(1, "refused", 5)).postings == ()
    assert dock.standing() == {}
    kept = dock.announce(LineDraft("PLAIN", 5))
    dock.act(dock.keeper, kept, "refuse", Amount(1, "refused", 5, place="RED"))
    assert dock.standing() == {("RED", "PLAIN", "", "rejected"): 5}


def test_rejected_goods_go_to_a_red_zone_and_nowhere_else(dock):
    inspection = dock.follow("inspection", dock.booked(("LOTS", 10, "L1")))
    bad = [Amount(1, "accepted", 7), Amount(1, "rejected", 3, place="A-01")]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "split", *bad, sign=["quinn", "rosa"])
    assert codes(refused) == ["rejected_outside_red"]
    assert places(refused) == ["/amounts/1/place"]
    dock.act(dock.quinn, inspection, "split", bad[0], bad[1]._replace(place="RED"),
             sign=["quinn", "rosa"])
    assert dock.standing() == {("PEND", "LOTS", "L1", "accepted"): 7,
                               ("RED", "LOTS", "L1", "rejected"): 3}


def test_accepted_goods_cannot_be_put_into_a_red_zone(dock):
    putaway = dock.follow("putaway", dock.passed(("PLAIN", 4, "")))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 4, place="RED"))
    assert codes(refused) == ["accepted_in_red"]


def test_the_check_finds_goods_that_reached_a_wrong_zone_by_a_plain_posting(dock):
    dock.move("PLAIN", "@supplier", "RED", 5, 10)
    dock.move("PLAIN", "@supplier", "A-01", 5, 10, status="rejected")
    found = {each.code: each.broken for each in queries.check(scope=SYSTEM)}
    assert found["zones"] == ("A-01 PLAIN rejected", "RED PLAIN accepted")
    dock.move("PLAIN", "RED", "@supplier", 5, 5)
    dock.move("PLAIN", "A-01", "@supplier", 5, 5, status="rejected")


def test_the_judgements_of_an_inspection_sum_up_to_the_receipt(dock):
    inspection = dock.follow("inspection", dock.booked(("LOTS", 10, "L1"), ("PLAIN", 4, "")))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 9))
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("sum_differs", (1, 10, 9)), ("sum_differs", (2, 4, 0))]


def test_who_received_does_not_inspect_nor_sign(dock):
    both = dock.staff("both", "lead")
    both = both._replace(capabilities=both.capabilities | {"lifecycle.inspect"})
    receipt = dock.announce(LineDraft("PLAIN", 3), by=both)
    dock.act(both, receipt, "arrive")
    dock.act(both, receipt, "book", Amount(1, "scanned", 3), Amount(1, "accepted", 3))
    inspection = dock.follow("inspection", receipt)
    with pytest.raises(NotThisPerson) as refused:
        dock.act(both, inspection, "accept", Amount(1, "accepted", 3))
    assert codes(refused) == ["did_before"]


def test_an_implant_needs_a_second_inspector_who_is_another_person(dock):
    inspection = dock.follow("inspection", dock.booked(("STENT", 2, "S1")))
    fact = Amount(1, "accepted", 2)
    for sign, wrong in ((["quinn"], "signatures_missing"),
                        (["quinn", "quinn"], "signature_same_person"),
                        (["rosa", "quinn"], "signature_first"),
                        (["quinn", "porter"], "signature_forbidden")):
        with pytest.raises(DocumentRefused) as refused:
            dock.act(dock.quinn, inspection, "accept", fact, sign=sign)
        assert wrong in codes(refused)
    dock.act(dock.quinn, inspection, "accept", fact, sign=["quinn", "rosa"])
    event = dock.read(inspection).events[-1]
    assert event.signers == ["quinn", "rosa"]
    assert len(set(event.signatures)) == 2


def test_a_wrong_password_or_an_unknown_person_signs_nothing(dock):
    inspection = dock.follow("inspection", dock.booked(("PLAIN", 2, "")))
    for person, password in (("quinn", "wrong"), ("nobody", PASSWORD)):
        with pytest.raises(SignatureRefused) as refused:
            operations.act(scope=dock.quinn, draft=ActionDraft(
                uuid7(), inspection.document, "accept", 1, (Amount(1, "accepted", 2),), PAPERS,
                signatures=(SignatureDraft(person, password),)))
        assert [(f.pointer, f.code) for f in refused.value.faults] == [
            ("/signatures/0/password", "wrong_password")]


def test_the_same_action_twice_happens_once_and_another_under_its_id_is_named(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    dock.act(dock.keeper, receipt, "arrive")
    id, facts = uuid7(), (Amount(1, "scanned", 5), Amount(1, "accepted", 5))
    first = dock.act(dock.keeper, receipt, "book", *facts, id=id, version=2)
    again = dock.act(dock.keeper, receipt, "book", *facts, id=id, version=2)
    assert (first.result, again.result, again.postings) == ("created", "exists", first.postings)
    with pytest.raises(DocumentConflict) as refused:
        dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 4), id=id, version=2)
    assert codes(refused) == ["different"]
    assert dock.standing() == {("PEND", "PLAIN", "", "pending"): 5}


def test_a_document_sent_twice_is_one_and_its_number_is_drawn_once(dock):
    id = uuid7()
    answers = [dock.announce(LineDraft("PLAIN", 5), id=id) for _ in range(2)]
    assert [(a.result, a.number) for a in answers] == [("created", "RC-000001"),
                                                       ("exists", "RC-000001")]
    with pytest.raises(DocumentConflict):
        dock.announce(LineDraft("PLAIN", 6), id=id)
    with pytest.raises(DocumentRefused):
        dock.announce(LineDraft("NONE", 6))
    assert dock.announce(LineDraft("PLAIN", 6)).number == "RC-000002", "no gap after a refusal"


def test_whoever_decides_on_an_old_version_or_state_is_told(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    dock.act(dock.keeper, receipt, "arrive")
    with pytest.raises(DocumentConflict) as refused:
        dock.act(dock.porter, receipt, "arrive", version=1)
    assert codes(refused) == ["wrong_state", "version_changed"]


def test_a_document_of_another_site_looks_like_none(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    stranger = dock.keeper._replace(sites=frozenset({"BJ1"}))
    with pytest.raises(DocumentNotFound):
        dock.act(stranger, receipt, "arrive", version=1)
    with pytest.raises(DocumentNotFound):
        queries.document(scope=stranger, id=receipt.document)
    with pytest.raises(Forbidden):
        dock.act(dock.quinn, receipt, "arrive", version=1)


def test_all_faults_of_a_new_document_are_named_at_their_fields(dock):
    with pytest.raises(DocumentRefused) as refused:
        dock.announce(LineDraft("NONE", 0), LineDraft("PLAIN", -1, owner="WHO"),
                      header={"supplier": "NOBODY", "place": "A-01"})
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/lines/0/asked", "quantity_not_positive"), ("/lines/0/item", "item_unknown"),
        ("/lines/1/asked", "quantity_not_positive"), ("/lines/1/owner", "not_found"),
        ("/header/supplier", "party_wrong"), ("/header/place", "place_kind_wrong")}


def test_five_hundred_lines_with_faults_name_the_lines_and_post_nothing(dock):
    receipt = dock.announce(*(LineDraft("LOTS", 2, f"L{n}") for n in range(500)))
    dock.act(dock.keeper, receipt, "arrive")
    facts = [Amount(n, measure, 2) for n in range(1, 501) for measure in ("scanned", "accepted")]
    facts[7] = facts[7]._replace(quantity=0)
    facts[400] = facts[400]._replace(lot="OTHER")
    facts.append(Amount(777, "accepted", 1))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts)
    assert list(zip(places(refused), codes(refused), strict=True)) == [
        ("/amounts/7/quantity", "quantity_not_positive"), ("/amounts/400/lot", "lot_differs"),
        ("/amounts/1000/line", "line_unknown")]
    assert dock.standing() == {}
    assert dock.read(receipt).head.state == "arrived"


def test_what_only_the_ledger_can_tell_is_pointed_at_the_fact(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5), LineDraft("LOTS", 5))
    dock.act(dock.keeper, receipt, "arrive")
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *(
            Amount(line, measure, 5) for line in (1, 2) for measure in ("scanned", "accepted")))
    assert list(zip(places(refused), codes(refused), strict=True)) == [
        ("/amounts/3/lot", "lot_required")]
    assert dock.standing() == {}
    assert dock.read(receipt).amounts == [
        Amount(1, "ordered", 5), Amount(2, "ordered", 5), Amount(1, "shipped", 5),
        Amount(2, "shipped", 5)]
    dock.act(dock.keeper, receipt, "book", *(
        Amount(line, measure, 5, lot="L9" if line == 2 else "")
        for line in (1, 2) for measure in ("scanned", "accepted")))


def test_an_action_without_its_papers_is_refused_with_all_that_lack(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "arrive", evidence={"transport": " "})
    assert places(refused) == ["/evidence/delivery_note", "/evidence/transport"]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "cancel", reason=" ")
    assert codes(refused) == ["reason_missing"]


def test_what_is_inspected_once_cannot_be_taken_over_again(dock):
    receipt = dock.booked(("PLAIN", 5, ""))
    first = dock.follow("inspection", receipt)
    with pytest.raises(DocumentRefused) as refused:
        dock.follow("inspection", receipt)
    assert codes(refused) == ["nothing_to_take"]
    dock.act(dock.quinn, first, "cancel")
    assert dock.follow("inspection", receipt).state == "planned"


def test_a_putaway_claims_its_goods_and_lets_go_of_what_it_leaves(dock):
    inspection = dock.passed(("PLAIN", 10, ""))
    putaway = dock.follow("putaway", inspection)
    dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 4, place="A-01"))
    with pytest.raises(DocumentRefused) as refused:
        dock.follow("putaway", inspection)
    assert codes(refused) == ["nothing_to_take"]
    assert dock.act(dock.keeper, putaway, "leave").state == "left_over"
    rest = dock.follow("putaway", inspection)
    assert [(line.asked, line.target) for line in dock.read(rest).lines] == [(6, "A-01")]


def test_claimed_goods_that_left_otherwise_cannot_be_claimed_again(dock):
    inspection = dock.passed(("PLAIN", 10, ""))
    dock.ship("PLAIN", "PEND", 3, 0)
    with pytest.raises(DocumentRefused) as refused:
        dock.follow("putaway", inspection)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("not_available", ("PLAIN", 7, 10))]


@pytest.mark.parametrize("effective", ["now", "then"])
def test_every_document_can_be_reversed_back_to_the_starting_stock(dock, effective):
    receipt = dock.booked(("LOTS", 10, "L1"))
    inspection = dock.follow("inspection", receipt)
    dock.act(dock.quinn, inspection, "sample", Amount(1, "sampled", 1))
    dock.act(dock.quinn, inspection, "split", Amount(1, "accepted", 6),
             Amount(1, "rejected", 3, place="RED"), sign=["quinn", "rosa"])
    putaway = dock.follow("putaway", inspection)
    dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 6, place="A-01"))
    for early, late in ((receipt, "IN-000001"), (inspection, "PA-000001")):
        with pytest.raises(DocumentRefused) as refused:
            dock.reverse(early, effective)
        assert ("goods_moved_on", (late,)) in [(f.code, f.params) for f in refused.value.faults]
    for document in (putaway, inspection, receipt):
        assert dock.reverse(document, effective).state == "reversed"
    assert dock.standing() == {}
    with pytest.raises(DocumentRefused) as refused:
        dock.reverse(receipt, effective)
    assert codes(refused) == ["already_reversed"]
    assert all(row.measure in ("ordered", "shipped", "scanned")
               for document in (putaway, inspection, receipt) for row in dock.read(document).sums)


def test_a_reversal_names_every_place_from_which_the_goods_are_gone(dock):
    receipt = dock.booked(("PLAIN", 10, ""), ("LOTS", 5, "L1"))
    dock.move("PLAIN", "PEND", "A-01", 4, 0, status="pending")
    with pytest.raises(DocumentRefused) as refused:
        dock.reverse(receipt)
    assert [(f.code, f.params) for f in refused.value.faults] == [
        ("goods_gone", ("PEND PLAIN", 6, 10))]
    assert dock.read(receipt).head.state == "booked"


def test_a_reversed_receipt_keeps_its_number_and_its_replacement_names_it(dock):
    receipt = dock.booked(("PLAIN", 5, ""))
    with pytest.raises(DocumentRefused) as refused:
        dock.announce(LineDraft("PLAIN", 6), replaces=receipt.document)
    assert codes(refused) == ["replaces_wrong"]
    dock.reverse(receipt)
    instead = dock.announce(LineDraft("PLAIN", 6), replaces=receipt.document)
    assert dock.read(receipt).head.number == "RC-000001"
    assert dock.read(instead).head.replaces == receipt.document


def test_what_posted_nothing_is_cancelled_not_reversed(dock):
    with pytest.raises(DocumentRefused) as refused:
        dock.reverse(dock.announce(LineDraft("PLAIN", 5)))
    assert codes(refused) == ["nothing_posted"]


def test_the_list_of_documents_goes_on_by_cursor(dock):
    made = [dock.announce(LineDraft("PLAIN", n)).number for n in range(1, 6)]
    seen, cursor = [], None
    while True:
        page = queries.documents(scope=dock.boss, kind="receipt", limit=2, after=cursor)
        seen += [row.number for row in page.rows]
        if (cursor := page.next) is None:
            break
    assert seen == made[::-1]
    assert queries.documents(scope=dock.boss, kind="receipt", state="booked").rows == []
    with pytest.raises(DocumentRefused):
        queries.documents(scope=dock.boss, after="###")


def test_a_serial_is_taken_in_once(dock):
    put_items(scope=SYSTEM, items=[ItemDraft("PUMP", "泵", "台", tracking="serial")])
    receipt = dock.announce(LineDraft("PUMP", 2))
    dock.act(dock.keeper, receipt, "arrive")
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *(
            Amount(1, measure, 1, serial="S-1") for _ in range(2)
            for measure in ("scanned", "accepted")))
    assert codes(refused) == ["serial_repeated", "serial_repeated"]
    dock.act(dock.keeper, receipt, "book", *(
        Amount(1, measure, 1, serial=serial) for serial in ("S-1", "S-2")
        for measure in ("scanned", "accepted")))
    assert len(dock.read(dock.follow("inspection", receipt)).lines) == 2


def test_a_putaway_takes_nothing_from_a_receipt_or_without_a_document(dock):
    receipt = dock.booked(("PLAIN", 5, ""))
    with pytest.raises(DocumentRefused) as refused:
        dock.follow("putaway", receipt)
    assert codes(refused) == ["follows_wrong"]
    with pytest.raises(DocumentRefused) as refused:
        operations.open_document(scope=dock.quinn, draft=DocumentDraft(
            uuid7(), "SH1", "inspection", {}, (LineDraft("PLAIN", 1),)))
    assert codes(refused) == ["lines_taken_over", "follows_missing"]

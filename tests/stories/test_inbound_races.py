"""Two at the dock at once: an order is never announced or received twice.   入库并发"""

from __future__ import annotations

import pytest
from crowd import crowd
from test_purchase import Office

from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.lifecycle import operations
from pandian.lifecycle.purchase.queries import open_lines
from pandian.lifecycle.words import Acted, Amount, DocumentDraft, LineDraft

ROUNDS = 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_announce_the_rest_of_an_order_one_gets_it():
    office = Office()
    with crowd(3, told=Refused) as at_once:
        for _ in range(ROUNDS):
            order = office.sent(("PLAIN", 10, 1))
            drafts = [DocumentDraft(uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
                                    (), order.document) for _ in range(3)]
            made = at_once([lambda d=draft: operations.open_document(
                scope=office.keeper, draft=d) for draft in drafts])
            assert sum(isinstance(each, Acted) for each in made) == 1, made


@pytest.mark.django_db(transaction=True)
def test_deliveries_booked_at_once_all_count_on_their_order():
    office = Office()
    with crowd(3, told=Refused) as at_once:
        for _ in range(ROUNDS):
            order = office.sent(("PLAIN", 30, 1))
            notes = [operations.open_document(scope=office.keeper, draft=DocumentDraft(
                uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
                (LineDraft("PLAIN", 10, attributes={"order_line": 1}),), order.document))
                for _ in range(3)]
            for note in notes:
                office.act(office.keeper, note, "arrive")
            booked = at_once([lambda n=note: office.act(
                office.keeper, n, "book", Amount(1, "scanned", 10), Amount(1, "accepted", 10),
                version=2) for note in notes])
            assert all(isinstance(each, Acted) for each in booked), booked
            assert office.order_sums(order) == {(1, "ordered"): 30, (1, "received"): 30}
            assert office.read(order).head.state == "received"
            seqs = [event.seq for event in office.read(order).events]
            assert seqs == list(range(1, len(seqs) + 1))
    assert open_lines(scope=office.bella) == []
    assert sum(office.standing().values()) == 30 * ROUNDS
    office.assert_sound()

"""Two at once: one wins, the other is told; and the application's rights are enough.   并发"""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from crowd import crowd
from django.db import Error, connection, transaction
from document_world import Dock

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.lifecycle.doubling import operations as doubling
from pandian.lifecycle.doubling.queries import doubled
from pandian.lifecycle.doubling.words import Pair
from pandian.lifecycle.words import Acted, Amount, DocumentConflict, DocumentRefused, LineDraft

ROUNDS = 8


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_or_act_at_once_exactly_one_does():
    dock = Dock()
    with crowd(6, told=Refused) as at_once:
        for _ in range(ROUNDS):
            receipt = dock.booked(("PLAIN", 5, ""))
            opened = at_once([lambda r=receipt: dock.follow("inspection", r)] * 3)
            won = [each for each in opened if isinstance(each, Acted)]
            assert len(won) == 1, opened
            judged = at_once([
                lambda d=won[0], who=who: dock.act(who, d, "accept", Amount(1, "accepted", 5),
                                                   version=1) for who in (dock.quinn, dock.rosa)])
            assert sorted(type(each).__name__ for each in judged) == ["Acted", "DocumentConflict"]
            carried = at_once([lambda d=won[0]: dock.follow("putaway", d)] * 3)
            (putaway,) = [each for each in carried if isinstance(each, Acted)]
            put = at_once([
                lambda d=putaway, p=place: dock.act(
                    dock.keeper, d, "put", Amount(1, "put_away", 5, place=p), version=1)
                for place in ("A-01", "A-02")])
            assert [type(each) for each in put if not isinstance(each, Acted)] == [DocumentConflict]
        assert sum(dock.standing().values()) == 5 * ROUNDS
        numbers = at_once([lambda: dock.announce(LineDraft("PLAIN", 1))] * 6)
    assert {each.number for each in numbers} == {
        f"RC-{n:06}" for n in range(ROUNDS + 1, ROUNDS + 7)}, "no gap and no double"
    dock.assert_sound()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_receipts_that_repeat_each_other_one_stays_when_each_is_undone_as_the_double():
    dock = Dock()
    first, second = (_booked(dock, 37) for _ in range(2))
    pairs = [Pair(first.document, second.document), Pair(second.document, first.document)]
    told = doubled(scope=SYSTEM, site=dock.site_id, pairs=pairs)
    gate = Barrier(2)
    looked = doubling.doubled

    def both_look_first(**asked: Any) -> Any:
        """Let neither go on from its look before the other has looked, if it can."""
        found = looked(**asked)
        with suppress(BrokenBarrierError):
            gate.wait(0.3)
        return found

    with (crowd(2, told=Refused) as at_once,
          patch.object(doubling, "doubled", both_look_first)):
        answers = at_once([lambda p=pair: doubling.undo_double(
            scope=dock.boss, site="SH1", double=told[p], id=uuid7(), reason="typed twice")
            for pair in pairs])
    assert sorted(type(each).__name__ for each in answers) == ["Acted", "DocumentRefused"]
    (refused,) = [each for each in answers if isinstance(each, DocumentRefused)]
    assert "double_alone" in [fault.code for fault in refused.faults]
    assert dock.on_hand("PLAIN") == 37
    dock.assert_sound()
    connection.close()


def _booked(dock: Dock, quantity: int) -> Acted:
    receipt = dock.announce(LineDraft("PLAIN", quantity))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", *(
        Amount(1, measure, quantity) for measure in ("scanned", "accepted")))
    return receipt


def test_the_application_role_walks_the_whole_trail_and_changes_no_fact(
    as_application
):
    dock = Dock()
    inspection = dock.passed(("PLAIN", 5, ""), ("LOTS", 3, "L1"))
    putaway = dock.follow("putaway", inspection)
    dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 5, place="A-01"))
    dock.reverse(putaway)
    assert dock.standing() == {("PEND", "PLAIN", "", "accepted"): 5,
                               ("PEND", "LOTS", "L1", "accepted"): 3}
    for table in ("lifecycle_event", "lifecycle_amount", "lifecycle_claim"):
        with (pytest.raises((Error, psycopg.Error)), connection.cursor() as cursor,
              transaction.atomic()):
            cursor.execute(f"DELETE FROM {table}")

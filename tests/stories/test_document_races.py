"""Two at once: one wins, the other is told; and the application's rights are enough.   并发"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, connections, transaction
from document_world import Dock

from pandian.kernel.words import Refused
from pandian.lifecycle.words import Acted, Amount, DocumentConflict, LineDraft

ROUNDS = 8


def at_once(*works: Callable[[], Acted]) -> list[Any]:
    """Run calls in threads of their own that start together; return answers or refusals."""
    gate = Barrier(len(works))

    def one(work: Callable[[], Acted]) -> Any:
        gate.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_or_act_at_once_exactly_one_does():
    dock = Dock()
    for _ in range(ROUNDS):
        receipt = dock.booked(("PLAIN", 5, ""))
        opened = at_once(*[lambda r=receipt: dock.follow("inspection", r)] * 3)
        won = [each for each in opened if isinstance(each, Acted)]
        assert len(won) == 1, opened
        judged = at_once(*[
            lambda d=won[0], who=who: dock.act(who, d, "accept", Amount(1, "accepted", 5),
                                               version=1) for who in (dock.quinn, dock.rosa)])
        assert sorted(type(each).__name__ for each in judged) == ["Acted", "DocumentConflict"]
        carried = at_once(*[lambda d=won[0]: dock.follow("putaway", d)] * 3)
        (putaway,) = [each for each in carried if isinstance(each, Acted)]
        put = at_once(*[
            lambda d=putaway, p=place: dock.act(
                dock.keeper, d, "put", Amount(1, "put_away", 5, place=p), version=1)
            for place in ("A-01", "A-02")])
        assert [type(each) for each in put if not isinstance(each, Acted)] == [DocumentConflict]
    assert sum(dock.standing().values()) == 5 * ROUNDS
    numbers = at_once(*[lambda: dock.announce(LineDraft("PLAIN", 1))] * 6)
    assert {each.number for each in numbers} == {
        f"RC-{n:06}" for n in range(ROUNDS + 1, ROUNDS + 7)}, "no gap and no double"
    dock.assert_sound()
    connection.close()


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

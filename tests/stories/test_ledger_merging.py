"""Who waits for a merged batch is always woken, whoever of them is interrupted."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from uuid import uuid4

import psycopg
import pytest

from pandian.ledger.merging import operations as merging
from pandian.ledger.resolution.words import Draft
from pandian.ledger.words import Posted

SITE, WAIT_SECONDS = -1, 20


def draft() -> Draft:
    return Draft(uuid4(), SITE, "receipt", "{}", "me", "", b"", [1], [2], [1], [], [], [], 0)


class Caller(Thread):
    """One thread that posts a document; `came` is what came of it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.drafts, self.came = [draft()], None
        self.start()

    def run(self) -> None:
        try:
            self.came = merging._merged(self.drafts)
        except BaseException as error:
            self.came = error


@pytest.fixture
def slow(monkeypatch):
    """Yield (begun, go): the first batch begins, waits for `go`, then does what `go` holds."""
    begun, go, batches = Event(), Event(), []

    def write(drafts):
        batches.append(len(drafts))
        if len(batches) == 1:
            begun.set()
            assert go.wait(WAIT_SECONDS)
            if getattr(go, "error", None):
                raise go.error
        return [Posted(each.id, "created") for each in drafts]

    monkeypatch.setattr(merging, "_write_split", write)
    go.batches = batches
    yield begun, go
    queue = merging._queues.pop(SITE)
    assert (queue.led, queue.tickets) == (False, [])


def waiting(count: int) -> None:
    """Return when so many tickets wait in the queue."""
    queue, pause = merging._queues[SITE], Event()
    for _ in range(WAIT_SECONDS * 100):
        if len(queue.tickets) == count:
            return
        pause.wait(0.01)
    raise AssertionError(f"{len(queue.tickets)} wait, not {count}")


def joined(callers) -> list:
    for caller in callers:
        caller.join(WAIT_SECONDS)
        assert not caller.is_alive()
    return [caller.came for caller in callers]


def test_all_who_wait_while_one_writes_share_the_next_batch(slow):
    begun, go = slow
    first = Caller()
    assert begun.wait(WAIT_SECONDS)
    others = [Caller() for _ in range(7)]
    waiting(7)
    go.set()
    came = joined([first, *others])
    assert [posted[0].result for posted in came] == ["created"] * 8
    assert [posted[0].id for posted in came] == [c.drafts[0].id for c in (first, *others)]
    assert go.batches == [1, 7]


def test_who_waits_behind_an_interrupted_writer_is_told_or_written(slow):
    begun, go = slow
    first = Caller()
    assert begun.wait(WAIT_SECONDS)
    others = [Caller() for _ in range(3)]
    waiting(3)
    go.error = SystemExit()
    go.set()
    came = joined([first, *others])
    assert isinstance(came[0], SystemExit)
    assert [posted[0].result for posted in came[1:]] == ["created"] * 3


def test_documents_in_the_batch_of_an_interrupted_writer_are_not_left_open(monkeypatch):
    def broken(_drafts):
        raise SystemExit

    monkeypatch.setattr(merging, "_write_split", broken)
    tickets = [merging._Ticket([draft()]) for _ in range(3)]
    with pytest.raises(SystemExit):
        merging._lead(tickets)
    assert all(isinstance(ticket.error, psycopg.OperationalError) for ticket in tickets)
    assert all(ticket.woken.is_set() for ticket in tickets)


@pytest.mark.parametrize("promoted", [False, True])
def test_an_interrupted_waiter_leaves_no_lead_behind(monkeypatch, promoted):
    queue = merging._Queue()
    leader, waiter, last = (merging._Ticket([draft()]) for _ in range(3))
    assert [queue.join(ticket) for ticket in (leader, waiter, last)] == [True, False, False]
    assert queue.tickets.pop(0) is leader
    if promoted:
        queue.hand_over()

    def interrupted(*_timeout):
        raise KeyboardInterrupt

    monkeypatch.setattr(waiter.woken, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        merging._wait(queue, waiter)
    assert queue.tickets == [last]
    assert last.woken.is_set() is promoted


def test_a_batch_takes_no_more_lines_than_fit(monkeypatch):
    monkeypatch.setattr(merging, "MERGED_LINES_MAX", 2)
    queue = merging._Queue()
    tickets = [merging._Ticket([draft()]) for _ in range(5)]
    for ticket in tickets:
        queue.join(ticket)
    assert [queue.take() for _ in range(3)] == [tickets[:2], tickets[2:4], tickets[4:]]


def test_callers_at_once_are_each_answered_for_their_own(slow):
    _begun, go = slow
    go.set()
    barrier, answers = Barrier(16), []

    def call() -> None:
        barrier.wait()
        for _ in range(30):
            mine = [draft(), draft()]
            answers.append([p.id for p in merging._merged(mine)] == [d.id for d in mine])

    threads = [Thread(target=call) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert answers == [True] * 480

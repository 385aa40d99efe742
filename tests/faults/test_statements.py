"""Failure at every statement and every commit: all of an operation, or nothing of it.   F2

For k = 1, 2, ... the k-th call to the database fails, until one run gets through.  After each
failure the facts are what they were before, or (only when a commit had gone through) complete;
then the same call again succeeds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from pandian.capture import operations as capture
from pandian.capture.words import ObservationDraft
from pandian.counting import operations as counting
from pandian.counting.words import AlreadyDecided, Tolerance
from pandian.governance.words import SYSTEM, Proof
from pandian.kernel.rules import uuid7
from pandian.ledger import operations as ledger
from pandian.ledger.operations import assert_counts
from pandian.ledger.verify.operations import verify
from pandian.ledger.words import HoldingKey, LineRequest, PostingRequest, Statement
from tests.faults.trap import LOST, REFUSED, UNKNOWN, planted
from tests.stories.counting_world import World

pytestmark = pytest.mark.django_db(transaction=True)
CALLS_MAX = 400
FACTS = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND (c.relname ~ '^(capture|counting)_' OR c.relname IN (
            'kernel_fact', 'governance_signature', 'ledger_posting', 'ledger_move',
            'ledger_assertion', 'ledger_place_assertion', 'ledger_heal', 'ledger_doubt',
            'ledger_retraction'))
     ORDER BY 1"""
DIGEST = "SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} AS t"
BALANCES = """SELECT count(*), md5(string_agg(b::text, ',' ORDER BY b::text))
                FROM ledger_balance b WHERE on_hand <> 0 OR short <> 0"""
State = dict[str, tuple[int, str | None]]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def state(world):
    """Yield a reader of all facts, on a connection of its own.

    Opened holdings, lots and snapshots of nothing are no facts: a failed posting may leave them.
    """
    settings = connection.settings_dict
    with psycopg.connect(
            dbname=settings["NAME"], user=settings["USER"], password=settings["PASSWORD"],
            host=settings["HOST"], port=settings["PORT"] or None, autocommit=True) as auditor:
        tables = [name for (name,) in auditor.execute(FACTS).fetchall()]

        def read() -> State:
            found: State = {name: auditor.execute(DIGEST.format(name)).fetchone()
                            for name in tables}
            return {**found, "balance": auditor.execute(BALANCES).fetchone()}

        yield read


def _fail_everywhere(
    how: str, state: Callable[[], State], work: Callable[[int], Any],
    complete: Callable[[int], bool], *, prepare: Callable[[int], Any] = lambda k: None,
    resend: bool = True, step: int = 1,
) -> None:
    """Fail call after call (or every `step`-th) until a run gets through undisturbed.

    `resend` sends the same again at once; else the next failing try is the next sending.
    """
    for k in count(random.randint(1, step), step):
        assert k < CALLS_MAX
        prepare(k)
        before = state()
        error: Exception | None = None
        with planted(k, how) as trap:
            try:
                work(k)
            except Exception as raised:
                error = raised
        assert error is None or _planted(error), repr(error)
        _end_of_request()
        after = state()
        if error is None:
            assert complete(k), f"call {k} ({how}) was answered, but is not complete"
        elif not trap.commits:
            changed = [name for name in after if after[name] != before[name]]
            assert not changed, f"call {k} ({how}) left traces in {changed}"
        if not trap.sprung:
            return
        if resend:
            work(k)
            assert complete(k), f"call {k} ({how}) did not succeed when sent again"


def _end_of_request() -> None:
    """Give a broken connection up, as Django does between two requests."""
    if connection.connection is not None and connection.connection.closed:
        connection.close()


def _planted(error: BaseException | None) -> bool:
    while error is not None:
        if "planted" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _sound() -> None:
    broken = [result for result in verify(scope=SYSTEM) if result.broken and not result.report]
    assert broken == []


def _held(table: str, id: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE id = %s", [id])
        return int(cursor.fetchone()[0])


HOWS = (LOST, REFUSED, UNKNOWN)
STEPS = {LOST: 1, REFUSED: 5, UNKNOWN: 1}
"""Settling and approving make many calls: each is lost once, every fifth also refused."""


@pytest.mark.parametrize("how", HOWS)
def test_a_posting_that_heals_a_count_is_all_or_nothing(world, state, how):
    world.stock_in("PLAIN", "A-01", 100_000)
    place, item = world.key("PLAIN", "A-01")
    assert_counts(scope=SYSTEM, site=world.site_id, id=uuid7(), cause={}, statements=[Statement(
        HoldingKey(place, item, 0, 0, "accepted", 0), world.at(5), 99_990)])
    ids = {}

    def post(k: int) -> None:
        id = ids.setdefault(k, uuid7())
        (posted,) = ledger.post(scope=SYSTEM, requests=[PostingRequest(
            id, world.site, "issue", {"document": "late"}, world.at(60), (
                LineRequest("PLAIN", "A-01", "@customer", 1),
                LineRequest("LOTS", "@supplier", "A-02", k, lot=f"L{k}")))])
        assert posted.result in ("created", "exists")

    _fail_everywhere(how, state, post,
                     lambda k: k in ids and _held("ledger_posting", ids[k]) == 1)
    assert world.on_hand("PLAIN", "A-01") == 99_990, "the count stayed true"
    assert world.on_hand("LOTS", "A-02") == sum(ids)
    _sound()


@pytest.mark.parametrize("how", HOWS)
def test_a_reversal_is_all_or_nothing(world, state, how):
    old, new = {}, {}

    def reverse(k: int) -> None:
        posted = ledger.reverse(scope=SYSTEM, posting_id=old[k], reason="wrong place",
                                id=new.setdefault(k, uuid7()))
        assert posted.result in ("created", "exists")

    def prepare(k: int) -> None:
        old[k] = world.stock_in("PLAIN", "A-01", k).id

    _fail_everywhere(how, state, reverse, prepare=prepare,
                     complete=lambda k: k in new and _held("ledger_posting", new[k]) == 1)
    assert world.on_hand("PLAIN", "A-01") == 0
    _sound()


@pytest.mark.parametrize("how", HOWS)
def test_a_push_is_all_or_nothing(world, state, how):
    anna, install = world.person("anna"), uuid4()
    rows = {}

    def push(k: int) -> None:
        drafts = rows.setdefault(k, [
            ObservationDraft(uuid7(), "set", "A-01", k, item="PLAIN", seq=2 * k - 1,
                             observed_at=datetime.now(UTC)),
            ObservationDraft(uuid7(), "set", "A-02", k, item="NOBODY KNOWS", seq=2 * k,
                             observed_at=datetime.now(UTC))])
        answer = world.push(anna, drafts, install, last_seq=2 * k)
        assert {verdict.result for verdict in answer.verdicts} <= {"created", "exists"}
        assert answer.acked_seq == 2 * k

    _fail_everywhere(how, state, push, lambda k: k in rows and all(
        _held("capture_observation", draft.id) == 1 for draft in rows[k]))
    _sound()


def test_a_push_outside_of_a_transaction_is_caught(world, state, monkeypatch):
    """The mutant writes every statement for itself."""
    monkeypatch.setattr(capture.transaction, "atomic", nullcontext)
    anna, install = world.person("anna"), uuid4()

    def push(k: int) -> None:
        world.push(anna, [ObservationDraft(
            uuid7(), "set", "A-01", k, item="PLAIN", seq=k, observed_at=datetime.now(UTC))],
            install, last_seq=k)

    with pytest.raises(AssertionError, match=r"left traces in .*capture_observation"):
        _fail_everywhere(REFUSED, state, push, lambda k: True)


def _counted(world, number: int) -> Any:
    """Open a plan in which one place matched, one is inside and one outside of the tolerance.

    Each next plan counts a minute later.
    """
    plan = world.plan("A-01", "A-02", "A-03", tolerance=Tolerance(quantity=3))
    anna, task = world.person("anna"), world.task(plan)
    for place, off in (("A-01", 0), ("A-02", 2), ("A-03", 20)):
        world.see(anna, task, place, "PLAIN", world.on_hand("PLAIN", place) - off,
                  minutes=100 - 2 * number)
    world.visit(anna, task, "A-03", minutes=99 - 2 * number)
    return plan


def _verdicts(world, plan: Any) -> list[tuple[str, str, bool]]:
    return sorted((line.place, line.verdict, line.posting is not None)
                  for line in world.lines(plan))


@pytest.mark.parametrize("how", HOWS)
def test_a_settlement_is_all_or_nothing(world, state, how):
    for place in ("A-01", "A-02", "A-03"):
        world.stock_in("PLAIN", place, 1_000_000)
    plans: list[Any] = []

    def settle(k: int) -> None:
        world.settle(plans[-1])

    def complete(k: int) -> bool:
        return _verdicts(world, plans[-1]) == [
            ("A-01", "matched", True), ("A-02", "accepted", True), ("A-03", "approval", False)]

    def prepare(k: int) -> None:
        if not plans or complete(k):
            plans.append(_counted(world, len(plans)))

    _fail_everywhere(how, state, settle, complete, prepare=prepare, resend=False,
                     step=STEPS[how])
    _sound()


@pytest.mark.parametrize("how", HOWS)
def test_an_approval_is_all_or_nothing(world, state, how):
    boss = world.controller()
    for place in ("A-01", "A-02", "A-03"):
        world.stock_in("PLAIN", place, 1_000_000)
    plans: list[Any] = []

    def prepare(k: int) -> None:
        if not plans or complete(k):
            plans.append(_counted(world, len(plans)))
            world.settle(plans[-1])

    def approve(k: int) -> None:
        counting.approve(scope=boss, plan=plans[-1].id, lines="all", meaning="approved",
                         proof=Proof(boss.person, datetime.now(UTC)))

    def complete(k: int) -> bool:
        return [(place, posted) for place, _, posted in _verdicts(world, plans[-1])] == [
            ("A-01", True), ("A-02", True), ("A-03", True)]

    _fail_everywhere(how, state, approve, complete, prepare=prepare, resend=False,
                     step=STEPS[how])
    with pytest.raises(AlreadyDecided):
        approve(0)
    _sound()

"""What a phone has taken along, dispatch gives to nobody else, at no moment.   派工与领走"""

from __future__ import annotations

import threading
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from counting_world import PASSWORD, World
from django.db import connection, connections, transaction

from pandian.capture.devices.operations import enrol, offer_enrolment
from pandian.capture.devices.words import EnrolDraft
from pandian.counting import operations as counting
from pandian.counting.dispatch.operations import dispatch, put_shifts
from pandian.counting.dispatch.queries import standing
from pandian.counting.dispatch.words import WHY_NOT, ShiftRow
from pandian.counting.nearby.operations import take
from pandian.counting.nearby.words import TakeDraft, TakeRefused
from pandian.counting.packing.operations import pull
from pandian.counting.packing.words import Ask, Given
from pandian.counting.queries import tasks
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7

WAIT_SECONDS = 120
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (" \
          "pg_blocking_pids(pid))"


class Phone(NamedTuple):
    """Bob's phone: its storage, and whom its token lets in."""

    install: UUID
    device: UUID


def _world() -> tuple[World, Phone]:
    """Return a world with somebody on shift at any hour, and another's phone."""
    world = World(places=2)
    for code in ("ann", "bob"):
        create_person(scope=SYSTEM, code=code, name=code, role="counter", sites=[world.site],
                      password=PASSWORD)
    put_shifts(scope=SYSTEM, site=world.site, rows=[ShiftRow(
        uuid4(), "ann", (1, 2, 3, 4, 5, 6, 7), time(0), time(0), 100, date(2020, 1, 1), None)])
    install = uuid4()
    offer = offer_enrolment(scope=SYSTEM, site=world.site, person="bob", base_url="https://s")
    enrolment, _, secret = offer.link.partition("#enrol=")[2].partition(".")
    draft = EnrolDraft(UUID(enrolment), secret, install, "B", "0.4.2", True)
    return world, Phone(install, enrol(scope=SYSTEM, draft=draft).device)


def _pull(phone: Phone, *asked: UUID) -> Given:
    """Let bob's phone fetch his tasks, and ask for more."""
    bob = scope_of_code(scope=SYSTEM, code="bob")._replace(device=str(phone.device))
    return pull(scope=bob, ask=Ask(phone.install, None, 0, None, frozenset({"tasks"}), asked))


def _take(phone: Phone, task: UUID) -> UUID | None:
    """Let bob's phone ask for a task; return its lease, if it got one."""
    given = _pull(phone, task)
    lease = next((row["lease"] for row in given.tasks if row["task"] == task), None)
    return lease and lease["id"]


@pytest.mark.django_db
def test_a_task_of_nobody_that_a_phone_holds_is_given_to_nobody_else():
    world, phone = _world()
    task = world.task(world.plan("A-01"))
    assert _take(phone, task)
    done = dispatch(scope=SYSTEM, site=world.site)
    assert (done.given, [(each.task, each.why_not) for each in done.left]) == (
        0, [(task, "leased")])
    (row,) = standing(scope=SYSTEM, site=world.site)
    assert (row.person, row.leased, row.why_not) == ("", True, "leased")
    assert WHY_NOT["leased"].en
    counting.assign(scope=SYSTEM, task=task, person="ann")  # a lead may; the phone loses it
    (row,) = standing(scope=SYSTEM, site=world.site)
    assert (row.person, row.leased, row.why_not) == ("ann", False, "")


def _blocked() -> None:
    """Wait until the other connection waits for a lock of this one."""
    deadline = clock.monotonic() + WAIT_SECONDS
    while clock.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        clock.sleep(0.01)
    raise AssertionError("nobody waits for what is held")


def _meanwhile(first, second):
    """Begin `first` and keep its transaction open until `second`, in a thread, waits for it."""
    told = []

    def other() -> None:
        try:
            told.append(second())
        except Exception as error:
            told.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        mine = first()
        thread.start()
        _blocked()
    thread.join(WAIT_SECONDS)
    return mine, told[0]


@pytest.mark.django_db(transaction=True)
def test_a_phone_and_the_dispatcher_at_the_same_moment_have_one_winner():
    world, phone = _world()
    first, second, third = (world.task(world.plan("A-01")) for _ in range(3))
    for task in (second, third):
        counting.assign(scope=SYSTEM, task=task, person="ann")
    lease, done = _meanwhile(lambda: _take(phone, first),
                             lambda: dispatch(scope=SYSTEM, site=world.site))
    assert lease
    assert done.given == 0
    counting.assign(scope=SYSTEM, task=second, person="")
    done, lease = _meanwhile(lambda: dispatch(scope=SYSTEM, site=world.site),
                             lambda: _take(phone, second))
    assert (done.given, lease) == (1, None)
    counting.assign(scope=SYSTEM, task=third, person="")
    lease, row = _meanwhile(lambda: _take(phone, third), lambda: counting.assign(
        scope=SYSTEM, task=third, person="ann"))
    assert lease
    assert row.person == "ann"
    stands = {row.task: (row.person, row.leased)
              for row in standing(scope=SYSTEM, site=world.site, now=datetime.now(UTC))}
    assert stands == {first: ("", True), second: ("ann", False), third: ("ann", False)}
    assert {row.id: row.person for row in tasks(scope=SYSTEM, site=world.site)} == {
        task: person for task, (person, _) in stands.items()}


def _due_near_by(world: World, *places: str, given: bool) -> UUID:
    """Plan places as one task, of nobody or given to bob by the dispatcher half an hour ago."""
    task = world.task(world.plan(*places))
    dispatch(scope=SYSTEM, site=world.site)
    counting.assign(scope=SYSTEM, task=task, person="bob" if given else "")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counting_dispatch SET assigned_at = %s WHERE task = %s",
                       [datetime.now(UTC) - timedelta(minutes=30) if given else None, task])
    return task


def _nearby(world: World, task: UUID) -> Any:
    """Let ann take the first place of a task on her way."""
    return take(scope=world.person("ann"), draft=TakeDraft(uuid7(), task, "A-01", "A-02"))


def _places(given: Given) -> list[str]:
    return sorted(place["code"] for task in given.tasks for place in task["places"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("places", [("A-01",), ("A-01", "A-02")])
def test_a_place_that_is_taken_near_by_while_a_phone_fetches_its_task_is_one_person_s(
    given, places
):
    world, phone = _world()
    task = _due_near_by(world, *places, given=given)
    taken, fetched = _meanwhile(lambda: _nearby(world, task), lambda: _pull(phone, task))
    assert taken.result == "created"
    assert _places(fetched) == list(places[1:])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("given", [False, True])
def test_a_place_that_a_phone_is_just_fetching_is_not_taken_near_by(given):
    world, phone = _world()
    task = _due_near_by(world, "A-01", "A-02", given=given)
    fetched, refused = _meanwhile(lambda: _pull(phone, task), lambda: _nearby(world, task))
    assert _places(fetched) == ["A-01", "A-02"]
    assert isinstance(refused, TakeRefused)
    assert refused.faults[0].code == "take_gone"

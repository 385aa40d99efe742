"""Counts near by: who is offered what, who wins a place, and that nothing is lost.   附近可盘"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from counting_world import PASSWORD, World
from crowd import crowd
from django.db import connection

from pandian.capture.devices.operations import take_leases
from pandian.capture.devices.words import Device
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.dispatch.operations import dispatch, put_shifts, put_skills, put_zones
from pandian.counting.dispatch.words import ShiftRow, SkillRow
from pandian.counting.nearby.operations import take
from pandian.counting.nearby.queries import offers, within
from pandian.counting.nearby.words import OFFERS_MAX, SPOT_HOURS, TakeDraft, TakeRefused
from pandian.counting.planning.queries import whys
from pandian.counting.words import Policy, TaskNotFound
from pandian.governance.operations import create_person
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    for code in ("ann", "bob"):
        create_person(scope=SYSTEM, code=code, name=code, role="counter", sites=[world.site],
                      password=PASSWORD)
    return world


def offered(world: World, at: str = "A-03", person: str = "ann", reach: int = 5,
            now: datetime | None = None) -> list[str]:
    row = site_by_code(scope=SYSTEM, code=world.site)
    return [each.place for each in offers(
        scope=SYSTEM, site=row, person=person, at=at, within=reach, now=now or datetime.now(UTC))]


def draft(plan, place: str, at: str = "A-03", **more) -> TakeDraft:
    task = next(row.id for row in queries.tasks(scope=SYSTEM, plan=plan.id)
                if place in places(row.id))
    return TakeDraft(**{"id": uuid7(), "task": task, "place": place, "at": at, **more})


def places(task) -> list[str]:
    return [row.place for row in queries.task_sheet(scope=SYSTEM, task=task).places]


def standing(plan) -> dict[int, tuple[str, list[str]]]:
    return {row.number: (row.person, places(row.id))
            for row in queries.tasks(scope=SYSTEM, plan=plan.id)}


def refused(world: World, who: str, draft: TakeDraft, **more) -> str:
    with pytest.raises(TakeRefused) as caught:
        take(scope=world.person(who), draft=draft, **more)
    return caught.value.faults[0].code


def shift(person: str, percent: int = 100) -> ShiftRow:
    return ShiftRow(uuid4(), person, (1, 2, 3, 4, 5, 6, 7), time(0), time(0), percent,
                    date(2020, 1, 1), None)


def write(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


# who is offered what


def test_places_of_tasks_that_nobody_has_begun_are_offered_the_nearest_first(world):
    world.plan("A-01", "A-04", "A-05")
    assert offered(world) == ["A-04", "A-01", "A-05"]  # 1 away, then 2, by place
    assert offered(world, at="A-05") == ["A-05", "A-04", "A-01"]
    assert offered(world, at="A-99") == offered(world, reach=0) == []


def test_another_aisle_is_not_near(world):
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft

    put_places(scope=SYSTEM, places=[PlaceDraft(world.site, "B-01", "bin", "A", 3)])
    world.plan("A-04", "B-01")
    assert offered(world) == ["A-04"]
    assert offered(world, at="B-01") == ["B-01"]


@pytest.mark.parametrize(("change", "left"), [
    ("begun", False), ("visited", False), ("leased", False), ("lease over", True),
    ("task closed", False), ("plan closed", False), ("mine", False),
    ("deadline over", False), ("deadline to come", True), ("by a lead", False),
    ("by dispatch 9", False), ("by dispatch 11", True),
])
def test_what_somebody_has_begun_or_holds_and_what_is_over_is_never_offered(world, change, left):
    plan = world.plan("A-04", "A-05", "A-06")
    task, bob, now = world.task(plan), world.person("bob"), datetime.now(UTC)
    if change == "begun":
        world.see(bob, task, "A-06", "PLAIN", 1, minutes=2)
    elif change == "visited":
        world.visit(bob, task, "A-06", 1, complete=False)
    elif change.startswith("lease"):
        device = Device(uuid4(), uuid4(), world.site_id, "bob", "", "active", False)
        take_leases(scope=bob, device=device, tasks=[task], now=now - timedelta(
            hours=13 if change == "lease over" else 0))
    elif change == "task closed":
        write("UPDATE counting_task SET state = 'closed', closed_at = now(), closed_by = 'x'")
    elif change == "plan closed":
        write("UPDATE counting_plan SET state = 'closed', closed_at = now()")
    elif change == "mine":
        counting.assign(scope=SYSTEM, task=task, person="ann")
    elif change.startswith("by "):
        dispatch(scope=SYSTEM, site=world.site)
        counting.assign(scope=SYSTEM, task=task, person="bob")
        if change != "by a lead":
            write("UPDATE counting_dispatch SET assigned_at = %s",
                  now - timedelta(minutes=int(change.split()[-1])))
    else:
        dispatch(scope=SYSTEM, site=world.site)
        write("UPDATE counting_dispatch SET deadline = %s",
              now + timedelta(seconds=-1 if change == "deadline over" else 60))
    assert bool(offered(world, at="A-04", now=now)) is left


@pytest.mark.parametrize(("seen", "left"), [
    ({}, False), ({"mode": "empty"}, False), ({"minutes": SPOT_HOURS * 60 + 5}, True),
    ({"place": "A-05"}, True), ({"task": True}, True), ({"undone": True}, True),
    ({"recount": True}, True), ({"desk": True}, True),
])
def test_a_place_that_was_just_counted_without_a_task_is_not_offered_again(world, seen, left):
    plan = world.plan("A-04")
    task, ann, bob = world.task(plan), world.person("ann"), world.person("bob")
    if seen.get("recount"):
        write("UPDATE counting_task SET kind = 'recount'")
    if seen.get("desk"):  # a reader's pass or a page is no person who finished a place
        world.see_now(bob, None, "A-04", "PLAIN", 3)
    else:
        id, install, mode = uuid7(), uuid4(), seen.get("mode", "set")
        other = world.task(world.plan("A-05")) if seen.get("task") else None
        world.see(bob, other, seen.get("place", "A-04"), "PLAIN", 3 if mode == "set" else None,
                  seen.get("minutes", 2), mode=mode, id=id, install=install)
        if seen.get("undone"):
            world.see(bob, None, "A-04", None, None, 1, mode="undo", undoes=id, install=install)
    assert (offered(world), offered(world, person="cid")) == (
        (["A-04"], ["A-04"]) if left else ([], []))
    if not left:
        assert refused(world, "ann", TakeDraft(uuid7(), task, "A-04", "A-03")) == "take_gone"
    else:
        assert take(scope=ann, draft=TakeDraft(uuid7(), task, "A-04", "A-03")).result == "created"


@pytest.mark.parametrize(("change", "ann", "bob"), [
    ("on shift", True, False), ("no time left", False, True), ("just time", True, True),
    ("skill", False, True), ("people", False, True), ("zone", False, True),
    ("tried", False, True), ("last counter", False, True), ("mover", False, True),
    ("last counter elsewhere", True, True),
])
def test_the_dispatcher_s_rules_decide_who_it_is_offered_to(world, change, ann, bob):
    for place in ("A-04", "A-05"):
        world.stock_in("PLAIN", place, 10, minutes=60 * 24 * 9)
    plan = world.plan("A-04", "A-05")
    own = world.task(world.plan("A-01"))
    counting.assign(scope=SYSTEM, task=own, person="ann")
    dispatch(scope=SYSTEM, site=world.site)  # nobody has a shift: it only learns what tasks need
    site = world.site
    if change == "on shift":
        put_shifts(scope=SYSTEM, site=site, rows=[shift("ann")])
    elif change in ("no time left", "just time"):
        put_shifts(scope=SYSTEM, site=site, rows=[shift("ann"), shift("bob")])
        write("UPDATE counting_dispatch SET seconds = %s WHERE task = %s",
              100_000 if change == "no time left" else 0, own)
    elif change == "skill":
        write("UPDATE counting_dispatch SET skills = '{cold}'")
        put_skills(scope=SYSTEM, site=site, rows=[
            SkillRow("bob", "cold", date(2020, 1, 1), None, "exam 8"),
            SkillRow("ann", "cold", date(2020, 1, 1), date(2020, 2, 1), "exam 7")])
    elif change == "people":
        write("UPDATE counting_dispatch SET people = '{bob}'")
    elif change == "zone":
        put_zones(scope=SYSTEM, site=site, person="ann", zones=["A-01"])
        put_zones(scope=SYSTEM, site=site, person="bob", zones=["A"])
    elif change == "tried":
        write("UPDATE counting_dispatch SET tried = '{ann}'")
    elif change.startswith("last counter"):
        place = "A-04" if change == "last counter" else "A-05"
        before = world.plan(place)
        world.visit(world.person("ann"), world.task(before), place, 60 * 24)
        write("UPDATE counting_plan SET state = 'closed', closed_at = now() WHERE id = %s",
              before.id)
        write("UPDATE counting_dispatch SET not_last = true")
    elif change == "mover":
        _moved(world, "ann")
        write("UPDATE counting_dispatch SET not_mover = true")
    got = {who: "A-04" in offered(world, person=who) for who in ("ann", "bob")}
    assert got == {"ann": ann, "bob": bob}
    wanted = draft(plan, "A-04")
    for who, may in got.items():
        if not may:
            assert refused(world, who, wanted) == "take_not_yours"


def _moved(world, who):
    answer = post(scope=SYSTEM._replace(actor=who), requests=[PostingRequest(
        uuid7(), world.site, "issue", {"document": "D"}, datetime.now(UTC),
        (LineRequest("PLAIN", "A-04", "@customer", 1),))])
    assert answer[0].result == "created"


def test_who_counted_it_is_never_offered_the_recount(world):
    world.stock_in("PLAIN", "A-04", 10)
    plan = world.plan("A-04", policy=Policy(recount_rounds=1))
    ann = world.person("ann")
    world.see(ann, world.task(plan), "A-04", "PLAIN", 7, minutes=5)
    world.visit(ann, world.task(plan), "A-04", 4)
    world.settle(plan)
    assert offered(world) == []
    assert offered(world, person="bob") == ["A-04"]
    recount = max(queries.tasks(scope=SYSTEM, plan=plan.id), key=lambda row: row.number)
    wanted = TakeDraft(uuid7(), recount.id, "A-04", "A-03")
    assert refused(world, "ann", wanted) == "take_not_yours"
    taken = take(scope=world.person("bob"), draft=wanted)
    assert (taken.task, taken.result) == (recount.id, "created")  # one place: the task itself


def test_another_account_of_the_same_human_is_barred_too(world):
    from pandian.governance.delegating.operations import mark_same_person

    plan = world.plan("A-04")
    before = world.plan("A-04")
    world.visit(world.person("ann"), world.task(before), "A-04", 60 * 24)
    write("UPDATE counting_plan SET state = 'closed', closed_at = now() WHERE id = %s", before.id)
    dispatch(scope=SYSTEM, site=world.site)
    write("UPDATE counting_dispatch SET not_last = true")
    assert offered(world, person="bob") == ["A-04"]
    mark_same_person(scope=SYSTEM, person="ann", other="bob", reason="one human")
    assert offered(world, person="bob") == []
    assert refused(world, "bob", draft(plan, "A-04")) == "take_not_yours"


def test_a_blind_place_taken_by_who_reads_the_book_is_noted_as_such(world):
    create_person(scope=SYSTEM, code="kim", name="kim", role="keeper", sites=[world.site],
                  password=PASSWORD)
    for blind, noted in ((True, [True]), (False, [])):
        plan = world.plan("A-04", "A-05", blind=blind)
        taken = take(scope=world.person("kim"), draft=draft(plan, "A-04"))
        (fact,) = facts_about(scope=SYSTEM, sites=None, subject=f"task:{taken.task}")
        assert [value for key, value in fact.data.items() if key == "reads_book"] == noted


def test_a_pull_carries_at_most_so_many(world):
    big = World("SH2", places=3 * OFFERS_MAX)
    big.plan()
    assert len(offered(big, at="A-30", reach=OFFERS_MAX)) == OFFERS_MAX


def test_the_number_of_statements_does_not_grow_with_tasks_and_places(world, monkeypatch):
    from pandian.counting.dispatch import queries as dispatching
    from pandian.counting.nearby import queries as nearby

    asked = []
    for module in (nearby, dispatching):
        real = module.run
        monkeypatch.setattr(module, "run", lambda *given, real=real: (
            asked.append(given[1]), real(*given))[1])
    counts = []
    for _ in range(2):
        world.plan("A-02", "A-04", policy=Policy(packet_places=1))
        assert offered(world)
        counts.append(len(asked))
        asked.clear()
        for _ in range(4):
            world.plan(policy=Policy(packet_places=2))
    assert counts[0] == counts[1] <= 8


# taking a place


def test_a_place_of_a_longer_task_becomes_a_task_of_its_own(world):
    plan = world.plan("A-03", "A-04", "A-05")
    dispatch(scope=SYSTEM, site=world.site)
    wanted = draft(plan, "A-04")
    taken = take(scope=world.person("ann"), draft=wanted)
    assert taken == (wanted.id, "A-04", "created")
    assert standing(plan) == {1: ("", ["A-03", "A-05"]), 2: ("ann", ["A-04"])}
    with connection.cursor() as cursor:
        cursor.execute("SELECT seconds FROM counting_dispatch ORDER BY seconds")
        assert [row[0] for row in cursor.fetchall()] == [90, 180]
    facts = facts_about(
        scope=SYSTEM, sites=None, subject=f"task:{wanted.id}")
    assert [(fact.kind, fact.data["by"], fact.data["from"]) for fact in facts] == [
        ("counting.assigned", "nearby", str(wanted.task))]
    # sent again it is the same, and nothing is split a second time
    assert take(scope=world.person("ann"), draft=wanted).result == "exists"
    assert len(standing(plan)) == 2
    assert refused(world, "bob", wanted._replace(id=uuid7())) == "take_gone"


def test_a_task_of_one_place_changes_hands_whole(world):
    plan = world.plan("A-04")
    wanted = draft(plan, "A-04")
    assert take(scope=world.person("ann"), draft=wanted).task == world.task(plan)
    assert standing(plan) == {1: ("ann", ["A-04"])}
    assert take(scope=world.person("ann"), draft=wanted._replace(id=uuid7())).result == "exists"
    assert refused(world, "bob", wanted._replace(place="A-05")) == "take_gone"


@pytest.mark.parametrize(("change", "code"), [
    ({"place": "A-06", "at": "A-01"}, ""), ({"place": "A-01", "at": "A-06"}, ""),
    ({"place": "A-07", "at": "A-01"}, "take_far"), ({"at": "nowhere"}, "take_far"),
    ({"place": "A-05", "at": "A-04"}, "take_gone"),
])
def test_only_what_is_near_is_taken(change, code):
    world = World(places=8)
    plan = world.plan("A-01", "A-04", "A-06", "A-07")
    wanted = draft(plan, "A-04")._replace(**change)
    if code:
        assert refused(world, "ann", wanted) == code
        assert len(standing(plan)) == 1
    else:
        assert take(scope=world.person("ann"), draft=wanted).result == "created"


def test_the_rule_switches_it_off(world, monkeypatch):
    from pandian.counting.nearby import queries as nearby
    from pandian.counting.routing.rules import layout_of

    plan = world.plan("A-03", "A-04")
    monkeypatch.setattr(nearby, "layout", lambda **_: layout_of(
        {"order": "s_shape", "nearby_places": 0}, "R"))
    assert within(scope=SYSTEM, site=world.site, now=datetime.now(UTC)) == 0
    assert refused(world, "ann", draft(plan, "A-04")) == "take_off"


def test_strangers_and_unknown_tasks_are_turned_away(world):
    plan = world.plan("A-04")
    other = World("SH2")
    with pytest.raises(TaskNotFound):
        take(scope=other.person("eve"), draft=draft(plan, "A-04"))
    with pytest.raises(TaskNotFound):
        take(scope=world.person("ann"), draft=draft(plan, "A-04", task=uuid4()))
    with pytest.raises(Forbidden):
        take(scope=world.person("ann", "lifecycle.move"), draft=draft(plan, "A-04"))


def test_why_it_is_counted_and_who_asked_go_along(world):
    plan = world.plan("A-04", "A-05")
    task = world.task(plan)
    for reason, place in (("complaint", "A-04"), ("expiry", "A-05"), ("red_zone", "A")):
        write("INSERT INTO counting_request VALUES (%s, %s, %s, %s, %s, %s, '', '', now())",
              world.site_id, uuid4(), task, plan.id, reason, place)
    taken = take(scope=world.person("ann"), draft=draft(plan, "A-04"))
    rows = {row.id: row.reasons for row in queries.tasks(scope=SYSTEM, plan=plan.id)}
    assert {key: set(value) for key, value in rows.items()} == {
        taken.task: {"complaint", "red_zone"}, task: {"expiry", "red_zone"}}


def test_whys_are_told_once_with_the_task_where_the_place_stands_now(world):
    plan = world.plan("A-04", "A-05")
    for place in ("A-04", "A-05"):
        write("INSERT INTO counting_task_why SELECT %s, %s, id, 'R', '规则', 'rule', NULL, 0,"
              " 'touched', 1, current_date, %s FROM catalog_place WHERE code = %s",
              world.site_id, world.task(plan), '{"touches": 1}', place)
    taken = take(scope=world.person("ann"), draft=draft(plan, "A-04"))
    assert {(row.task, row.place) for row in whys(scope=SYSTEM, site=world.site, plan=plan.id)} == {
        (taken.task, "A-04"), (world.task(plan), "A-05")}


def test_what_a_phone_still_counts_under_the_old_task_is_an_overlap_and_never_posts_twice(world):
    world.stock_in("PLAIN", "A-04", 10)
    plan = world.plan("A-04", "A-05")
    old, ann, bob = world.task(plan), world.person("ann"), world.person("bob")
    taken = take(scope=ann, draft=draft(plan, "A-04"))
    world.see(bob, old, "A-04", "PLAIN", 12, minutes=4)  # off-line since before
    assert world.visit(bob, old, "A-04", 3).result == "created"
    world.see(ann, taken.task, "A-04", "PLAIN", 12, minutes=2)
    world.visit(ann, taken.task, "A-04", 1)
    world.visit(bob, old, "A-05", 1)
    world.settle(plan)
    (line,) = [row for row in world.lines(plan) if row.place == "A-04"]
    assert (line.counted, line.variance, set(line.people)) == (12, 2, {"ann", "bob"})
    assert world.on_hand("PLAIN", "A-04") in (10, 12)


def test_a_visit_outside_the_plan_is_refused_as_ever(world):
    from pandian.counting.words import VisitRefused

    plan = world.plan("A-04", "A-05")
    with pytest.raises(VisitRefused):
        world.visit(world.person("bob"), world.task(plan), "A-01", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [1, 3])
def test_of_many_who_take_one_place_at_once_one_wins_and_the_others_are_told(size):
    world = World()
    plan = world.plan(*["A-04", "A-05", "A-06"][:size], policy=Policy(packet_places=5))
    wanted = draft(plan, "A-04")
    people = [world.person(f"p{n}") for n in range(8)]
    with crowd(len(people)) as at_once:
        done = at_once([lambda who=who: take(scope=who, draft=wanted._replace(id=uuid7()))
                        for who in people])
    won = [each for each in done if not isinstance(each, Exception)]
    assert [each.result for each in won] == ["created"]
    assert {type(each) for each in done} - {type(won[0])} == {TakeRefused}
    assert {each.faults[0].code for each in done if isinstance(each, TakeRefused)} == {"take_gone"}
    rows = standing(plan)
    assert sorted(place for _, held in rows.values() for place in held) == [
        "A-04", "A-05", "A-06"][:size]
    assert len(rows) == (1 if size == 1 else 2)


@pytest.mark.django_db(transaction=True)
def test_two_places_of_one_task_taken_at_once_become_two_tasks():
    world = World()
    plan = world.plan("A-03", "A-04", "A-05")
    ann, bob = world.person("ann"), world.person("bob")
    with crowd(2) as at_once:
        done = at_once([lambda: take(scope=ann, draft=draft(plan, "A-04")),
                        lambda: take(scope=bob, draft=draft(plan, "A-05"))])
    assert [each.result for each in done] == ["created", "created"]
    rows = standing(plan)
    assert sorted(rows) == [1, 2, 3]
    assert rows[1] == ("", ["A-03"])
    assert sorted(rows[n] for n in (2, 3)) == [("ann", ["A-04"]), ("bob", ["A-05"])]

"""Tasks find people by themselves: shifts, skills, exclusions, stalled work.   派工"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from pandian.counting.dispatch.operations import (
    dispatch,
    put_days,
    put_shifts,
    put_skills,
    put_zones,
)
from pandian.counting.dispatch.queries import capacity, skills, standing, zones
from pandian.counting.dispatch.words import DayRow, DispatchRefused, ShiftRow, SkillRow
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.rulebook.rules import rule_of
from pandian.counting.queries import tasks
from pandian.governance.delegating.operations import mark_same_person
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden, Label
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db
WEEK = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture
def world() -> World:
    world = World()
    for n, place in enumerate(world.places):
        world.stock_in("PLAIN", place, 10 * (n + 1), minutes=60 * 24 * 60)
    for code in ("ann", "bob"):
        create_person(scope=SYSTEM, code=code, name=code, role="counter", sites=[world.site],
                      password=PASSWORD)
    return world


def _shift(person: str, **more) -> ShiftRow:
    """Return a shift that is on at any time of any day."""
    return ShiftRow(**{"id": uuid4(), "person": person, "weekdays": WEEK, "starts": time(0),
                       "ends": time(0), "percent": 100, "valid_from": date(2020, 1, 1),
                       "valid_to": None, **more})


def _staff(world: World, *people: str) -> None:
    put_shifts(scope=SYSTEM, site=world.site, rows=[_shift(person) for person in people])


def _open(world: World) -> dict[int, str]:
    return {row.number: row.person for row in tasks(scope=SYSTEM, site=world.site, state="open")}


def test_without_shifts_tasks_stay_free_and_the_lead_sees_why(world):
    world.plan("A-01")
    done = dispatch(scope=SYSTEM, site=world.site)
    assert (done.given, [each.why_not for each in done.left]) == (0, ["no_shift"])
    (row,) = standing(scope=SYSTEM, site=world.site)
    assert (row.person, row.why_not) == ("", "no_shift")


def test_a_task_is_given_to_who_is_there_and_once(world):
    world.plan("A-01")
    _staff(world, "ann")
    assert dispatch(scope=SYSTEM, site=world.site).given == 1
    assert _open(world) == {1: "ann"}
    assert dispatch(scope=SYSTEM, site=world.site).given == 0


def test_who_has_counted_it_never_recounts_it(world):
    _staff(world, "ann")
    plan = world.plan("A-01", policy=plan_policy(1))
    dispatch(scope=SYSTEM, site=world.site)
    ann = world.person("ann")
    task = world.task(plan)
    world.see(ann, task, "A-01", "PLAIN", 7, 5)
    world.visit(ann, task, "A-01", 4)
    world.settle(plan)
    done = dispatch(scope=SYSTEM, site=world.site)
    assert [each.why_not for each in done.left] == ["excluded"]
    _staff(world, "bob")
    assert dispatch(scope=SYSTEM, site=world.site).given == 1
    assert _open(world)[2] == "bob"


def plan_policy(rounds: int):
    from pandian.counting.words import Policy

    return Policy(recount_rounds=rounds)


def _planned(world, monkeypatch, **content):
    rule = rule_of({"strategy": "cycle", "when.every_days": 30, **{
        key.replace("__", "."): value for key, value in content.items()}},
        code="r", label=Label("规则", "rule"), start=date(2020, 1, 1))
    monkeypatch.setattr("pandian.counting.planning.operations.rules_in_force",
                        lambda **_: ([rule], [], False))
    return plan_day(scope=SYSTEM, site=world.site)


def test_skills_of_the_rule_are_asked_for_and_the_training_record_ends(world, monkeypatch):
    _staff(world, "ann", "bob")
    _planned(world, monkeypatch, who__skills=["cold"])
    assert [each.why_not for each in dispatch(scope=SYSTEM, site=world.site).left] == ["skill"]
    past = date.today() - timedelta(days=90)
    put_skills(scope=SYSTEM, site=world.site, rows=[
        SkillRow("ann", "cold", past, past + timedelta(days=9), "exam 7"),
        SkillRow("bob", "cold", past, None, "exam 8")])
    dispatch(scope=SYSTEM, site=world.site)
    assert set(_open(world).values()) == {"bob"}
    assert [row.person for row in skills(scope=SYSTEM, site=world.site)] == ["ann", "bob"]


def test_who_moved_the_goods_today_does_not_count_them(world, monkeypatch):
    from pandian.kernel.rules import uuid7
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    _staff(world, "ann")
    answer = post(scope=SYSTEM._replace(actor="ann"), requests=[PostingRequest(
        uuid7(), world.site, "issue", {"document": "D"}, datetime.now(UTC),
        (LineRequest("PLAIN", "A-01", "@customer", 1),))])
    assert answer[0].result == "created"
    _planned(world, monkeypatch, who__not_mover=True)
    assert [each.why_not for each in dispatch(scope=SYSTEM, site=world.site).left] == ["excluded"]


def test_people_stay_in_their_zones(world):
    world.plan("A-01")
    put_zones(scope=SYSTEM, site=world.site, person="ann", zones=["A-02"])
    _staff(world, "ann")
    assert [each.why_not for each in dispatch(scope=SYSTEM, site=world.site).left] == ["zone"]
    put_zones(scope=SYSTEM, site=world.site, person="ann", zones=["A"])
    assert dispatch(scope=SYSTEM, site=world.site).given == 1
    assert [(row.person, row.zone) for row in zones(scope=SYSTEM, site=world.site)] == [
        ("ann", "A")]


def test_what_stalls_goes_to_somebody_else_and_what_is_late_is_told_once(world):
    world.plan("A-01")
    _staff(world, "ann")
    noon = world.now.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0)
    dispatch(scope=SYSTEM, site=world.site, now=noon)  # no hour of the test run decides
    _staff(world, "bob")
    done = dispatch(scope=SYSTEM, site=world.site, now=noon + timedelta(minutes=61))
    assert (done.freed, done.given) == (1, 1)
    assert _open(world) == {1: "bob"}
    end = noon + timedelta(days=2)
    assert dispatch(scope=SYSTEM, site=world.site, now=end).escalated == 1
    assert dispatch(scope=SYSTEM, site=world.site, now=end).escalated == 0
    (row,) = standing(scope=SYSTEM, site=world.site, now=end)
    assert row.late
    assert row.escalated


def test_what_was_begun_is_not_taken_away(world):
    plan = world.plan("A-01", "A-02")
    _staff(world, "ann")
    dispatch(scope=SYSTEM, site=world.site)
    world.see(world.person("ann"), world.task(plan), "A-01", "PLAIN", 10, 1)
    later = datetime.now(UTC) + timedelta(minutes=90)
    assert dispatch(scope=SYSTEM, site=world.site, now=later).freed == 0
    assert _open(world) == {1: "ann"}


def test_capacity_follows_shifts_and_calendar(world, monkeypatch):
    _staff(world, "ann")
    today = datetime.now(UTC).date() + timedelta(days=3)
    put_days(scope=SYSTEM, site=world.site, rows=[DayRow(today, False, "假日")])
    rows = capacity(scope=SYSTEM, site=world.site, first=today, days=2, assumed_minutes=5)
    assert [(row.working, row.seconds, row.assumed) for row in rows] == [
        (False, 0, False), (True, 86_400, False)]


def test_wrong_rows_are_all_named_and_none_is_kept(world):
    with pytest.raises(DispatchRefused) as caught:
        put_shifts(scope=SYSTEM, site=world.site, rows=[
            _shift("ann", weekdays=()), _shift("nobody"), _shift("ann", percent=101)])
    assert {fault.code for fault in caught.value.faults} >= {
        "weekday_wrong", "person_unknown", "percent_wrong"}
    with pytest.raises(DispatchRefused):
        put_skills(scope=SYSTEM, site=world.site, rows=[
            SkillRow("ann", " ", date(2026, 1, 1), None, "")])
    with pytest.raises(Forbidden):
        dispatch(scope=world.person("ann"), site=world.site)


def test_the_last_counter_is_passed_over_under_his_other_account_too(world):
    mark_same_person(scope=SYSTEM, person="ann", other="bob", reason="one human")
    _staff(world, "bob")
    before = world.plan("A-01")
    world.visit(world.person("ann"), world.task(before), "A-01", 60)
    again = world.plan("A-01", policy=plan_policy(1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counting_plan SET state = 'closed', closed_at = now() "
                       "WHERE id = %s", [before.id])
    dispatch(scope=SYSTEM, site=world.site)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counting_task SET person = '' WHERE plan = %s", [again.id])
        cursor.execute("UPDATE counting_dispatch SET not_last = true")
    done = dispatch(scope=SYSTEM, site=world.site)
    assert [each.why_not for each in done.left if each.task == world.task(again)] == ["excluded"]

"""The frame of a past instant, and studies that begin at an instant to come.   抽样框时点与预约"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from counting_world import World

from pandian.counting.sampling.operations import design_study
from pandian.counting.sampling.ordering.operations import begin_due, end_order, order_study
from pandian.counting.sampling.ordering.queries import orders
from pandian.counting.sampling.ordering.rules import following
from pandian.counting.sampling.ordering.words import OrderConflict, OrderNotFound
from pandian.counting.sampling.queries import study
from pandian.counting.sampling.words import StudyDraft, StudyRefused
from pandian.exchange.samples.operations import report
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocked():
    made = World(places=4)
    for n, place in enumerate(made.places):
        made.stock_in("PLAIN", place, 10 * (n + 1), minutes=600)
    return made


def draft(**more):
    return StudyDraft(more.pop("id", uuid7()), "SH1", "年终抽盘", kind="gate", **more)


def books(found):
    return [row[0] for row in raw_connection().execute(
        "SELECT book FROM counting_sample_line WHERE sample = %s ORDER BY holding", [found.id])]


def test_a_frame_is_the_book_of_its_instant_whatever_moved_since(stocked):
    stocked.ship("PLAIN", "A-01", 10, minutes=50)
    stocked.ship("PLAIN", "A-02", 5, minutes=40)
    stocked.move("PLAIN", "A-03", "A-01", 7, minutes=30)
    for minutes, wanted in ((700, None), (60, [10, 20, 30, 40]), (45, [20, 30, 40]),
                            (35, [15, 30, 40]), (None, [7, 15, 23, 40])):
        asked = draft(frame_at=None if minutes is None else stocked.at(minutes))
        if wanted is None:
            with pytest.raises(StudyRefused):
                design_study(scope=SYSTEM, draft=asked)
            continue
        made = design_study(scope=SYSTEM, draft=asked)
        assert sorted(books(made)) == wanted
        assert asked.frame_at in (None, made.frame_at)
        assert design_study(scope=SYSTEM, draft=asked).made == "exists"


def test_late_paper_dated_before_the_frame_belongs_to_it(stocked):
    stocked.ship("PLAIN", "A-02", 5, minutes=90)
    assert sorted(books(design_study(scope=SYSTEM, draft=draft(
        frame_at=stocked.at(60))))) == [10, 15, 30, 40]


def test_an_instant_to_come_or_long_gone_is_refused_by_name(stocked):
    now = datetime.now(UTC)
    for at, code in ((now + timedelta(hours=1), "frame_ahead"),
                     (now - timedelta(days=367), "frame_old")):
        with pytest.raises(StudyRefused) as error:
            design_study(scope=SYSTEM, draft=draft(frame_at=at))
        assert [fault.code for fault in error.value.faults] == [code]


def test_an_order_waits_for_its_instant_and_is_asked_for_once(stocked):
    boss = stocked.controller()
    starts = datetime.now(UTC) + timedelta(minutes=5)
    asked = draft(frame_at=starts)
    assert order_study(scope=boss, draft=asked).result == "created"
    assert order_study(scope=boss, draft=asked).result == "exists"
    with pytest.raises(OrderConflict):
        order_study(scope=boss, draft=asked._replace(name="x"))
    assert begin_due(scope=SYSTEM) == 0
    assert begin_due(scope=SYSTEM, now=starts + timedelta(seconds=1)) == 0, "the clock is not there"
    (row,) = orders(scope=boss)
    assert (row.state, [each["code"] for each in row.said]) == ("refused", ["frame_ahead"])


def past(stocked, **more):
    """Order a study whose instant has just come."""
    made = order_study(scope=more.pop("by", SYSTEM), draft=draft(
        frame_at=datetime.now(UTC) + timedelta(minutes=5)), **more)
    raw_connection().execute("UPDATE counting_sample_order SET starts_at = %s WHERE id = %s",
                             [stocked.at(60), made.id])
    return made


def test_a_due_order_is_designed_and_drawn_once(stocked):
    boss = stocked.controller()
    past(stocked, by=boss)
    stocked.ship("PLAIN", "A-02", 5, minutes=30)
    assert begin_due(scope=SYSTEM) == 1
    assert begin_due(scope=SYSTEM) == 0
    (row,) = orders(scope=boss)
    assert row.state == "ended"
    made = study(scope=boss, id=row.study)
    assert (made.state, made.frame_at, made.created_by) == ("drawn", stocked.at(60), "boss")
    assert sorted(books(made)) == [10, 20, 30, 40], "of its instant, not of the job's"
    assert report(scope=boss, id=made.id)["head"]["frame_at"] == stocked.at(60).isoformat()


def test_a_repeated_order_waits_for_its_next_instant_and_can_be_ended(stocked):
    made = past(stocked, every_months=3, draws=False)
    assert begin_due(scope=SYSTEM) == 1
    (row,) = orders(scope=SYSTEM)
    assert row.state == "waiting"
    assert timedelta(days=80) < row.starts_at - datetime.now(UTC) < timedelta(days=95)
    assert study(scope=SYSTEM, id=row.study).state == "designed"
    assert end_order(scope=SYSTEM, id=made.id).state == "ended"
    assert begin_due(scope=SYSTEM, now=row.starts_at + timedelta(days=1)) == 0


def test_orders_are_of_those_who_may_plan_and_read_there(stocked):
    made = past(stocked)
    other = World("SH2").controller("else")
    assert orders(scope=other) == []
    with pytest.raises(OrderNotFound):
        end_order(scope=other, id=made.id)
    with pytest.raises(Forbidden):
        order_study(scope=stocked.person("anna"), draft=draft())
    with pytest.raises(StudyRefused) as error:
        order_study(scope=SYSTEM, draft=draft(half_percent=0, frame_at=stocked.at(5)),
                    every_months=99)
    assert {fault.code for fault in error.value.faults} == {"out_of_range", "order_past"}
    assert {fault.pointer for fault in error.value.faults} == {
        "/half_percent", "/frame_at", "/every_months"}


def test_the_rhythm_keeps_the_hour_of_the_site_and_the_last_day_of_short_months():
    first = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)  # 1 February, 01:00 in Shanghai
    assert following(first, 1, zone="Asia/Shanghai", now=first).astimezone(UTC) == datetime(
        2026, 2, 28, 17, 0, tzinfo=UTC)
    local = datetime(2026, 1, 31, 2, 0, tzinfo=UTC)
    february = following(local, 1, zone="Asia/Shanghai", now=local)
    assert (february.month, february.day) == (2, 28)
    march = following(local, 1, zone="Asia/Shanghai", now=february)
    assert (march.month, march.day) == (3, 31)
    summer = following(datetime(2026, 1, 15, 8, tzinfo=UTC), 6, zone="Europe/Berlin",
                       now=datetime(2026, 1, 16, tzinfo=UTC))
    assert summer.astimezone(UTC).hour == 7

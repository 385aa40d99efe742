"""Closing a period: what is open at a seal, another person's signature, what comes after.  结账"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from counting_world import PASSWORD

from pandian.catalog.operations import put_places, put_sites
from pandian.catalog.words import PlaceDraft
from pandian.counting import operations as counting
from pandian.counting.certifying.rules import altered
from pandian.counting.closing.operations import close_period, prepare_period
from pandian.counting.closing.queries import after, period, periods, report, section
from pandian.counting.closing.rules import end_of
from pandian.counting.closing.words import (
    PeriodConflict,
    PeriodDraft,
    PeriodNotFound,
    PeriodNotYours,
    PeriodRefused,
    Total,
)
from pandian.counting.detective.operations import explain
from pandian.counting.detective.queries import findings
from pandian.counting.repairing.operations import confirm, undo
from pandian.counting.repairing.words import Wanted
from pandian.governance.access.operations import SignatureRefused
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.ledger.operations import post
from pandian.ledger.queries import stock
from pandian.ledger.words import LineRequest, PostingRequest

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 24 * 60


def day(world, back):
    """Return the local day so many days ago."""
    return (world.now.astimezone(ZONE) - timedelta(days=back)).date()


def minutes(world, back, hours=12):
    """Return how many minutes before now it was so many hours into the day, days ago."""
    start = end_of(day(world, back + 1), "Asia/Shanghai")
    return (world.now - start).total_seconds() / 60 - hours * 60


def prepare(world, who, back):
    return prepare_period(scope=who, draft=PeriodDraft(uuid7(), "SH1", day(world, back)))


def rows(who, made, name):
    return section(scope=who, id=made.id, name=name).rows


@pytest.fixture
def people(world):
    return world.controller("carl"), world.controller("fay", "finance")


def test_a_month_with_open_work_is_reported_signed_and_what_comes_later_is_told(
    world, anna, people
):
    carl, fay = people
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "TRANSIT-BJ1", "in_transit"), PlaceDraft("BJ1", "B-01", "bin"),
        PlaceDraft("BJ1", "TRANSIT-SH1", "in_transit")])
    world.stock_in("PLAIN", "A-01", 100, minutes=minutes(world, 9))
    world.stock_in("PLAIN", "A-02", 50, minutes=minutes(world, 9))
    world.stock_in("LOTS", "A-03", 8, minutes=minutes(world, 9), lot="L1")
    world.move("PLAIN", "A-02", "TRANSIT-BJ1", 5, minutes(world, 8), kind="relocation")
    (taken,) = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "BJ1", "transfer", {"document": "T"}, world.at(minutes(world, 7)),
        (LineRequest("PLAIN", "TRANSIT-SH1", "B-01", 2),))])
    assert taken.result == "created"
    world.stock_in("PLAIN", "A-04", 7, minutes=minutes(world, 2))  # of the next period
    plan = world.plan("A-01", "A-02", "A-03")
    task = world.task(plan)
    world.see(anna, task, "A-01", "PLAIN", 90, minutes=minutes(world, 5))
    world.see(anna, task, "A-02", "PLAIN", 47, minutes=minutes(world, 5))
    world.see(anna, task, "A-03", "LOTS", 7, minutes=minutes(world, 5), lot="L1")
    world.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    by_place = {row.place: row for row in world.lines(plan)}
    counting.approve(scope=carl, plan=plan.id, lines=[by_place["A-03"].id], meaning="approved",
                     password=PASSWORD)

    made = prepare(world, carl, 4)
    assert (made.state, made.made, made.prepared_by) == ("prepared", "created", "carl")
    assert made.ends_at == end_of(day(world, 4), "Asia/Shanghai")
    assert made.starts_at is None
    # ten lost and two found: never netted
    assert made.totals["lines"] == Total(2, 2 * 20_000, -10 * 20_000)
    assert {(row["place"], row["variance"]) for row in rows(carl, made, "lines")} == {
        ("A-01", -10), ("A-02", 2)}
    # the plan was opened just now: open counts are those begun before the end
    assert made.totals["counts"] == Total(0, 0, 0)
    assert made.totals["uncaused"] == Total(1, 0, -1_000_000)
    assert [(row["place"], row["quantity"]) for row in rows(carl, made, "transit")] == [
        ("TRANSIT-BJ1", 3)]
    whole = stock(scope=SYSTEM, site="SH1", group_by=("item",), kind="bin",
                  as_of=made.ends_at - timedelta(microseconds=1)).rows
    assert {row["item"]: row["quantity"] for row in rows(carl, made, "stock")} == {
        row.item: row.quantity for row in whole} == {"PLAIN": 145, "LOTS": 7}
    assert made.totals["stock"] == Total(2, 145 * 20_000 + 7 * 1_000_000, 0)
    assert altered(report(scope=carl, id=made.id)) == []

    # another person signs, with the password
    with pytest.raises(PeriodNotYours):
        close_period(scope=carl._replace(capabilities=carl.capabilities | {"counting.close"}),
                     id=made.id, password=PASSWORD)
    with pytest.raises(Forbidden):
        close_period(scope=carl, id=prepare(world, fay, 4).id, password=PASSWORD)
    with pytest.raises(SignatureRefused):
        close_period(scope=fay, id=made.id, password="wrong pass phrase")
    shut = close_period(scope=fay, id=made.id, password=PASSWORD)
    assert (shut.state, shut.closed_by, shut.content_hash) == ("closed", "fay", made.content_hash)
    assert shut.signature is not None
    with pytest.raises(PeriodConflict):
        close_period(scope=fay, id=made.id, password=PASSWORD)
    states = [row.state for row in periods(scope=fay, site="SH1")]
    assert sorted(states) == ["closed", "superseded"]
    with pytest.raises(PeriodRefused) as refused:
        prepare(world, carl, 5)
    assert [fault.code for fault in refused.value.faults] == ["period_overlap"]

    # late paper is posted as ever; the closed report stays, the page and the next report tell it
    assert after(scope=fay, id=made.id).rows == []
    world.ship("PLAIN", "A-02", 4, minutes=minutes(world, 6))
    world.stock_in("PLAIN", "A-05", 3, minutes=minutes(world, 7))
    world.stock_in("PLAIN", "A-05", 2, minutes=minutes(world, 1))  # not of that period
    told = after(scope=fay, id=made.id)
    assert told.total == Total(2, 3 * 20_000, -4 * 20_000)
    assert {(row["way"], row["quantity"], row["document"]) for row in told.rows} == {
        ("out", 4, "D"), ("in", 3, "D")}
    assert period(scope=fay, id=made.id).totals == made.totals
    following = prepare(world, carl, 1)
    assert following.starts_at == made.ends_at
    assert following.totals["late"] == Total(2, 3 * 20_000, -4 * 20_000)
    assert following.totals["uncaused"].rows == 0  # of the period before
    world.stock_in("PLAIN", "A-06", 1, minutes=minutes(world, 6))
    assert after(scope=fay, id=made.id).total.rows == 3
    assert period(scope=fay, id=following.id).totals["late"].rows == 2
    close_period(scope=fay, id=following.id, password=PASSWORD)
    assert after(scope=fay, id=following.id).total == Total(1, 20_000, 0)


def test_figures_follow_reasons_repairs_counts_and_who_may_see_them(world, anna, people):
    carl, fay = people
    world.stock_in("PLAIN", "A-01", 12, minutes=minutes(world, 9))  # boxes of ten, said as pieces
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 120, minutes=minutes(world, 5))
    world.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    (found,) = findings(scope=SYSTEM, plan=plan.id).rows
    assert found.alternatives[0].causes == ("unit",)
    made = prepare(world, carl, 1)
    assert [row["causes"] for row in rows(carl, made, "repairs")] == [["unit"]]
    done = confirm(scope=fay._replace(capabilities=carl.capabilities), plan=plan.id,
                   wanted=[Wanted(uuid7(), found.line, ("unit",))])
    assert prepare(world, carl, 1).totals["repairs"].rows == 0
    counting.approve(scope=fay, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    settled = prepare(world, carl, 1)
    assert (settled.totals["lines"].rows, settled.totals["uncaused"].rows) == (0, 0)
    undo(scope=carl, plan=plan.id, reason=done[0].id, id=uuid7(), why="another one")
    assert prepare(world, carl, 1).totals["uncaused"].rows == 1

    # who counts blind there sees none of it while the count is open, nor who may not see values
    reading = anna._replace(capabilities=anna.capabilities | {"counting.read"})
    assert periods(scope=reading) == []
    with pytest.raises(PeriodNotYours):
        period(scope=reading, id=made.id)
    poor = fay._replace(hides=frozenset({"value"}))
    assert period(scope=poor, id=made.id).totals["stock"] == Total(1, None, None)
    assert [row["value"] for row in rows(poor, made, "lines")] == [None]
    with pytest.raises(PeriodNotYours):
        report(scope=poor, id=made.id)
    with pytest.raises(Forbidden):
        period(scope=fay._replace(hides=frozenset({"variance"})), id=made.id)
    assert periods(scope=fay._replace(hides=frozenset({"variance"}))) == []
    with pytest.raises(Forbidden):
        prepare(world, anna, 1)
    other = fay._replace(sites=frozenset({"XX"}), grants=())
    with pytest.raises(PeriodNotFound):
        period(scope=other, id=made.id)


def test_what_makes_a_close_impossible_is_named_and_an_id_is_one_report(world, people):
    carl, _ = people
    tomorrow = (datetime.now(UTC).astimezone(ZONE) + timedelta(days=1)).date()
    with pytest.raises(PeriodRefused) as refused:
        prepare_period(scope=carl, draft=PeriodDraft(uuid7(), "SH1", tomorrow))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/last_day", "period_ahead")]
    draft = PeriodDraft(uuid7(), "SH1", day(world, 3))
    first = prepare_period(scope=carl, draft=draft)
    assert all(first.totals[name].rows == 0 for name in first.totals)
    again = prepare_period(scope=carl, draft=draft)
    assert (again.made, again.content_hash) == ("exists", first.content_hash)
    other = prepare_period(scope=carl, draft=draft._replace(last_day=day(world, 2)))
    assert other.made == "exists_with_different_last_day"
    with pytest.raises(PeriodRefused):
        section(scope=carl, id=first.id, name="ghosts")

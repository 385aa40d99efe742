"""Every condition: a world where it holds, its exact limit where it does not, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from between_world import Between
from counting_world import PASSWORD, World
from recall_world import Field
from shelf_world import Shelves
from test_documents_inside import held
from test_transfers import shipped

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.operations import put_lots, put_parties
from pandian.catalog.words import LotDraft, PartyDraft
from pandian.counting import operations as counting
from pandian.governance.words import SYSTEM
from pandian.insight.alerting.operations import close, evaluate
from pandian.insight.alerting.queries import alerts
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import AlertFilter, AlertRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.ledger.operations import freeze
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.words import Amount

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def rows(condition: str, at: datetime, site: str = "SH1") -> list[AlertRow]:
    """Look at everything at an instant; return what is open of one condition."""
    done = evaluate(scope=SYSTEM, site=site, now=at)
    assert not done.failed, done
    found = alerts(scope=SYSTEM, wanted=AlertFilter(site, condition), now=at).rows
    assert all(said(row.condition, row.facts, "en") for row in found)
    return found


def only(condition: str, at: datetime, site: str = "SH1") -> Mapping[str, Any]:
    """Return the facts of the only alert of a condition."""
    (row,) = rows(condition, at, site)
    return row.facts


def none(condition: str, at: datetime, site: str = "SH1") -> None:
    assert rows(condition, at, site) == []


def one(text: str, *values: Any) -> Any:
    """Run a statement and return its first value, if any."""
    cursor = raw_connection().execute(text.encode(), values)
    row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def test_a_book_too_small(world: World) -> None:
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    since = one("SELECT short_at FROM ledger_balance WHERE short > 0")
    none("negative", since + 4 * HOUR)
    facts = only("negative", since + 4 * HOUR + TICK)
    assert (facts["place"], facts["item"], facts["short"]) == ("A-01", "PLAIN", 3)
    world.stock_in("PLAIN", "A-01", 9, minutes=650)
    none("negative", since + 5 * HOUR)


def approvals(world: World) -> tuple[Any, datetime]:
    """Return a count of which one line waits, and since when."""
    anna, boss = world.person("anna"), world.controller()
    world.stock_in("PLAIN", "A-01", 100)
    plan = world.plan("A-01", by=boss)
    world.see(anna, world.task(plan), "A-01", "PLAIN", 90, minutes=30)
    world.visit(anna, world.task(plan), "A-01", 29)
    world.settle(plan)
    return plan, one("SELECT judged_at FROM counting_line WHERE verdict = 'approval'")


def test_a_difference_that_waits_for_a_signature(world: World) -> None:
    plan, since = approvals(world)
    none("approval", since + 2 * DAY)
    facts = only("approval", since + 2 * DAY + TICK)
    assert (facts["lines"], facts["amount"], facts["count"]) == (1, 200_000, str(plan.id))
    counting.approve(scope=world.controller("second"), plan=plan.id, lines="all",
                     meaning="approved", password=PASSWORD)
    none("approval", since + 3 * DAY)


def test_late_paper_that_heals_and_a_doubt_that_nobody_answers(world: World) -> None:
    plan, _ = approvals(world)
    counting.approve(scope=world.controller("second"), plan=plan.id, lines="all",
                     meaning="approved", password=PASSWORD)
    none("late_paper", datetime.now(UTC))
    world.ship("PLAIN", "A-01", 10, minutes=60)
    healed = one("SELECT max(recorded_at) FROM ledger_posting WHERE kind = 'heal'")
    facts = only("late_paper", healed)
    assert (facts["place"], facts["item"], facts["quantity"]) == ("A-01", "PLAIN", 10)
    assert rows("late_paper", healed + 7 * DAY - TICK)
    none("late_paper", healed + 7 * DAY)
    world.ship("PLAIN", "A-01", 3, minutes=60)
    (row,) = rows("late_paper", datetime.now(UTC))
    assert (row.times, row.facts["quantity"]) == (1, 13), "it had gone: a new one"
    world.move("PLAIN", "A-01", "@customer", 2, 30, kind="issue", precision="minute")
    doubted = one("SELECT recorded_at FROM ledger_doubt")
    none("doubt", doubted + 24 * HOUR)
    assert only("doubt", doubted + 24 * HOUR + TICK)["plan_name"] == "盘点"


def test_counters_who_disagree(world: World) -> None:
    anna, ben, cai = (world.person(name) for name in ("anna", "ben", "cai"))
    world.stock_in("PLAIN", "A-01", 9)
    plan = world.plan("A-01")
    world.see(anna, world.task(plan), "A-01", "PLAIN", 9, minutes=9)
    world.see(ben, world.task(plan), "A-01", "PLAIN", 7, minutes=8)
    world.settle(plan)
    since = one("SELECT judged_at FROM counting_line WHERE verdict = 'recount'")
    none("conflict", since + 24 * HOUR)
    assert only("conflict", since + 24 * HOUR + TICK)["cause"] == "disagreement"
    world.see(cai, one("SELECT id FROM counting_task WHERE kind = 'recount'"), "A-01", "PLAIN", 9,
              minutes=1)
    world.settle(plan)
    none("conflict", since + 25 * HOUR)


def test_tasks_phones_and_scans(world: World) -> None:
    anna = world.person("anna")
    plan = world.plan("A-01")
    task, now, install = world.task(plan), world.now, uuid7()
    one("INSERT INTO counting_dispatch (site, task, zone, seconds, priority, deadline)"
        " VALUES (%s, %s, 0, 60, 5, %s)", world.site_id, task, now)
    none("task_late", now)
    assert only("task_late", now + TICK)["number"] == 1
    one("INSERT INTO capture_install (id, actor, site, last_seq, opened_at, last_seen_at)"
        " VALUES (%s, 'anna', %s, 0, %s, %s)", install, world.site_id, now, now)
    one("INSERT INTO capture_lease (id, site, task, install, person, taken_at, renewed_at,"
        " expires_at) VALUES (%s, %s, %s, %s, 'anna', %s, %s, %s)",
        uuid7(), world.site_id, task, install, now, now, now + 12 * HOUR)
    none("phone_silent", now + 2 * HOUR)
    facts = only("phone_silent", now + 2 * HOUR + TICK)
    assert (facts["person_name"], facts["tasks"]) == ("anna", 1)
    one("UPDATE capture_install SET last_seen_at = %s WHERE id = %s", now + 2 * HOUR, install)
    none("phone_silent", now + 2 * HOUR + TICK)
    gap = uuid7()
    world.seqs[gap] = 4
    world.see(anna, task, "A-01", "NOTHING", 1, 1, install=gap)
    at = one("SELECT received_at FROM capture_observation")
    none("phone_gap", at + 4 * HOUR)
    facts = only("phone_gap", at + 4 * HOUR + TICK)
    assert (facts["missing"], facts["acked"]) == (4, 0)
    one("UPDATE capture_install SET acked_seq = last_seq WHERE id = %s", gap)
    none("phone_gap", at + 5 * HOUR)
    none("scan", at + 24 * HOUR)
    facts = only("scan", at + 24 * HOUR + TICK)
    assert (facts["tray"], facts["rows"]) == ("not_yours", 1), "a new device that begins at 5"
    one("UPDATE capture_resolution SET tray = 'rejected'")
    one("UPDATE counting_task SET state = 'done', closed_at = now(), closed_by = 'x'")
    none("scan", at + 25 * HOUR)
    none("task_late", at + 25 * HOUR)
    none("phone_silent", at + 25 * HOUR)


def test_lots_near_and_past_their_last_day() -> None:
    world = World()
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", expires_on=date(2036, 11, 30))])
    world.stock_in("LOTS", "A-01", 10, lot="L1")
    first = datetime(2036, 10, 30, 16, tzinfo=UTC)  # the 31st begins in Shanghai: 30 days left
    none("near_expiry", first - TICK)
    facts = only("near_expiry", first)
    assert (facts["left"], facts["quantity"], facts["place"]) == (30, 10, "A-01")
    over = datetime(2036, 11, 30, 16, tzinfo=UTC)
    assert only("near_expiry", over - TICK)["left"] == 0
    none("expired", over)
    assert only("expired", over + TICK)["quantity"] == 10
    none("near_expiry", over + TICK)
    world.ship("LOTS", "A-01", 10, 1, lot="L1")
    none("expired", over + 2 * TICK)


def test_lots_of_one_item_are_one_alert_that_names_them_and_a_further_lot_is_news() -> None:
    world = World()
    days = {"L1": date(2036, 11, 30), "L2": date(2036, 12, 2), "L3": date(2036, 12, 20)}
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", lot, expires_on=day)
                                 for lot, day in days.items()])
    for n, (lot, place) in enumerate([("L1", "A-01"), ("L2", "A-02"), ("L2", "A-01"),
                                      ("L3", "A-03")]):
        world.stock_in("LOTS", place, 10 + n, lot=lot)
    first = datetime(2036, 12, 1, 4, tzinfo=UTC)
    (near,), (over,) = (rows(name, first) for name in ("near_expiry", "expired"))
    assert (near.facts["lots"], near.facts["count"], near.facts["left"]) == (
        ["L2 2036-12-02", "L3 2036-12-20"], 2, 1)
    assert near.facts["quantity"] == 11 + 12 + 13
    assert (over.subject, over.facts["lots"], over.facts["place"]) == (
        "goods:LOTS", ["L1 2036-11-30"], "A-01")
    later = first + timedelta(days=2)
    (worse,) = rows("expired", later)
    assert (worse.id, worse.times) == (over.id, over.times + 1)
    assert worse.facts["lots"] == ["L1 2036-11-30", "L2 2036-12-02"]
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L4", expires_on=date(2036, 12, 21))])
    world.ship("LOTS", "A-03", 13, 1, lot="L3")
    none("near_expiry", later)
    world.stock_in("LOTS", "A-03", 1, lot="L4", minutes=0.5)
    (another,) = rows("near_expiry", later)
    assert another.facts["lots"] == ["L4 2036-12-21"]
    close(scope=SYSTEM, id=another.id, seen=another.version, reason="known", now=later)
    none("near_expiry", later)
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L5", expires_on=date(2036, 12, 22))])
    world.ship("LOTS", "A-03", 1, 0.4, lot="L4")
    world.stock_in("LOTS", "A-03", 1, lot="L5", minutes=0.3)
    (third,) = rows("near_expiry", later)
    assert third.facts["lots"] == ["L5 2036-12-22"], "another lot comes in spite of the closing"


def test_an_alert_of_an_older_release_still_names_its_lot() -> None:
    facts = {"item": "STENT", "lot": "L1", "expires_on": "2026-01-31", "quantity": 3, "place": "A"}
    assert said("expired", facts, "en") == (
        "STENT: 1 lot(s) expired (L1 2026-01-31); 3 still where it can be sold, such as A")
    many = {"item": "STENT", "count": 7, "lots": [f"L{n} 2026-01-31" for n in range(7)]}
    assert "L4 2026-01-31 …)" in said("expired", many, "en")


def test_licences_get_worse_in_steps_until_they_are_renewed() -> None:
    World()
    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "供应商", kinds=("supplier",))])
    own = LicenceDraft("operation_licence", "site", "SH1", "沪1", "2024-01-01", "2026-12-31")
    theirs = LicenceDraft("production_licence", "party", "SUP", "苏1", "2024-01-01", "2026-12-31")
    put_licences(scope=SYSTEM, licences=[own, theirs])
    begins = datetime(2026, 10, 1, 16, tzinfo=UTC)  # the 2nd in Shanghai: 90 days left
    none("licence", begins - TICK)
    assert only("licence", begins)["holder"] == "SH1"
    (row,) = rows("licence", begins + 30 * DAY)
    assert row.times == 2, "60 days left: worse"
    none("licence", begins + 6 * HOUR, "*")
    assert only("licence", begins + 8 * HOUR, "*")["holder"] == "SUP"
    put_licences(scope=SYSTEM, licences=[
        own._replace(number="沪2", valid_from="2026-11-01", valid_to="2030-12-31")])
    none("licence", begins + 31 * DAY)


def test_goods_on_their_way_for_too_long() -> None:
    house = Between()
    transfer = shipped(house)
    due = one("SELECT max(at) FROM lifecycle_event WHERE action = 'ship'") + 3 * DAY
    none("transit", due)
    for site in ("SH1", "BJ1"):
        facts = only("transit", due + TICK, site)
        assert (facts["number"], facts["source"], facts["target"], facts["open"]) == (
            "TR-000001", "SH1", "BJ1", 30)
    receipt = house.carried(transfer)
    house.act(house.bea, receipt, "receive", Amount(1, "received", 20, place="B-PEND"),
              Amount(2, "received", 7, place="B-PEND"))
    assert only("transit", due + DAY, "BJ1")["open"] == 3
    house.act(house.bea, receipt, "receive", Amount(2, "received", 3, place="B-PEND"))
    none("transit", due + DAY, "BJ1")


def test_a_hold_past_its_limit_and_an_item_stopped_for_an_invariant() -> None:
    shelves = Shelves()
    hold = held(shelves)
    since = one("SELECT changed_at FROM lifecycle_document WHERE kind = 'hold'")
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "hold_days", 9)])
    none("hold", since + 8 * DAY)  # the days that the reminders of holds go by
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "hold_days", 7)])
    none("hold", since + 7 * DAY)
    facts = only("hold", since + 7 * DAY + TICK)
    assert (facts["number"], facts["cause"]) == ("HD-000001", "look")
    assert said("hold", facts, "en").startswith("Nobody has decided on hold HD-000001 (looks")
    shelves.act(shelves.keeper, hold, "lift", Amount(1, "lifted", 4), Amount(1, "counted", 4))
    none("hold", since + 8 * DAY)
    none("invariant", since)
    freeze(scope=SYSTEM, site=shelves.site_id, item=shelves.key("LOTS", "A-01")[1],
           invariant="i2_balance")
    facts = only("invariant", since + 9 * DAY)
    assert said("invariant", facts, "en") == (
        "The books do not hold: balance = sum of moves, 1 rows; sites SH1, items LOTS, places —")
    one("DELETE FROM ledger_freeze")
    none("invariant", since + 9 * DAY)


def test_units_of_a_recall_that_nobody_reached() -> None:
    field = Field()
    field.everywhere()
    recall = field.recall()
    since = one("SELECT created_at FROM lifecycle_document WHERE kind = 'recall'")
    from pandian.lifecycle.sweeping.operations import sweep

    sweep(scope=SYSTEM)
    none("recall", since + 24 * HOUR)
    facts = only("recall", since + 24 * HOUR + TICK)
    assert (facts["number"], facts["unstopped"], facts["outstanding"]) == ("RE-000001", 0, 13)
    none("recall", since + 24 * HOUR + TICK, "BJ1")
    field.do(field.sales, recall, "tell")
    field.do(field.sales, recall, "reply", Amount(1, "used_there", 9), papers={"customer": "H1"})
    assert only("recall", since + 25 * HOUR)["outstanding"] == 4
    field.do(field.sales, recall, "reply", Amount(1, "missing_there", 4),
             papers={"customer": "H2"})
    none("recall", since + 25 * HOUR)
    one("INSERT INTO ledger_holding (site, place, item, lot, serial, status, owner, physical)"
        " SELECT site, place, item, lot, serial, 'pending', owner, physical FROM ledger_holding"
        " WHERE site = %s AND status = 'recalled' AND physical LIMIT 1", field.bj1)
    one("INSERT INTO ledger_balance (site, holding, on_hand, moved_at)"
        " SELECT site, id, 2, %s FROM ledger_holding WHERE site = %s AND status = 'pending'"
        " ORDER BY id DESC LIMIT 1", since, field.bj1)
    none("recall", since + timedelta(minutes=10), "BJ1")
    assert only("recall", since + timedelta(minutes=10) + TICK, "BJ1")["unstopped"] == 2


def lines(world: World, plan: UUID, at: datetime, place: str, wrong: int, right: int) -> None:
    """Write a closed count with lines at a place, so many of them wrong."""
    spot, item = world.key("PLAIN", place)
    one("INSERT INTO counting_plan (site, id, name, purpose, blind, request, state, created_by,"
        " created_at, counts_from, settled_at, closed_by, closed_at)"
        " VALUES (%s, %s, 'p', 'cycle', true, '{}', 'closed', 'x', %s, %s, %s, 'x', %s)",
        world.site_id, plan, at, at, at, at)
    one("INSERT INTO counting_line (site, plan, holding, place, item, lot, serial, status, owner,"
        " generation, counted, observed_at, book, variance, value, verdict, judged_at)"
        " SELECT %s::integer, %s::uuid, coalesce((SELECT h.id FROM ledger_holding h"
        "  WHERE h.site = %s AND h.place = %s AND h.item = %s LIMIT 1), 0), %s::bigint,"
        " %s::bigint, 0, n, 'accepted', 0, 1, 5, %s::timestamptz, 5,"
        " CASE WHEN n <= %s THEN 1 ELSE 0 END, 0, 'posted', %s::timestamptz"
        " FROM generate_series(1, %s) AS n",
        world.site_id, plan, world.site_id, spot, item, spot, item, at, wrong, at, wrong + right)


def test_hot_items_hot_zones_and_repeat_offenders() -> None:
    world = World()
    world.stock_in("PLAIN", "A-01", 5)
    now = world.now
    lines(world, uuid7(), now - 60 * DAY, "A-01", 2, 98)  # usual: 2 of 100
    lines(world, uuid7(), now - 20 * DAY, "A-01", 1, 9)
    lines(world, uuid7(), now - 10 * DAY, "A-01", 2, 8)
    none("hot_item", now)  # 3 of 20: the limit at 2.5 % is 3
    last = uuid7()
    lines(world, last, now - 5 * DAY, "A-01", 2, 8)
    facts = only("hot_item", now)
    assert {name: facts[name] for name in ("item", "wrong", "lines", "base_wrong", "limit")} == {
        "item": "PLAIN", "wrong": 5, "lines": 30, "base_wrong": 2, "limit": 4}
    assert only("hot_zone", now)["place"] == "A"
    facts = only("repeat", now)
    assert (facts["place"], facts["counts"]) == ("A-01", 4)
    (row,) = rows("repeat", now + 120 * DAY - TICK)
    assert row.facts["counts"] == 4
    assert only("repeat", now + 120 * DAY)["counts"] == 3
    none("repeat", now + 160 * DAY)
    none("hot_item", now + 8 * DAY)  # 4 of 20 in 28 days, 3 of 110 before
    one("UPDATE counting_plan SET state = 'open', closed_at = NULL WHERE id = %s", last)
    none("hot_item", now)  # an open blind count says nothing


def test_back_ups_proofs_and_jobs_of_the_house() -> None:
    World()
    begun = one("SELECT min(at) FROM kernel_fact")
    none("backup", begun + 26 * HOUR, "*")
    assert only("backup", begun + 26 * HOUR + TICK, "*")["what"] == "late"
    record(scope=SYSTEM, site=0, kind="backup.made", subject="backup:all", data={})
    made = one("SELECT max(at) FROM kernel_fact")
    none("backup", made + 26 * HOUR, "*")
    record(scope=SYSTEM, site=0, kind="backup.drilled", subject="backup:all",
           data={"differs": ["SH1: 1 / 2"]})
    record(scope=SYSTEM, site=0, kind="backup.failed", subject="backup:all", data={})
    failed = one("SELECT max(at) FROM kernel_fact")
    assert {row.facts["what"] for row in rows("backup", failed, "*")} == {"failed", "differs"}
    record(scope=SYSTEM, site=0, kind="backup.made", subject="backup:all", data={})
    record(scope=SYSTEM, site=0, kind="backup.drilled", subject="backup:all", data={"differs": []})
    none("backup", one("SELECT max(at) FROM kernel_fact"), "*")
    record(scope=SYSTEM, site=0, kind="ledger.verified", subject="ledger:verified",
           data={"checked": 9, "broken": {"i3_floor": 2, "documents_zones": 1}})
    at = one("SELECT max(at) FROM kernel_fact")
    assert {row.facts["what"]: row.facts["rows"] for row in rows("invariant", at, "*")} == {
        "i3_floor": 2, "documents_zones": 1}
    record(scope=SYSTEM, site=0, kind="ledger.verified", subject="ledger:verified",
           data={"checked": 9, "broken": {}})
    none("invariant", one("SELECT max(at) FROM kernel_fact"), "*")
    last = "SELECT max(at) FROM kernel_fact WHERE kind = 'ledger.verified'"
    proved = one(last)
    none("night", proved + 26 * HOUR, "*")
    assert only("night", proved + 26 * HOUR + TICK, "*")["what"] == "proof"
    record(scope=SYSTEM, site=0, kind="ledger.verified", subject="ledger:verified",
           data={"checked": 9, "broken": {}})
    none("night", one(last) + 26 * HOUR, "*")
    job = one("INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
              " VALUES ('default', 'pandian.seal', 'failed') RETURNING id")
    one("INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', %s)", job, at)
    assert only("job", at, "*")["task"] == "pandian.seal"
    assert rows("job", at + 24 * HOUR - TICK, "*")
    none("job", at + 24 * HOUR, "*")


def test_scores_of_the_night_that_were_not_made(world: World) -> None:
    from pandian.counting.risk.operations import follow, score_site
    from pandian.ledger.operations import seal

    world.stock_in("PLAIN", "A-01", 5)
    seal(scope=SYSTEM, site=world.site_id)
    follow(scope=SYSTEM, site=world.site)
    sealed = one("SELECT min(at) FROM ledger_seal")
    assert "scores" in {row.facts["what"] for row in rows("night", sealed + 26 * HOUR + TICK, "*")}
    score_site(scope=SYSTEM, site=world.site)
    scored = one("SELECT max(scored_at) FROM counting_risk_score")
    assert scored > sealed
    assert "scores" not in {row.facts["what"] for row in rows("night", scored + 26 * HOUR, "*")}


def test_all_conditions_say_the_same_at_one_instant_however_often(world: World) -> None:
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    at = datetime.now(UTC) + 9 * HOUR
    first = rows("", at)
    evaluate(scope=SYSTEM, site="SH1", now=at)
    assert rows("", at) == first
    assert one("SELECT count(*) FROM insight_alert_event") == len(first) > 0



"""Work that runs by itself: queued once, run by a worker, seen in health."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.governance.words import SYSTEM
from pandian.insight.alerting.operations import evaluate
from pandian.insight.alerting.queries import alerts
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import AlertFilter
from pandian.interfaces.jobs import tasks
from pandian.interfaces.jobs.health import jobs_health
from pandian.kernel.rules import uuid7
from pandian.ledger.queries import last_seals
from tests.interfaces.conftest import World, posting
from tests.interfaces.test_counting_api import Phone, opened


async def work_once() -> None:
    """Run every job that waits, then return; leave no connection open.

    What is due by the clock is queued over a connection of its own, in a thread that outlives
    the loop: the worker of pandian closes it when it ends, and so do we.
    """
    worker = app.with_connector(app.connector.get_worker_connector())
    try:
        async with worker.open_async():
            await worker.run_worker_async(
                wait=False, concurrency=1, listen_notify=False, install_signal_handlers=False,
                delete_jobs="successful")
    finally:
        await sync_to_async(connections.close_all)()


def test_asking_twice_for_a_settlement_queues_one_job(db: None) -> None:
    plan = str(uuid7())
    first = tasks.defer_settle(plan=plan, actor="feed")
    assert tasks.defer_settle(plan=plan, actor="feed") == first
    assert ProcrastinateJob.objects.filter(task_name="pandian.settle_plan").count() == 1


def test_every_periodic_task_has_a_lock_so_that_it_cannot_pile_up() -> None:
    app.perform_import_paths()
    periodic = app.periodic_registry.periodic_tasks.values()
    assert [each.task.name for each in periodic if not each.task.queueing_lock] == []
    assert {each.task.name for each in periodic} >= {
        "pandian.seal", "pandian.follow_ledger", "pandian.resolve", "pandian.verify",
        "pandian.snapshot", "pandian.open_partitions", "pandian.rescue"}


def test_sealing_following_resolving_and_proving_run(world: World) -> None:
    world.everything.post("/postings", [posting(), posting()])
    now = int(datetime.now(UTC).timestamp())
    for task in (tasks.seal, tasks.follow, tasks.resolve, tasks.open_partitions, tasks.verify,
                 tasks.snapshot):
        task(now)
    assert {row.site for row in last_seals(scope=SYSTEM)} >= {"SH1"}
    proof = jobs_health()["invariants"]
    assert proof["ok"] is True
    assert proof["verified_at"].timestamp() >= now


def test_goods_in_a_wrong_zone_are_found_at_night_and_seen_in_health(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "RED", "rejected_area")])
    world.everything.post("/postings", posting(line={"target": "RED"}))
    tasks.verify(int(datetime.now(UTC).timestamp()))
    proof = jobs_health()["invariants"]
    assert (proof["ok"], proof["broken"]) == (False, {"documents_zones": 1})
    assert "documents_zones" in caplog.text
    body = world.nobody.get("/health").json()
    assert (body["status"], body["invariants"]["broken"]) == ("degraded", {"documents_zones": 1})


def said_of(site: str) -> list[str]:
    """Look at the conditions of a site; return what its alerts of broken invariants say."""
    assert not evaluate(scope=SYSTEM, site=site).failed
    return [said("invariant", row.facts, "en") for row in alerts(
        scope=SYSTEM, wanted=AlertFilter(site, "invariant")).rows]


def test_what_does_not_hold_at_night_is_an_alert_that_says_where_and_each_site_sees_its_own(
    world: World
) -> None:
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "RED", "rejected_area")])
    for line in ({"target": "RED"}, {"target": "A-01"}):
        world.everything.post("/postings", posting(line=line))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance b SET on_hand = on_hand + 1 FROM ledger_holding h"
                       " WHERE h.id = b.holding AND on_hand > 0 AND h.place IN ("
                       " SELECT id FROM catalog_place_view WHERE code = 'A-01')")
        assert cursor.rowcount == 1
    tasks.verify(int(datetime.now(UTC).timestamp()))
    balance = ("The books do not hold: balance = sum of moves, 1 rows; sites SH1, items GAUZE, "
               "places {}")
    zones = ("The books do not hold: status and zone colour agree, 1 rows; sites SH1, items "
             "GAUZE, places {}")
    assert sorted(said_of("SH1")) == [balance.format("A-01"), zones.format("RED")]
    assert sorted(said_of("*")) == [balance.format("SH1/A-01"), zones.format("SH1/RED")]
    assert said_of("BJ1") == []
    assert "A-01" not in str(world.nobody.get("/health").json())
    assert "A-01" not in str(world.beijing.get("/facts?limit=1000").json())
    assert "GAUZE" not in str(world.beijing.get("/alerts").json())


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_was_queued(transactional_db: None, monkeypatch: Any) -> None:
    done: list[Any] = []
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # close after a task
    monkeypatch.setattr("pandian.counting.operations.settle",
                        lambda *, scope, plan: done.append((scope.actor, plan)))
    plan = uuid7()
    tasks.defer_settle(plan=str(plan), actor="feed")
    with ThreadPoolExecutor(1) as pool:  # a browser test of this process may hold a loop here
        pool.submit(asyncio.run, work_once()).result()
    assert done == [("@system", plan)]
    assert not ProcrastinateJob.objects.filter(
        task_name="pandian.settle_plan", status="todo").exists()


def test_jobs_of_a_dead_worker_live_on_once_whoever_asked_again_meanwhile(
    transactional_db: None
) -> None:
    """Every minute asks again for most work, so that a killed one mostly has a successor."""
    plan = str(uuid7())
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) "
                       "VALUES (now() - interval '5 minutes') RETURNING id")
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, queueing_lock, status, args, "
            "worker_id) SELECT task, 'default', lock, status::procrastinate_job_status, '{}', "
            "CASE status WHEN 'doing' THEN %s::bigint END FROM (VALUES "
            "('pandian.seal', 'seal', 'doing'), ('pandian.seal', 'seal', 'todo'), "
            "('pandian.settle_plan', %s, 'doing')) AS x (task, lock, status)",
            [worker, f"settle:{plan}"])
    asyncio.run(_rescued())
    left = ProcrastinateJob.objects.values_list("task_name", "status").order_by("id")
    assert list(left) == [("pandian.seal", "aborted"), ("pandian.seal", "todo"),
                          ("pandian.settle_plan", "todo")]


async def _rescued() -> None:
    await tasks.rescue.func(0)
    await sync_to_async(connections.close_all)()


def test_health_says_that_no_worker_lives(db: None) -> None:
    assert jobs_health()["workers"] == {"ok": False, "alive": 0}


def test_a_finished_place_shows_its_lines_without_anybody_asking(world: World) -> None:
    plan, (task,) = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(task, "A-02", 17))
    phone.close(task, "A-02")
    phone.close(task, "A-01")
    waiting = ProcrastinateJob.objects.filter(task_name="pandian.refresh_plan", status="todo")
    assert [job.args for job in waiting] == [{"plan": plan["id"]}]
    tasks.refresh_plan(plan=plan["id"])
    lines = world.everything.get(f"/counts/{plan['id']}/lines").json()["rows"]
    assert [(line["counted"], line["book"], line["posting"]) for line in lines
            if line["place"] == "A-02"] == [(17, 20, None)]

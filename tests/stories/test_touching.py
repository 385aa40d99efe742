"""Work by hand of finished counts, against a world counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.touching.queries import months
from pandian.counting.words import Policy
from pandian.governance.words import SYSTEM
from tests.stories.counting_world import PASSWORD, World


@pytest.mark.django_db
def test_acts_hours_and_recounts_are_those_of_the_floor(client):
    world = World()
    boss, anna, ben = world.controller(), world.person("anna"), world.person("ben")
    assert months(scope=boss, site="SH1") == []
    world.stock_in("PLAIN", "A-01", 10)
    world.stock_in("PLAIN", "A-02", 10)
    # the first: two lines; A-02 differs, is recounted and signed: 2 + 1 rows, 1 signature
    plan = world.plan("A-01", "A-02", policy=Policy(recount_rounds=1))
    for place, quantity in (("A-01", 10), ("A-02", 8)):
        world.see(anna, world.task(plan), place, "PLAIN", quantity, 30)
        world.visit(anna, world.task(plan), place, 29)
    world.settle(plan)
    again = [t for t in queries.tasks(scope=SYSTEM, plan=plan.id) if t.kind == "recount"]
    for task in again:
        world.see(ben, task.id, "A-02", "PLAIN", 8, 5)
        world.visit(ben, task.id, "A-02", 4)
    world.settle(plan)
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    counting.close_plan(scope=boss, plan=plan.id)
    # the second: one line, right at once; the third is open and does not count yet
    other = world.plan("A-01")
    world.see(anna, world.task(other), "A-01", "PLAIN", 10, 1)
    world.visit(anna, world.task(other), "A-01", 1)
    world.settle(other)
    counting.close_plan(scope=boss, plan=other.id)
    world.plan("A-03")
    with connection.cursor() as cursor:  # the first was planned 10 hours before its posting
        cursor.execute("UPDATE counting_plan p SET created_at = (SELECT max(posted_at) FROM"
                       " counting_line l WHERE l.site = p.site AND l.plan = p.id) - %s"
                       " WHERE p.id = %s", [timedelta(hours=10), plan.id])
    found = months(scope=boss, site="SH1")
    assert [row[1:8] for row in found] == [(2, 3, 3, len(again), 1, 0, len(again))]
    assert len(again) == 1
    assert (found[0].acts, found[0].per_line, found[0].recount_percent) == (5, 1.67, 33.3)
    assert (found[0].hours_median, found[0].hours_p90) == (5.0, 9.0)
    client.post("/sign-in", {"code": "boss", "password": PASSWORD})
    page = client.get("/counts/effort").content.decode()
    assert "1.67" in page
    assert "33.3 %" in page
    told = client.get("/api/v1/counts/effort?site=SH1").json()["rows"]
    assert [(row["acts"], row["per_line"], row["hours_p90"]) for row in told] == [(5, 1.67, 9.0)]
    assert client.get("/api/v1/counts/effort").status_code == 422
    world.controller("cora", "counter")
    client.post("/sign-in", {"code": "cora", "password": PASSWORD})
    assert client.get("/counts/effort").status_code == 403
    assert client.get("/api/v1/counts/effort?site=SH1").status_code == 403

"""What a rule keeps back is seen, told beside a difference, and counted when somebody says so."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from test_count_requests import Floor, in_force

from pandian.counting.detective.operations import explain
from pandian.counting.requesting.operations import count_anyway
from pandian.counting.requesting.queries import kept_back, requests, silenced_before
from pandian.counting.requesting.rules import kept_said
from pandian.counting.requesting.words import RequestNotFound
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle.proofs.words import Spot

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    """A rule silences short picks in A; A-01 was asked for, A-02 too."""
    here = Floor()
    here.stock_in("PLAIN", "A-01", 10)
    in_force(here, **{"when.reasons": ["short_pick"], "how.silent": True})
    here.ask(Spot("A-01", "PLAIN"))
    here.ask(Spot("A-02", "PLAIN"))
    assert here.take().requests == 0
    return here


def test_the_controller_sees_what_was_kept_back_and_by_which_rule(floor):
    rows = kept_back(scope=SYSTEM, site="SH1")
    assert {(row.request.place, row.rule, row.version, row.why) for row in rows} == {
        ("A-01", "CALM", 1, "silent"), ("A-02", "CALM", 1, "silent")}
    with pytest.raises(Forbidden):
        kept_back(scope=floor.person("ann"), site="SH1")


def test_counted_all_the_same_it_gets_one_task_and_leaves_the_list(floor):
    boss = floor.boss
    row = next(row for row in kept_back(scope=boss, site="SH1") if row.request.place == "A-01")
    done = count_anyway(scope=boss, site="SH1", request=row.request.id)
    again = count_anyway(scope=boss, site="SH1", request=row.request.id)
    assert (done.result, again.result) == ("created", "exists")
    assert (again.plan, again.tasks) == (done.plan, done.tasks)
    assert len(done.tasks) == 1
    assert [each.request.place for each in kept_back(scope=boss, site="SH1")] == ["A-02"]
    (fated,) = [each for each in requests(scope=boss) if each.request.id == row.request.id]
    assert (fated.fate, fated.silenced_by, fated.plan) == ("open", "CALM", done.plan)


def test_what_no_rule_kept_back_is_not_counted_that_way(floor):
    boss = floor.boss
    with pytest.raises(RequestNotFound):
        count_anyway(scope=boss, site="SH1", request=uuid7())
    (row, *_) = kept_back(scope=boss, site="SH1")
    with pytest.raises(Forbidden):
        count_anyway(scope=floor.person("ann"), site="SH1", request=row.request.id)
    assert len(kept_back(scope=boss, site="SH1")) == 2


def test_a_difference_found_there_says_that_a_count_had_been_asked_for(floor):
    ann = floor.person("ann")
    plan = floor.plan("A-01")
    floor.see_now(ann, floor.task(plan), "A-01", "PLAIN", 7)
    floor.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    line = floor.line(plan)
    ((kept,),) = silenced_before(scope=SYSTEM, plan=plan.id, lines=[line.id]).values()
    assert (kept.request.place, kept.rule, kept.counted) == ("A-01", "CALM", False)
    said = kept_said(kept, person="bo", language="en", zone="Asia/Shanghai")
    assert said.endswith("a count was asked for here by bo (short pick) and silenced by rule CALM "
                         "version 1: this trigger asks for no count")
    client = Client()
    client.force_login(get_user_model()._default_manager.get(code="boss"))
    part = client.get(f"/counts/{plan.id}/why?line={line.id}").content.decode()
    assert "按规则 CALM 第 1 版没有盘" in part
    assert silenced_before(scope=ann._replace(capabilities=frozenset({
        "counting.read", "counting.count"})), plan=plan.id, lines=[line.id]) == {}


def test_the_planning_page_lists_it_and_one_tap_counts(floor):
    client = Client()
    client.force_login(get_user_model()._default_manager.get(code="boss"))
    page = client.get("/planning?site=SH1").content.decode()
    assert page.count('action="/planning/count"') == 2
    (row, *_) = kept_back(scope=SYSTEM, site="SH1")
    done = client.post("/planning/count", {"site": "SH1", "request": str(row.request.id)})
    assert done.status_code == 302
    assert done["Location"].startswith("/counts/")
    page = client.get("/planning?site=SH1").content.decode()
    assert page.count('action="/planning/count"') == 1
    assert client.post("/planning/count", {"site": "SH1", "request": "x"}).status_code == 422

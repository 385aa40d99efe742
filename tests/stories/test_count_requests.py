"""A stage asks for a count, goes on, and the count comes by itself.   触发盘点"""

from __future__ import annotations

from uuid import UUID

import pytest
from counting_world import PASSWORD
from django.db import DatabaseError, connection
from document_world import Dock

from pandian.counting import queries
from pandian.counting.requesting.operations import take_requests
from pandian.counting.requesting.queries import requests
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.kernel.words import Forbidden
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import CountsNotAsked, Spot

pytestmark = pytest.mark.django_db


class Floor(Dock):
    """Short ways to ask and to take."""

    def ask(self, *spots: Spot, reason: str = "short_pick", event: UUID | None = None,
            document: UUID | None = None) -> int:
        """Ask as a picker's hook does."""
        return request_counts(scope=self.keeper, site=self.site_id, event=event or uuid7(),
                              reason=reason, spots=spots, document=document)

    def take(self):
        """Run the job once."""
        return take_requests(scope=SYSTEM, site=self.site)

    def open_tasks(self):
        """Return the open tasks as they are dispatched."""
        return queries.tasks(scope=SYSTEM, site=self.site, state="open")


@pytest.fixture
def floor(db):
    return Floor()


def test_a_short_pick_becomes_an_urgent_task_that_says_why(floor):
    floor.plan("A-03")
    document = uuid7()
    assert floor.ask(Spot("A-01", "PLAIN"), document=document) == 1
    assert [each.fate for each in requests(scope=SYSTEM, document=document)] == ["waiting"]
    taken = floor.take()
    assert (taken.requests, taken.plans, taken.tasks) == (1, 1, 1)
    first, *others = floor.open_tasks()
    assert (first.reasons, first.first_place, first.blind) == (("short_pick",), "A-01", True)
    assert [task.reasons for task in others] == [()]
    (fated,) = requests(scope=SYSTEM, document=document)
    assert (fated.fate, fated.tasks, fated.request.asked_by) == ("open", (first.id,), "keeper")


def test_what_is_asked_twice_is_counted_once(floor):
    event = uuid7()
    assert floor.ask(Spot("A-01"), event=event) == 1
    assert floor.ask(Spot("A-01"), event=event) == 0
    floor.take()
    floor.ask(Spot("A-01"), reason="negative_attempt")
    floor.ask(Spot("A-01", "LOTS", "L1"), reason="recall")
    taken = floor.take()
    assert (taken.requests, taken.tasks) == (2, 0)
    (task,) = floor.open_tasks()
    assert task.reasons == ("negative_attempt", "recall", "short_pick")
    assert floor.take().requests == 0


def test_a_place_that_somebody_has_just_left_is_counted_again(floor):
    floor.ask(Spot("A-01"))
    floor.take()
    (task,) = floor.open_tasks()
    floor.visit(floor.person("ann"), task.id, "A-01", 0)
    floor.ask(Spot("A-01"))
    assert floor.take().tasks == 1


def test_a_task_for_each_place_of_a_zone_and_for_the_floor_of_it(floor):
    floor.ask(Spot("A"), reason="dock_not_empty")
    assert floor.take().tasks == 4
    (fated,) = requests(scope=SYSTEM)
    assert len(fated.tasks) == 4
    assert sorted(task.first_place for task in floor.open_tasks()) == [
        "A", "A-01", "A-02", "A-03"]


def test_a_recall_counts_the_lot_alone_wherever_it_may_be(floor):
    floor.stock_in("LOTS", "A-01", 5, lot="L1")
    floor.stock_in("LOTS", "A-01", 7, lot="L2")
    floor.ask(Spot("A-01", "LOTS", "L1"), Spot("A-02", "LOTS", "L1"), reason="recall")
    taken = floor.take()
    assert (taken.plans, taken.tasks) == (1, 2)
    (plan,) = queries.plans(scope=SYSTEM, site="SH1", state="open")
    ann = floor.person("ann")
    for task in floor.open_tasks():
        if task.first_place == "A-01":
            floor.see_now(ann, task.id, "A-01", "LOTS", 5, lot="L1")
        floor.visit(ann, task.id, task.first_place, 0)
    assert floor.take().settled == 1
    fates = requests(scope=SYSTEM)
    assert {each.fate for each in fates} == {"settled"}
    assert [line.lot for line in queries.lines(scope=SYSTEM, plan=plan.id).rows] == ["L1"]
    floor.assert_sound()


def test_what_matches_closes_by_itself_and_what_differs_waits_for_a_person(floor):
    floor.stock_in("PLAIN", "A-01", 5)
    floor.stock_in("PLAIN", "A-02", 8)
    ann = floor.person("ann")
    floor.ask(Spot("A-01"))
    floor.take()
    (task,) = floor.open_tasks()
    floor.see_now(ann, task.id, "A-01", "PLAIN", 5)
    floor.visit(ann, task.id, "A-01", 0)
    assert floor.take().settled == 1
    assert not floor.open_tasks()
    floor.ask(Spot("A-02"))
    floor.take()
    (task,) = floor.open_tasks()
    floor.see_now(ann, task.id, "A-02", "PLAIN", 6)
    floor.visit(ann, task.id, "A-02", 0)
    assert floor.take().settled == 1
    new, old = requests(scope=SYSTEM)
    assert (old.fate, old.verdicts) == ("settled", {"matched": 1})
    assert (new.fate, new.verdicts) == ("counted", {"approval": 1})
    assert floor.on_hand("PLAIN", "A-02") == 8, "nothing goes silently to the book"
    assert floor.take().settled == 0, "it waits for its approval and is not settled again and again"


def test_asking_wrongly_names_every_fault_and_asks_nothing(floor):
    with pytest.raises(CountsNotAsked) as refused:
        floor.ask(Spot("A-01"), Spot("NOWHERE"), Spot("@customer"), reason="bored")
    assert [fault.code for fault in refused.value.faults] == [
        "count_reason_unknown", "count_place_unknown", "count_place_unknown"]
    with pytest.raises(CountsNotAsked):
        floor.ask(Spot("A-01"), reason="recall")
    assert floor.take().requests == 0


def test_a_request_is_a_fact_that_nobody_changes(floor):
    floor.ask(Spot("A-01"))
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_count_request SET reason = 'recall'")


def test_requests_of_other_sites_are_not_seen(floor):
    floor.ask(Spot("A-01"))
    stranger = floor.controller("stranger")._replace(sites=frozenset({"BJ1"}))
    assert requests(scope=stranger) == []
    with pytest.raises(Forbidden):
        take_requests(scope=floor.person("ann"), site="SH1")
    assert run("counting.requesting", "counted_plans", {"site": floor.site_id}) == []


def in_force(floor, **content):
    """Put a rule on triggers in force at the site."""
    pen, seal = floor.staff("pen", "controller"), floor.staff("seal", "manager")
    row, _ = policies.put_draft(scope=pen, draft=PolicyDraft(
        "SH1", "count.trigger", "CALM", {"strategy": "stage", **content}, "why"))
    policies.note_rehearsal(scope=pen, id=row.id, evidence="run 1")
    policies.approve(scope=seal, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=seal, id=row.id)


def told():
    """Return (place, fate, rule, version, why) of every request, oldest first."""
    return [(each.request.place, each.fate, each.silenced_by, each.silenced_version, each.why)
            for each in reversed(requests(scope=SYSTEM))]


def test_what_a_rule_keeps_back_gets_no_task_and_says_which_version_did_it(floor):
    in_force(floor, **{"when.reasons": ["short_pick", "returned"], "scope.places": ["A"],
                       "exceptions.per_day_max": 2, "exceptions.cooldown_hours": 1})
    for place in ("A-01", "A-01", "A-02", "A-03", "DOCK"):
        floor.ask(Spot(place, "PLAIN"))
    floor.ask(Spot("A-03", "PLAIN"), reason="complaint")
    taken = floor.take()
    assert (taken.requests, taken.tasks) == (4, 4)
    assert told() == [
        ("A-01", "open", "", 0, ""), ("A-01", "silenced", "CALM", 1, "cooldown"),
        ("A-02", "open", "", 0, ""), ("A-03", "silenced", "CALM", 1, "per_day"),
        ("DOCK", "open", "", 0, ""), ("A-03", "open", "", 0, "")]
    assert floor.take().requests == 0, "what was kept back is not asked again"
    floor.ask(Spot("A-01", "PLAIN"), reason="returned")
    assert floor.take().requests == 0, "the run before is remembered"
    assert told()[-1][1:] == ("silenced", "CALM", 1, "cooldown")
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM counting_request_silenced")

"""Counts wait for signatures until they are late, and then for others too.   待批"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from counting_world import PASSWORD, World
from django.db import connections
from test_approval_matrix import PLAIN_COST, adopt, approve, ids, stand_in, waiting

from pandian.counting import operations as counting
from pandian.counting.approving.queries import by_cause
from pandian.counting.approving.words import ApproverRefused
from pandian.counting.awaiting.operations import watch
from pandian.counting.awaiting.queries import pending, progress
from pandian.counting.inbox.queries import inbox
from pandian.counting.words import AlreadyDecided, ContentChanged
from pandian.governance.access.operations import prove
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_code, signatures
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about

TIMED = {"rows": [{"from": 0, "approvers": 2, "roles": ["controller", "finance"],
                   "order": "in_order", "hours": 4, "escalate_to": ["quality"]}]}


def person(world, code, role):
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                  password=PASSWORD)
    return scope_of_code(scope=SYSTEM, code=code)


@pytest.mark.django_db
def test_what_nobody_signs_in_time_is_passed_on_once_and_shown_to_those_who_may(world):
    adopt(TIMED)
    con, fin = person(world, "con", "controller"), person(world, "fin", "finance")
    qua = person(world, "qua", "quality")
    plan = waiting(world, 3)
    with pytest.raises(ApproverRefused):
        approve(qua, plan)
    assert watch(scope=SYSTEM, site=world.site) == []
    (row,) = pending(scope=con)
    assert (row.plan, row.lines, row.approvers, row.hours, row.stand, row.signed) == (
        plan.id, 1, 2, 4, "open", 0)
    assert row.due_at == row.since + timedelta(hours=4)
    assert row.amount == 3 * PLAIN_COST
    assert [one.mine for who in (con, qua) for one in pending(scope=who)] == [True, False]
    assert [one.kind for one in inbox(scope=con)] == ["approval"]
    assert inbox(scope=qua) == []
    late = row.due_at
    assert watch(scope=SYSTEM, site=world.site, now=late - timedelta(microseconds=1)) == []
    assert watch(scope=SYSTEM, site=world.site, now=late) == [str(plan.id)]
    assert watch(scope=SYSTEM, site=world.site, now=late + timedelta(hours=9)) == []
    facts = [fact for fact in facts_about(scope=SYSTEM, sites=None, subject=f"count:{plan.id}")
             if fact.kind == "counting.approval_late"]
    assert [fact.data["passed_on_to"] for fact in facts] == [["quality"]]
    (row,) = pending(scope=qua)
    assert (row.stand, row.escalate_to, row.mine) == ("overdue", ("quality",), True)
    assert [one.kind for one in inbox(scope=qua)] == ["approval"]
    assert approve(qua, plan).missing == 1
    (row,) = pending(scope=con)
    assert row.signed == 1
    assert inbox(scope=qua) == [], "he signed already"
    assert approve(fin, plan).posting is not None
    watch(scope=SYSTEM, site=world.site)
    assert pending(scope=con) == []


@pytest.mark.django_db
def test_the_page_says_who_signed_who_may_next_and_who_is_barred_and_why(world):
    adopt(TIMED)
    boss = person(world, "boss", "controller")
    person(world, "fin", "finance")
    person(world, "sub", "keeper")
    lead = person(world, "lead", "lead")
    plan = waiting(world, 2, who=lead)
    stand_in(world, boss)
    told = progress(scope=boss, plan=plan.id, lines=ids(plan))
    assert (told.missing, told.wanted, told.signed) == (2, ("controller",), ())
    assert (told.policy_code, told.policy_version, told.asked.order) == ("M", 1, "in_order")
    assert "boss" in told.next_people
    assert "fin" not in told.next_people
    assert told.next_stand_ins == (("sub", "boss"),)
    assert ("lead", "counted") in [(bar.person, bar.act) for bar in told.bars]
    approve(boss, plan)
    told = progress(scope=boss, plan=plan.id, lines=ids(plan))
    assert [(one.person, one.meaning) for one in told.signed] == [("boss", "approved")]
    assert (told.missing, told.wanted, told.next_people) == (1, ("finance",), ("fin",))
    world.see(lead, world.task(plan), world.places[0], "PLAIN", 4, minutes=1)
    world.settle(plan)
    told = progress(scope=boss, plan=plan.id, lines=ids(plan))
    assert (told.signed, told.missing, told.void) == ((), 2, 1), "a changed line voided it"


@pytest.mark.django_db
def test_a_signature_over_a_list_is_void_when_one_line_of_it_changes_or_joins(world, anna):
    boss = world.controller()
    plan = waiting(world, 3, 4, who=anna)
    (group,) = by_cause(scope=SYSTEM, plan=plan.id)
    assert len(group.lines) == 2
    world.see(anna, world.task(plan), world.places[1], "PLAIN", 5, minutes=1)
    with pytest.raises(ContentChanged) as error:
        approve(boss, plan, list(group.lines), seen=group.content_hash)
    assert [fault.params[0] for fault in error.value.faults] == [group.lines[1]]
    assert world.on_hand("PLAIN") == 0
    assert signatures(scope=SYSTEM, subject=f"count:{plan.id}") == []
    world.settle(plan)
    (group,) = by_cause(scope=SYSTEM, plan=plan.id)
    assert approve(boss, plan, list(group.lines), seen=group.content_hash).gain == 8


@pytest.mark.django_db(transaction=True)
def test_of_100_concurrent_signatures_in_order_over_one_list_two_stand_and_it_posts_once():
    world = World()
    adopt({"rows": [{"from": 0, "approvers": 2, "roles": ["controller", "finance"],
                     "order": "in_order"}]})
    people = [person(world, f"{role}{n}", role) for n in range(3)
              for role in ("controller", "finance")]
    plan = waiting(world, 3, 4)
    (group,) = by_cause(scope=SYSTEM, plan=plan.id)
    proofs = {who.actor: prove(scope=who, password=PASSWORD) for who in people}

    def one(n):
        who = people[n % len(people)]
        try:
            return counting.approve(
                scope=who, plan=plan.id, lines=list(group.lines), meaning="approved",
                seen_hash=group.content_hash, proof=proofs[who.actor])
        except (ApproverRefused, AlreadyDecided) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(100)))
    done = [each for each in answers if not isinstance(each, Exception)]
    assert sorted(each.missing for each in done) == [0, 1]
    assert world.on_hand("PLAIN") == 7
    first, second = sorted(signatures(scope=SYSTEM, subject=f"count:{plan.id}"),
                           key=lambda row: row.at)
    assert (first.code[:7], second.code[:7]) == ("control", "finance")
    world.assert_sound()

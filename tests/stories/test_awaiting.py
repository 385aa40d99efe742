"""Counts wait for signatures until they are late, and then for others too.   待批"""

from __future__ import annotations

from datetime import timedelta

import pytest
from counting_world import PASSWORD, World
from crowd import crowd
from test_approval_matrix import PLAIN_COST, adopt, approve, ids, stand_in, waiting

from pandian.catalog.operations import put_sites
from pandian.counting import operations as counting
from pandian.counting.approving.queries import by_cause
from pandian.counting.approving.words import ApproverRefused
from pandian.counting.awaiting.operations import watch
from pandian.counting.awaiting.queries import pending, progress
from pandian.counting.inbox.queries import inbox
from pandian.counting.words import AlreadyDecided, ContentChanged, OwnCount
from pandian.governance.access.operations import prove
from pandian.governance.operations import assign_role, create_person
from pandian.governance.queries import scope_of_code, signatures
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Label
from tests.asked import asked

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
    assert [fault.params[0] for fault in error.value.faults] == [f"{world.places[1]} PLAIN"]
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

    def sign(who):
        return counting.approve(
            scope=who, plan=plan.id, lines=list(group.lines), meaning="approved",
            seen_hash=group.content_hash, proof=proofs[who.actor])

    with crowd(20, told=(ApproverRefused, AlreadyDecided)) as at_once:
        answers = at_once([lambda who=who: sign(who) for who in people * 20][:100])
    done = [each for each in answers if not isinstance(each, Exception)]
    assert sorted(each.missing for each in done) == [0, 1]
    assert world.on_hand("PLAIN") == 7
    first, second = sorted(signatures(scope=SYSTEM, subject=f"count:{plan.id}"),
                           key=lambda row: row.at)
    assert (first.code[:7], second.code[:7]) == ("control", "finance")
    world.assert_sound()


@pytest.mark.django_db
def test_no_line_that_waits_is_missing_from_the_board_whatever_was_signed(world):
    adopt({"rows": [{"from": 0, "approvers": 2}]})
    con, fin = person(world, "con", "controller"), person(world, "fin", "finance")
    plan = waiting(world, 3, 4, 5)
    (row,) = pending(scope=con)
    assert (row.plan, row.lines, row.stand, row.approvers, row.signed, row.mine) == (
        plan.id, 3, "new", 0, 0, True), "it stands there before its matrix was looked up"
    watch(scope=SYSTEM, site=world.site)
    first, *others = ids(plan)
    approve(con, plan, [first])
    (row,) = pending(scope=con)
    assert (row.stand, row.lines, row.approvers, row.signed, row.lines_signed, row.mine) == (
        "open", 3, 2, 0, 1, True)
    approve(con, plan, others)
    seen = {who.actor: row for who in (con, fin) for row in pending(scope=who)}
    assert [(row.signed, row.lines_signed, row.mine) for row in seen.values()] == [
        (1, 3, False), (1, 3, True)], "he has signed both lists"
    who = world.person("anna")
    world.see(who, world.task(plan), world.places[0], "PLAIN", 8, minutes=1)
    world.settle(plan)
    (row,) = pending(scope=con)
    assert (row.signed, row.lines_signed, row.mine) == (0, 2, True), "the first list is void"
    approve(fin, plan, others)
    (row,) = pending(scope=con)
    assert (row.lines, row.signed, row.lines_signed) == (1, 0, 0)


@pytest.mark.django_db
def test_who_counts_it_blind_himself_is_told_nothing_of_the_amount_that_waits(world):
    plan = waiting(world, 3, who=person(world, "con", "lead"))
    assign_role(scope=SYSTEM, person="con", role="controller", site=world.site, reason="promoted")
    con = scope_of_code(scope=SYSTEM, code="con")
    for _ in range(2):
        (row,) = pending(scope=con)
        assert (row.blind, row.mine, row.lines, row.amount, row.lines_signed) == (
            True, False, 0, 0, 0)
        assert (row.policy, row.approvers, row.roles, row.hours, row.due_at, row.escalate_to) == (
            None, 0, (), None, None, ()), "what the matrix asks tells how large the amount is"
        watch(scope=SYSTEM, site=world.site)
    (row,) = pending(scope=person(world, "two", "controller"))
    assert (row.blind, row.lines, row.amount) == (False, 1, 3 * PLAIN_COST)
    assert row.approvers
    assert plan.blind


@pytest.mark.django_db
def test_where_nobody_may_sign_the_centre_is_told_and_a_role_given_there_helps(world):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    con, admin = person(world, "con", "controller"), person(world, "root", "admin")
    create_person(scope=SYSTEM, code="far", name="far", role="controller", sites=["BJ1"],
                  password=PASSWORD)
    plan = waiting(world, 3, by=con)
    with pytest.raises(OwnCount) as refused:
        approve(con, plan)
    assert [fault.code for fault in refused.value.faults] == ["own_plan", "nobody_may"]
    for _ in range(2):
        watch(scope=SYSTEM, site=world.site)
    assert [(row.stand, row.mine) for who in (con, admin) for row in pending(scope=who)] == [
        ("stuck", False)] * 2
    assert [fact.kind for fact in facts_about(scope=SYSTEM, sites=None,
                                              subject=f"count:{plan.id}")
            ].count("counting.approval_stuck") == 1
    assert [one.kind for one in inbox(scope=admin)] == ["approval"]
    assert inbox(scope=con) == []
    told = progress(scope=con, plan=plan.id, lines=ids(plan))
    assert told.remedy.givers == ("root",)
    assert ("far", ("BJ1",)) in told.remedy.candidates
    assign_role(scope=SYSTEM, person="far", role="controller", site=world.site, reason="helps")
    watch(scope=SYSTEM, site=world.site)
    far = scope_of_code(scope=SYSTEM, code="far")
    assert [(row.stand, row.mine) for row in pending(scope=far, site=world.site)] == [
        ("open", True)]
    with pytest.raises(OwnCount) as refused:
        approve(con, plan)
    assert refused.value.faults[-1].params == (Label("far (far)", "far (far)"),)
    assert approve(far, plan).posting is not None


@pytest.mark.django_db
def test_ten_counts_that_wait_take_no_more_statements_than_one(world):
    boss, told = world.controller("boss"), []
    for number in (1, 9):
        for _ in range(number):
            waiting(world, 2, by=None if number == 1 else boss)
        with asked() as seen:
            rows = pending(scope=boss)
        told.append(len(seen))
    assert len(rows) == 10
    assert [row.mine for row in rows].count(True) == 1, "nine of them he planned himself"
    assert told[0] == told[1]

"""One human with two accounts is one person, wherever two are asked for.   一人两号"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from counting_world import PASSWORD
from document_world import Dock
from test_periods import prepare
from test_repairing import short_receipt, wish

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.approving.operations import recount
from pandian.counting.approving.queries import standing_of
from pandian.counting.closing.operations import close_period
from pandian.counting.closing.queries import periods
from pandian.counting.closing.words import PeriodNotYours
from pandian.counting.repairing.operations import confirm, repair, undo
from pandian.counting.repairing.words import RepairNotYours
from pandian.counting.words import LinesRefused, PlanConflict, Policy
from pandian.governance.delegating import operations as delegating
from pandian.governance.delegating.queries import delegations
from pandian.governance.delegating.words import DelegationRefused
from pandian.governance.operations import create_person, end_role, put_sites
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft, PolicyRefused
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.lifecycle.words import Amount, DocumentRefused, NotThisPerson

pytestmark = pytest.mark.django_db


def one_human(first, second):
    delegating.mark_same_person(scope=SYSTEM, person=first, other=second, reason="one human")


def give(principal, stand_in, amount_max=10**12):
    return delegating.delegate(
        scope=principal, site="SH1", stand_in=stand_in, amount_max=amount_max, reason="holiday",
        valid_to=datetime.now(UTC) + timedelta(days=3))


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def test_nobody_signs_the_period_that_he_prepared_under_another_account(world):
    carl, fay = world.controller("carl"), world.controller("fay", "finance")
    one_human("carl", "fay")
    made = prepare(world, carl, 2)
    with pytest.raises(PeriodNotYours) as caught:
        close_period(scope=fay, id=made.id, password=PASSWORD)
    assert codes(caught) == ["period_own"]
    gina = world.controller("gina", "finance")
    assert close_period(scope=gina, id=made.id, password=PASSWORD).state == "closed"


def test_one_human_is_marked_by_who_manages_people_wherever_he_works(db):
    for site in ("SH1", "BJ1"):
        put_sites(scope=SYSTEM, sites=[SiteDraft(site, site, "Asia/Shanghai")])
    for code, role, sites in (("boss", "admin", ["SH1"]), ("ann", "counter", ["SH1"]),
                              ("bob", "counter", ["SH1"]), ("far", "counter", ["BJ1", "SH1"]),
                              ("all", "manager", ["*"])):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=sites,
                      password=PASSWORD)
    boss = scope_of_code(scope=SYSTEM, code="boss")

    def refused(person, other):
        with pytest.raises(DelegationRefused) as caught:
            delegating.mark_same_person(scope=boss, person=person, other=other, reason="x")
        return [(fault.pointer, fault.code) for fault in caught.value.faults]

    assert refused("ann", "far") == [("/other", "same_beyond")]
    assert refused("all", "far") == [("/person", "same_beyond"), ("/other", "same_beyond")]
    assert delegating.mark_same_person(
        scope=boss, person="ann", other="bob", reason="one human") == {"ann", "bob"}
    one_human("bob", "far")
    create_person(scope=SYSTEM, code="new", name="new", role="counter", sites=["SH1"],
                  password=PASSWORD)
    assert refused("new", "ann") == [("/other", "same_beyond")], "ann is far, too"


def test_nobody_adopts_the_rule_that_he_wrote_under_another_account(db):
    for code, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    one_human("pen", "seal")
    pen, seal = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "seal"))
    row, _ = policies.put_draft(scope=pen, draft=PolicyDraft(
        "*", "count.tolerance", "T", {"level": "organisation", "quantity": 9}, "wide"))
    with pytest.raises(PolicyRefused) as caught:
        policies.waive_rehearsal(scope=seal, id=row.id, reason="mine", password=PASSWORD)
    assert codes(caught) == ["policy_own_approval"]
    policies.note_rehearsal(scope=pen, id=row.id, evidence="run 1")
    with pytest.raises(PolicyRefused) as caught:
        policies.approve(scope=seal, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    assert codes(caught) == ["policy_own_approval"]


def test_who_counts_blind_reads_no_book_under_his_other_account(world, anna):
    boss = world.controller("boss")
    create_person(scope=SYSTEM, code="anna", name="anna", role="counter", sites=["SH1"],
                  password=PASSWORD)
    world.stock_in("PLAIN", "A-01", 41)
    plan = world.plan("A-01")
    made = prepare(world, boss, 2)
    world.see(anna, world.task(plan), "A-01", "PLAIN", 40, minutes=5)
    world.settle(plan)
    assert world.line(plan).book == 41
    assert [row.book for row in queries.lines(scope=boss, plan=plan.id).rows] == [41]
    one_human("anna", "boss")
    assert [(row.book, row.variance) for row in queries.lines(scope=boss, plan=plan.id).rows] == [
        (0, 0)]
    assert periods(scope=boss) == []
    assert made.id in [row.id for row in periods(scope=world.controller("other"))]


def test_a_second_account_is_no_second_count(world, anna):
    for code in ("anna", "twin"):
        create_person(scope=SYSTEM, code=code, name=code, role="counter", sites=["SH1"],
                      password=PASSWORD)
    one_human("anna", "twin")
    boss, twin = world.controller("boss"), world.person("twin")
    world.stock_in("PLAIN", "A-01", 10)
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    world.see(anna, world.task(plan), "A-01", "PLAIN", 5, minutes=9)
    world.visit(anna, world.task(plan), "A-01", minutes=8)
    world.settle(plan)
    again = next(task for task in queries.tasks(scope=SYSTEM, plan=plan.id)
                 if task.kind == "recount")
    assert set(again.excluded) == {"anna", "twin"}
    with pytest.raises(PlanConflict, match="person_counted"):
        counting.assign(scope=boss, task=again.id, person="twin")
    with pytest.raises(LinesRefused, match="person_counted"):
        recount(scope=boss, plan=plan.id, lines=[world.line(plan).id], person="twin")
    world.see(twin, again.id, "A-01", "PLAIN", 5, minutes=5)
    world.settle(plan)
    line = world.line(plan)
    assert "double_count" not in {each.cause for each in line.explanations}
    assert line.verdict != "posted"


def test_who_counted_repairs_and_takes_back_nothing_by_whatever_account(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss, sub = world.controller("boss"), world.controller("sub", "quality")
    create_person(scope=SYSTEM, code="anna", name="anna", role="controller", sites=["SH1"],
                  password=PASSWORD)
    (done,) = confirm(scope=boss, plan=plan.id, wanted=[wish(row)])
    one_human("anna", "boss")
    for act in (lambda: repair(scope=boss, plan=plan.id, wanted=[wish(row)]),
                lambda: undo(scope=boss, plan=plan.id, reason=done.id, id=uuid7(), why="no")):
        with pytest.raises(RepairNotYours) as caught:
            act()
        assert codes(caught) == ["own_difference"]
    give(scope_of_code(scope=SYSTEM, code="anna"), "sub")
    with pytest.raises(RepairNotYours) as caught:
        repair(scope=sub, plan=plan.id, wanted=[wish(row)])
    assert codes(caught) == ["own_difference"]
    assert world.on_hand("PLAIN") == 112


def test_a_stand_in_repairs_nothing_above_his_limit(world, anna):
    _, plan, row = short_receipt(world, anna)
    boss = world.controller("boss")
    world.controller("sub", "keeper")
    give(boss, "sub", amount_max=1)
    sub = scope_of_code(scope=SYSTEM, code="sub")
    with pytest.raises(RepairNotYours) as caught:
        repair(scope=sub, plan=plan.id, wanted=[wish(row)])
    (fault,) = caught.value.faults
    assert (fault.code, fault.params) == ("approver_limit", ("2.16", "0.00")), "in money, not raw"


def test_who_may_not_approve_any_more_passes_no_limit_on(world):
    rich, poor = world.controller("rich"), world.controller("poor")
    world.controller("sub", "keeper")
    give(rich, "sub", amount_max=10**12)
    give(poor, "sub", amount_max=100)
    sub = scope_of_code(scope=SYSTEM, code="sub")
    assert standing_of(scope=sub, site=world.site_id).limit == 10**12
    end_role(scope=SYSTEM, person="rich", role="controller", site="SH1", reason="left")
    told = standing_of(scope=scope_of_code(scope=SYSTEM, code="sub"), site=world.site_id)
    assert (told.principal, told.limit) == ("poor", 100)


def test_nobody_makes_himself_the_stand_in_of_another(world):
    boss = world.controller("boss")
    create_person(scope=SYSTEM, code="root", name="root", role="admin", sites=["SH1"],
                  password=PASSWORD)
    root = scope_of_code(scope=SYSTEM, code="root")
    with pytest.raises(DelegationRefused) as caught:
        delegating.delegate(
            scope=root, site="SH1", stand_in="root", principal="boss", amount_max=1,
            reason="handy", valid_to=datetime.now(UTC) + timedelta(days=3))
    assert codes(caught) == ["not_to_oneself"]
    given = give(boss, "root")
    delegating.end_delegation(scope=boss, id=given.id)
    assert delegations(scope=SYSTEM, site="SH1", live=True) == []


def test_two_signers_and_two_steps_are_two_humans(db):
    dock = Dock()
    one_human("quinn", "rosa")
    inspection = dock.follow("inspection", dock.booked(("STENT", 2, "S1")))
    with pytest.raises(DocumentRefused) as caught:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 2),
                 sign=["quinn", "rosa"])
    assert "signature_same_person" in codes(caught)
    one_human("keeper", "quinn")
    plain = dock.follow("inspection", dock.booked(("PLAIN", 3, "")))
    with pytest.raises(NotThisPerson) as caught:
        dock.act(dock.quinn, plain, "accept", Amount(1, "accepted", 3))
    assert codes(caught) == ["did_before"]

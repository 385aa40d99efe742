"""How many people approve, in which roles; nobody his own, by no account.   审批矩阵"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from counting_world import PASSWORD, World
from crowd import crowd

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.approving.queries import by_cause, consents
from pandian.counting.approving.words import ApproverRefused
from pandian.counting.words import AlreadyDecided, ContentChanged, OwnCount
from pandian.governance.access.operations import prove
from pandian.governance.delegating import operations as delegating
from pandian.governance.delegating.queries import delegations
from pandian.governance.delegating.words import DelegationRefused
from pandian.governance.operations import assign_role, create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code, signatures
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden, Label

PLAIN_COST = 20_000
BOTH = {"rows": [{"from": 0, "approvers": 1},
                 {"from": 10 * PLAIN_COST, "approvers": 2}]}
ORDERED = {"rows": [{"from": 0, "approvers": 2, "roles": ["controller", "finance"],
                     "order": "in_order"}]}


def adopt(content):
    """Put an approval matrix in force everywhere."""
    create_person(scope=SYSTEM, code="pen", name="pen", role="controller", sites=["*"],
                  password=PASSWORD)
    create_person(scope=SYSTEM, code="seal", name="seal", role="manager", sites=["*"],
                  password=PASSWORD)
    return again(content)


def again(content):
    """Put the next version of the matrix in force, by the same two people."""
    writer, boss = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "seal"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
        "*", "approval.matrix", "M", content, "test"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    return policies.schedule(scope=boss, id=row.id)


LATER = count()


def waiting(world, *found, who=None, by=None):
    """Return a plan where so many pieces were found at each of its places, later each time."""
    anna = who or world.person("anna")
    minutes = 5 - next(LATER) % 300 / 100  # nobody says two things of one thing at one instant
    plan = world.plan(*world.places[:len(found)], by=by)
    task = world.task(plan)
    for place, quantity in zip(world.places, found, strict=False):
        world.see(anna, task, place, "PLAIN", quantity, minutes=minutes)
        world.visit(anna, task, place, minutes=1)
    world.settle(plan)
    return plan


def approve(who, plan, lines="all", **more):
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash if lines == "all" else None
    return counting.approve(scope=who, plan=plan.id, lines=lines, meaning="approved",
                            password=PASSWORD, seen_hash=more.pop("seen", seen), **more)


def ids(plan):
    return [line.id for line in queries.lines(scope=SYSTEM, plan=plan.id).rows
            if line.verdict == "approval"]


@pytest.mark.django_db
def test_small_amounts_need_one_and_large_ones_two_different_people(world):
    policy = adopt(BOTH)
    one, two = world.controller("one"), world.controller("two", "finance")
    small = waiting(world, 9)
    assert approve(one, small).posting is not None
    large = waiting(world, 0, 10)
    first = approve(one, large)
    assert (first.posting, first.missing) == (None, 1)
    assert ids(large)
    with pytest.raises(ApproverRefused, match="approver_twice"):
        approve(one, large)
    second = approve(two, large)
    assert second.posting is not None
    assert not ids(large)
    held, = consents(scope=SYSTEM, plan=large.id)
    assert (held["state"], held["policy"], held["posting"]) == (
        "posted", policy.id, second.posting)
    assert [each["person"] for each in held["signed"]] == ["one", "two"]
    assert len(signatures(scope=SYSTEM, subject=f"count:{large.id}")) == 2


@pytest.mark.django_db
def test_nobody_rejects_what_he_may_not_approve(world):
    adopt({"rows": [{"from": 0, "approvers": 2, "roles": ["finance", "controller"]}]})
    boss, fay = world.controller("boss"), world.controller("fay", "finance")
    kim, lee = world.controller("kim", "quality"), world.controller("lee", "keeper")
    delegating.delegate(scope=boss, site="SH1", stand_in="lee", amount_max=PLAIN_COST,
                        reason="holiday", valid_to=datetime.now(UTC) + timedelta(days=3))
    lee = scope_of_code(scope=SYSTEM, code="lee")
    plan = waiting(world, 9)
    for who, said in ((kim, "approver_role"), (lee, "approver_limit")):
        with pytest.raises(ApproverRefused) as caught:
            counting.reject_lines(scope=who, plan=plan.id, lines="all", reason="no")
        assert [fault.code for fault in caught.value.faults] == [said]
    assert ids(plan), "what is rejected is posted by nobody: a loss would stay hidden"
    assert counting.reject_lines(scope=fay, plan=plan.id, lines="all", reason="torn label") == 1


@pytest.mark.django_db
def test_splitting_a_count_or_a_day_makes_it_no_smaller(world):
    adopt(BOTH)
    one = world.controller("one")
    plan = waiting(world, 6, 6)
    part = approve(one, plan, ids(plan)[:1])
    assert (part.posting, part.missing) == (None, 1)
    world.places = world.places[2:]
    other = waiting(world, 9)
    assert approve(one, other).posting is not None
    world.places = world.places[1:]
    again = waiting(world, 1)
    assert approve(one, again).missing == 1, "9 + 1 pieces of one day"


@pytest.mark.django_db
def test_roles_sign_in_their_order(world):
    adopt(ORDERED)
    controller, finance = world.controller("con"), world.controller("fin", "finance")
    plan = waiting(world, 1)
    with pytest.raises(ApproverRefused, match="approver_role") as refused:
        approve(finance, plan)
    assert refused.value.faults[0].params == (Label("库存主管", "Inventory controller"),)
    assert approve(controller, plan).missing == 1
    with pytest.raises(ApproverRefused, match="approver_role"):
        approve(world.controller("con2"), plan)
    assert approve(finance, plan).posting is not None


@pytest.mark.django_db
def test_a_changed_line_voids_the_collected_signatures(world, anna):
    adopt(ORDERED)
    controller, finance = world.controller("con"), world.controller("fin", "finance")
    plan = waiting(world, 1, who=anna)
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash
    approve(controller, plan)
    world.see(anna, world.task(plan), world.places[0], "PLAIN", 4, minutes=1)
    world.settle(plan)
    with pytest.raises(ContentChanged):
        approve(finance, plan, seen=seen)
    with pytest.raises(ApproverRefused, match="approver_role"):
        approve(finance, plan)
    assert approve(controller, plan).missing == 1
    assert approve(finance, plan).posting is not None
    assert [row["state"] for row in consents(scope=SYSTEM, plan=plan.id)] == ["posted", "void"]


@pytest.mark.django_db
def test_who_counted_never_approves_not_even_by_a_later_role_or_a_second_account(world):
    counter = world.controller("counter", "lead")
    second = world.controller("second")
    delegating.mark_same_person(scope=SYSTEM, person="second", other="counter", reason="one man")
    plan = waiting(world, 1, who=counter)
    assign_role(scope=SYSTEM, person="counter", role="controller", site="SH1", reason="promoted")
    for who in (scope_of_code(scope=SYSTEM, code="counter"), second):
        with pytest.raises(OwnCount):
            approve(who, plan)
        with pytest.raises(OwnCount):
            counting.reject_lines(scope=who, plan=plan.id, lines="all", reason="no")
    assert approve(world.controller("third"), plan).posting is not None


@pytest.mark.django_db
def test_one_human_with_two_accounts_is_one_signature(world):
    adopt({"rows": [{"from": 0, "approvers": 2}]})
    one, two = world.controller("one"), world.controller("two", "finance")
    delegating.mark_same_person(scope=SYSTEM, person="one", other="two", reason="one woman")
    plan = waiting(world, 1)
    assert approve(one, plan).missing == 1
    with pytest.raises(ApproverRefused, match="approver_twice"):
        approve(two, plan)
    assert approve(world.controller("three"), plan).posting is not None


@pytest.mark.django_db
def test_lines_of_one_cause_are_approved_by_one_signature(world):
    boss = world.controller("boss")
    world.stock_in("PLAIN", world.places[2], 10)
    plan = waiting(world, 3, 4, 6)
    found, other = by_cause(scope=SYSTEM, plan=plan.id)
    assert (found.causes, len(found.lines), found.gain, found.loss) == (("found",), 2, 7, 0)
    assert (len(other.lines), other.gain, other.loss, other.loss_value) == (
        1, 0, 4, 4 * PLAIN_COST)
    with pytest.raises(ContentChanged):
        approve(boss, plan, list(found.lines), seen=other.content_hash)
    done = approve(boss, plan, list(found.lines), seen=found.content_hash)
    assert (done.lines, done.gain, done.content_hash) == (2, 7, found.content_hash)
    assert [group.lines for group in by_cause(scope=SYSTEM, plan=plan.id)] == [other.lines]


def stand_in(world, giver, **more):
    return delegating.delegate(**{
        "scope": giver, "site": world.site, "stand_in": "sub",
        "amount_max": 5 * PLAIN_COST, "reason": "holiday",
        "valid_to": datetime.now(UTC) + timedelta(days=7), **more})


@pytest.mark.django_db
def test_a_stand_in_approves_within_his_limit_and_inherits_the_exclusions(world):
    boss = world.controller("boss", "lead")
    create_person(scope=SYSTEM, code="sub", name="sub", role="keeper", sites=["SH1"],
                  password=PASSWORD)
    plan = waiting(world, 5)
    with pytest.raises(Forbidden):
        approve(scope_of_code(scope=SYSTEM, code="sub"), plan)
    given = stand_in(world, boss)
    sub = scope_of_code(scope=SYSTEM, code="sub")
    assert sub.may("counting.approve", "SH1")
    own = waiting(world, 0, 1, who=boss)
    with pytest.raises(OwnCount):
        approve(sub, own)
    assert approve(sub, plan).posting is not None
    world.places = world.places[2:]
    large = waiting(world, 6)
    with pytest.raises(ApproverRefused, match="approver_limit"):
        approve(sub, large)
    delegating.end_delegation(scope=boss, id=given.id)
    assert not scope_of_code(scope=SYSTEM, code="sub").may("counting.approve")
    assert delegations(scope=SYSTEM, live=True) == []


@pytest.mark.django_db
def test_a_stand_in_who_counted_or_whose_time_ended_before_he_signed_signs_nothing(world):
    boss = world.controller("boss")
    create_person(scope=SYSTEM, code="sub", name="sub", role="keeper", sites=["SH1"],
                  password=PASSWORD)
    given = stand_in(world, boss)
    sub = scope_of_code(scope=SYSTEM, code="sub")
    own = waiting(world, 1, who=sub)
    with pytest.raises(OwnCount) as refused:
        approve(sub, own)
    assert {fault.code for fault in refused.value.faults} == {"own_count", "others_may"}
    world.places = world.places[1:]
    plan = waiting(world, 2)
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash
    delegating.end_delegation(scope=boss, id=given.id)
    with pytest.raises(ApproverRefused, match="approver_ended"):  # his request had begun before
        approve(sub, plan, seen=seen)
    again = stand_in(world, boss, amount_max=2 * PLAIN_COST - 1)
    with pytest.raises(ApproverRefused, match="approver_limit"):
        approve(sub, plan, seen=seen)
    assert signatures(scope=SYSTEM, subject=f"count:{plan.id}") == []
    delegating.end_delegation(scope=boss, id=again.id)
    stand_in(world, boss, amount_max=2 * PLAIN_COST)
    assert approve(sub, plan, seen=seen).posting is not None, "reached is allowed"


@pytest.mark.django_db
def test_a_matrix_that_changes_while_signatures_are_collected_holds_for_later_counts(world):
    two = adopt({"rows": [{"from": 0, "approvers": 2}]})
    one, other = world.controller("one"), world.controller("other", "finance")
    plan = waiting(world, 1)
    assert approve(one, plan).missing == 1
    three = again({"rows": [{"from": 0, "approvers": 3}]})
    assert three.version == two.version + 1
    done = approve(other, plan)
    assert done.posting is not None, "the count was opened under two"
    (held,) = consents(scope=SYSTEM, plan=plan.id)
    assert (held["policy"], held["approvers"], held["state"]) == (two.id, 2, "posted")
    world.places = world.places[1:]
    later = waiting(world, 1)
    assert approve(one, later).missing == 2
    (held,) = consents(scope=SYSTEM, plan=later.id)
    assert (held["policy"], held["approvers"]) == (three.id, 3)


@pytest.mark.django_db
def test_nobody_delegates_what_he_does_not_hold_nor_to_himself(world):
    keeper = world.controller("keeper", "keeper")
    world.controller("sub", "keeper")
    with pytest.raises(DelegationRefused) as caught:
        stand_in(world, keeper, stand_in="keeper", amount_max=-1, reason=" ",
                 valid_to=datetime.now(UTC))
    assert {fault.code for fault in caught.value.faults} == {
        "delegation_not_held", "delegation_self", "out_of_range", "blank", "delegation_span"}
    with pytest.raises(Forbidden):
        stand_in(world, keeper, principal="sub")


@pytest.mark.django_db(transaction=True)
def test_of_100_concurrent_signatures_two_count_and_one_posting_follows():
    world = World()
    adopt({"rows": [{"from": 0, "approvers": 2}]})
    people = [world.controller(f"boss{n}") for n in range(5)]
    plan = waiting(world, 3, 4)
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash
    proofs = {who.actor: prove(scope=who, password=PASSWORD) for who in people}

    def sign(who):
        return counting.approve(scope=who, plan=plan.id, lines="all", meaning="approved",
                                seen_hash=seen, proof=proofs[who.actor])

    with crowd(20, told=(ApproverRefused, AlreadyDecided)) as at_once:
        answers = at_once([lambda who=who: sign(who) for who in people * 20][:100])
    done = [each for each in answers if not isinstance(each, Exception)]
    assert sorted(each.missing for each in done) == [0, 1]
    assert len({each.posting for each in done if each.posting}) == 1
    assert world.on_hand("PLAIN") == 7
    assert len(signatures(scope=SYSTEM, subject=f"count:{plan.id}")) == 2
    world.assert_sound()

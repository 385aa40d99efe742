"""A repair decides on a difference as an approval does: who prepared the count posts none.

更正回避
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from counting_world import PASSWORD
from test_repairing import short_receipt, wish

from pandian.counting.repairing.operations import confirm, repair, undo
from pandian.counting.repairing.words import RepairNotYours
from pandian.governance.delegating import operations as delegating
from pandian.governance.operations import assign_role, create_person, end_role
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7

pytestmark = pytest.mark.django_db
ROLES = {"paul": "lead", "twin": "controller", "sub": "quality", "eve": "controller",
         "dave": "controller"}


@pytest.fixture
def cast(world, anna):
    """Paul plans, Anna counts what was received as pieces instead of boxes; Eve had no part."""
    for code, role in ROLES.items():
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                      password=PASSWORD)
    return short_receipt(world, anna, by=who("paul"))


def who(code):
    return scope_of_code(scope=SYSTEM, code=code)


def sampled_by_dave(world, plan):
    """Say that this count is the draw of a sample that Dave drew up."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counting_sample (site, id, kind, request, design, frame_at, frame_hash,"
            " state, seed, plan, created_by, created_at) VALUES (%s, %s, 'value', '{}', '{}',"
            " now(), 'x', 'drawn', 's', %s, 'dave', now())", [world.site_id, uuid7(), plan.id])


def refused(act):
    with pytest.raises(RepairNotYours) as caught:
        act()
    return [(fault.code, fault.params) for fault in caught.value.faults]


def test_who_planned_or_sampled_repairs_nothing_by_whatever_account_role_or_stand_in(world, cast):
    _, plan, row = cast
    sampled_by_dave(world, plan)
    assign_role(scope=SYSTEM, person="paul", role="finance", site="SH1", reason="promoted")
    end_role(scope=SYSTEM, person="paul", role="lead", site="SH1", reason="promoted")
    delegating.mark_same_person(scope=SYSTEM, person="paul", other="twin", reason="one human")
    delegating.delegate(
        scope=who("paul"), site="SH1", stand_in="sub", amount_max=10**12, reason="holiday",
        valid_to=datetime.now(UTC) + timedelta(days=3))
    for code, said in {"paul": "own_plan_difference", "twin": "own_plan_difference",
                       "sub": "own_plan_difference", "dave": "own_sample_difference"}.items():
        assert refused(lambda code=code: repair(
            scope=who(code), plan=plan.id, wanted=[wish(row)])) == [
                (said, ("A-01 PLAIN",)), ("others_repair", ("eve (eve)",))], code
    assert world.on_hand("PLAIN") == 112
    (told,) = confirm(scope=who("paul"), plan=plan.id, wanted=[wish(row)])
    assert told.posting is None, "giving the reason decides nothing"
    (done,) = repair(scope=who("eve"), plan=plan.id, wanted=[wish(row)])
    assert world.on_hand("PLAIN") == 220
    back = {"plan": plan.id, "reason": done.id, "why": "no"}
    assert refused(lambda: undo(scope=who("twin"), id=uuid7(), **back))[0] == (
        "own_plan_difference", ("A-01 PLAIN",))
    undo(scope=who("eve"), id=uuid7(), **back)


def test_where_all_planned_it_a_rule_may_repair_and_the_refusal_says_so(world, cast):
    _, plan, row = cast
    for code in ("twin", "sub", "eve", "dave"):
        delegating.mark_same_person(scope=SYSTEM, person="paul", other=code, reason="one human")
    assert refused(lambda: repair(scope=who("eve"), plan=plan.id, wanted=[wish(row)]))[1] == (
        "nobody_repairs", ("SH1",))

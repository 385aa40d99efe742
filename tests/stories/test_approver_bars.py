"""Nobody approves what he counted or prepared: by name, by rule, and by the database.   审批回避"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from counting_world import PASSWORD
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.approving.operations import reject_lines
from pandian.counting.approving.queries import bars
from pandian.counting.approving.rules import Prepared, barred
from pandian.counting.words import OwnCount, Policy
from pandian.governance.delegating import operations as delegating
from pandian.governance.operations import assign_role, create_person
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7

pytestmark = pytest.mark.django_db
ROLES = {"anna": "lead", "bert": "lead", "paul": "controller", "dora": "finance",
         "eve": "controller", "twin": "controller", "sub": "quality"}


@pytest.fixture
def cast(world):
    """Paul plans; Anna counts, Bert recounts, Dora repairs; Eve has done nothing of it."""
    for code, role in ROLES.items():
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                      password=PASSWORD)
    people = {code: scope_of_code(scope=SYSTEM, code=code) for code in ROLES}
    plan = world.plan("A-01", by=people["paul"], policy=Policy(recount_rounds=1))
    world.see(people["anna"], world.task(plan), "A-01", "PLAIN", 5, minutes=9)
    world.visit(people["anna"], world.task(plan), "A-01", minutes=8)
    world.settle(plan)
    again = next(task for task in queries.tasks(scope=SYSTEM, plan=plan.id)
                 if task.kind == "recount")
    world.see(people["bert"], again.id, "A-01", "PLAIN", 5, minutes=5)
    world.visit(people["bert"], again.id, "A-01", minutes=4)
    world.settle(plan)
    line = world.line(plan)
    assert line.verdict == "approval"
    return SimpleNamespace(people=people, plan=plan, line=line, site=world.site_id)


def repaired(cast, by):
    """Note that somebody repaired a cause of the line, as `repair` does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counting_reason (site, id, plan, line, variance, causes, stated, first, "
            "exposures, evidence, note, actor, rule, posting, confirmed_at) VALUES (%s, %s, %s, "
            "%s, 5, '{sign}', 1, '{sign}', '{}', '[]', '', %s, '', %s, now())",
            [cast.site, uuid7(), cast.plan.id, cast.line.id, by, uuid7()])


def give(cast, principal):
    delegating.delegate(
        scope=cast.people[principal], site="SH1", stand_in="sub", amount_max=10**12,
        reason="holiday", valid_to=datetime.now(UTC) + timedelta(days=3))


def same(_cast, person):
    delegating.mark_same_person(scope=SYSTEM, person=person, other="twin", reason="one human")


CASES = [
    ("anna", None, None, ["own_count"]),
    ("bert", None, None, ["own_recount"]),
    ("paul", None, None, ["own_plan"]),
    ("dora", repaired, "dora", ["own_repair"]),
    ("anna", assign_role, "anna", ["own_count"]),
    ("twin", same, "anna", ["own_count"]),
    ("twin", same, "paul", ["own_plan"]),
    ("sub", give, "bert", ["own_recount"]),
    ("sub", give, "paul", ["own_plan"]),
    ("eve", None, None, []),
    ("sub", give, "eve", []),
]


@pytest.mark.parametrize(("who", "first", "given", "codes"), CASES)
def test_who_counted_or_prepared_neither_signs_nor_rejects(cast, who, first, given, codes):
    if first is assign_role:
        first(scope=SYSTEM, person=given, role="controller", site="SH1", reason="promoted")
    elif first:
        first(cast, given)
    scope = scope_of_code(scope=SYSTEM, code=who)
    if not codes:
        done = counting.approve(scope=scope, plan=cast.plan.id, lines="all", meaning="approved",
                                password=PASSWORD)
        assert done.posting is not None
        return
    with pytest.raises(OwnCount) as error:
        counting.approve(scope=scope, plan=cast.plan.id, lines="all", meaning="approved",
                         password=PASSWORD)
    *faults, instead = error.value.faults
    assert [fault.code for fault in faults] == codes
    assert {fault.params[0] for fault in faults} == {"A-01 PLAIN"}
    assert instead.code == "others_may"
    for text in instead.params[0]:
        assert "eve (eve)" in text
        assert f"{who} ({who})" not in text
    with pytest.raises(OwnCount):
        reject_lines(scope=scope, plan=cast.plan.id, lines="all", reason="no")
    with pytest.raises(ProgrammingError, match="nobody approves what he counted or prepared"):
        _slip_past_the_rules(cast, who)


def _slip_past_the_rules(cast, who):
    """Write the approval straight into its table, as a program with a bug would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counting_approval (site, plan, posting, signature, person, meaning, "
            "content_hash, lines, approved_at) VALUES (%s, %s, %s, %s, %s, 'approved', 'x', "
            "%s::bigint[], clock_timestamp())",
            [cast.site, cast.plan.id, uuid7(), uuid7(), who, [cast.line.id]])


def test_the_wall_stands_before_collected_signatures_too(cast):
    consent = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counting_consent (site, id, plan, state, content_hash, lines, policy, "
            "amount, approvers, opened_at) VALUES (%s, %s, %s, 'partly', 'x', %s::bigint[], %s, "
            "1, 2, now())", [cast.site, consent, cast.plan.id, [cast.line.id], uuid7()])
        with pytest.raises(ProgrammingError, match="nobody approves"), transaction.atomic():
            cursor.execute(
                "INSERT INTO counting_consent_signature (site, consent, position, person, "
                "principal, roles, meaning, signature, at) VALUES (%s, %s, 1, 'sub', 'paul', "
                "'{}', 'approved', %s, now())", [cast.site, consent, uuid7()])


def test_the_rule_and_the_database_bar_the_same_people(cast):
    repaired(cast, "dora")
    held = SimpleNamespace(site=cast.site, id=cast.plan.id)
    told = bars(held=held, lines=[cast.line.id])
    said = tuple((turn["person"], turn["round"]) for turn in cast.line.rounds)
    assert told == barred([Prepared(cast.line.id, said, ("dora",))], planned="paul")
    assert [bar.act for bar in told] == ["counted", "recounted", "repaired", "planned"]

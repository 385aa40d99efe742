"""A named rule approves what is small: to its limit, once, until it is switched off.   自动批准"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections, transaction
from test_approval_matrix import PLAIN_COST, adopt, approve, ids, waiting

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft
from pandian.counting import operations as counting
from pandian.counting.approving.queries import midnight_of
from pandian.counting.autoapproving.operations import approve_by_rule, approve_small, switch
from pandian.counting.autoapproving.queries import auto_approvals, auto_rules
from pandian.counting.autoapproving.words import SwitchRefused
from pandian.counting.detective.operations import explain_settled
from pandian.counting.tolerating.queries import versions_used
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code, signatures
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db


def small(limit=5 * PLAIN_COST, **more):
    return {"rows": [{"from": 0, "approvers": 1}, {"from": 10 * PLAIN_COST, "approvers": 2}],
            "auto.name": "小额差异", "auto.amount_max": limit, **more}


def by_rule(plan, **more):
    return approve_by_rule(scope=SYSTEM, plan=plan.id, **more)


def tell(kind, subject):
    found = facts_about(scope=SYSTEM, sites=None, subject=subject)
    return [fact for fact in reversed(found) if fact.kind == kind]


def test_a_difference_at_the_limit_posts_itself_under_the_rule_and_one_above_waits(world):
    policy = adopt(small())
    above = waiting(world, 6)
    assert by_rule(above) == []
    assert len(ids(above)) == 1
    world.places = world.places[1:]
    plan = waiting(world, 5)
    (done,) = by_rule(plan)
    assert (done.name, done.code, done.version, done.policy) == ("小额差异", "M", 1, policy.id)
    assert (done.amount, done.gross, done.amount_max) == (5 * PLAIN_COST,) * 3
    assert not ids(plan)
    assert signatures(scope=SYSTEM, subject=f"count:{plan.id}") == []
    (fact,) = tell("counting.auto_approved", f"count:{plan.id}")
    assert (fact.data["rule"], fact.data["name"]) == ("M/1", "小额差异")
    assert fact.data["posting"] == str(done.posting)
    assert ("auto", policy.id, 1) in [(use.part, use.policy, use.lines)
                                      for use in versions_used(scope=SYSTEM, plan=plan.id)]
    assert by_rule(plan) == []
    world.assert_sound()


def test_splitting_over_lines_counts_or_a_day_is_seen(world):
    adopt(small())
    plan = waiting(world, 3, 3)
    assert by_rule(plan) == [], "3 + 3 pieces of one count"
    world.places = world.places[2:]
    first = waiting(world, 3)
    assert len(by_rule(first)) == 1
    world.places = world.places[1:]
    second = waiting(world, 3)
    assert by_rule(second) == [], "3 + 3 pieces of one day"
    (told,) = [row for row in auto_rules(scope=SYSTEM) if row.site == world.site]
    assert (told.day_amount, told.is_on) == (3 * PLAIN_COST, True)


def test_the_day_begins_at_the_midnight_of_the_site(world):
    adopt(small())
    midnight = midnight_of("Asia/Shanghai", datetime.now(UTC)) + timedelta(days=1)
    assert midnight.astimezone(ZoneInfo("Asia/Shanghai")).hour == 0
    first, second = waiting(world, 4), None
    assert len(by_rule(first, now=midnight - timedelta(microseconds=1))) == 1
    world.places = world.places[1:]
    second = waiting(world, 4)
    assert by_rule(second, now=midnight - timedelta(microseconds=1)) == []
    assert len(by_rule(second, now=midnight)) == 1


def test_what_repeats_what_nobody_can_value_and_what_somebody_signs_waits(world):
    adopt(small())
    plan = waiting(world, 2)
    assert len(by_rule(plan)) == 1
    again = waiting(world, 1)
    assert by_rule(again) == [], "the same item at the same place"
    put_items(scope=SYSTEM, items=[ItemDraft("PRICELESS", "样品", "件")])
    anna = world.person("anna")
    free = world.plan(world.places[1])
    world.see(anna, world.task(free), world.places[1], "PRICELESS", 400, minutes=5)
    world.visit(anna, world.task(free), world.places[1], minutes=4)
    world.settle(free)
    assert by_rule(free) == []
    assert len(ids(free)) == 1


def test_signatures_that_were_begun_are_not_overtaken(world):
    adopt(small() | {"rows": [{"from": 0, "approvers": 1},
                              {"from": 6 * PLAIN_COST, "approvers": 2}]})
    plan = waiting(world, 2, 4)
    assert approve(world.controller("one"), plan, ids(plan)[:1]).missing == 1
    rejected = counting.reject_lines(scope=world.controller("two"), plan=plan.id,
                                     lines=ids(plan)[1:], reason="counted wrongly")
    assert rejected == 1
    assert by_rule(plan) == []


def test_the_version_of_the_opening_holds_when_the_rule_changes_in_the_middle(world):
    adopt(small(limit=0))
    plan = waiting(world, 1)
    writer, boss = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "seal"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
        "*", "approval.matrix", "M", small(), "more"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 2")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash,
                     password="a long pass phrase 77")
    policies.schedule(scope=boss, id=row.id)
    assert by_rule(plan) == [], "it was opened under a limit of zero"
    world.places = world.places[1:]
    (done,) = by_rule(waiting(world, 1))
    assert done.version == 2


def test_it_is_switched_off_at_once_by_who_approves_and_on_by_who_adopts_rules(world):
    adopt(small())
    plan = waiting(world, 1)
    controller, counter = world.controller("con"), world.person("anna")
    with pytest.raises(Forbidden):
        switch(scope=counter, site=world.site, on=False, reason="no")
    with pytest.raises(SwitchRefused) as error:
        switch(scope=scope_of_code(scope=SYSTEM, code="seal"), site=world.site, on=True,
               reason=" ")
    assert {fault.code for fault in error.value.faults} == {"blank", "auto_switched"}
    switch(scope=controller, site=world.site, on=False, reason="audit")
    assert by_rule(plan) == []
    assert approve_small(scope=SYSTEM, site=world.site) == []
    (told,) = [row for row in auto_rules(scope=SYSTEM) if row.site == world.site]
    assert (told.is_on, told.person, told.reason) == (False, "con", "audit")
    with pytest.raises(Forbidden):
        switch(scope=controller, site=world.site, on=True, reason="done")
    switch(scope=scope_of_code(scope=SYSTEM, code="seal"), site=world.site, on=True, reason="ok")
    told = tell("counting.auto_switched", f"site:{world.site}")
    assert [fact.data["on"] for fact in told] == [False, True]
    assert len(by_rule(plan)) == 1


def test_the_job_waits_until_the_causes_were_looked_for(world):
    adopt(small())
    plan = waiting(world, 1)
    assert approve_small(scope=SYSTEM, site=world.site) == []
    explain_settled(scope=SYSTEM, site=world.site)
    (done,) = approve_small(scope=SYSTEM, site=world.site)
    assert done.plan == plan.id
    assert [row.posting for row in auto_approvals(scope=SYSTEM)] == [done.posting]
    for hides, lines in (({"value"}, 1), ({"book", "variance", "value"}, None)):
        reader = SYSTEM._replace(hides=frozenset(hides))
        (row,) = auto_approvals(scope=reader)
        assert (row.amount, row.gross, row.amount_max, row.lines) == (None, None, None, lines)
        (told,) = [row for row in auto_rules(scope=reader) if row.site == world.site]
        assert (told.day_amount, told.auto.amount_max) == (None, None), "0 would be an amount"


@pytest.mark.django_db(transaction=True)
def test_two_counts_approved_at_one_moment_share_the_limit_of_the_day(world):
    adopt(small())
    first = waiting(world, 3)
    world.places = world.places[1:]
    second = waiting(world, 3)

    def meanwhile():
        try:
            return by_rule(second)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert len(by_rule(first)) == 1
            other = pool.submit(meanwhile)
            wait([other], timeout=3)
            assert not other.done(), "it waits for the one that is not decided yet"
        assert other.result(timeout=120) == [], "3 + 3 pieces of one day"

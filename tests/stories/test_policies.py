"""Rules from draft to effect, at the centre and at a site.   规则的一生"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from governance_world import PASSWORD, person

from pandian.governance.operations import put_sites
from pandian.governance.policies import operations as do
from pandian.governance.policies import queries as ask
from pandian.governance.policies.words import (
    PolicyConflict,
    PolicyDraft,
    PolicyNotFound,
    PolicyRefused,
)
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.operations import record
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sites(db):
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai"),
                                   SiteDraft("BE1", "柏林", "Europe/Berlin")])


def someone(code, role, *sites):
    person(code, role, sites or ("*",))
    return scope_of_code(scope=SYSTEM, code=code)


@pytest.fixture
def writer(db):
    return someone("wang", "controller")


@pytest.fixture
def boss(db):
    return someone("zhao", "manager")


def rule(content=None, **given):
    return PolicyDraft(**{
        "site": "*", "kind": "count.tolerance", "code": "T", "reason": "2026",
        "content": content or {"level": "organisation", "quantity": 2}, **given})


def drafted(scope, draft):
    return do.put_draft(scope=scope, draft=draft)[0]


def adopted(writer, boss, draft, effective=""):
    row = drafted(writer, draft)
    do.waive_rehearsal(scope=boss, id=row.id, reason="nothing to replay yet", password=PASSWORD)
    do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    return do.schedule(scope=boss, id=row.id, effective=effective)


def holds(site, at=None, kind="count.tolerance"):
    return ask.active(scope=SYSTEM, kind=kind, site=site, at=at or datetime.now(UTC))


def codes(caught):
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


def test_a_rule_is_drafted_rehearsed_approved_scheduled_and_holds(writer, boss):
    row = drafted(writer, rule())
    assert (row.state, row.version) == ("draft", 1)
    assert do.note_rehearsal(scope=writer, id=row.id, evidence="run 7").state == "rehearsed"
    row = do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    assert (row.state, row.approved_by) == ("approved", "zhao")
    assert holds("SH1") == []
    do.schedule(scope=boss, id=row.id)
    (held,) = holds("SH1")
    assert (held.id, held.site, held.content) == (
        row.id, "*", {"level": "organisation", "quantity": 2})
    kinds = [fact.kind for fact in facts_about(
        scope=SYSTEM, subject=f"policy:{row.id}", sites=None)]
    assert kinds[::-1] == ["policy.drafted", "policy.rehearsed", "signed", "policy.approved",
                           "policy.scheduled"]


def test_nobody_approves_his_own_rule_nor_an_unrehearsed_one(writer, boss):
    quality = someone("qian", "quality")
    own = drafted(quality, rule())
    with pytest.raises(PolicyRefused) as caught:
        do.approve(scope=quality, id=own.id, seen_hash=own.content_hash, password=PASSWORD)
    assert codes(caught) == {("", "policy_own_approval")}
    with pytest.raises(PolicyRefused):
        do.waive_rehearsal(scope=quality, id=own.id, reason="mine", password=PASSWORD)
    with pytest.raises(PolicyRefused) as caught:
        do.approve(scope=boss, id=own.id, seen_hash=own.content_hash, password=PASSWORD)
    assert codes(caught) == {("", "policy_unrehearsed")}
    with pytest.raises(Forbidden):
        do.approve(scope=writer, id=own.id, seen_hash=own.content_hash, password=PASSWORD)
    with pytest.raises(Forbidden):
        drafted(boss, rule(code="U"))


def test_a_change_voids_the_rehearsal_and_the_waiver(writer, boss):
    row = drafted(writer, rule())
    do.note_rehearsal(scope=writer, id=row.id, evidence="run 7")
    do.waive_rehearsal(scope=boss, id=row.id, reason="known", password=PASSWORD)
    changed = drafted(writer, rule({"level": "organisation", "quantity": 3}))
    assert (changed.id, changed.version, changed.state) == (row.id, 1, "draft")
    with pytest.raises(PolicyRefused, match="policy_unrehearsed"):
        do.approve(scope=boss, id=row.id, seen_hash=changed.content_hash, password=PASSWORD)
    do.note_rehearsal(scope=writer, id=row.id, evidence="run 8")
    with pytest.raises(PolicyConflict, match="policy_content_changed"):
        do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)


def test_a_date_is_the_sites_own_midnight_and_effect_comes_by_the_clock(writer, boss):
    day = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=3)
    row = adopted(writer, boss, rule(site="BE1"), day.isoformat())
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/Berlin"))
    assert (row.state, row.effective_from) == ("scheduled", midnight)
    assert holds("BE1", midnight - timedelta(microseconds=1)) == []
    assert [one.id for one in holds("BE1", midnight)] == [row.id]
    assert holds("SH1", midnight) == []


@pytest.mark.parametrize(("effective", "site", "code"), [
    ("2020-01-01", "SH1", "policy_past"), ("2020-01-01T00:00:00Z", "*", "policy_past"),
    ("tomorrow", "SH1", "policy_not_midnight"), ("2099-01-01", "*", "policy_central_instant"),
])
def test_effect_is_never_in_the_past_nor_without_a_zone(writer, boss, effective, site, code):
    row = drafted(writer, rule(site=site))
    do.note_rehearsal(scope=writer, id=row.id, evidence="run 7")
    do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    with pytest.raises(PolicyRefused, match=code):
        do.schedule(scope=boss, id=row.id, effective=effective)


def test_the_next_version_supersedes_and_the_past_can_be_judged_again(writer, boss):
    first = adopted(writer, boss, rule())
    between = datetime.now(UTC)
    second = adopted(writer, boss, rule({"level": "organisation", "quantity": 9}))
    assert (second.version, [one.id for one in holds("SH1")]) == (2, [second.id])
    assert [one.id for one in holds("SH1", between)] == [first.id]
    assert ask.version(scope=SYSTEM, id=first.id).state == "superseded"
    do.withdraw(scope=boss, id=second.id, reason="too wide")
    assert holds("SH1") == []
    assert [one.id for one in holds("SH1", second.effective_from)] == [second.id]


def test_a_version_scheduled_earlier_than_another_is_superseded_by_it(writer, boss):
    later = datetime.now(UTC) + timedelta(days=9)
    second = adopted(writer, boss, rule(), later.isoformat())
    third = adopted(writer, boss, rule({"level": "organisation", "quantity": 9}))
    assert [one.id for one in holds("SH1")] == [third.id]
    assert [one.id for one in holds("SH1", later)] == [second.id]


def test_the_database_itself_keeps_what_was_approved(writer, boss):
    row = adopted(writer, boss, rule())
    for change in ("content = '{}'", "approved_by = 'li'", "author = 'li'", "reason = 'x'",
                   "effective_from = effective_from + interval '1 day'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE governance_policy SET {change} WHERE id = %s", [row.id])
    for statement in ("DELETE FROM governance_policy", "TRUNCATE governance_policy"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    draft = drafted(writer, rule(code="U", content={"level": "item", "keys": ["A"]}))
    with (pytest.raises(DatabaseError, match="past"), transaction.atomic(),
          connection.cursor() as cursor):
        cursor.execute("UPDATE governance_policy SET approved_at = now(), approved_by = 'li',"
                       " signature = id, effective_from = now() - interval '1 hour'"
                       " WHERE id = %s", [draft.id])


CENTRAL = {"content": {"level": "organisation", "quantity": 5, "percent": "2"},
           "control": {"quantity": {"mode": "bounded", "high": 5}, "level": {"mode": "locked"}}}


def test_a_site_overrides_what_the_centre_leaves_it_and_the_chain_says_so(writer, boss):
    central = adopted(writer, boss, rule(**CENTRAL))
    local = adopted(writer, boss, rule({"quantity": 3}, site="SH1"))
    (held,) = holds("SH1")
    assert held.content == {"level": "organisation", "quantity": 3, "percent": "2"}
    assert [(link.id, link.keys) for link in held.chain] == [
        (central.id, ("level", "percent")), (local.id, ("quantity",))]
    assert holds("BE1")[0].content["quantity"] == 5
    with pytest.raises(PolicyRefused) as caught:
        drafted(writer, rule({"level": "item", "keys": ["A"]}, site="SH1"))
    assert codes(caught) == {("/content/level", "policy_locked")}


def test_leaving_the_bounds_needs_the_centre(writer, boss):
    adopted(writer, boss, rule(**CENTRAL))
    near = someone("sun", "manager", "SH1")
    row = drafted(writer, rule({"quantity": 8}, site="SH1"))
    do.note_rehearsal(scope=writer, id=row.id, evidence="run 9")
    with pytest.raises(PolicyRefused, match="policy_needs_centre"):
        do.approve(scope=near, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    do.schedule(scope=near, id=row.id)
    assert holds("SH1")[0].content["quantity"] == 8


def test_an_override_ends_by_the_clock_and_the_drift_report_says_so(writer, boss):
    adopted(writer, boss, rule(**CENTRAL))
    ends = datetime.now(UTC) + timedelta(days=30)
    local = adopted(writer, boss, rule({"quantity": 3}, site="SH1", ends_at=ends))
    assert holds("SH1", ends - timedelta(seconds=1))[0].content["quantity"] == 3
    assert holds("SH1", ends)[0].content["quantity"] == 5
    (row,) = [one for one in ask.drift(scope=SYSTEM) if one.key == "quantity"]
    assert (row.site, row.drift, row.central, row.local, row.by, row.until, row.version) == (
        "SH1", "overridden", 5, 3, "wang", ends, local.id)
    after = {one.key: one.drift for one in ask.drift(scope=SYSTEM, at=ends) if one.site == "SH1"}
    assert after == {"level": "inherited", "percent": "inherited", "quantity": "expired"}


def test_rules_that_contradict_each_other_are_refused_with_all_of_it(writer, boss):
    adopted(writer, boss, rule({"level": "item", "keys": ["A1", "A2"], "quantity": 1}))
    row = drafted(writer, rule({"level": "item", "keys": ["A2", "A1"], "quantity": 2}, code="U"))
    do.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    with pytest.raises(PolicyRefused) as caught:
        do.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    assert sorted(fault.params for fault in caught.value.faults) == [("T", "A1"), ("T", "A2")]


def test_another_persons_draft_is_not_overwritten(writer):
    drafted(writer, rule())
    other = someone("qian", "quality")
    with pytest.raises(PolicyConflict, match="policy_others_draft"):
        drafted(other, rule({"level": "organisation", "quantity": 7}))


def test_who_reaches_one_site_writes_neither_the_centre_nor_another(boss):
    near = someone("sun", "controller", "SH1")
    assert drafted(near, rule(site="SH1")).site == "SH1"
    with pytest.raises(Forbidden):
        drafted(near, rule(code="U"))
    with pytest.raises(Exception, match="not_found"):
        drafted(near, rule(site="BE1"))
    there = someone("bauer", "controller", "BE1")
    row = drafted(there, rule(site="BE1"))
    with pytest.raises(PolicyNotFound):
        ask.version(scope=near, id=row.id)
    assert {one.site for one in ask.versions(scope=near)} == {"SH1"}


def test_files_go_out_and_come_in_again_without_change(writer, boss):
    adopted(writer, boss, rule(**CENTRAL))
    drafted(writer, rule({"quantity": 3}, site="SH1"))
    file = json.loads(json.dumps(do.export_policies(scope=writer)))
    again = do.import_policies(scope=writer, file=file)
    assert {one.result for one in again} == {"exists"}
    assert do.export_policies(scope=writer) == file
    file["policies"][0]["content"]["quantity"] = 4
    assert [one.result for one in do.import_policies(scope=writer, file=file)] == [
        "created", "exists"]


def test_a_bad_file_changes_nothing_and_every_fault_has_its_place(writer):
    good = {"site": "*", "kind": "count.recount", "code": "R", "reason": "2026",
            "content": {"rounds": 1}}
    with pytest.raises(PolicyRefused) as caught:
        do.import_policies(scope=writer, file={"format": "pandian-policies-1", "policies": [
            good, {**good, "content": {"rounds": 10}}, {"kind": 7, "colour": "red"}, "x"]})
    assert codes(caught) >= {
        ("/policies/1/content/rounds", "out_of_range"), ("/policies/2/colour", "unknown_field"),
        ("/policies/2/site", "missing"), ("/policies/2/kind", "wrong_type"),
        ("/policies/3", "not_an_object")}
    assert ask.versions(scope=writer) == []
    with pytest.raises(PolicyRefused, match="policy_file"):
        do.import_policies(scope=writer, file={"policies": []})


def test_the_application_role_can_write_and_never_delete(writer, as_application):
    row = drafted(writer, rule())
    do.withdraw(scope=writer, id=row.id, reason="not needed")
    assert ask.version(scope=writer, id=row.id).state == "withdrawn"
    record(scope=writer, site=0, kind="test.still_works", subject="x", data={})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_policy")

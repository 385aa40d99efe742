"""A rule rehearsed on real history: read once, kept, attached to its version.   规则预演"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from counting_world import PASSWORD, World

from pandian.counting.planning.operations import plan_day
from pandian.counting.rehearsing import operations as do
from pandian.counting.rehearsing.queries import facts_of, rehearsal, rehearsals, sets_of, span_of
from pandian.counting.rehearsing.rules import walk
from pandian.counting.rehearsing.words import (
    RehearsalDraft,
    RehearsalNotFound,
    RehearsalRefused,
)
from pandian.governance.operations import put_sites
from pandian.governance.policies import operations as policies
from pandian.governance.policies.queries import version
from pandian.governance.policies.words import PolicyDraft, PolicyNotFound, PolicyRefused
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

DAY = 24 * 60
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Three months of goods and one count that found two missing and one too many."""
    world = World()
    for n, place in enumerate(world.places):
        world.stock_in("PLAIN", place, 10 * (n + 1), minutes=80 * DAY)
    for n in range(8):
        world.ship("PLAIN", "A-01", 1, (70 - n) * DAY)
    wang = world.person("wang")
    plan = world.plan("A-02", "A-03")
    task = world.task(plan)
    world.see(wang, task, "A-02", "PLAIN", 18, 20 * DAY)
    world.see(wang, task, "A-03", "PLAIN", 31, 20 * DAY)
    for place in ("A-02", "A-03"):
        world.visit(wang, task, place, 20 * DAY - 5)
    world.settle(plan)
    from pandian.counting.approving.operations import approve
    boss = world.controller()
    approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    return world


def someone(code, *capabilities, sites=("SH1",)):
    return World.person(type("W", (), {"site": sites[0]})(), code, *capabilities)


def drafted(kind="count.tolerance", code="T", content=None, site="SH1"):
    return policies.put_draft(scope=SYSTEM, draft=PolicyDraft(
        site, kind, code, content or {"level": "organisation", "quantity": 0}, "stricter"))[0]


def codes(caught):
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


def test_a_stricter_tolerance_is_rehearsed_shown_and_adopted(world):
    wide = drafted(content={"level": "organisation", "quantity": 5})
    do.rehearse(scope=SYSTEM, draft=RehearsalDraft(wide.id, months=3))
    boss = world.controller("li", "manager")
    policies.approve(scope=boss, id=wide.id, seen_hash=wide.content_hash, password=PASSWORD)
    policies.schedule(scope=boss, id=wide.id)
    strict = drafted(content={"level": "organisation", "quantity": 1})
    with pytest.raises(PolicyRefused) as caught:
        policies.approve(scope=boss, id=strict.id, seen_hash=strict.content_hash,
                         password=PASSWORD)
    assert ("", "policy_unrehearsed") in codes(caught)
    (row,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(
        strict.id, months=3, until=datetime.now(UTC) + timedelta(seconds=-1)))
    assert (row.state, row.attached, row.fresh) == ("done", True, True)
    old, new = (one["totals"] for one in row.report["sides"])
    assert row.report["differences"] == 2
    assert (old["met"], old["tasks"]) == (new["met"], new["tasks"])
    assert {found["quantity"] for found in row.report["found"]} == {-2, 1}
    assert row.report["sides"][0]["tolerances"] == ["T"]
    assert new["recounts"] >= old["recounts"]
    known = version(scope=SYSTEM, id=strict.id)
    assert known.state == "rehearsed"
    assert str(row.id) in known.evidence
    policies.approve(scope=boss, id=strict.id, seen_hash=strict.content_hash, password=PASSWORD)
    assert {fact.kind for fact in facts_about(
        scope=SYSTEM, sites=None, subject=f"rehearsal:{row.id}")} == {
            "counting.rehearsal_asked", "counting.rehearsed"}


def test_evidence_older_than_the_last_change_is_none(world):
    row = drafted()
    id = do.open_rehearsal(scope=SYSTEM, draft=RehearsalDraft(row.id, months=1))
    drafted(content={"level": "organisation", "quantity": 1})
    do.run_rehearsal(scope=SYSTEM, id=id)
    (done,) = rehearsal(scope=SYSTEM, id=id)
    assert (done.state, done.attached, done.fresh) == ("done", False, False)
    assert version(scope=SYSTEM, id=row.id).state == "draft"


def test_the_same_facts_and_seed_give_the_same_evidence_and_a_run_is_taken_up_again(world):
    row = drafted()
    one, two = (do.rehearse(scope=SYSTEM, draft=RehearsalDraft(row.id, months=2, seed=5))[0]
                for _ in range(2))
    assert one.content_hash == two.content_hash
    do.run_rehearsal(scope=SYSTEM, id=one.id)
    assert rehearsal(scope=SYSTEM, id=one.id)[0].finished_at == one.finished_at
    assert [each.id for each in rehearsals(scope=SYSTEM, policy=row.id)] == [two.id, one.id]


def test_a_candidate_that_says_what_holds_changes_nothing(world):
    row = drafted("count.plan", "C", {"strategy": "cycle", "when.every_days": 9})
    other = drafted("count.plan", "C2", {"strategy": "cycle", "when.every_days": 9})
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(
        row.id, months=2, against=str(other.id)))
    old, new = done.report["sides"]
    assert old["totals"] == new["totals"]
    assert new["totals"]["lines"] > 0


def test_more_often_is_more_work_and_what_it_meets(world):
    row = drafted("count.plan", "C", {"strategy": "cycle", "when.every_days": 3})
    other = drafted("count.plan", "C2", {"strategy": "cycle", "when.every_days": 40})
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(
        row.id, months=2, against=str(other.id), rate=36_000_000))
    old, new = (one["totals"] for one in done.report["sides"])
    assert new["lines"] > old["lines"]
    assert new["cost"] > old["cost"]
    assert new["met"] == 2
    assert new["coverage"]["C"]["covered"] + new["coverage"]["A"]["covered"] >= 5


def test_a_day_of_the_replay_is_the_day_that_the_planner_makes(world, monkeypatch):
    """Built-in rules but for risk: the night's scores are the planner's own, and none yet."""
    site = site_by_code(scope=SYSTEM, code="SH1")
    today = span_of(site, until=world.now, months=1)[1]
    (sets,) = sets_of(scope=SYSTEM, site=site, first=today, at=world.now, candidate=None)
    sets = sets._replace(rules=tuple(rule for rule in sets.rules if rule.strategy != "risk"))
    monkeypatch.setattr("pandian.counting.planning.operations.rules_in_force",
                        lambda **_: (list(sets.rules), [], True))
    planned = plan_day(scope=SYSTEM, site="SH1", day=today, dry_run=True, seed=3)
    found = facts_of(scope=SYSTEM, site=site, first=today, end=today + timedelta(days=1),
                     sets=[sets])
    done = walk(found, [sets], seed=3)
    assert sets.builtin
    assert (int(done.tasks[0]), int(done.places[0]), int(done.lines[0])) == (
        planned.tasks, planned.places, planned.lines)


def test_history_replays_the_rules_as_they_were(world):
    row = drafted("count.plan", "C", {"strategy": "cycle", "when.every_days": 9})
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(row.id, months=1, against="history"))
    assert done.report["sides"][0]["builtin"]


def test_an_empty_site_is_rehearsed_and_says_nothing_happened(db):
    put_sites(scope=SYSTEM, sites=[SiteDraft("E1", "空", "Asia/Shanghai")])
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(drafted(site="E1").id))
    assert (done.report["holdings"], done.report["moves"]) == (0, 0)
    assert done.report["sides"][1]["totals"]["met"] == 0


def test_a_central_rule_is_rehearsed_at_every_site_and_at_one_is_no_evidence(world):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BE1", "柏林", "Europe/Berlin")])
    row = drafted(site="*")
    part = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(row.id, site="BE1", months=1))
    assert ([one.site for one in part], part[0].attached) == (["BE1"], False)
    whole = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(row.id, months=1))
    assert [one.site for one in whole] == ["BE1", "SH1"]
    assert all(one.attached for one in whole)
    outsider = someone("mia", "counting.read", sites=("BE1",))
    assert [one.site for one in rehearsal(scope=outsider, id=whole[0].id)] == ["BE1"]


def test_everything_that_is_wrong_is_named_at_once(world):
    row = drafted("count.repair", "R", {"causes": ["sign"]})
    with pytest.raises(RehearsalRefused) as caught:
        do.open_rehearsal(scope=SYSTEM, draft=RehearsalDraft(
            row.id, site="BE1", months=0, against="later", seed=-1, rate=-5,
            until=datetime.now(UTC) + timedelta(days=2)))
    assert codes(caught) == {
        ("/policy", "rehearsal_kind"), ("/months", "out_of_range"), ("/rate", "out_of_range"),
        ("/seed", "out_of_range"), ("/until", "rehearsal_future"),
        ("/against", "rehearsal_against"), ("/site", "rehearsal_site")}
    ok = drafted()
    with pytest.raises(RehearsalRefused) as caught:
        do.open_rehearsal(scope=SYSTEM, draft=RehearsalDraft(ok.id, against=str(ok.id)))
    assert codes(caught) == {("/against", "rehearsal_same")}


def test_who_may_not_write_rules_may_not_rehearse_and_another_site_is_not_found(world):
    row = drafted()
    with pytest.raises(Forbidden):
        do.open_rehearsal(scope=someone("wang", "counting.count"), draft=RehearsalDraft(row.id))
    with pytest.raises(Forbidden):
        do.open_rehearsal(scope=someone("wang", "counting.read"), draft=RehearsalDraft(row.id))
    put_sites(scope=SYSTEM, sites=[SiteDraft("BE1", "柏林", "Europe/Berlin")])
    foreign = someone("mia", "governance.rule", "counting.read", sites=("BE1",))
    with pytest.raises(PolicyNotFound):
        do.open_rehearsal(scope=foreign, draft=RehearsalDraft(row.id))
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(row.id, months=1))
    with pytest.raises(RehearsalNotFound):
        rehearsal(scope=foreign, id=done.id)
    with pytest.raises(RehearsalNotFound):
        rehearsal(scope=SYSTEM, id=uuid4())
    with pytest.raises(Forbidden):
        rehearsal(scope=someone("blind", "counting.count"), id=done.id)


def test_values_stay_hidden_from_whom_they_are_hidden(world):
    (done,) = do.rehearse(scope=SYSTEM, draft=RehearsalDraft(drafted().id, months=1, rate=100))
    reader = someone("eve", "counting.read")._replace(hides=frozenset({"value"}))
    (row,) = rehearsal(scope=reader, id=done.id)
    assert row.rate is None
    assert row.report["sides"][1]["totals"]["missed_value"] is None
    assert row.report["sides"][1]["totals"]["met"] == done.report["sides"][1]["totals"]["met"]


def test_too_many_moves_are_refused_by_name_and_the_reason_is_kept(world, monkeypatch):
    monkeypatch.setattr("pandian.counting.rehearsing.queries.MOVES_MAX", 3)
    id = do.open_rehearsal(scope=SYSTEM, draft=RehearsalDraft(drafted().id, months=3))
    with pytest.raises(RehearsalRefused):
        do.run_rehearsal(scope=SYSTEM, id=id)
    (row,) = rehearsal(scope=SYSTEM, id=id)
    assert row.state == "failed"
    assert "rehearsal_large" in row.error


def test_a_span_of_months_ends_at_the_sites_own_midnight():
    from pandian.governance.words import SiteRow
    fields = dict.fromkeys(SiteRow._fields, "")
    site = SiteRow(**{**fields, "time_zone": "Asia/Shanghai"})
    late = datetime(2026, 3, 30, 17, 0, tzinfo=UTC)  # already the 31st in Shanghai
    assert span_of(site, until=late, months=1) == (date(2026, 2, 28), date(2026, 3, 31))
    assert span_of(site, until=late, months=13) == (date(2025, 2, 28), date(2026, 3, 31))

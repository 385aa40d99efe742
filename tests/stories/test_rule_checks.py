"""What the rules of a site leave out and where they contradict, by page, API and command.   检查"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from pandian.config import main as entry
from pandian.counting.operations import open_plan
from pandian.counting.planning.checking.queries import check, meets, uncovered
from pandian.counting.planning.checking.words import Finding
from pandian.counting.words import PlanDraft, PlanRefused
from pandian.counting.words import Scope as Reach
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft, VersionRow
from pandian.governance.queries import SiteNotFound, scope_of_code
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import caller
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    world.stock_in("PLAIN", "A-01", 10)
    world.stock_in("PLAIN", "A-02", 3)
    world.stock_in("LOTS", "A-02", 4, lot="L1")
    for code, role in (("pen", "controller"), ("seal", "manager"), ("ann", "counter")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD, language="en")
    return world


def adopt(site: str, code: str, content: dict[str, Any], kind: str = "count.plan") -> UUID:
    writer, boss = (scope_of_code(scope=SYSTEM, code=each) for each in ("pen", "seal"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(site, kind, code, content, "why"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=boss, id=row.id)
    return row.id


def found(site: str) -> dict[str, Finding]:
    return {row.code: row for row in check(scope=SYSTEM, site=site)}


def test_gaps_and_contradictions_of_centre_and_site_together_are_found_and_opened(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    site = world.site
    assert set(found(site)) == {"builtin", "no_tolerance", "no_shift"}
    assert found(site)["no_tolerance"].number == 3

    adopt(site, "M", {"strategy": "cycle", "when.every_days": 30, "scope.items": ["LOTS", "GONE"],
                      "who.skills": ["cold"], "who.people": ["ann", "nobody"]})
    adopt("*", "N", {"strategy": "cycle", "when.every_days": 7, "scope.items": ["LOTS", "GONE"]})
    adopt("*", "VOID", {"strategy": "touched", "scope.zones": ["NOWHERE"]})
    adopt(site, "Z", {"level": "item", "keys": ["PLAIN"]}, "count.tolerance")
    adopt("*", "C", {"level": "item", "keys": ["PLAIN"], "quantity": 1}, "count.tolerance")
    adopt(site, "B", {"rounds": 1}, "count.recount")
    adopt("*", "A", {"rounds": 2}, "count.recount")
    told = found(site)
    assert told["no_rule"].number == 2
    assert told["no_tolerance"].number == 1
    assert told["same_twice"].params == ("M", "N")
    assert told["scope_empty"].params == ("VOID",)
    assert (told["words_idle"].params[0], told["words_idle"].names) in (
        ("M", ("GONE",)), ("N", ("GONE",)))
    assert told["tolerance_twice"].params == ("C", "Z")
    assert (told["kind_twice"].params[1], told["kind_twice"].names) == ("A", ("B",))
    assert told["skill_missing"].params == ("M", "cold")
    assert told["people_gone"].names == ("nobody",)
    assert all(len(told[code].rules) == 2 for code in (
        "same_twice", "tolerance_twice", "kind_twice"))

    rows = uncovered(scope=SYSTEM, site=site)
    assert {(row.place, row.item, row.lot) for row in rows} == {
        ("A-01", "PLAIN", ""), ("A-02", "PLAIN", "")}
    (second,) = uncovered(scope=SYSTEM, site=site, after=rows[0].holding, limit=1)
    assert second == rows[1]
    (loose,) = uncovered(scope=SYSTEM, site=site, kind="count.tolerance")
    assert (loose.item, loose.lot) == ("LOTS", "L1")

    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"code": "pen", "password": PASSWORD})
    page = client.get(f"/rules/check?site={site}").content.decode()
    assert "2 holdings are under no rule" in page
    assert "Tolerances C and Z speak of the same: C decides" in page
    assert f'/rules/{told["kind_twice"].rules[0]}' in page
    listed = client.get(f"/rules/check/holdings?site={site}&of=no_rule").content.decode()
    assert "A-01" in listed
    assert "L1" not in listed
    assert client.get("/rules/check/holdings?of=colour").status_code == 422
    assert client.get("/rules/check?site=NOWHERE").status_code == 404

    boss = caller("boss", site)
    answer = boss.get(f"/rules/check?site={site}").json()["rows"]
    assert {row["code"]: row["listed"] for row in answer}["no_rule"] is True
    assert all(row["message"].isascii() for row in answer if row["code"] != "kind_twice")
    first = boss.get(f"/rules/uncovered?site={site}&limit=1").json()["rows"]
    assert [row["holding"] for row in first] == [rows[0].holding]
    assert boss.get(f"/rules/uncovered?site={site}&kind=colour").status_code == 422

    for words, wanted in (((), "2"), (("--list", "no_rule"), "A-01")):
        args = entry._parser().parse_args(["policies", "check", "--site", site, *words])
        assert args.module.handle(args) == 0
        assert wanted in capsys.readouterr().out
        args = entry._parser().parse_args(["policies", "check", "--site", site, *words, "--json"])
        assert args.module.handle(args) == 0
        assert json.loads(capsys.readouterr().out)


def test_a_central_rule_shows_before_its_approval_what_it_decides_twice_at_a_site(
    world: World,
) -> None:
    adopt(world.site, "B", {"rounds": 1}, "count.recount")
    own = adopt(world.site, "Z", {"level": "item", "keys": ["PLAIN"]}, "count.tolerance")
    adopt(world.site, "M", {"strategy": "cycle", "when.every_days": 30})
    pen, seal = (scope_of_code(scope=SYSTEM, code=each) for each in ("pen", "seal"))

    def drafted(kind: str, code: str, content: dict[str, Any]) -> VersionRow:
        row, _ = policies.put_draft(scope=pen, draft=PolicyDraft("*", kind, code, content, "why"))
        return policies.note_rehearsal(scope=pen, id=row.id, evidence="run 1")

    recount = drafted("count.recount", "A", {"rounds": 2})
    tolerance = drafted("count.tolerance", "C", {"level": "item", "keys": ["PLAIN", "LOTS"]})
    plan = drafted("count.plan", "N", {"strategy": "cycle", "when.every_days": 7})
    harmless = drafted("count.plan", "O", {"strategy": "touched"})
    told = {row.code: [(site, each.code, each.params[-1]) for site, each in meets(
        scope=SYSTEM, row=row)] for row in (recount, tolerance, plan, harmless)}
    assert told == {"A": [(world.site, "kind_twice", "A")],
                    "C": [(world.site, "tolerance_twice", "Z")],
                    "N": [(world.site, "same_twice", "N")], "O": []}

    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"code": "seal", "password": PASSWORD})
    page = client.get(f"/rules/{tolerance.id}").content.decode()
    assert "With the other rules at SH1: Tolerances C and Z speak of the same" in page
    assert "With the other rules" not in client.get(f"/rules/{harmless.id}").content.decode()
    read = caller("boss", world.site).get(f"/rules/{tolerance.id}").json()["meets"]
    assert [(each["site"], each["code"]) for each in read] == [(world.site, "tolerance_twice")]
    assert {str(own), str(tolerance.id)} == set(read[0]["rules"])
    policies.approve(scope=seal, id=plan.id, seen_hash=plan.content_hash, password=PASSWORD)
    live = policies.schedule(scope=seal, id=plan.id)
    assert [each.code for _, each in meets(scope=SYSTEM, row=live)] == ["same_twice"], (
        "it is shown and stops nothing")


def refused(scope: Scope, world: World, *places: str, items: tuple[str, ...] = ()) -> list[str]:
    """Return the codes of what keeps a person from beginning a count; nothing when it began."""
    try:
        world.plan(by=scope, scope=Reach(places=places, items=items))
    except PlanRefused as error:
        return [fault.code for fault in error.faults]
    return []


def test_who_may_begin_a_count_by_hand_of_what_and_how_often_by_desk_api_and_system(
    world: World,
) -> None:
    for code, role in (("leo", "lead"), ("una", "lead")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                      password=PASSWORD, language="en")
    leo, una, pen = (scope_of_code(scope=SYSTEM, code=code) for code in ("leo", "una", "pen"))
    assert refused(leo, world, "A") == [], "without a rule nothing changes"
    adopt(world.site, "HAND", {"strategy": "hand", "who.roles": ["lead"], "how.places_max": 2,
                               "scope.places": ["A-01", "A-02", "A-03"],
                               "exceptions.per_day_max": 2}, "count.trigger")
    assert refused(pen, world, "A-01") == ["hand_role"]
    assert refused(una, world, "A") == ["hand_places", "hand_many"]
    with pytest.raises(PlanRefused) as broken:
        world.plan("A-06", "NOWHERE", by=una)
    assert [fault.code for fault in broken.value.faults] == ["place_unknown", "hand_places"]
    assert refused(leo, world, "A-01", "A-02") == [], "what was refused is not counted"
    assert refused(leo, world, "A-03") == ["hand_often"], "the one before the rule counts too"
    assert refused(SYSTEM, world, "A") == [], "jobs are no counts by hand"
    assert open_plan(scope=pen, draft=PlanDraft(uuid7(), world.site, "drawn", Reach(("A",)))
                     ).result == "created"

    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"code": "pen", "password": PASSWORD})
    page = client.post("/counts/new", {"id": str(uuid7()), "site": world.site, "name": "now",
                                       "place_codes": "A-01", "blind": "1"})
    assert page.status_code == 422
    assert "begun here by: Team lead. Ask one of them" in page.content.decode()
    boss = caller("boss", world.site)
    answer = boss.post("/counts", {"id": str(uuid7()), "site": world.site, "name": "now",
                                   "scope": {"places": ["A-01"]}})
    assert (answer.status_code, [(each["pointer"], each["code"]) for each in answer.json()[
        "errors"]]) == (422, [("/site", "hand_role")])
    task = world.task(world.plan("A-01", by=una))
    ann = world.person("ann")
    assert world.see_now(ann, task, "A-01", "PLAIN", 10).verdicts[0].result == "created"
    assert world.see_now(ann, None, "A-06", "PLAIN", 1).verdicts[0].result == "created", (
        "what a phone saw without a task is kept, whatever the rules say")


def test_a_class_that_a_rule_by_class_leaves_out_is_under_no_rule(world: World) -> None:
    adopt(world.site, "R", {"strategy": "cycle", "when.days_by_class": {"A": 30, "B": 90}})
    assert found(world.site)["no_rule"].number == 3  # without usage everything is of class C


def test_a_foreign_site_is_not_told_from_one_that_is_not_there(world: World) -> None:
    World("SH2")
    scope = scope_of_code(scope=SYSTEM, code="pen")._replace(sites=frozenset({"SH2"}))
    with pytest.raises(SiteNotFound):
        check(scope=scope, site="SH1")

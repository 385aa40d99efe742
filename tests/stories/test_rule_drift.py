"""The drift report: inherited, behind, unknown, and lines that somebody signs for.   偏离报告"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.rulebook.operations import sign_drift
from pandian.counting.planning.rulebook.queries import drift_report
from pandian.governance.delegating.operations import mark_same_person
from pandian.governance.operations import assign_role, create_person
from pandian.governance.policies.words import DriftRow, PolicyConflict, PolicyRefused
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.kernel.words import Forbidden
from tests.stories.counting_world import PASSWORD, World
from tests.stories.test_rule_checks import adopt

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    world.stock_in("PLAIN", "A-01", 10, minutes=100)
    World("SH2")
    for code, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    return world


def lines(drift: str) -> list[DriftRow]:
    return [row for row in drift_report(scope=SYSTEM) if row.drift == drift]


def test_without_central_rules_there_is_nothing_to_leave(world: World) -> None:
    assert drift_report(scope=SYSTEM) == []


def test_a_site_without_a_version_of_its_own_inherits_the_rule_as_a_whole(world: World) -> None:
    adopt("*", "R", {"strategy": "touched"})
    adopt("SH1", "R", {"when.touches": 3})
    assert [(row.site, row.key) for row in lines("inherited")] == [
        ("SH1", "strategy"), ("SH2", "")]
    assert [(row.site, row.key, row.central, row.local) for row in lines("overridden")] == [
        ("SH1", "when.touches", None, 3)]


def test_tasks_that_go_by_a_version_which_holds_no_longer_are_behind(world: World) -> None:
    first = adopt("*", "R", {"strategy": "touched"})
    assert plan_day(scope=SYSTEM, site="SH1").tasks == 1
    assert lines("behind") == []
    adopt("*", "R", {"strategy": "touched", "when.touches": 2})
    (row,) = lines("behind")
    assert (row.site, row.code, row.key, row.version, row.local) == (
        "SH1", "R", "v1", first, {"tasks": 1, "devices": 0})


def test_central_rules_that_name_places_a_site_does_not_have_are_told(world: World) -> None:
    adopt("*", "R", {"strategy": "touched", "scope.zones": ["A", "NOWHERE"]})
    adopt("*", "T", {"level": "place", "keys": ["A-01"]}, "count.tolerance")
    found = {(row.site, row.code, row.key): row.local for row in lines("unknown")}
    assert found == {("SH1", "R", "scope.zones"): ["NOWHERE"],
                     ("SH2", "R", "scope.zones"): ["NOWHERE"]}


def test_a_line_is_signed_as_it_was_shown_and_only_so_long(world: World) -> None:
    adopt("*", "R", {"strategy": "touched"})
    adopt("SH1", "R", {"when.touches": 3})
    (line,) = lines("overridden")
    boss = scope_of_code(scope=SYSTEM, code="seal")
    with pytest.raises(PolicyRefused, match=r"."):
        sign_drift(scope=boss, seen=line.hash, reason=" ", password=PASSWORD)
    with pytest.raises(PolicyConflict, match="policy_drift_gone"):
        sign_drift(scope=boss, seen="0" * 64, reason="agreed", password=PASSWORD)
    with pytest.raises(Forbidden):
        sign_drift(scope=scope_of_code(scope=SYSTEM, code="pen"), seen=line.hash,
                   reason="agreed", password=PASSWORD)
    before = datetime.now(UTC)
    signed = sign_drift(scope=boss, seen=line.hash, reason="agreed", password=PASSWORD)
    assert signed.signed_by == "seal"
    assert signed.signed_at is not None
    assert signed.signed_at >= before
    adopt("SH1", "R", {"when.touches": 4})
    assert [row.signed_by for row in lines("overridden")] == [""]


def test_nobody_signs_for_what_he_wrote_himself_by_no_account(world: World) -> None:
    adopt("*", "R", {"strategy": "touched"})
    adopt("SH1", "R", {"when.touches": 3})
    (line,) = lines("overridden")
    assert line.by == "pen"
    assign_role(scope=SYSTEM, person="pen", role="manager", site="*", reason="promoted")
    create_person(scope=SYSTEM, code="twin", name="twin", role="manager", sites=["*"],
                  password=PASSWORD)
    mark_same_person(scope=SYSTEM, person="pen", other="twin", reason="one human")
    for code in ("pen", "twin"):
        with pytest.raises(PolicyRefused) as caught:
            sign_drift(scope=scope_of_code(scope=SYSTEM, code=code), seen=line.hash,
                       reason="agreed", password=PASSWORD)
        assert [fault.code for fault in caught.value.faults] == ["policy_own_drift"]


def test_the_page_shows_every_line_and_signs_one(world: World) -> None:
    adopt("*", "R", {"strategy": "touched"})
    adopt("SH1", "R", {"when.touches": 3})
    boss = Client(headers={"Accept-Language": "en"})
    boss.post("/sign-in", {"code": "seal", "password": PASSWORD})
    page = boss.get("/rules/drift", headers={"Accept-Language": "en"}).content.decode()
    assert 'name="seen"' in page
    assert 'title="when.touches">' in page
    assert ">when.touches<" not in page
    assert "SH2" in boss.get("/rules/drift?all=1").content.decode()
    (line,) = lines("overridden")
    wrong = boss.post("/rules/drift/sign", {"seen": line.hash, "reason": "ok", "password": "x"})
    assert wrong.status_code in (401, 403, 422)
    done = boss.post("/rules/drift/sign", {
        "seen": line.hash, "reason": "agreed", "password": PASSWORD})
    assert done.status_code == 302
    assert 'name="seen"' not in boss.get("/rules/drift").content.decode()
    pen = Client()
    pen.post("/sign-in", {"code": "pen", "password": PASSWORD})
    assert pen.post("/rules/drift/sign", {"seen": line.hash}).status_code == 403

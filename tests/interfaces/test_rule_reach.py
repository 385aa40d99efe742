"""Before a rule is kept its form says what it would hold for.   规则预览"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pandian.counting.planning.rulebook.queries import known_words, reach
from pandian.governance.operations import create_person
from pandian.governance.policies.operations import approve, put_draft, schedule, waive_rehearsal
from pandian.governance.policies.queries import versions
from pandian.governance.policies.words import PolicyDraft, VersionRow
from pandian.governance.words import SYSTEM
from pandian.insight.alerting.words import CONDITIONS
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    world.stock_in("PLAIN", "A-01", 10)
    world.stock_in("PLAIN", "A-02", 3)
    world.stock_in("LOTS", "A-02", 4, lot="L1")
    return world


def _client(world: World) -> Client:
    create_person(scope=SYSTEM, code="li", name="li", role="controller", sites=["*"],
                  password=PASSWORD, language="en")
    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"code": "li", "password": PASSWORD})
    return client


def in_force(world: World, kind: str, code: str, content: dict[str, Any]) -> VersionRow:
    """Put a rule of the site in force at once."""
    row, _ = put_draft(scope=SYSTEM, draft=PolicyDraft(world.site, kind, code, content, "why"))
    boss = world.controller(f"boss-{code.lower()}", "manager")
    waive_rehearsal(scope=boss, id=row.id, reason="new", password=PASSWORD)
    approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    return schedule(scope=boss, id=row.id)


def test_the_form_says_for_which_stock_a_rule_would_hold_and_keeps_nothing(world: World) -> None:
    in_force(world, "count.plan", "WEEK", {
        "strategy": "cycle", "when.every_days": 7, "scope.places": ["A-02"]})
    client = _client(world)
    answer = client.post("/rules/new", {
        "kind": "count.plan", "site": world.site, "code": "NEW", "reason": "2026",
        "f.strategy": "cycle", "f.when.every_days": "30", "f.scope.items": "PLAIN SERIAL",
        "preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert "this rule holds for 2 of 3 holdings" in page
    assert "1 of them also under rule WEEK" in page
    assert "1 under it alone" in page
    assert "<code>SERIAL</code>" in page  # known, but nothing of it is here
    assert 'value="30"' in page
    assert [row.code for row in versions(scope=SYSTEM)] == ["WEEK"]


@pytest.mark.parametrize(("content", "holdings", "due"), [
    ({"strategy": "periodic", "when.every_days": 1}, 3, True),
    ({"strategy": "touched", "scope.zones": ["A"], "exceptions.skip_items": ["LOTS"]}, 2, True),
    ({"strategy": "touched", "scope.zones": ["B"]}, 0, True),
    ({"level": "organisation", "quantity": 1}, 3, False),
    ({"level": "item", "keys": ["LOTS"]}, 1, False),
    ({"level": "place", "keys": ["A"]}, 3, False),
    ({"level": "class", "keys": ["none"]}, 0, False),
])
def test_what_a_rule_holds_for_is_counted_as_the_planner_and_the_judge_see_it(
    world: World, content: dict[str, Any], holdings: int, due: bool
) -> None:
    kind = "count.plan" if "strategy" in content else "count.tolerance"
    row = reach(scope=SYSTEM, site=world.site, kind=kind, code="X", content=content)
    assert (row.holdings, row.whole, row.alone, row.beside) == (holdings, 3, holdings, ())
    assert (row.due is not None) == due


def test_what_a_site_knows_is_offered(world: World) -> None:
    known = known_words(scope=SYSTEM, site=world.site)
    assert list(known["zones"]) == ["A"]
    assert "accepted" in known["statuses"]
    assert {"A", "B", "C", "X"} <= set(known["classes"])
    assert "zones" in known_words(scope=SYSTEM)


def test_a_central_rule_is_shown_for_each_site(world: World) -> None:
    World("SH2").stock_in("PLAIN", "A-01", 1)
    page = _client(world).post("/rules/new", {
        "kind": "count.tolerance", "site": "*", "code": "T", "reason": "2026",
        "f.level": "organisation", "f.quantity": "2", "preview": "1"}).content.decode()
    assert "<strong>SH1</strong>: this rule holds for 3 of 3" in page
    assert "<strong>SH2</strong>: this rule holds for 1 of 1" in page


def test_the_form_of_an_alert_says_what_is_usual_and_asks_of_no_stock(world: World) -> None:
    client = _client(world)
    page = client.get("/rules/new?kind=alert&f.condition=expired").content.decode()
    shown = re.findall(r'data-usual="(\w+)"( hidden)?', page)
    assert [code for code, hidden in shown if not hidden] == ["expired"]
    assert len(shown) == len(CONDITIONS)
    assert 'name="preview"' not in page
    assert 'name="preview"' in client.get("/rules/new?kind=count.tolerance").content.decode()
    asked = client.post("/rules/new", {
        "kind": "alert", "site": world.site, "code": "A", "reason": "x", "f.condition": "expired",
        "f.hours": "4", "preview": "1"})
    assert (asked.status_code, 'id="reach"' in asked.content.decode()) == (200, False)

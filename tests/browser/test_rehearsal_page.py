"""A rule rehearsed, read and adopted in a browser: the main path, wide and narrow.   规则预演"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds

PASSWORD = "tall-heron-walks-42"
DAY = 24 * 60


@pytest.fixture(scope="module")
def rule(stage: Any) -> Any:
    """A stricter tolerance, drafted over two months in which one count found two missing."""
    from pandian.counting.words import Tolerance
    from pandian.governance.operations import create_person
    from pandian.governance.policies.operations import put_draft
    from pandian.governance.policies.words import PolicyDraft
    from pandian.governance.queries import scope_of_code
    from pandian.governance.words import SYSTEM
    from tests.stories.counting_world import World

    world = World("SH1", places=9)
    for n in range(4, 9):
        world.stock_in("PLAIN", f"A-{n:02}", 10, minutes=50 * DAY)
    plan, who = world.plan(
        "A-04", "A-05", tolerance=Tolerance(quantity=5)), world.person("rehearsal-counter")
    for place, counted in (("A-04", 8), ("A-05", 10)):
        world.see(who, world.task(plan), place, "PLAIN", counted, minutes=30 * DAY)
        world.visit(who, world.task(plan), place, minutes=30 * DAY - 5)
    world.settle(plan)
    create_person(scope=SYSTEM, code="boss", name="周经理", role="manager", sites=["*"],
                  password=PASSWORD)
    return put_draft(scope=scope_of_code(scope=SYSTEM, code="li"), draft=PolicyDraft(
        "SH1", "count.plan", "C", {"strategy": "cycle", "when.every_days": 3}, "stricter"))[0]


def looks_well(visitor: Any, name: str) -> None:
    """Nothing wider than the screen; nothing that the accessibility engine finds."""
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
    visitor.shoot(name)
    assert axe_finds(visitor.page) == [], name


def test_a_rule_is_rehearsed_opened_to_its_lines_and_adopted(person: Any, rule: Any) -> None:
    from pandian.counting.rehearsing.operations import run_rehearsal
    from pandian.counting.rehearsing.queries import rehearsals
    from pandian.governance.policies.queries import version
    from pandian.governance.words import SYSTEM

    li, boss = person("zh"), person("en", width=390)
    page = li.enter("li")
    page.goto(f"/rules/{rule.id}")
    page.click("text=预演 >> nth=0")
    page.fill("#r-months", "2")
    looks_well(li, "rehearsal-ask")
    page.click("main form button.btn-primary")
    page.wait_for_selector("#rehearsal progress")
    looks_well(li, "rehearsal-progress")
    (row,) = rehearsals(scope=SYSTEM, policy=rule.id)
    run_rehearsal(scope=SYSTEM, id=row.id)  # the worker's part
    page.wait_for_selector("text=去审批")  # the page follows by itself
    looks_well(li, "rehearsal-done")

    page = boss.enter("boss")
    page.goto(f"/rehearsals/{row.id}")
    looks_well(boss, "rehearsal-done-narrow")
    page.click("tr:has-text('Differences it would have met') td:nth-child(3) a")
    page.wait_for_selector("td:has-text('A-04')")
    looks_well(boss, "rehearsal-lines-narrow")
    page.click("tbody tr a >> nth=0")
    page.wait_for_selector("h2:has-text('Candidate')")
    assert "A-04" in page.inner_text("main")
    looks_well(boss, "rehearsal-day-narrow")
    page.click(".crumbs a:last-child")
    page.wait_for_selector("h1:has-text('SH1')")
    looks_well(boss, "rehearsal-month-narrow")
    page.goto(f"/rules/{rule.id}")
    page.fill("input[type=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[value=approve]")
    assert version(scope=SYSTEM, id=rule.id).state == "approved"
    page.goto(f"/rehearsals/{row.id}")
    assert "with which the rule was decided" in page.inner_text("main")

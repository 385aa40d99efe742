"""The page of reasons in a real browser: read wide and narrow, taken back by a tap.   差异原因页"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds


@pytest.fixture(scope="module")
def reasons(stage: Any) -> None:
    """Three differences with confirmed reasons at a site of their own; one was taken back."""
    from pandian.counting.detective.operations import explain
    from pandian.counting.detective.queries import findings
    from pandian.counting.repairing.operations import confirm, repair, undo
    from pandian.counting.repairing.words import Wanted
    from pandian.governance.words import SYSTEM
    from tests.stories.counting_world import World

    world = World("SH1", places=3)
    world.stock_in("PLAIN", "A-01", 100, minutes=9000)
    world.stock_in("PLAIN", "A-01", 12, minutes=3000)
    world.stock_in("PLAIN", "A-02", 80, minutes=9000)
    world.stock_in("LOTS", "A-03", 50, minutes=9000, lot="L1")
    plan = world.plan("A-01", "A-02", "A-03")
    who, task = world.person("reasons-counter"), world.task(plan)
    world.see(who, task, "A-01", "PLAIN", 220, minutes=5)
    world.see(who, task, "A-02", "PLAIN", 77, minutes=5)
    world.see(who, task, "A-03", "LOTS", 45, minutes=5, lot="L1")
    world.settle(plan)
    explain(scope=SYSTEM, plan=plan.id)
    rows = {(row.place, row.item): row for row in findings(scope=SYSTEM, plan=plan.id).rows}

    def wish(key: tuple[str, str], cause: str | None = None, note: str = "") -> Wanted:
        row = rows[key]
        causes = next(each.causes for each in row.alternatives
                      if cause is None or each.causes == (cause,))
        return Wanted(uuid7(), row.line, causes, note=note)

    repair(scope=SYSTEM, plan=plan.id, wanted=[wish(("A-01", "PLAIN"))])
    confirm(scope=SYSTEM, plan=plan.id, wanted=[wish(("A-02", "PLAIN"), "unknown", "查不出")])
    (done,) = confirm(scope=SYSTEM, plan=plan.id, wanted=[wish(("A-03", "LOTS"), "loss")])
    undo(scope=SYSTEM, plan=plan.id, reason=done.id, id=uuid7(), why="后来在 B 区找到")


@pytest.mark.parametrize(("language", "width", "word"), [
    ("zh", 1440, "各原因份额"), ("zh", 390, "各原因份额"),
    ("en", 390, "Share of causes"), ("en", 1440, "Share of causes")])
def test_the_page_is_readable_and_accessible(
    person: Any, reasons: None, language: str, width: int, word: str
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("li")
    page.goto("/counts/reasons")
    page.wait_for_selector(f"text={word}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    visitor.shoot(f"reasons-{language}-{width}")
    assert axe_finds(page) == []


def test_a_reason_is_taken_back_by_a_tap_with_a_word(person: Any, reasons: None) -> None:
    page = person("en", width=1440).enter("li")
    page.goto("/counts/reasons?cause=unknown&stands=stands")
    page.click("summary:has-text('Take back')")
    page.fill("details[open] input[name=why]", "found it")
    page.click("details[open] button")
    page.wait_for_selector("text=Taken back")
    page.goto("/counts/reasons?cause=unknown&stands=stands")
    assert page.locator("details summary:has-text('Take back')").count() == 0

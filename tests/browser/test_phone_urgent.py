"""A recount ordered on the desk reaches the other counter's phone by itself, and first.   加急"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds
from tests.browser.phone_hands import join

LATER = """window.ahead = 0;
const real = performance.now.bind(performance);
performance.now = () => real() + window.ahead;"""
WHILE = "() => { window.ahead = 31_000; dispatchEvent(new Event('focus')); }"
"""Half a minute later, as the page's own clock says: its next turn is due."""


@pytest.fixture(scope="module")
def doubted(stage: Any) -> Any:
    """Wang counted 7,724 where the book says 7,731; Zhang has another count to do."""
    from tests.browser.phone_world import count_task
    from tests.stories.counting_world import World

    world = World("SH1", places=4)
    world.stock_in("PLAIN", "A-01", 7731, minutes=9000)
    plan = world.plan("A-01", "A-02")
    wang = world.person("wang")
    world.see(wang, world.task(plan), "A-01", "PLAIN", 7724, minutes=30)
    for place in ("A-01", "A-02"):
        world.visit(wang, world.task(plan), place, 29)
    world.settle(plan)
    count_task("zhang", "A-03", "A-04")
    return stage, plan


def test_a_recount_from_the_desk_is_on_the_other_phone_without_a_reload_and_first(
    person: Any, doubted: Any
) -> None:
    stage, plan = doubted
    phones = {}
    for who, language in (("zhang", "zh"), ("wang", "en")):
        visitor = person(language, width=390)
        visitor.page.add_init_script(LATER)
        phones[who] = visitor
        join(visitor.page, stage.url, who)
    zhang, wang = phones["zhang"], phones["wang"]
    zhang.page.wait_for_selector("#next-task:has-text('phone')")
    zhang.page.evaluate("() => { window.loaded = 'once'; }")
    desk = person("zh").enter("li")
    desk.goto(f"/counts/{plan.id}")
    desk.check("input[name=line]")
    desk.click("button[name=act][value=recount]")
    desk.wait_for_selector("text=复盘")
    for visitor in phones.values():
        with visitor.page.expect_response("**/pull"):
            visitor.page.evaluate(WHILE)
    zhang.page.wait_for_selector("#urgent")
    first = zhang.page.inner_text("#next-task")
    assert "加急" in first
    assert "复盘" in first
    assert "phone" in zhang.page.inner_text(".cards")
    assert zhang.page.evaluate("() => window.loaded") == "once"
    said = zhang.page.inner_text("body")
    assert not {"7731", "7,731", "7724", "7,724"} & set(said.split())
    zhang.shoot("phone-urgent-zh")
    assert axe_finds(zhang.page) == []
    zhang.page.click("#urgent button")
    zhang.page.wait_for_selector("body[data-screen=count]")
    zhang.page.evaluate("() => { location.hash = '#/tasks'; }")
    zhang.page.wait_for_selector(".tasks .huge")
    zhang.page.wait_for_selector("#urgent", state="detached")  # it was opened: no news any more
    # who counted it first hears nothing of it, on any screen
    wang.page.evaluate("() => atRest()")
    assert not wang.page.query_selector("#urgent")
    assert "Recount" not in wang.page.inner_text("body")


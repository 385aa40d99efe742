"""The desk replaces nothing under a finger: the click arrives, then the newer state.   点下不换"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.phone_world import count_task
from tests.browser.test_phone_touch import MOMENT_MS, press

RENEW = "() => { htmx.ajax('GET', '/', {target: '#live', swap: 'innerHTML'}); }"
"""What the page does by itself every fifteen seconds."""
HEAR = """() => document.addEventListener('click', (event) => {
  window.heard = event.target.textContent.trim(); event.preventDefault(); })"""


@pytest.fixture
def overview(person: Any, stage: Any) -> Any:
    """A counter's first page with one task, which is drawn anew while he presses on it."""
    count_task("zhang", "A-01")
    page = person("zh").enter("zhang")
    page.goto("/")
    page.evaluate("() => { document.querySelector('.task-link.first').mark = true; }")
    press(page, ".task-link.first")
    fresh = count_task("zhang", "A-02")
    with page.expect_response(lambda answer: answer.url.endswith("/")):
        page.evaluate(RENEW)
    page.wait_for_timeout(MOMENT_MS)
    assert page.evaluate("() => document.querySelector('.task-link.first').mark === true")
    return page, f".task-link[href='/count/{fresh}']"


def test_a_click_on_a_live_fragment_arrives(overview: Any) -> None:
    page, _fresh = overview
    page.mouse.up()
    page.wait_for_url("**/count/*")


def test_a_pointer_that_leaves_lets_the_live_fragment_be_drawn(overview: Any) -> None:
    page, fresh = overview
    assert not page.query_selector(fresh)
    page.mouse.move(3, 3)
    page.mouse.up()
    page.wait_for_selector(fresh)


def test_a_click_in_a_growing_count_arrives_and_then_the_count_grows(
    person: Any, stage: Any
) -> None:
    from tests.stories.counting_world import World

    world = World("SH1", places=4)
    plan = world.plan("A-03", "A-04")
    page = person("zh").enter("li")
    page.goto(f"/counts/{plan.id}")
    page.evaluate(HEAR)
    press(page, "[data-live=tasks] button >> nth=0")
    with page.expect_response(lambda answer: answer.url.endswith(str(plan.id))):
        world.visit(world.person("wang"), world.task(plan), "A-03", 5)
        world.settle(plan)
    page.wait_for_timeout(MOMENT_MS)
    assert page.inner_text("[data-live=tasks] .num") == "0/2"
    page.mouse.up()
    page.wait_for_selector("[data-live=tasks] .num:text('1/2')")
    assert page.evaluate("() => window.heard") == "派发"


def test_who_was_chosen_and_not_sent_yet_stays_chosen_while_the_count_grows(
    person: Any, stage: Any
) -> None:
    from tests.stories.counting_world import World

    world = World("SH1", places=4)
    plan = world.plan("A-03", "A-04")
    page = person("zh").enter("li")
    page.goto(f"/counts/{plan.id}")
    page.select_option("select[name=person] >> nth=0", "zhang")
    page.evaluate("() => document.activeElement.blur()")  # the hand goes on before it sends
    world.visit(world.person("wang"), world.task(plan), "A-03", 5)
    world.settle(plan)
    page.wait_for_selector("[data-newer]:not([hidden])")
    assert page.input_value("select[name=person] >> nth=0") == "zhang"
    with page.expect_navigation():
        page.click("[data-live=tasks] button >> nth=0")
    page.wait_for_selector("select[name=person] option[value=zhang]:checked", state="attached")
    page.wait_for_selector("[data-live=tasks] .num:text('1/2')")

"""News on the phone: late paper confirms my count, without a figure, also off-line.   手机消息"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds
from tests.browser.phone_hands import join


@pytest.fixture(scope="module")
def healed(stage: Any) -> Any:
    """Wang counts seven too few of 7,731; then the paper of before the count comes."""
    from pandian.counting.words import Tolerance
    from tests.stories.counting_world import World

    world = World("SH1", places=2)
    world.stock_in("PLAIN", "A-01", 7731, minutes=9000)
    plan = world.plan("A-01", tolerance=Tolerance(quantity=100))
    world.see(world.person("wang"), world.task(plan), "A-01", "PLAIN", 7724, minutes=30)
    world.settle(plan)
    world.ship("PLAIN", "A-01", 7, minutes=600)
    return stage


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("installed")
def test_my_count_is_confirmed_without_a_figure_and_stays_off_line(
    person: Any, healed: Any, language: str
) -> None:
    word = {"zh": "您点的数成立", "en": "your count stands"}[language]
    visitor = person(language, width=390)
    page = join(visitor.page, healed.url, "wang").page
    page.click("a[href='#/news']")
    page.wait_for_selector(f".news .card:has-text('{word}')")
    said = page.inner_text("body")
    assert "A-01" in said
    assert not {"7731", "7,731", "7724", "7,724"} & set(said.split())
    visitor.shoot(f"phone-news-{language}")
    assert axe_finds(page) == []
    page.context.set_offline(True)
    page.evaluate("() => { location.hash = '#/tasks'; }")
    page.wait_for_selector(".tasks")
    page.evaluate("() => { location.hash = '#/news'; }")
    page.wait_for_selector(".news .notice")
    assert word in page.inner_text(".news")
    page.context.set_offline(False)
    if language == "en":
        page.click(".news .card button")
        page.wait_for_selector(".news .empty-state")

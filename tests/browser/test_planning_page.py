"""The planning page in a real browser: planned by a tap, wide and narrow, both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds


@pytest.mark.parametrize(("language", "width", "word"), [
    ("zh", 1440, "负荷与工时"), ("en", 390, "Load and capacity")])
def test_a_day_is_planned_by_a_tap_and_read_on_desk_and_phone(
    person: Any, language: str, width: int, word: str
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("li")
    page.goto("/planning")
    button = page.locator("form[action='/planning/make'] button")
    if button.count():
        button.click()
    page.wait_for_selector(f"text={word}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert axe_finds(page) == []
    visitor.shoot(f"planning-{language}-{width}")

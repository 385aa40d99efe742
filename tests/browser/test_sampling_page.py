"""A sampling stocktake and a certificate's code in a real browser, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds


def sound(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert axe_finds(page) == []


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_a_sample_is_designed_drawn_and_its_strata_open(
    person: Any, language: str, width: int
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("li")
    page.goto("/samples/new")
    page.fill("#p-name", f"{language} {width}")
    if page.locator("#p-site option[value='']").count():
        page.select_option("#p-site", index=1)
    page.check("input[name=kind][value=gate]", force=True)
    sound(page)
    page.click("form.card button.btn-primary")
    page.fill("#s-number", "4711")
    page.click("form[action$='/act'] button.btn-primary")
    page.wait_for_selector("text=4711")
    page.locator("a[href^='?stratum=']").first.click()
    page.wait_for_selector("#drawn")
    sound(page)
    visitor.shoot(f"sample-{language}-{width}")


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_a_code_that_is_none_of_ours_is_answered_in_words(
    person: Any, language: str, width: int
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("li")
    page.goto("/verify")
    page.fill("#v-code", "0000-0000-0000-0000")
    page.locator("form[method=get] button").click()
    page.wait_for_selector(".faults")
    sound(page)
    visitor.shoot(f"verify-{language}-{width}")

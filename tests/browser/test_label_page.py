"""The labels page in a browser: look, print, check by a scan.   标签页"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.images import loaded_width


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_a_bin_label_is_seen_printed_and_checked(
    person: Any, language: str, width: int
) -> None:
    page = person(language, width=width).enter("li")
    page.goto("/stock?site=SH1&place=A-01")
    page.click("a.btn[href^='/labels']")
    page.wait_for_url("**/labels?**")  # whole: before that nobody listens to what is typed
    assert page.input_value("#l-things") == "A-01"
    page.fill("#l-find", "A-0")
    page.locator(".found-row", has_text="A-02").click()
    assert page.input_value("#l-things") == "A-01\nA-02"
    page.click("button[hx-post='/labels/preview']")
    assert loaded_width(page, ".label-preview img") == 320
    first = page.input_value("#print-id")
    with page.expect_download() as coming:
        page.click("#label-form .btn-primary")
    assert coming.value.suggested_filename == "pandian-place-40x30.pdf"
    page.wait_for_function(
        "known => document.getElementById('print-id').value !== known", arg=first)
    check = page.locator("#prints a[href^='/labels/prints/']").first
    check.evaluate("link => link.scrollIntoView({block: 'center', behavior: 'instant'})")
    check.click()
    page.wait_for_selector("#scan")
    page.wait_for_load_state()
    page.wait_for_function("() => document.activeElement.id === 'scan'")
    page.keyboard.type("]Q1PD:B:SH1.A-01")
    page.keyboard.press("Control+BracketRight")
    assert page.input_value("#scan") == "]Q1PD:B:SH1.A-01{GS}"
    page.fill("#scan", "]Q1PD:B:SH1.A-01")
    page.keyboard.press("Enter")
    page.wait_for_selector(".scan-matches")


def test_what_is_wrong_with_the_list_is_named_by_its_line(person: Any) -> None:
    page = person("en").enter("li")
    page.goto("/labels?kind=place&site=SH1&place=A-01")
    page.fill("#l-things", "A-01\nNOWHERE")
    page.click("button[hx-post='/labels/preview']")
    page.wait_for_selector("#preview .faults")
    assert "Line 2: " in page.inner_text("#preview .faults")
    assert page.input_value("#l-things") == "A-01\nNOWHERE"

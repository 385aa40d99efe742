"""The planning page in a real browser: planned by a tap, wide and narrow, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "pandian/static/vendor/axe-core/axe.min.js"


@pytest.mark.parametrize(("language", "width", "word"), [
    ("zh", 1440, "负荷与工时"), ("en", 390, "Load and capacity")])
def test_a_day_is_planned_by_a_tap_and_read_on_desk_and_phone(
    person: Any, language: str, width: int, word: str
) -> None:
    visitor = person(language, width=width, bypass_csp=True)
    page = visitor.sign_in("li")
    page.goto("/planning")
    button = page.locator("form[action='/planning/make'] button")
    if button.count():
        button.click()
    page.wait_for_selector(f"text={word}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    if AXE.exists():
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document).then(r => r.violations.map(v => "
                              "v.id + ' ' + v.nodes.map(n => n.html).join(' | ')))")
        assert found == []
    visitor.shoot(f"planning-{language}-{width}")

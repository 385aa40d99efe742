"""The life of a lot in a real browser: timeline, flows, what was where, files.   追溯页"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import document_stage as on_stage
import pytest
from conftest import PASSWORD
from test_pages import check


@pytest.fixture(scope="module")
def papers(stage: Any) -> on_stage.Papers:
    on_stage.furnish(PASSWORD)
    return on_stage.papers(PASSWORD)


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_pages_of_a_trace_are_tidy(
    person: Any, papers: on_stage.Papers, language: str, width: int
) -> None:
    found: list[str] = []
    desk = person(language, width=width)
    desk.enter("li")
    for address in ("/trace", "/trace?item=STENT&lot=L2406A", "/trace?item=STENT&lot=NONE",
                    "/whereabouts", "/whereabouts?as_of=2020-01-01T00:00"):
        check(desk, address, found)
    assert not found, "\n".join(found)


def test_a_lot_is_followed_from_its_document_and_its_life_is_a_file(
    person: Any, papers: on_stage.Papers
) -> None:
    page = person("zh").enter("li")
    page.goto(f"/documents/{papers.inspected}")
    page.click("a[title=追溯]")
    page.wait_for_selector(".flow-box")
    page.wait_for_load_state()
    words = page.inner_text(".timeline")
    assert "IN-000001" in words
    assert "RC-000001" in words
    assert page.locator(".flow-line").count() >= 2
    with page.expect_download() as waiting:
        page.click("text=CSV >> nth=0")
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert "L2406A" in text
    assert "RC-000001" in text

"""Licences in a real browser: warned of, entered, renewed, refused by the field.   证照页"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import document_stage as on_stage
import pytest
from conftest import PASSWORD
from test_document_pages import enter
from test_pages import AXE, check

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def licences(stage: Any) -> None:
    from pandian.catalog.licences.operations import put_licences
    from pandian.catalog.licences.words import LicenceDraft
    from pandian.governance.words import SYSTEM

    on_stage.furnish(PASSWORD)
    made = put_licences(scope=SYSTEM, licences=[
        LicenceDraft("business_licence", "party", "SUP", f"91310-{days}", "2020-01-01",
                     TODAY + timedelta(days=days), "上海市市场监督管理局", ("13",))
        for days in (-3, 20, 50, 80)] + [
        LicenceDraft("registration", "item", "STENT", "国械注准20203130001", "2020-01-01")])
    assert [row.result for row in made] == ["created"] * 5, made


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_pages_of_licences_are_tidy(
    person: Any, licences: None, language: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make vendor")
    found: list[str] = []
    desk = person(language, width=width)
    enter(desk, "sun")
    for address in ("/licences", "/licences?ending=60", "/licences?holder=NOBODY",
                    "/licences/new"):
        check(desk, address, found)
    assert not found, "\n".join(found)


def test_a_licence_is_refused_by_the_field_and_then_entered_and_renewed(
    person: Any, licences: None
) -> None:
    page = enter(person("zh"), "sun")
    page.goto("/licences/new")
    page.select_option("#f-kind", "authorisation")
    page.fill("#f-holder", "NOBODY")
    page.fill("#f-number", "SQ-1")
    page.fill("#f-from", TODAY.isoformat())
    page.fill("#f-to", (TODAY + timedelta(days=10)).isoformat())
    page.click("main .btn-primary")
    page.wait_for_selector(".faults")
    assert page.get_attribute("#f-holder", "aria-invalid") == "true"
    assert page.input_value("#f-number") == "SQ-1"
    page.fill("#f-holder", "SUP")
    page.click("main .btn-primary")
    page.wait_for_selector(".toast-line")
    page.goto("/licences?kind=authorisation")
    assert "还剩 10 天" in page.inner_text("#licences")
    page.click("#licences tbody a")
    assert page.input_value("#f-holder") == "SUP"
    page.fill("#f-number", "SQ-2")
    page.fill("#f-from", TODAY.isoformat())
    page.fill("#f-to", (TODAY + timedelta(days=700)).isoformat())
    page.click("main .btn-primary")
    page.wait_for_selector(".toast-line")
    page.goto("/licences?kind=authorisation")
    assert "已换证" in page.inner_text("#licences")

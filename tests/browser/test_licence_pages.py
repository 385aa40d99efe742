"""Licences in a real browser: warned of, entered, renewed, refused by the field.   证照页"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import document_stage as on_stage
import pytest
from conftest import PASSWORD
from test_pages import check


def today() -> date:
    """Return the day at the site, which a run may enter while it is on its way."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="module")
def licences(stage: Any) -> None:
    from pandian.catalog.licences.operations import put_licences
    from pandian.catalog.licences.words import LicenceDraft
    from pandian.governance.words import SYSTEM

    on_stage.furnish(PASSWORD)
    made = put_licences(scope=SYSTEM, licences=[
        LicenceDraft("business_licence", "party", "SUP", f"91310-{days}", "2020-01-01",
                     today() + timedelta(days=days), "上海市市场监督管理局", ("13",))
        for days in (-3, 20, 50, 80)] + [
        LicenceDraft("registration", "item", "STENT", "国械注准20203130001", "2020-01-01")])
    assert [row.result for row in made] == ["created"] * 5, made


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_pages_of_licences_are_tidy(
    person: Any, licences: None, language: str, width: int
) -> None:
    found: list[str] = []
    desk = person(language, width=width)
    desk.enter("sun")
    for address in ("/licences", "/licences?ending=60", "/licences?holder=NOBODY",
                    "/licences/new"):
        check(desk, address, found)
    assert not found, "\n".join(found)


def test_a_licence_is_refused_by_the_field_and_then_entered_and_renewed(
    person: Any, licences: None
) -> None:
    begun, end = today(), today() + timedelta(days=10)
    page = person("zh").enter("sun")
    page.goto("/licences/new")
    page.select_option("#f-kind", "authorisation")
    page.fill("#f-holder", "NOBODY")
    page.fill("#f-number", "SQ-1")
    page.fill("#f-from", begun.isoformat())
    page.fill("#f-to", end.isoformat())
    page.click("main .btn-primary")
    page.wait_for_selector(".faults")
    assert page.get_attribute("#f-holder", "aria-invalid") == "true"
    assert page.input_value("#f-number") == "SQ-1"
    page.fill("#f-holder", "SUP")
    page.click("main .btn-primary")
    page.wait_for_selector(".toast-line")
    page.goto("/licences?kind=authorisation")
    told = page.inner_text("#licences")
    assert any(f"还剩 {(end - day).days} 天" in told for day in (begun, today())), told
    page.click("#licences tbody a")
    assert page.input_value("#f-holder") == "SUP"
    page.fill("#f-number", "SQ-2")
    page.fill("#f-from", begun.isoformat())
    page.fill("#f-to", (begun + timedelta(days=700)).isoformat())
    page.click("main .btn-primary")
    page.wait_for_selector(".toast-line")
    page.goto("/licences?kind=authorisation")
    assert "已换证" in page.inner_text("#licences")

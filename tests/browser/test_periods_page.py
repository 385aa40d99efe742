"""Closing a period in a real browser: one prepares, another signs, late moves are listed.   结账"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds

ZONE = ZoneInfo("Asia/Shanghai")


def days_ago(n: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=n)


def came(quantity: int, days: int, number: str) -> None:
    """Let goods come in so many days ago, recorded now."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    (made,) = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": number}, days_ago(days),
        (LineRequest("GAUZE", "@supplier", "A-01", quantity),))])
    assert made.result == "created", made


@pytest.fixture(scope="module")
def period(stage: Any, chromium: Any) -> str:
    """A period that li prepared and qian signed by hand; a receipt came late. Its address."""
    from tests.browser.conftest import Person

    came(40, 9, "IN-OLD")
    li = Person(chromium, stage, "zh")
    page = li.enter("li")
    page.goto("/periods")
    assert page.locator("text=还没有编制过期间报告").count() == 1
    page.fill("#p-day", days_ago(5).astimezone(ZONE).date().isoformat())
    page.click("main form button.btn-primary")
    page.wait_for_selector("text=由另一人签名")
    page.wait_for_load_state()
    path = page.evaluate("location.pathname")
    assert page.locator("#p-pass").count() == 0, "who prepared it does not sign"
    li.shoot("period-prepared-zh-1440")
    qian = Person(chromium, stage, "zh", width=390)
    page = qian.enter("qian")
    page.goto("/periods")
    page.click("table a")
    page.fill("#p-pass", "not the password")
    page.click("button:has-text('签名并结账')")
    page.wait_for_selector("main [role=alert]")
    page.fill("#p-pass", "tall-heron-walks-42")
    page.click("button:has-text('签名并结账')")
    page.wait_for_selector("text=报告不再改变")
    qian.shoot("period-closed-zh-390")
    came(3, 7, "IN-LATE")
    for each in (li, qian):
        each.context.close()
        assert each.complaints == []
    return str(path)


@pytest.mark.parametrize(("language", "width", "word"), [
    ("zh", 1440, "报告不再改变"), ("zh", 390, "报告不再改变"),
    ("en", 390, "does not change any more"),
    ("en", 1440, "does not change any more")])
def test_a_late_move_is_listed_and_the_page_is_readable(
    person: Any, period: str, language: str, width: int, word: str
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("qian")
    page.goto(f"{period}?list=after")
    page.wait_for_selector(f"text={word}")
    rows = page.locator("#rows tbody tr")
    assert rows.count() == 1
    assert "IN-LATE" in rows.first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    visitor.shoot(f"period-after-{language}-{width}")
    page.goto(f"{period}?list=stock")
    assert "40" in page.locator("#rows tbody tr").first.inner_text(), "the report did not change"
    assert axe_finds(page) == []
    page.goto("/periods")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    visitor.shoot(f"periods-{language}-{width}")


def test_a_posting_of_then_is_taken_back_from_now_on_only(person: Any, period: str) -> None:
    visitor = person("zh", width=390)
    page = visitor.enter("li")
    page.goto("/stock/card?site=SH1&item=GAUZE&place=A-01")
    page.locator("tr:has-text('IN-LATE') a:has-text('冲销')").first.click()
    page.fill("#r-reason", "重复")
    page.click("main form button.btn-primary")
    page.wait_for_selector("text=不能当作从未发生")
    visitor.shoot("period-reversal-zh-390")
    page.check("input[name=effective][value=now]", force=True)
    page.click("main form button.btn-primary")
    page.wait_for_selector("text=已冲销")

"""Rules in a real browser: written by the form, tried, mended, waived, approved, in force, signed.

One story of two people in two languages and widths, so that the stage is built once.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("stage")


def _fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url


def _errors(page: Any) -> set[str]:
    return set(page.locator(".field-wrong").all_inner_texts())


def _manager() -> None:
    from pandian.governance.operations import create_person
    from pandian.governance.words import SYSTEM

    create_person(scope=SYSTEM, code="chen", name="陈经理", role="manager", sites=["*"],
                  password=PASSWORD)
    create_person(scope=SYSTEM, code="hq", name="总部", role="controller", sites=["*"],
                  password=PASSWORD)


def test_a_rule_is_written_tried_mended_and_adopted_by_another_person(person: Any) -> None:
    _manager()
    writer = person("zh")
    page = writer.enter("hq")
    page.goto("/rules")
    page.click("a[href='/rules/new']")
    page.click("a[href*='kind=count.plan']")
    # an impossible rule: nothing is lost, and everything that is wrong is told at its field
    page.select_option("#f-site", "SH1")
    page.fill("#f-reason", "两周一次")
    page.select_option("[name='f.strategy']", "cycle")
    page.fill("[name='f.exceptions.cooldown_days']", "soon")
    page.fill("[name='f.priority']", "12")
    page.click("button.btn-primary:has-text('保存')")
    page.wait_for_selector(".field-wrong")
    page.wait_for_load_state()
    assert len(_errors(page)) >= 4, _errors(page)  # code, interval, priority, cool-down
    assert page.input_value("[name='f.priority']") == "12"
    writer.shoot("rules-faults-zh-1440")
    # mended; tried on the stock before it is kept
    page.fill("#f-code", "GAUZE14")
    page.fill("[name='f.exceptions.cooldown_days']", "")
    page.fill("[name='f.priority']", "")
    page.fill("[name='f.when.every_days']", "14")
    page.fill("input[name='f.scope.items']", "GAUZE")
    page.keyboard.press("Enter")
    page.wait_for_selector("label.pill:has-text('GAUZE')")
    page.click("button[name=preview]")
    page.wait_for_selector("#reach")
    assert "4 个库存账户中的 3 个" in page.inner_text("#reach")
    _fits(page)
    writer.shoot("rules-reach-zh-1440")
    page.click("button.btn-primary:has-text('保存')")
    page.wait_for_url(re.compile(r"/rules/[0-9a-f-]{36}"))
    address = page.url
    assert not page.locator("button[value=approve]").count(), "its author never approves it"

    boss = person("en", width=390)
    other = boss.enter("chen")
    other.goto(address)
    other.fill("#a-password", PASSWORD)
    other.click("button[value=approve]")
    other.wait_for_selector("text=neither rehearsed")
    other.fill("#a-password", PASSWORD)
    other.fill("#a-reason", "no history yet")
    other.click("button[value=waive]")
    other.wait_for_selector("text=Rehearsal waived")
    other.fill("#a-password", PASSWORD)
    other.click("button[value=approve]")
    other.wait_for_selector("button[value=schedule]")
    other.click("button[value=schedule]")
    other.wait_for_selector(".chip-green")
    _fits(other)
    boss.shoot("rules-active-en-390")

    # the gap that is left opens as a list, and the line that leaves the centre is signed
    other.goto("/rules/check?site=SH1")
    assert "1 holdings are under no rule" in other.inner_text("main")
    _fits(other)
    boss.shoot("rules-check-en-390")
    other.click("a[href*='of=no_rule']")
    assert "STENT" in other.inner_text("main table")
    _fits(other)
    boss.shoot("rules-loose-en-390")
    other.goto("/rules/drift")
    _fits(other)
    other.fill("#d-reason", "agreed with the site")
    other.fill("#d-password", PASSWORD)
    other.locator("button[name=seen]").first.click()
    other.wait_for_selector("text=The line is signed")
    boss.shoot("rules-drift-en-390")
    page.goto("/rules/check?site=SH1")
    _fits(page)
    writer.shoot("rules-check-zh-1440")
    page.goto("/rules/drift")
    assert "陈经理" in page.inner_text("main table")
    writer.shoot("rules-drift-zh-1440")

"""Alerts in a real browser: one comes live, is taken, put off, wakes, is closed, undone.   预警"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs/images"
BYTES_MAX = 100 * 1024
RING = "document.dispatchEvent(new Event('visibilitychange'))"
"""What a person who comes back to the page causes: the bell asks at once."""


def short(place: str, quantity: int) -> None:
    """Receive two pieces of a thing of its own, then ship so many more, ten hours ago."""
    from pandian.catalog.operations import put_items
    from pandian.catalog.words import ItemDraft
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    put_items(scope=SYSTEM, items=[ItemDraft("TAPE", "医用胶带", "卷", "Tape")])
    now = datetime.now(UTC)
    rows = post(scope=SYSTEM, requests=[
        PostingRequest(uuid7(), "SH1", kind, {"document": f"{kind}-{place}"},
                       now - timedelta(hours=hours), (LineRequest("TAPE", source, target, n),))
        for kind, hours, source, target, n in (
            ("receipt", 11, "@supplier", place, 2),
            ("issue", 10, place, "@customer", 2 + quantity))])
    assert [row.result for row in rows] == ["created"] * 2, rows


def look(hours: float = 0) -> None:
    from pandian.governance.words import SYSTEM
    from pandian.insight.alerting.operations import evaluate

    evaluate(scope=SYSTEM, site="SH1", now=datetime.now(UTC) + timedelta(hours=hours))


@pytest.fixture(scope="module")
def alerts(stage: Any) -> None:
    """Two books of the stage are too small; a lot that has expired is where it can be sold."""
    from pandian.catalog.operations import put_lots
    from pandian.catalog.words import LotDraft
    from pandian.governance.words import SYSTEM

    put_lots(scope=SYSTEM, lots=[LotDraft("STENT", "L2406A", expires_on="2026-01-31")])
    short("A-01", 12)
    short("A-03", 1_012)
    look()


def clean(page: Any) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert axe_finds(page) == []


@pytest.mark.parametrize(("language", "width", "word"), [
    ("zh", 1440, "账面不足"), ("zh", 390, "账面不足"),
    ("en", 390, "too small"), ("en", 1440, "too small")])
def test_the_pages_are_readable_and_accessible(
    person: Any, alerts: None, language: str, width: int, word: str
) -> None:
    visitor = person(language, width=width)
    page = visitor.enter("li")
    page.goto("/")
    clean(page)
    visitor.shoot(f"alerts-overview-{language}-{width}")
    page.goto("/alerts")
    page.wait_for_selector("[data-bell-number]:not([hidden])")
    assert word in page.inner_text("main")
    clean(page)
    assert page.locator(".alert-kinds .pill").count() == 2
    visitor.shoot(f"alerts-{language}-{width}")
    if width > 600:
        page.set_viewport_size({"width": 1100, "height": 560})
        visitor.shoot(f"alerts-{language}")
        for narrow in (768, 960, 1100, 1200):  # the bell has to fit beside the words of the bar
            page.set_viewport_size({"width": narrow, "height": 560})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), narrow
            assert page.evaluate("document.querySelector('.top').offsetHeight") < 70, narrow
            visitor.shoot(f"alerts-bar-{language}-{narrow}")
        page.set_viewport_size({"width": width, "height": 900})
    page.click(".alert-menu summary >> nth=0")
    clean(page)
    visitor.shoot(f"alerts-menu-{language}-{width}")
    page.keyboard.press("Escape")
    page.check("input[name=alert] >> nth=0")
    clean(page)
    visitor.shoot(f"alerts-batch-{language}-{width}")
    page.click(".alert-said a >> nth=0")
    page.wait_for_selector("#history")
    clean(page)
    visitor.shoot(f"alert-{language}-{width}")


def test_an_alert_comes_live_and_is_dealt_with_step_by_step(person: Any, alerts: None) -> None:
    page = person("en").enter("li")
    page.goto("/alerts")
    page.wait_for_selector("[data-bell-number]:not([hidden])")
    before = int(page.inner_text("[data-bell-number]"))
    short("B-01", 9)
    look()
    page.evaluate(RING)
    row = page.locator(".alert-row", has_text="B-01")
    row.wait_for()
    assert page.inner_text("[data-bell-number]") == str(before + 1)
    row.get_by_role("button", name="Take").click()
    page.wait_for_selector("text=1 alert is yours now.")
    page.click(".alert-undo button")
    page.wait_for_selector("text=1 alert is free again.")
    row.get_by_role("button", name="Take").click()
    row.locator("summary", has_text="Snooze").click()
    row.locator("select[name=span]").select_option("4")
    row.locator("details[open] input[name=reason]").fill("the paper comes at noon")
    row.locator("details[open] button").click()
    page.wait_for_selector("text=1 alert is put off")
    page.wait_for_load_state()
    assert row.count() == 0
    look(5)
    page.evaluate(RING)
    row.wait_for()
    row.locator("summary", has_text="Close").click()
    row.locator("details[open] input[name=reason]").fill("found in the next bin")
    row.locator("details[open] button").click()
    page.wait_for_selector("text=1 alert is closed.")
    page.click(".alert-undo button")
    page.wait_for_selector("text=1 alert is open again.")
    row.locator(".alert-said a").click()
    page.wait_for_selector(".alert-events")
    page.wait_for_load_state()
    said = page.locator(".alert-events").inner_text()
    for word in ("Raised", "Taken", "Given back", "Snoozed", "Woken", "Closed", "Opened again",
                 "found in the next bin"):
        assert word in said, said
    assert page.get_by_role("link", name="Open the stock").count() == 1
    page.get_by_role("link", name="Write a rule for it").click()
    page.wait_for_selector("select[name='f.condition']")
    assert page.input_value("select[name='f.condition']") == "negative"
    assert page.is_visible("input[name='f.hours']")
    assert page.is_hidden("input[name='f.days']")


def test_what_somebody_types_is_not_taken_away_and_who_comes_second_sees_both(
    person: Any, alerts: None
) -> None:
    page = person("en").enter("li")
    page.goto("/alerts")
    row = page.locator(".alert-row", has_text="A-03")
    row.locator("summary", has_text="Close").click()
    row.locator("details[open] input[name=reason]").fill("I know why")
    other = person("en").enter("zhao")
    other.goto("/alerts")
    other.locator(".alert-row", has_text="A-03").get_by_role("button", name="Take").click()
    other.wait_for_selector("text=1 alert is yours now.")
    with page.expect_response("**/alerts"):  # the list is fetched anew
        page.evaluate(RING)
    assert row.locator("details[open] input[name=reason]").input_value() == "I know why"
    row.locator("details[open] button").click()
    page.wait_for_selector("text=Somebody was first")
    shown = page.inner_text(".alert-missed")
    assert "I know why" in shown
    assert "赵班长" in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_picture_of_the_guide_is_small_and_there(language: str) -> None:
    """`PANDIAN_SHOTS=<folder> .venv/bin/pytest tests/browser/test_alert_pages.py` makes it anew."""
    assert 0 < (IMAGES / f"alerts-{language}.png").stat().st_size <= BYTES_MAX


@pytest.fixture(scope="module")
def failing(alerts: None) -> Any:
    """A channel for each language of which a message failed for good: where it goes refuses."""
    from pandian.exchange.notices.operations import send_due
    from pandian.governance.words import SYSTEM
    from pandian.insight.delivery.operations import set_channel
    from pandian.insight.delivery.words import TRIES_MAX, ChannelDraft

    rows = {language: set_channel(scope=SYSTEM, draft=ChannelDraft(
        "SH1", uuid7(), name, "mail", "li@ward.example", None))
        for language, name in (("zh", "仓库值班邮箱"), ("en", "Duty desk"))}
    look(40)  # what is late by then is passed on, and that is told
    for n in range(TRIES_MAX):
        send_due(scope=SYSTEM, now=datetime.now(UTC) + timedelta(hours=40 + n))
    look(40 + TRIES_MAX)
    return rows


@pytest.mark.parametrize(("language", "width", "word", "asked"), [
    ("zh", 1440, "重新发送", "轮到时重新发送"), ("en", 390, "Send again", "in its turn")])
def test_a_failing_channel_is_named_and_what_failed_is_sent_again_by_one_tap(
    person: Any, failing: Any, language: str, width: int, word: str, asked: str
) -> None:
    from pandian.governance.words import SYSTEM
    from pandian.insight.delivery.queries import messages

    visitor = person(language, width=width)
    page = visitor.enter("guan")
    page.goto("/alerts?condition=channel")
    assert failing[language].name in page.inner_text("main")
    clean(page)
    page.goto("/channels")
    clean(page)
    visitor.shoot(f"channels-{language}-{width}")
    page.click(f"a[href='/channels/{failing[language].id}#messages']")
    assert page.locator("#messages .chip-red").count() == 1
    clean(page)
    visitor.shoot(f"channel-{language}-{width}")
    page.click(f"#messages button:has-text('{word}')")
    page.wait_for_selector(f"#messages :text('{asked}')")
    assert page.locator("#messages button").count() == 0, "asked for already"
    clean(page)
    visitor.shoot(f"channel-asked-{language}-{width}")
    (lost,) = messages(scope=SYSTEM, id=failing[language].id)
    assert lost.again == 1

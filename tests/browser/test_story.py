"""The whole loop at the browser: plan, count while goods move, settle, approve, read the card."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.conftest import PATIENCE_MS

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=PATIENCE_MS)

WORDS = {
    "zh": {"set": "覆盖", "signed": r"将过账：盘盈 0，盘亏 ▼ −\d+。", "posted": "已过账",
           "card": "盘点调整", "moved": "已按时点折算", "healed": "愈"},
    "en": {"set": "Total", "signed": r"What will be posted: gains 0, losses ▼ −\d+\.",
           "posted": "Lines posted: 1", "card": "count adjustment",
           "moved": "taken into account by the instant", "healed": "Healed"},
}


def pick(place: str, item: str, quantity: int, *, ago: timedelta = timedelta()) -> None:
    """Goods left a place (now, or some time ago on late paper), by the ledger's own door."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    row = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "pick", {"document": "SO-1"}, datetime.now(UTC) - ago,
        (LineRequest(item, place, "@customer", quantity),))])[0]
    assert row.result == "created", row


def record(page: Any, code: str, quantity: int, *, lot: str = "") -> None:
    """Scan an item (Enter), key the number (Enter), see it in the list."""
    rows = page.locator(".entries li").count()
    if lot and not page.is_visible("#lot"):
        page.click(".more summary")
    if lot:
        page.fill("#lot", lot)
    page.fill("#scan", code)
    page.press("#scan", "Enter")
    expect(page.locator("#quantity")).to_be_focused()
    page.keyboard.type(str(quantity))
    page.keyboard.press("Enter")
    expect(page.locator(".entries li")).to_have_count(rows + 1)
    expect(page.locator("#scan")).to_be_focused()
    expect(page.locator("#scan")).to_have_value("")


def enter_place(page: Any, place: str) -> None:
    """Scan a place label; it becomes the sticky context."""
    if page.locator(f'[data-place="{place}"]').count() == 0:
        page.fill("#scan", place)
        page.press("#scan", "Enter")
    page.wait_for_selector(f'[data-place="{place}"]')


def close_place(page: Any, place: str) -> None:
    """State that everything at the place was seen."""
    page.click(".count-list .card-header button.btn-primary")
    done = page.locator(".places a", has=page.locator(".chip-green"))
    expect(done.filter(has_text=place)).to_have_count(1)


@pytest.mark.parametrize(("language", "counted"), [("zh", 98), ("en", 85)])
def test_a_count_goes_from_plan_to_stock_card_while_goods_move(
    person: Any, language: str, counted: int
) -> None:
    words = WORDS[language]
    controller = person(language)
    page = controller.sign_in("li")
    page.goto("/counts/new")
    page.fill("#p-name", f"story {language}")
    page.fill("#pick-places", "A-01\nA-02, A-03")
    page.click(".plan-form .btn-primary")
    page.wait_for_url("**/counts/0*")
    address = page.url
    page.select_option("select[name=person]", "zhang")
    with page.expect_navigation():
        page.click(".inline .btn")
    page.wait_for_selector("select[name=person] option[value=zhang]:checked", state="attached")

    counter = person(language, width=390)
    hand = counter.sign_in("zhang")
    counter.shoot(f"real-tasks-390-{language}")
    hand.click(".task-link.first")
    hand.wait_for_url("**/count/**")
    expect(hand.locator("#scan")).to_be_focused()
    enter_place(hand, "A-01")
    record(hand, "GAUZE", counted)
    pick("A-01", "GAUZE", 10)
    close_place(hand, "A-01")
    enter_place(hand, "A-02")
    record(hand, "STENT", 12, lot="L2406A")
    counter.shoot(f"real-counting-390-{language}")
    close_place(hand, "A-02")
    enter_place(hand, "A-03")
    hand.click("button[value=empty]")
    hand.wait_for_selector(".entries .zero")
    close_place(hand, "A-03")
    hand.click(".finish button")
    hand.wait_for_url("**/")

    page.goto(address)
    page.click(".page-head .btn-primary")
    page.wait_for_selector("table.lines tr.verdict-approval")
    page.wait_for_load_state()
    assert page.locator("tr.verdict-matched").count() == 0
    controller.shoot(f"real-count-1440-{language}")
    page.click(".tabs a >> nth=0")
    page.wait_for_selector("tr.verdict-matched")
    page.wait_for_load_state()
    text = page.inner_text("table.lines")
    assert words["moved"] in text
    assert page.locator("tr.verdict-approval").count() >= 1
    approve(person, address, language, words)

    page.goto("/stock/card?site=SH1&item=GAUZE&place=A-01")
    controller.shoot(f"real-card-1440-{language}")
    card = page.inner_text("main")
    assert words["card"] in card
    assert page.inner_text(".onhand strong") == f"{counted - 10} 片"

    pick("A-01", "GAUZE", 5, ago=timedelta(hours=2))
    page.reload()
    assert words["healed"] in page.inner_text("main .chip-teal")
    assert page.inner_text(".onhand strong") == f"{counted - 10} 片"
    controller.shoot(f"real-healed-1440-{language}")


def approve(person: Any, address: str, language: str, words: dict[str, str]) -> None:
    """Another person signs; gain and loss stand apart in the sentence."""
    boss = person(language)
    page = boss.sign_in("zhao")
    page.goto(address)
    sentence = page.inner_text(".sentence")
    assert re.search(words["signed"], sentence), sentence
    page.fill("#s-password", "not the password")
    page.click(".decisions .btn-primary")
    page.wait_for_selector(".faults")
    page.fill("#s-password", "tall-heron-walks-42")
    page.click(".decisions .btn-primary")
    page.wait_for_selector(".toast-line")
    page.wait_for_load_state()
    assert words["posted"] in page.inner_text(".toast-line")
    boss.shoot(f"real-approved-1440-{language}")
    assert page.locator("tr.verdict-posted").count() >= 1

"""A recall brought to zero at the pages: stopped, told, answered, taken back, closed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import document_stage as on_stage
import pytest
from test_pages import check

from tests.browser.conftest import PASSWORD

LOT, HELD, SOLD = "L2406A", 12, 5


@pytest.fixture(scope="module")
def sold(stage: Any) -> Any:
    """Five of twelve stents are at the hospital; sales, a manager and a place for returns."""
    from datetime import UTC, datetime

    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft
    from pandian.governance.operations import create_person
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    on_stage.furnish(PASSWORD)
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "RET", "return_area")])
    for code, name, role in (("sal", "沈销售", "sales"), ("mao", "毛经理", "manager")):
        create_person(scope=SYSTEM, code=code, name=name, role=role, sites=["SH1"],
                      password=PASSWORD)
    (gone,) = post(scope=SYSTEM, requests=[PostingRequest(
        uuid4(), "SH1", "issue", {"customer": "HOSP", "document": "SO-1"}, datetime.now(UTC),
        (LineRequest("STENT", "A-02", "@customer", SOLD, lot=LOT),))])
    assert gone.result == "created"
    return stage


def send(page: Any) -> None:
    """Hand in the form that is open, and see that it was taken."""
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".toast-line")
    page.wait_for_load_state()
    assert page.locator(".faults").count() == 0


def sign(page: Any, *others: str) -> None:
    page.fill("#s-0-password", PASSWORD)
    for n, code in enumerate(others, 1):
        page.select_option(f"#s-{n}-person", code)
        page.fill(f"#s-{n}-password", PASSWORD)


def test_a_recall_is_brought_to_zero_and_closed_in_the_browser(person: Any, sold: Any) -> None:
    desk = person("zh")
    quality = desk.enter("sun")
    quality.goto("/documents/new?kind=recall")
    quality.select_option("#h-level", "2")
    quality.fill("#h-reason", "断裂")
    quality.fill("#h-notice", "N-1")
    for name, text in (("item", "STENT"), ("lot", LOT), ("asked", str(HELD))):
        quality.locator(f"[name=r-{name}]").first.fill(text)
        quality.keyboard.press("Escape")
    quality.click("main .card-footer .btn-primary")
    quality.wait_for_selector(".timeline")
    address = quality.url.split("?")[0]
    quality.goto(f"{address}?do=spread")
    send(quality)
    assert "已生效" in quality.inner_text("h1")
    assert "✓" not in quality.inner_text(".equation")
    desk.shoot("recall-open")

    seller = person("zh").enter("sal")
    seller.goto(f"{address}?do=tell")
    seller.fill("#e-notice", "N-1")
    send(seller)
    seller.goto(f"{address}?do=reply")
    seller.fill("#e-customer", "HOSP")
    seller.fill("#e-answered_by", "王主任")
    seller.locator("[name=r-used_there]").first.fill("2")
    seller.locator("[name=r-place]").first.fill("HOSP")
    send(seller)

    keeper_desk = person("zh", width=390)
    keeper = keeper_desk.enter("zhao")
    keeper.goto(address)
    keeper.click(".page-head a[href*=recall_return]")
    assert keeper.locator("#h-recall option:checked").inner_text().startswith("RE-000001")
    keeper.fill("#h-customer", "HOSP")
    keeper.keyboard.press("Escape")
    keeper.fill("#h-place", "RET")
    keeper.keyboard.press("Escape")
    for name, text in (("item", "STENT"), ("lot", LOT), ("asked", "3")):
        keeper.locator(f"[name=r-{name}]").first.fill(text)
        keeper.keyboard.press("Escape")
    keeper.click("main .card-footer .btn-primary")
    keeper.wait_for_selector(".timeline")
    assert "RE-000001" in keeper.inner_text("dl.facts"), "its number, not its id"
    back = keeper.url.split("?")[0]
    keeper.goto(f"{back}?do=arrive")
    keeper.locator("[name=r-returned]").first.fill("3")
    keeper.fill("#e-handed_over_by", "王主任")
    send(keeper)
    keeper_desk.shoot("recall-return-390")

    quality.goto(f"{address}?do=decide")
    quality.select_option("#e-decision", "destruction")
    quality.fill("#e-reason", "厂家通知销毁")
    sign(quality)
    send(quality)
    quality.goto(address)
    equation = quality.inner_text(".equation")
    assert "✓" in equation, equation
    assert "销毁" in quality.inner_text(".timeline"), "the decision in words"
    desk.shoot("recall-decided")
    quality.goto(f"{address}?do=close")
    quality.fill("#e-report", "R-1")
    sign(quality, "mao")
    send(quality)
    assert "已关闭" in quality.inner_text("h1")
    desk.shoot("recall-closed")

    from pandian.governance.words import SYSTEM
    from pandian.ledger.queries import stock

    left = {row.status: row.quantity for row in stock(
        scope=SYSTEM, site="SH1", item="STENT", lot=LOT).rows if row.place[0] != "@"}
    assert left == {"rejected": HELD - SOLD + 3}


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_pages_of_a_recall_are_tidy(
    person: Any, sold: Any, language: str, width: int
) -> None:
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.queries import documents

    found: list[str] = []
    who = person(language, width=width)
    who.enter("sun")
    (recall,) = documents(scope=SYSTEM, kind="recall").rows
    for address in (f"/documents/{recall.id}", "/documents/new?kind=recall_return",
                    "/documents/new?kind=recall"):
        check(who, address, found)
    assert not found, "\n".join(found)

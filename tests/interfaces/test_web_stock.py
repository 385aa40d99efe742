"""The stock pages: taking a posting back, a stock that is not yet, a card of nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.queries import card, stock
from tests.interfaces.test_web_pages import SENTINEL, browser, stage

__all__ = ["stage"]
BACK = "/stock/card?site=SH1&item=I-00"


@pytest.fixture
def receipt() -> Any:
    return lambda: card(scope=SYSTEM, site="SH1", item="I-00").rows[0].posting


def on_hand() -> int:
    return sum(row.quantity for row in stock(scope=SYSTEM, site="SH1", item="I-00").rows)


def test_a_posting_is_reversed_once_with_its_reason_and_leads_back(
    stage: dict[str, Any], receipt: Any
) -> None:
    client, posting = browser(stage, "li"), receipt()
    address = f"/stock/postings/{posting}/reversal"
    assert f"{address}?back={quote(BACK, safe='')}" in client.get(BACK).content.decode()
    asked = client.get(f"{address}?back={quote(BACK, safe='')}").content.decode()
    assert "PO-1" in asked
    assert "40 lines" in asked
    form = {"id": str(uuid7()), "reason": "wrong paper", "effective": "then", "back": BACK}
    done = client.post(address, form)
    assert (done.status_code, done["Location"]) == (302, BACK)
    assert on_hand() == 0
    assert "wrong paper" in client.get(BACK).content.decode()
    again = client.post(address, form)
    assert (again.status_code, on_hand()) == (302, 0)
    other = client.post(address, {**form, "id": str(uuid7())})
    assert other.status_code == 409
    assert on_hand() == 0


def test_a_reversal_without_a_reason_is_told_and_nothing_moves(
    stage: dict[str, Any], receipt: Any
) -> None:
    client = browser(stage, "li")
    answer = client.post(f"/stock/postings/{receipt()}/reversal",
                         {"reason": " ", "effective": "never", "back": "https://evil.example/"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "evil.example" not in text
    assert text.count("<li") >= 2, text
    assert on_hand() == SENTINEL


def test_who_may_not_post_or_sees_another_site_cannot_reverse(
    stage: dict[str, Any], receipt: Any
) -> None:
    address = f"/stock/postings/{receipt()}/reversal"
    assert browser(stage, "wang").get(address).status_code == 403
    assert browser(stage, "chen").get(address).status_code == 404
    assert browser(stage, "chen").post(address, {"reason": "x", "effective": "now"}
                                       ).status_code == 404
    assert on_hand() == SENTINEL


def test_stock_of_the_future_is_refused_in_words(stage: dict[str, Any]) -> None:
    answer = browser(stage, "li").get("/stock?as_of=2100-01-01T00:00")
    assert answer.status_code == 422
    assert "nobody knows that stock yet" in answer.content.decode()


def test_a_card_of_nothing_leads_to_the_stock(stage: dict[str, Any]) -> None:
    answer = browser(stage, "li").get("/stock/card?site=SH1")
    assert (answer.status_code, answer["Location"]) == (302, "/stock")

"""The stock pages: taking a posting back, a stock that is not yet, a card of nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.queries import card, stock
from pandian.lifecycle.pausing.queries import pauses
from pandian.lifecycle.pausing.words import FAULTS
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


def test_a_bin_is_paused_and_the_pause_ended_on_its_page(stage: dict[str, Any]) -> None:
    li, bin = browser(stage, "li"), "/stock/pause?site=SH1&place=A-01"
    stock_of_bin = "/stock?site=SH1&place=A-01"
    assert "/stock/pause?site=SH1&amp;place=A-01" in li.get(stock_of_bin).content.decode()
    form = {"id": str(uuid7()), "site": "SH1", "place": "A-01", "minutes": "500", "reason": ""}
    refused = li.post("/stock/pause", form)
    assert refused.status_code == 422
    assert {"pause_minutes", "pause_reason"} <= codes_of(refused)
    begun = li.post("/stock/pause", form | {"minutes": "20", "reason": "counted 3 and 5"})
    assert (begun.status_code, begun["Location"]) == (302, bin)
    for address in (stock_of_bin, bin):
        assert "counted 3 and 5" in li.get(address).content.decode()
    (told,) = pauses(scope=SYSTEM, site="SH1", place="A-01")
    done = li.post("/stock/pause", form | {"id": str(told.id), "act": "end"})
    assert done.status_code == 302
    assert "counted 3 and 5" not in li.get(stock_of_bin).content.decode()
    assert "counted 3 and 5" in li.get(bin).content.decode(), "it is kept among the earlier ones"


def codes_of(answer: Any) -> set[str]:
    text = answer.content.decode()
    return {code for code, words in FAULTS.items()
            if any(words.text(tongue).split("{")[0] in text for tongue in ("zh", "en"))}

"""Sales and recalls on their pages: picked where claimed, printed, accounted for.   单据页"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from recall_world import Field
from sale_world import Shop

from pandian.exchange.labels.queries import font, setter
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import compose
from pandian.exchange.papers.words import PaperRequest
from pandian.kernel.rules import uuid7
from pandian.lifecycle.words import LineDraft


def browser(code: str) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(get_user_model()._default_manager.get(code=code))
    return client


def values(page: str, name: str) -> list[str]:
    """Return what stands in all fields of a name, in order."""
    return [part.split('value="', 1)[1].split('"')[0]
            for part in page.split("<input ")[1:] if f'name="{name}"' in part.split(">")[0]]


def printed(scope: Any, document: Any, paper: str, language: str = "en") -> Any:
    """Return a paper as words; keep its picture where PANDIAN_SHOTS says."""
    told = paper_draft(scope=scope, request=PaperRequest(document.document, paper, language))
    if folder := os.environ.get("PANDIAN_SHOTS"):
        pages = compose(told, font=font(), language=language)
        for n, picture in enumerate(setter().pictures(pages, dpi=203), 1):
            picture.save(Path(folder) / f"paper-{paper}-{language}-{n}.png")
    return told


def test_an_order_is_picked_on_its_page_where_its_claims_are(db):
    shop = Shop()
    shop.stock_in("GLUE", "A-02", 10, lot="NEAR")
    shop.stock_in("GLUE", "A-01", 10, lot="FAR")
    order = shop.order(LineDraft("GLUE", 12))
    client, address = browser("keeper"), f"/documents/{order.document}"
    page = client.get(f"{address}?do=pick").content.decode()
    assert values(page, "r-source") == ["A-01", "A-02"], "in walking order"
    assert values(page, "r-lot") == ["FAR", "NEAR"]
    assert values(page, "r-picked") == ["", ""], "what was picked is counted, not taken over"
    form = {"do": "pick", "id": str(uuid7()), "version": "1", "r-line": ["1", "1"],
            "r-source": ["A-01", "A-02"], "r-lot": ["FAR", "NEAR"], "r-picked": ["", ""],
            "r-short": ["", ""], "r-note": ["", ""]}
    filled = client.post(f"{address}/act", {**form, "step": "fill"}).content.decode()
    assert values(filled, "r-picked") == ["2", "10"]
    done = client.post(f"{address}/act", {**form, "r-picked": ["2", "10"]})
    assert done.status_code == 302, done.content.decode()[-3000:]
    assert shop.read(order).head.state == "picked"

    told = printed(shop.keeper, order, "delivery_note")
    assert {column.name for column in told.columns} >= {"lot", "expires", "m-picked"}
    assert [row[3] for row in told.rows] != [], "each lot with its day"
    assert "This document is not finished" in told.facts


def test_the_picking_list_walks_and_leaves_room_to_write(db):
    shop = Shop()
    shop.stock_in("GLUE", "A-02", 10, lot="NEAR")
    shop.stock_in("GLUE", "A-01", 10, lot="FAR")
    order = shop.order(LineDraft("GLUE", 12))
    for language in ("zh-hans", "en"):
        told = printed(shop.keeper, order, "picking_list", language)
        names = [column.name for column in told.columns]
        assert [(row[names.index("place")], row[names.index("asked")], row[names.index("done")])
                for row in told.rows] == [("A-01", "2", ""), ("A-02", "10", "")]


def test_the_page_of_a_recall_says_where_every_unit_is(db):
    field = Field()
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    page = browser("head").get(f"/documents/{recall.document}").content.decode()
    assert "Is every unit accounted for?" in page
    assert "still open" in page
    for name, quantity in (("Received", 100), ("Here, recalled", 79), ("In transit", 8),
                           ("Issued", 13), ("Outstanding", 13)):
        assert f"{name} <b>{quantity}</b>" in page
    assert "第一医院" in page
    reply = browser("sal").get(f"/documents/{recall.document}?do=reply").content.decode()
    assert 'name="e-customer"' in reply
    decide = browser("quinn").get(f"/documents/{recall.document}?do=decide").content.decode()
    assert '<option value="destruction">destruction</option>' in decide


def test_a_trace_on_its_page_shows_customers_and_flows_of_both_sites(db):
    field = Field()
    field.everywhere()
    page = browser("head").get("/trace?item=LOTS&lot=L1").content.decode()
    assert "第一医院" in page
    assert page.count('class="flow-box') >= 6
    far = browser("far").get("/trace?item=LOTS&lot=L1").content.decode()
    assert "第一医院" not in far, "only what the own site sent out"

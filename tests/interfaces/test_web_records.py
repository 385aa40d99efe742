"""The pages of quality records, of returns without a sale, and of coverage.   质量记录页"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from pandian.lifecycle.operations import act
from pandian.lifecycle.queries import document
from pandian.lifecycle.records.words import RECORDS
from pandian.lifecycle.words import ActionDraft, Amount
from tests.interfaces.test_web_documents import announced, browser, scope_of_person, world

__all__ = ["world"]


def refused_receipt(world: dict[str, Any], lines: int = 1) -> Any:
    """Announce a receipt and refuse every line of it: rows of the incoming record."""
    receipt = announced(world, lines)
    for action, measures in (("arrive", ()), ("book", ("scanned", "refused"))):
        head = document(scope=scope_of_person(person=world["lead"]), id=receipt).head
        act(scope=scope_of_person(person=world["lead"]), draft=ActionDraft(
            uuid7(), receipt, action, head.version,
            tuple(Amount(n + 1, measure, 5, note="torn") for n in range(lines)
                  for measure in measures),
            {"delivery_note": "DN-7", "transport": "van", "handed_over_by": "driver"}, "torn"))
    return receipt


def test_every_record_has_a_page_and_an_empty_one_says_so(world: dict[str, Any]) -> None:
    client = browser(world, "inspector")
    for record in RECORDS:
        answer = client.get(f"/records?record={record}")
        assert answer.status_code == 200, record
        assert "Nothing is on record in this range" in answer.content.decode(), record
    assert "Kept elsewhere" in client.get("/records").content.decode()


def test_a_record_is_shown_searched_paged_and_handed_out(
    world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_receipt(world, 3)
    client = browser(world, "inspector")
    text = client.get("/records?record=incoming").content.decode()
    assert text.count("RC-000001") >= 3
    assert "SUP" in text
    assert "Nothing is on record" in client.get(
        "/records?record=incoming&text=NOWHERE").content.decode()
    monkeypatch.setattr("pandian.interfaces.web.views.records.ROWS_SHOWN", 2)
    first = client.get("/records?record=incoming").content.decode()
    after = first.split("after=")[1].split('"')[0].split("&")[0]
    second = client.get(f"/records?record=incoming&after={after}").content.decode()
    assert ("2 rows on this page" in first, "1 row on this page" in second) == (True, True)
    for bad in ("x", "WzFd", "1"):
        assert client.get(f"/records?record=incoming&after={bad}").status_code == 400
    assert ("Next page" in first, "Next page" in second) == (True, False)
    made = client.get("/records/export?record=incoming&format=csv")
    assert len(list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))) == 4
    assert client.get("/records/export?record=incoming&format=pdf").content.startswith(b"%PDF")


def test_what_is_asked_wrongly_is_named_and_never_breaks(world: dict[str, Any]) -> None:
    client = browser(world, "inspector")
    for query, status in (("record=nope", 400), ("since=never", 422), ("page=99999999", 200),
                          ("since=2026-02-02&until=2026-01-01", 400), ("site=BJ1", 404),
                          ("page=-1", 200), ("text=%00", 400)):
        answer = client.get(f"/records?{query}")
        assert answer.status_code == status, (query, answer.content.decode()[:200])
    assert client.get("/records/export?since=never").status_code == 422
    assert client.get("/records/export?format=exe").status_code == 400


def test_the_pages_are_closed_to_whoever_may_not_read_documents(world: dict[str, Any]) -> None:
    counter = browser(world, "counter")
    for path in ("/records", "/records/export", "/returns"):
        assert counter.get(path).status_code == 403, path
    assert browser(world, "inspector").get("/coverage").status_code == 200


def test_returns_without_a_sale_are_listed_with_the_sales_they_may_come_from(
    world: dict[str, Any]
) -> None:
    client = browser(world, "inspector")
    assert "names the sale that it came from" in client.get("/returns").content.decode()
    asked = client.get("/returns?site=SH1&customer=SUP&item=GAUZE")
    assert "No sale to this customer explains these goods" in asked.content.decode()
    assert client.get("/returns?site=BJ1").status_code == 404

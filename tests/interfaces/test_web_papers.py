"""Refusals, units and revisions as the server sends them: forms, faults, papers, rights."""

from __future__ import annotations

import re
from typing import Any

import pytest
from test_web_documents import announced, browser, role_of, world

from pandian.governance.queries import scope_of_person
from pandian.kernel.rules import uuid7
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.queries import document
from pandian.lifecycle.revising.queries import revisions
from pandian.lifecycle.words import DocumentDraft, LineDraft

__all__ = ["world"]


def test_a_refusal_says_what_the_supplier_was_told_and_is_listed_and_printed(
    world: dict[str, Any],
) -> None:
    receipt, client = announced(world), browser(world, "lead")
    page = client.get(f"/documents/{receipt}?do=refuse").content.decode()
    assert "What the supplier was told" in page
    assert 'name="e-disposal"' in page
    assert "refusal_record" not in page, "nothing was refused yet"
    done = client.post(f"/documents/{receipt}/act", {
        "do": "refuse", "id": str(uuid7()), "version": "1", "e-told_supplier": "sent back",
        "reason": "boxes torn", "r-line": "1", "r-refused": "1"})
    assert done.status_code == 302, done.content.decode()
    page = client.get(f"/documents/{receipt}").content.decode()
    assert f"/documents/{receipt}/papers/refusal_record" in page
    listed = client.get("/records?record=refusal").content.decode()
    assert "RC-000001-R2" in listed
    assert "sent back" in listed
    paper = client.get(f"/documents/{receipt}/papers/refusal_record")
    assert paper.content.startswith(b"%PDF")


def test_units_are_made_and_shown_where_they_stand_and_faults_stand_on_the_page(
    world: dict[str, Any],
) -> None:
    client = browser(world, "keeper")
    assert "No unit yet" in client.get("/units?site=SH1").content.decode()
    made = client.post("/units", {"id": str(uuid7()), "site": "SH1", "place": "A-01",
                                  "code": "PAL-1"})
    assert (made.status_code, made["Location"]) == (302, "/units?site=SH1")
    wrong = client.post("/units", {"id": str(uuid7()), "site": "SH1", "place": "NOWHERE",
                                   "code": "PAL-1"})
    assert wrong.status_code == 422
    assert "NOWHERE" in wrong.content.decode()
    assert "PAL-1" in client.get("/units?site=SH1").content.decode()
    assert "PAL-1" not in client.get(
        "/units?site=SH1&as_of=2020-01-01T00:00").content.decode()
    assert client.get("/units?site=BJ1").status_code == 404
    assert browser(world, "counter").get("/units?site=SH1").status_code == 403
    reader = browser(world, "inspector")
    assert "Make a unit" not in reader.get("/units?site=SH1").content.decode()
    assert reader.post("/units", {"id": str(uuid7()), "site": "SH1", "place": "A-01",
                                  "code": "PAL-2"}).status_code == 403


def test_an_order_is_revised_on_its_page_and_its_old_content_is_printed(
    world: dict[str, Any],
) -> None:
    role = role_of("lifecycle.buy")
    order = open_document(scope=scope_of_person(person=world[role]), draft=DocumentDraft(
        uuid7(), "SH1", "purchase", {"supplier": "SUP"},
        (LineDraft("GAUZE", 10, attributes={"price": 12_000_000}),))).document
    client = browser(world, role)
    page = client.get(f"/documents/{order}/revise").content.decode()
    form = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    asked, = (name for name in form if name.endswith("-asked") and form[name] == "10")
    price, = (name for name in form if name.endswith("a-price") and form[name] == "12")
    sent = {**form, "reason": "less is needed", price: "12.5"}
    for cell, text in ((asked, "0"), (price, "12.1234567"), (price, "-1"), (price, "much")):
        wrong = client.post(f"/documents/{order}/revise", {**sent, cell: text})
        assert wrong.status_code == 422
        assert f'value="{text}"' in wrong.content.decode()
    done = client.post(f"/documents/{order}/revise", {**sent, asked: "7"})
    assert done.status_code == 302, done.content.decode()
    scope = scope_of_person(person=world[role])
    (line,) = document(scope=scope, id=order).lines
    assert (line.asked, line.attributes["price"]) == (7, 12_500_000)
    (kept,) = revisions(scope=scope, document=order)
    assert [row["asked"] for row in kept.before] == [10]
    path = f"/documents/{order}/papers/purchase_order?revision=1"
    assert path.replace("&", "&amp;") in client.get(f"/documents/{order}").content.decode()
    pypdf = pytest.importorskip("pypdf")
    import io

    paper = client.get(path)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(
        io.BytesIO(paper.content)).pages)
    assert "PO-000001/1" in text
    assert re.search(r"(?<!\d)10(?!\d)", text), text
    assert client.get(path.replace("=1", "=9")).status_code == 404
    assert browser(world, "counter").get(f"/documents/{order}/revise").status_code == 403
    reader = browser(world, "inspector")
    assert reader.post(f"/documents/{order}/revise", {**sent, asked: "5"}).status_code in (
        403, 409)

"""The whole life of a lot on paper: quantities that close, count nodes, who and when.   一生打印"""

from __future__ import annotations

import pytest
from document_world import Dock
from test_trace import LOT, put_away, sell

from pandian.catalog.operations import put_items
from pandian.catalog.words import VIRTUAL, ItemDraft
from pandian.exchange.labels.queries import font
from pandian.exchange.lives.operations import print_life
from pandian.exchange.lives.queries import life_of
from pandian.exchange.lives.rules import digest_of, life_pages
from pandian.exchange.lives.words import LifeTooLong
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post, reverse
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.trace.queries import ends, trace
from pandian.lifecycle.trace.rules import ends_of
from pandian.lifecycle.trace.words import Goods, NothingToTrace, TraceAsk

KINDS = frozenset(code[1:] for code in VIRTUAL)


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def told(language="en", ask=LOT):
    life, _ = life_of(scope=SYSTEM, ask=ask, language=language)
    return life, {part.title: part for part in life.parts}


def test_the_equation_of_a_life_closes_over_receipt_sale_return_and_reversal(dock):
    put_away(dock)
    sold = sell(dock, 7, "H1")
    sell(dock, 2, "H2")
    sell(dock, 1, "H1", back=True)
    reverse(scope=SYSTEM, posting_id=sold, id=uuid7(), reason="wrong customer",
            effective="now")
    goods = Goods("LOTS", "L1")
    outside = {row.kind: (row.came, row.went) for row in ends(scope=SYSTEM, goods=[goods])}
    assert outside == {"supplier": (30, 0), "customer": (1, 2)}
    found = trace(scope=SYSTEM, ask=LOT)
    assert ends_of(found.nodes, goods, KINDS) == ends(scope=SYSTEM, goods=[goods])
    _, parts = told()
    rows = parts["Equation of quantities (smallest unit)"].rows
    assert [row[1:] for row in rows] == [
        ("returned by customers", "1", ""), ("received from suppliers", "30", ""),
        ("stands: Bin · Accepted", "", "29"), ("issued to customers", "", "2"),
        ("Total: equal", "31", "31")]


def test_production_is_in_the_equation_of_what_went_in_and_of_what_came_out(dock):
    put_items(scope=SYSTEM, items=[ItemDraft("KIT", "套装", "套", tracking="lot")])
    dock.stock_in("LOTS", "A-01", 9, lot="L1")
    made = PostingRequest(uuid7(), "SH1", "completion", {"document": "WO-1"}, dock.at(60), (
        LineRequest("LOTS", "A-01", "@production", 4, lot="L1"),
        LineRequest("KIT", "@production", "A-02", 2, lot="K1")))
    assert post(scope=SYSTEM, requests=[made])[0].result == "created"
    _life, parts = told()
    assert [row[:3] for row in parts["Genealogy"].rows] == [("LOTS L1", "KIT K1", "WO-1")]
    rows = parts["Equation of quantities (smallest unit)"].rows
    assert ("LOTS L1", "consumed in production", "", "4") in rows
    assert ("KIT K1", "came out of production", "2", "") in rows
    assert [row[1] for row in rows if row[1].startswith("Total")] == ["Total: equal"] * 2
    found = trace(scope=SYSTEM, ask=LOT)
    for goods in found.goods:
        assert ends_of(found.nodes, goods, KINDS) == [
            row for row in ends(scope=SYSTEM, goods=found.goods) if row.goods == goods]


def test_a_life_names_every_node_who_did_it_and_what_was_counted(dock):
    put_away(dock)
    life, parts = told()
    assert any("LOTS" in fact for fact in life.facts)
    assert any("Lot: L1" in fact for fact in life.facts)
    found = trace(scope=SYSTEM, ask=LOT)
    rows = parts["Timeline (local time of the site)"].rows
    assert len(rows) == len(found.nodes)
    for row, node in zip(rows, found.nodes, strict=True):
        assert node.document in row[1]
        assert node.actor in row[5]
        assert (str(node.posting) in row[6]) == (node.posting is not None)
    assert any("signed: quinn" in row[5] for row in rows)
    assert {(row[1], row[6]) for row in parts["Count nodes met"].rows} >= {
        ("RC-000001 scanned", "30")}
    assert [row[0].split()[0] for row in parts["Documents and certificates"].rows] == [
        "RC-000001", "IN-000001", "PA-000001"]


def test_the_same_life_has_the_same_hash_whoever_prints_it_and_another_life_another(dock):
    put_away(dock)
    first, _ = told()
    again, _ = life_of(scope=dock.boss, ask=LOT, language="en")
    assert first.digest == again.digest == digest_of(first.facts, first.parts)
    assert first.foot != again.foot, "who printed it stands below"
    sell(dock, 1, "H1")
    assert told()[0].digest != first.digest


@pytest.mark.parametrize(("language", "title", "last"), [
    ("zh-hans", "全生命周期追溯", "第 {0} 页，共 {0} 页"), ("en", "Whole life", "Page {0} of {0}")])
def test_pages_are_numbered_and_nothing_leaves_the_paper(dock, language, title, last):
    put_away(dock)
    for n in range(40):
        sell(dock, 1, f"H{n:02}" if n % 2 else "H1", back=n >= 30)
    life, _ = told(language)
    pages = life_pages(life, font=font(), language=language)
    assert len(pages) > 2
    assert pages[-1].texts[-1].text == last.format(len(pages))
    for page in pages:
        assert page.texts[0].text.startswith(title)
        assert all(0 <= text.y < page.height for text in page.texts)
        assert all(code for code in page.codes)


def test_printing_a_life_hands_out_a_pdf_and_notes_who_printed(dock):
    from pandian.kernel.queries import facts_about

    put_away(dock)
    made = print_life(scope=dock.boss, ask=LOT, language="zh-hans")
    assert made.content.startswith(b"%PDF")
    assert made.name == "life-LOTS-L1.pdf"
    fact = facts_about(scope=SYSTEM, sites=None, subject="life:LOTS L1")[-1]
    assert (fact.kind, fact.actor) == ("life.printed", "boss")
    assert fact.data["content_hash"] == told("zh-hans")[0].digest


def test_a_life_that_is_not_known_or_too_long_is_refused_by_name(dock, monkeypatch):
    put_away(dock)
    with pytest.raises(NothingToTrace):
        print_life(scope=SYSTEM, ask=TraceAsk(item="LOTS", lot="NONE"), language="en")
    monkeypatch.setattr("pandian.exchange.lives.queries.NODES_PRINTED_MAX", 3)
    with pytest.raises(LifeTooLong):
        print_life(scope=SYSTEM, ask=LOT, language="en")

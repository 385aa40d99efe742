"""Papers of documents: from the facts, in both languages, every page numbered.   单据打印"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from document_world import Dock

from pandian.exchange.labels.queries import font, setter
from pandian.exchange.papers.operations import print_paper
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import compose, papers_of
from pandian.exchange.papers.words import PAPERS, PaperRequest, PaperUnknown
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import Amount, DocumentNotFound, LineDraft


@pytest.fixture
def dock(db):
    return Dock()


def draft(dock, document, paper, language="en"):
    return paper_draft(scope=dock.boss, request=PaperRequest(document.document, paper, language))


def look(pages, name):
    """Keep the pages as pictures where PANDIAN_SHOTS says, for people to look at."""
    if folder := os.environ.get("PANDIAN_SHOTS"):
        for n, picture in enumerate(setter().pictures(pages, dpi=203), 1):
            picture.save(Path(folder) / f"paper-{name}-{n}.png")


def test_an_inspection_record_says_what_was_judged_by_whom_and_who_signed(dock):
    inspection = dock.follow("inspection", dock.booked(("LOTS", 10, "L1")))
    dock.act(dock.quinn, inspection, "sample", Amount(1, "sampled", 1))
    dock.act(dock.quinn, inspection, "split", Amount(1, "accepted", 6),
             Amount(1, "rejected", 3, place="RED", note="torn"), sign=["quinn", "rosa"])
    told = draft(dock, inspection, "inspection_record")
    words = [column.word for column in told.columns]
    assert [word for word in words if word in ("Sampled", "Accepted", "Rejected")] == [
        "Sampled", "Accepted", "Rejected"]
    cells = [dict(zip(words, row, strict=True)) for row in told.rows]
    assert [(c["Accepted"], c["Rejected"], c["Note"]) for c in cells if c["Rejected"]] == [
        ("", "3", "torn")]
    assert any("quinn" in event and "signed: quinn, rosa" in event
               for event in told.events)
    assert told.number == "IN-000001"
    look(compose(told, font=font(), language="en"), "inspection-en")


def test_an_unfinished_document_says_so_on_its_paper(dock):
    receipt = dock.announce(LineDraft("LOTS", 5, "L1"))
    assert "This document is not finished" in draft(dock, receipt, "receiving_record").facts
    dock.act(dock.keeper, receipt, "cancel")
    assert "This document was cancelled" in draft(dock, receipt, "record").facts


def test_a_long_table_runs_on_with_its_head_and_every_page_is_numbered(dock):
    receipt = dock.announce(*(LineDraft("PLAIN", n + 1) for n in range(120)))
    for language, last in (("zh-hans", "第 {0} 页，共 {0} 页"), ("en", "Page {0} of {0}")):
        told = draft(dock, receipt, "receiving_record", language)
        assert len(told.rows) == 120
        pages = compose(told, font=font(), language=language)
        assert len(pages) > 2
        assert all(len(page.codes) == 1 for page in pages), "each page carries the code"
        assert pages[-1].texts[-1].text == last.format(len(pages))
        for page in pages:
            assert any(text.text == told.columns[1].word for text in page.texts), language
            assert all(0 <= text.y < page.height - 8 for text in page.texts)
        look(pages[-1:], f"receiving-{language}")


def test_the_price_of_an_order_is_not_on_the_paper_of_whoever_may_not_see_values(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    assert "purchase_order" not in papers_of("receipt")
    with pytest.raises(PaperUnknown):
        draft(dock, receipt, "purchase_order")


def test_printing_hands_out_a_pdf_and_notes_who_printed(dock):
    from pandian.kernel.queries import facts_about

    receipt = dock.announce(LineDraft("PLAIN", 5))
    made = print_paper(scope=dock.keeper, request=PaperRequest(
        receipt.document, "record"))
    assert made.content.startswith(b"%PDF")
    assert made.name == "RC-000001-record.pdf"
    noted = [row for row in facts_about(scope=SYSTEM, sites=None,
                                        subject=f"document:{receipt.document}")
             if row.kind == "paper.printed"]
    assert [(row.actor, row.data["paper"], row.data["pages"]) for row in noted] == [
        ("keeper", "record", 1)]


def test_nobody_prints_what_he_may_not_read(dock):
    receipt = dock.announce(LineDraft("PLAIN", 5))
    blind = dock.keeper._replace(capabilities=frozenset({"ledger.read"}), grants=())
    with pytest.raises(Forbidden):
        print_paper(scope=blind, request=PaperRequest(receipt.document, "record"))
    with pytest.raises(DocumentNotFound):
        print_paper(scope=dock.keeper, request=PaperRequest(uuid7(), "record"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_paper(kind):
    assert papers_of(kind)[-1] == "record"
    assert all(not PAPERS[name].kinds or kind in PAPERS[name].kinds for name in papers_of(kind))
